#pragma once

#include <string>

#include "app/workflow/study.h"

namespace bitprism {

// What a training learns from, and what it is judged by without learning from it.
struct TrainingImages {
  ImageSet learning, heldOut;
};

inline constexpr std::int64_t exampleTrainingCount = 4000;  // of the example's endless training part
inline constexpr std::int64_t largestHeldOut = 1000;

// Named as --data names images ("example" draws its training part), at most `limit` (0: all), in the size that the
// study's network takes.
ImageSet trainingImages(const Study& study, const std::string& source, std::int64_t limit);

// learning: named as --data names images ("example" draws its training part), at most `limit` (0: all). heldOut
// likewise; empty: a tenth of the others by seed, at most largestHeldOut, which then are not learnt from. Both are
// brought to the size that the study's network takes.
TrainingImages trainingImages(const Study& study, const std::string& learning, const std::string& heldOut,
                              std::int64_t limit, std::uint64_t seed);

}  // namespace bitprism
