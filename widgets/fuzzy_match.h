#pragma once

#include <QString>
#include <optional>

namespace bitprism {

// The score of a text for the typed characters: all in this order, ignoring case and blanks. Higher is better: word
// beginnings and runs of characters score more, long texts less. Absent without a match.
std::optional<int> fuzzyMatch(const QString& typed, const QString& text);

}  // namespace bitprism
