#pragma once

#include "core/base/random_access.h"
#include "core/data/image_set.h"
#include "core/files/npy.h"

namespace bitprism {

// An array of numbers somewhere in a file, row-major.
struct NumberArray {
  std::string name;  // for messages
  std::shared_ptr<const RandomAccess> bytes;
  std::uint64_t offset = 0;
  Shape shape;
  NumberType type;
};

// Images of an array: [n][channels][height][width], [n][height][width][channels] (when only the last extent is 1, 3 or
// 4: with a notice) or [n][height][width]. Bytes stay bytes, other types become floats. Read on demand. Throws
// InputError for other shapes.
ImageSet imagesOf(const NumberArray& array);

// Sets the labels of the images: an array [n] or [n][1] of whole numbers, rows [n][classes] of 0 and
// 1 (one class each if every row has a single one, else ImageSet::classSets), or a class per pixel [n][height][width]
// where 255 and negative numbers are not counted. The number of classes follows from the labels. Throws InputError when
// the counts differ or labels are negative or fractional.
void addLabels(ImageSet& images, const NumberArray& labels);

}  // namespace bitprism
