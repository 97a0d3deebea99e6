#pragma once

#include <vector>

namespace bitprism {

// Which of a row of bars are selected, and the current one, as clicks and keys change it. A plain value.
class BarSelection {
 public:
  int current() const { return current_; }  // -1: none
  const std::vector<int>& bars() const { return bars_; }
  bool contains(int bar) const;

  void set(int current, std::vector<int> bars);
  void setCurrent(int bar) { current_ = bar; }  // the selection stays
  void only(int bar);
  void toggle(int bar);
  void extendTo(int bar);  // from the last bar that was chosen without extending
  void all(int count);

  bool operator==(const BarSelection&) const = default;

 private:
  int current_ = -1;
  int anchor_ = -1;
  std::vector<int> bars_;  // rising
};

}  // namespace bitprism
