#pragma once

#include "core/data/image_set.h"

namespace bitprism {

// Pictures that lie in files of their own (JPEG, PNG, WebP, BMP), decoded when asked for. Throw InputError.

// A folder a class, named by its folder, classes in the order of their names (by bytes); pictures in deeper folders
// belong to the class above. A folder with pictures and no such folders gives them unlabelled. Hidden files and other
// kinds of files are left out, the latter with a notice.
ImageSet readPictureFolder(const std::string& folder);

// One picture, unlabelled.
ImageSet readPicture(const std::string& path);

// A list in CSV: the first line may name its columns (path or file or image; label or class; other columns are left
// out), else a line is `path,label`. Paths are relative to the list and stay inside its folder. Labels are all numbers
// from 0 up, or all names: then classes.txt beside the list names the classes by line, or their sorted names are the
// classes. A list of paths alone gives unlabelled pictures.
ImageSet readPictureList(const std::string& path);

// Whether a folder holds a picture, itself or in the folders just below.
bool holdsPictures(const std::string& folder);

}  // namespace bitprism
