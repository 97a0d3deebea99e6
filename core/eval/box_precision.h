#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/data/box_annotations.h"

namespace bitprism {

// What a detector found in an image.
struct Detection {
  std::int64_t image = 0;  // into BoxAnnotations::images
  std::int32_t label = 0;
  double score = 0;
  Box box;
  bool operator==(const Detection&) const = default;
};

// Intersection over union; against a crowd, the part of the detection inside it.
double overlap(const Box& detection, const Box& object, bool crowd = false);

// Greedy non-maximum suppression: of detections of one class in one image that overlap by more than `most`, only the
// one of the highest score stays; equal scores keep their order. At most `kept` stay. Ordered by falling score.
std::vector<Detection> suppressed(std::vector<Detection> detections, double most, std::size_t kept);

// COCO's average precision (Lin et al., 2014) over all sizes, with at most 100 detections of each class and image: the
// mean over classes with objects, over the 101 recalls 0, .01 ... 1, and over the intersections .5, .55 ... .95.
struct BoxPrecision {
  double mean = 0;               // mAP@[.5:.95]
  double atHalf = 0;             // mAP@.5
  std::vector<double> perClass;  // of every class; -1: it has no object
};

// images: those that were looked at. Detections in other images are left out.
BoxPrecision boxPrecision(const BoxAnnotations& annotations, std::span<const std::int64_t> images,
                          std::span<const Detection> detections);

}  // namespace bitprism
