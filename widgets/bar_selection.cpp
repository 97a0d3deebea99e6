#include "widgets/bar_selection.h"

#include <algorithm>
#include <numeric>

namespace bitprism {

bool BarSelection::contains(int bar) const {
  return std::binary_search(bars_.begin(), bars_.end(), bar);
}

void BarSelection::set(int current, std::vector<int> bars) {
  std::sort(bars.begin(), bars.end());
  if (current != current_) anchor_ = current;
  current_ = current;
  bars_ = std::move(bars);
}

void BarSelection::only(int bar) {
  current_ = anchor_ = bar;
  bars_ = {bar};
}

void BarSelection::toggle(int bar) {
  current_ = anchor_ = bar;
  const auto place = std::lower_bound(bars_.begin(), bars_.end(), bar);
  if (place != bars_.end() && *place == bar)
    bars_.erase(place);
  else
    bars_.insert(place, bar);
}

void BarSelection::extendTo(int bar) {
  if (anchor_ < 0) anchor_ = bar;
  const int first = std::min(anchor_, bar);
  bars_.resize(static_cast<std::size_t>(std::max(anchor_, bar) - first + 1));
  std::iota(bars_.begin(), bars_.end(), first);
  current_ = bar;
}

void BarSelection::all(int count) {
  bars_.resize(static_cast<std::size_t>(count));
  std::iota(bars_.begin(), bars_.end(), 0);
  if (current_ < 0 && count > 0) current_ = anchor_ = 0;
}

}  // namespace bitprism
