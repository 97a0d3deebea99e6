#pragma once

#include "core/data/image_format.h"

namespace bitprism {

// Images and labels as NumPy saves them. An archive (.npz) holds both, a .npy has its labels next to it, by these names
// (with .npy for files; any case; x and y may be followed by any common text):
//   x_test, y_test    x, y    images, labels    data, labels    test_images, test_labels
// A .npz with one array of three or four dimensions and one of whole numbers is read for any names. Arrays stay in
// their file unless they are packed; limit bounds the memory of unpacking. Throws InputError.
ImageSet readNumpyImages(const std::string& path, std::uint64_t limit);

// The .npy in a folder that has images according to its name; empty if there is none.
std::string numpyImagesIn(const std::string& folder);

extern const ImageFormat numpyFormat;

}  // namespace bitprism
