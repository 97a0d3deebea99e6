#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace bitprism {

// The first and the last place at which two lists of the same length differ; absent if they are equal. A model repaints
// only these rows, so that scrolling and selections stay.
template <class Row>
std::optional<std::pair<int, int>> changedRows(const std::vector<Row>& before, const std::vector<Row>& after) {
  std::size_t first = 0, last = after.size();
  while (first < last && after[first] == before[first]) ++first;
  while (last > first && after[last - 1] == before[last - 1]) --last;
  if (first == last) return {};
  return std::pair(static_cast<int>(first), static_cast<int>(last) - 1);
}

}  // namespace bitprism
