#pragma once

#include "core/data/image_format.h"

namespace bitprism {

// Pictures in separate files (JPEG, PNG, WebP, BMP), decoded on demand. Throw InputError.

// One folder per class: numbered by classes.txt in or next to the folder, else by the order of the folders' names
// (class_order.h; with a notice if another order is possible). Pictures in deeper folders belong to the class above. A
// folder of pictures without such folders is unlabelled. Hidden files and other kinds of files are left out, the latter
// with a notice.
ImageSet readPictureFolder(const std::string& folder);

// One picture, unlabelled.
ImageSet readPicture(const std::string& path);

// These files, unlabelled, in this order; the set is named after `path`.
ImageSet pictureFiles(const std::string& path, std::vector<std::string> files);

// Whether there is a picture in a folder or in its direct subfolders.
bool holdsPictures(const std::string& folder);

extern const ImageFormat picturesFormat;

}  // namespace bitprism
