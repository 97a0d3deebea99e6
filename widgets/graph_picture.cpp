#include "widgets/graph_picture.h"

#include <algorithm>
#include <cmath>

namespace bitprism {
namespace {

constexpr double layerHeight = 2.8, otherHeight = 1.6;
constexpr double leastLayer = 11, mostLayer = 17;
constexpr double leastOther = 4, mostOther = 13;
constexpr double characterWidth = 0.5;                    // the mean width of one
constexpr double besideName = 4.4, besideOperator = 1.6;  // bar, badge and margins

double inSteps(double length) {
  return std::ceil(length * 5) / 5;  // few different sizes: equal parts of a network are laid out once
}

}  // namespace

QSizeF boxSize(const GraphBox& box, qsizetype longestName) {
  if (box.kind == GraphBox::Kind::Layer)
    return {inSteps(std::clamp(characterWidth * static_cast<double>(longestName) + besideName, leastLayer, mostLayer)),
            layerHeight};
  return {inSteps(std::clamp(characterWidth * static_cast<double>(box.title.size()) + besideOperator, leastOther,
                             mostOther)),
          otherHeight};
}

}  // namespace bitprism
