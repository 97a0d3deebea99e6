#pragma once

#include "core/data/image_format.h"

namespace bitprism {

// Images and labels as NumPy saves them. An archive (.npz) holds both, a .npy has its labels beside it, by these names
// (with .npy for files; any case; what stands behind x and y may be anything that both share):
//   x_test, y_test    x, y    images, labels    data, labels    test_images, test_labels
// A .npz of one array with three or four dimensions and one of whole numbers is read whatever their names. Arrays stay
// in their file unless they are packed; limit bounds what unpacking may take. Throws InputError.
ImageSet readNumpyImages(const std::string& path, std::uint64_t limit);

// Which .npy in a folder holds images by its name; empty when none does.
std::string numpyImagesIn(const std::string& folder);

extern const ImageFormat numpyFormat;

}  // namespace bitprism
