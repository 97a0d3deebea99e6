#include "core/network/layer_matching.h"

#include <algorithm>
#include <cstdint>
#include <map>

namespace bitprism {
namespace {

constexpr std::size_t mostTableCells = std::size_t{1} << 24;

using Counterparts = std::vector<std::optional<std::size_t>>;

// The matches as they are found: for each layer of a side its counterpart on the other.
struct Matching {
  Counterparts ofFirst, ofSecond;
  std::vector<MatchReason> reasons;  // of the layers of the first

  void add(std::size_t first, std::size_t second, MatchReason reason) {
    ofFirst[first] = second;
    ofSecond[second] = first;
    reasons[first] = reason;
  }
};

void matchNames(const std::vector<Layer>& first, const std::vector<Layer>& second, bool sameShape, Matching& matching) {
  std::multimap<std::string, std::size_t> named;
  for (std::size_t j = 0; j < second.size(); ++j)
    if (!matching.ofSecond[j]) named.emplace(second[j].name, j);
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (matching.ofFirst[i]) continue;
    const auto [begin, end] = named.equal_range(first[i].name);
    const auto found = std::find_if(
        begin, end, [&](const auto& entry) { return (second[entry.second].shape == first[i].shape) == sameShape; });
    if (found == end) continue;
    matching.add(i, found->second, MatchReason::Name);
    named.erase(found);
  }
}

std::vector<std::size_t> unmatched(const Counterparts& counterparts) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < counterparts.size(); ++i)
    if (!counterparts[i]) places.push_back(i);
  return places;
}

// A longest common subsequence of the shapes; for huge networks, the first of each shape.
void matchShapes(const std::vector<Layer>& first, const std::vector<Layer>& second, Matching& matching) {
  const std::vector<std::size_t> rows = unmatched(matching.ofFirst), columns = unmatched(matching.ofSecond);
  if (rows.empty() || columns.empty()) return;
  const auto same = [&](std::size_t row, std::size_t column) {
    return first[rows[row]].shape == second[columns[column]].shape;
  };
  if (rows.size() * columns.size() > mostTableCells) {
    std::size_t from = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      std::size_t column = from;
      while (column < columns.size() && !same(row, column)) ++column;
      if (column == columns.size()) continue;
      matching.add(rows[row], columns[column], MatchReason::Shape);
      from = column + 1;
    }
    return;
  }
  const std::size_t width = columns.size() + 1;
  std::vector<std::uint32_t> longest((rows.size() + 1) * width, 0);  // of what remains from (row, column) on
  for (std::size_t row = rows.size(); row-- > 0;)
    for (std::size_t column = columns.size(); column-- > 0;)
      longest[row * width + column] =
          same(row, column) ? longest[(row + 1) * width + column + 1] + 1
                            : std::max(longest[(row + 1) * width + column], longest[row * width + column + 1]);
  for (std::size_t row = 0, column = 0; row < rows.size() && column < columns.size();) {
    if (same(row, column))
      matching.add(rows[row++], columns[column++], MatchReason::Shape);
    else if (longest[(row + 1) * width + column] >= longest[row * width + column + 1])
      ++row;
    else
      ++column;
  }
}

}  // namespace

std::vector<LayerMatch> matchLayers(const std::vector<Layer>& first, const std::vector<Layer>& second) {
  Matching matching{Counterparts(first.size()), Counterparts(second.size()),
                    std::vector<MatchReason>(first.size(), MatchReason::None)};
  matchNames(first, second, true, matching);
  matchShapes(first, second, matching);
  matchNames(first, second, false, matching);
  std::vector<LayerMatch> matches;
  const auto addAlone = [&](std::size_t from) {  // those of the second that follow this place
    for (std::size_t j = from; j < second.size() && !matching.ofSecond[j]; ++j)
      matches.push_back({std::nullopt, j, MatchReason::None});
  };
  addAlone(0);
  for (std::size_t i = 0; i < first.size(); ++i) {
    matches.push_back({i, matching.ofFirst[i], matching.reasons[i]});
    if (matching.ofFirst[i]) addAlone(*matching.ofFirst[i] + 1);
  }
  return matches;
}

}  // namespace bitprism
