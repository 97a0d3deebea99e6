#pragma once

#include "app/workflow/search_request.h"

namespace bitprism {

// What a new session takes over from the one it is forked from.
struct Inheritance {
  std::vector<Evaluation> evaluations;          // trials from 0, by the tasks and choices of the new session
  std::size_t left = 0;                         // evaluations at tasks that the new session does not have
  std::vector<KnownSensitivity> sensitivities;  // those measured on the same images
  std::vector<RawSensitivity> raw;              // likewise
  std::optional<Json> activations;              // the value with that name
  std::optional<Json> integer;                  // the value "integer_form"
  bool measuredByOlder = false;
};

// The new session is described by SessionSettings and its identity. Throws UsageError, saying what differs, unless both
// have the same network, images, split and schemes.
Inheritance inherit(const Session& origin, const SessionSettings& fork, Metric metric);

}  // namespace bitprism
