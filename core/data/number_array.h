#pragma once

#include "core/base/random_access.h"
#include "core/data/image_set.h"
#include "core/files/npy.h"

namespace bitprism {

// An array of numbers somewhere in a file, row-major.
struct NumberArray {
  std::string name;  // what messages call it
  std::shared_ptr<const RandomAccess> bytes;
  std::uint64_t offset = 0;
  Shape shape;
  NumberType type;
};

// Images of an array: [n][channels][height][width], [n][height][width][channels] (when only the last extent is 1, 3 or
// 4: with a notice) or [n][height][width]. Bytes stay bytes, all else becomes floats. Read when asked for. Throws
// InputError when the shape is of no images.
ImageSet imagesOf(const NumberArray& array);

// Gives the images their labels: an array [n] or [n][1] of whole numbers, or of a class a pixel [n][height][width]
// where 255 and numbers below zero are not counted. The class count is what the labels show. Throws InputError: another
// count than of images, negative labels, fractions.
void addLabels(ImageSet& images, const NumberArray& labels);

}  // namespace bitprism
