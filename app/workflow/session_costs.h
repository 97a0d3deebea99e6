#pragma once

#include "app/workflow/search_request.h"
#include "core/search/network_costs.h"

namespace bitprism {

// What plans of a session cost, recomputed from what the session keeps of its network: the multiplications of each
// layer and, if its search was given one, the latency table. So every session can be shown on any axis that it knows,
// whatever the axis of its search. Immutable.
class SessionCosts {
 public:
  // Throws InputError.
  explicit SessionCosts(const Session& session);

  // The same with what is known otherwise, such as from the network's file, where the session keeps nothing. Throws
  // InputError for costs of another network.
  SessionCosts(const Session& session, const NetworkCosts& more);

  Cost axis() const { return axis_; }  // of the session's search
  const NetworkCosts& network() const { return network_; }
  bool knows(Cost cost) const { return network_.knows(cost); }
  void require(Cost cost) const;  // throws UsageError saying how the session gets to know it

  // Throws UsageError if the cost is unknown.
  std::int64_t of(const Evaluation& evaluation, Cost cost) const;

  // Of 8-bit weights with the search's inputs, and of the float network; not for memory, which sessions keep.
  std::int64_t reference(Cost cost) const;
  std::int64_t ofFloat(Cost cost) const;

 private:
  std::string session_;
  SearchRequest request_;
  std::size_t layers_ = 0;
  Cost axis_ = Cost::Memory;
  NetworkCosts network_;
};

// For a session, under the name "costs": {"macs": [...], "latency_table": {...}}.
Json toJson(const NetworkCosts& costs);

// Throws InputError naming the source.
NetworkCosts networkCostsFromJson(const Json& json, const std::string& source);

// Of a network, by running it once on zeros. table: null if there is none.
NetworkCosts networkCosts(const Network& network, std::shared_ptr<const LatencyTable> table);

// Reads the named table or, without a name, the one beside the network's file, if there is one; else null. Throws
// InputError.
std::shared_ptr<const LatencyTable> latencyTableOf(const std::string& named, const std::string& networkPath,
                                                   const Network& network);

// How a table is made, as half a sentence.
std::string latencyTableAdvice(const std::string& networkPath);

}  // namespace bitprism
