#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/box_annotations.h"
#include "core/data/preprocessing.h"
#include "core/eval/box_precision.h"

namespace bitprism {

// How the outputs of a detector say what it found, for one image. Pixels are those of the network's input.
enum class BoxHead {
  Yolo5,  // [boxes][5 + classes]: centre, size, objectness, then classes; all but the pixels are probabilities
  Yolo8,  // [4 + classes][boxes]: centre, size, then classes (YOLOv8 and YOLO11)
  Ssd,    // [boxes][4] corners as parts of the image, and [boxes][1 + classes] probabilities, background first
  Detr,   // [boxes][classes + 1] logits, nothing last, and [boxes][4] centre and size as parts of the image
  Rows,   // [boxes][6]: corners in pixels, score, class; already suppressed
  Nms     // [boxes][4] and [classes][boxes], as ONNX's NonMaxSuppression reads them; in pixels or parts of the image
};

const char* boxHeadName(BoxHead head);  // "yolo5", "yolo8", "ssd", "detr", "rows", "nms"
std::vector<std::string> boxHeadNames();
BoxHead boxHeadFromName(std::string_view name);  // throws UsageError listing the names

// One output for one image.
struct HeadOutput {
  std::vector<std::int64_t> shape;  // without the image
  std::span<const float> values;
};

// The head that outputs of these shapes can have; empty: none, or more than one.
std::optional<BoxHead> likelyBoxHead(const std::vector<std::vector<std::int64_t>>& shapes, std::size_t classes);

// How the boxes of head nms are written, where a file says it.
struct NmsBoxes {
  std::size_t boxes = 0;   // which output they are, or the other way round where only that fits
  std::size_t scores = 1;  // which output has the scores
  bool centred = false;    // centre and size, else two corners
  bool rowsFirst = false;  // corners are y before x
};

struct DecodingLimits {
  double leastScore = 0.001;  // as in evaluations of detectors, where recall counts
  double overlap = 0.65;      // of suppressed()
  std::size_t kept = 300;     // in an image
};

// What the outputs found in an image: decoded, suppressed where the head needs it, and in pixels of the image as it is
// in its file. Classes of the network are the annotations' in the order of their numbers, or if it has more, these
// numbers themselves; others are left out. Throws InputError where the shapes are not those of the head.
std::vector<Detection> decodedBoxes(BoxHead head, const std::vector<HeadOutput>& outputs, std::int64_t image,
                                    const BoxAnnotations& annotations, const Preprocessing& preprocessing,
                                    PixelExtent input, const DecodingLimits& limits = {}, const NmsBoxes& nms = {});

}  // namespace bitprism
