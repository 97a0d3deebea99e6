#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "core/search/search.h"
#include "tests/support/synthetic_network.h"

namespace bitprism::test {

inline SearchSettings settingsFor(const SyntheticNetwork& network, const std::string& method, int trials,
                                  std::uint64_t seed = 1) {
  SearchSettings settings;
  settings.method = method;
  settings.trials = trials;
  settings.seed = seed;
  settings.chanceAccuracy = network.chance;
  settings.floatAccuracy = network.floatAccuracy;
  PlanChoice eight;
  for (const auto& choice : network.space.layers) eight.push_back(choice.widest());
  settings.referenceCost = network.space.bytes(eight);
  return settings;
}

inline Evaluation measure(const SyntheticNetwork& network, const Proposal& proposal, const SearchSettings& settings) {
  Evaluation evaluation;
  evaluation.trial = proposal.trial;
  evaluation.bits = proposal.bits;
  evaluation.taskIndex = proposal.task;
  evaluation.task = settings.tasks[static_cast<std::size_t>(proposal.task)];
  evaluation.bytes = network.space.bytes(proposal.bits);
  evaluation.score = network.score(proposal.bits, evaluation.task);
  evaluation.why = proposal.why;
  return evaluation;
}

// Runs a search to its end as the runner would, asking one trial ahead; evaluate makes an evaluation of a proposal.
inline std::vector<Evaluation> drive(Search& search, const std::function<Evaluation(const Proposal&)>& evaluate) {
  std::vector<Evaluation> all;
  std::optional<Proposal> running = search.ask();
  while (running) {
    std::optional<Proposal> next = search.ask();
    all.push_back(evaluate(*running));
    search.tell(all.back());
    running = std::move(next);
  }
  return all;
}

inline std::vector<Evaluation> drive(Search& search, const SyntheticNetwork& network, const SearchSettings& settings) {
  return drive(search, [&](const Proposal& proposal) { return measure(network, proposal, settings); });
}

}  // namespace bitprism::test
