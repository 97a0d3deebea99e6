#pragma once

#include <QString>
#include <optional>

namespace bitprism {

// How well a text fits what was typed: all its characters in this order, whatever the case, blanks aside. Higher is
// better: beginnings of words and runs of characters count more, long texts less. Nothing when it does not fit.
std::optional<int> fuzzyMatch(const QString& typed, const QString& text);

}  // namespace bitprism
