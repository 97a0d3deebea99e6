#pragma once

#include "core/data/image_set.h"

namespace bitprism {

// Which part of the bundled example data set; parts never share an image.
enum class ExamplePart { Train, Calibration, Evaluation };

// Draws images of the example data set: 32 x 32 RGB, 10 classes, integer arithmetic only, so that they are
// bit-identical on every machine. Image i of a part depends on (part, i) alone. Draws images first to first + count - 1
// on the given number of threads (0: one per core).
ImageSet drawExampleImages(ExamplePart part, std::int64_t count, std::int64_t first = 0, unsigned threads = 0);

// The first `count` of the same images, but each drawn only when it is first read; their labels are known at once.
ImageSet exampleImages(ExamplePart part, std::int64_t count);

// Names of the classes, by label.
const std::vector<std::string>& exampleClassNames();

// The preprocessing that the bundled network was trained with.
Preprocessing examplePreprocessing();

inline constexpr std::int64_t exampleEvaluationCount = 4000;
inline constexpr std::int64_t exampleCalibrationCount = 512;

}  // namespace bitprism
