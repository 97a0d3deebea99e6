#pragma once

#include <string>

#include "app/workflow/study.h"

namespace bitprism {

// The images for training, and those held out to evaluate it.
struct TrainingImages {
  ImageSet learning, heldOut;
};

inline constexpr std::int64_t exampleTrainingCount = 4000;  // of the example's endless training part
inline constexpr std::int64_t largestHeldOut = 1000;

// Images named as with --data ("example" draws its training part), at most `limit` (0: all), in the size of the study's
// network.
ImageSet trainingImages(const Study& study, const std::string& source, std::int64_t limit);

// learning: images named as with --data ("example" draws its training part), at most `limit` (0: all). heldOut
// likewise; empty: a tenth of the others, chosen by seed, at most largestHeldOut, which are then not used for training.
// Both have the size of the study's network.
TrainingImages trainingImages(const Study& study, const std::string& learning, const std::string& heldOut,
                              std::int64_t limit, std::uint64_t seed);

}  // namespace bitprism
