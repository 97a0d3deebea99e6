#pragma once

#include "core/data/image_set.h"

namespace bitprism {

// Which part of the bundled example data set; parts never share an image.
enum class ExamplePart { Train, Calibration, Evaluation };

// Draws images of the example data set: 32 x 32 RGB, 10 classes, integer arithmetic only, so that they are
// bit-identical on every machine. Image i of a part depends on (part, i) alone.
ImageSet drawExampleImages(ExamplePart part, std::int64_t count);

inline constexpr std::int64_t exampleEvaluationCount = 4000;
inline constexpr std::int64_t exampleCalibrationCount = 512;

}  // namespace bitprism
