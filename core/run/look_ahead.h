#pragma once

#include <algorithm>
#include <cstddef>

namespace bitprism {

// How far proposals run ahead of results. Trials are told in order, and trial k is proposed after exactly the results
// of all trials up to k - trials, whichever finishes first: so the trials depend on the look-ahead, but neither on the
// number of workers nor on what becomes of them.
class LookAhead {
 public:
  static constexpr int most = 1024;

  explicit LookAhead(int trials) : trials_(static_cast<std::size_t>(std::clamp(trials, 1, most))) {}

  std::size_t trials() const { return trials_; }

  // With this many trials proposed and not told.
  bool mayPropose(std::size_t pending) const { return pending < trials_; }
  bool mayTell(std::size_t pending) const { return pending >= trials_; }  // and always when nothing more is proposed

 private:
  std::size_t trials_;
};

}  // namespace bitprism
