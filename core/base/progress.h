#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace bitprism {

// The progress of a piece of work: done of total (total 0: unknown).
struct ProgressStep {
  std::string what;
  std::int64_t done = 0;
  std::int64_t total = 0;
};

// Called from the working thread, at most a few hundred times a second; may be empty.
using Progress = std::function<void(const ProgressStep&)>;

inline void report(const Progress& progress, const std::string& what, std::int64_t done, std::int64_t total) {
  if (progress) progress({what, done, total});
}

}  // namespace bitprism
