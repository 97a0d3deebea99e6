#pragma once

#include "core/data/image_format.h"

namespace bitprism {

// Pictures that lie in files of their own (JPEG, PNG, WebP, BMP), decoded when asked for. Throw InputError.

// A folder a class: by classes.txt in the folder or beside it, else by the order of the folders' names (class_order.h;
// with a notice where another order is possible). Pictures in deeper folders belong to the class above. A folder with
// pictures and no such folders gives them unlabelled. Hidden files and other kinds of files are left out, the latter
// with a notice.
ImageSet readPictureFolder(const std::string& folder);

// One picture, unlabelled.
ImageSet readPicture(const std::string& path);

// These files, unlabelled, in this order; the set is called as what lies at `path`.
ImageSet pictureFiles(const std::string& path, std::vector<std::string> files);

// Whether a folder holds a picture, itself or in the folders just below.
bool holdsPictures(const std::string& folder);

extern const ImageFormat picturesFormat;

}  // namespace bitprism
