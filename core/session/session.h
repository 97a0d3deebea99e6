#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/eval/evaluation.h"
#include "core/session/search_segment.h"

namespace bitprism {

// What a session was made with; continuing it with other settings is refused.
struct SessionSettings {
  std::string networkPath, networkName;
  std::uint64_t networkHash = 0;
  std::string dataPath, dataName;
  Json preprocessing;
  Json search;  // method, seed, tasks, bits, scheme, images, ...: everything but the number of trials
  Json plan;    // the plan under the hand, may be null
};

// One SQLite file (WAL): settings, sensitivity, one row per finished evaluation, committed when it finishes. A second
// process that opens the same file is refused. One thread at a time.
class Session {
 public:
  // Throws Error when the path cannot be written or exists, is in use, or (InputError) is no session of ours or
  // damaged.
  static Session create(const std::string& path, const SessionSettings& settings,
                        const std::vector<Evaluation>& inherited = {});  // which a fork begins with
  static Session open(const std::string& path);
  // For looking only: works beside a running search and on a read-only file.
  static Session openForReading(const std::string& path);
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  const std::string& path() const;
  const SessionSettings& settings() const;
  void savePlan(const Json& plan);

  void addEvaluation(const Evaluation& evaluation);
  std::vector<Evaluation> evaluations() const;  // by trial

  void setSensitivity(const Sensitivity& sensitivity);
  std::optional<Sensitivity> sensitivity() const;

  // By their first trials; a segment takes the place of one that began where it does, or later.
  void addSegment(const SearchSegment& segment);
  std::vector<SearchSegment> segments() const;

  // Small named values: "float_score", "total_trials", ...
  void setValue(const std::string& key, const Json& value);
  std::optional<Json> value(const std::string& key) const;

 private:
  class Implementation;
  explicit Session(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
