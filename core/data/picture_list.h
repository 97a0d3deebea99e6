#pragma once

#include "core/data/image_format.h"

namespace bitprism {

// A list of pictures as text: fields separated by commas, semicolons, tabs, bars or spaces. The first line may name the
// columns in the usual words (list_columns.h); otherwise the column that names pictures is the path and the other one
// the label. Paths are relative to the list or absolute, and may omit the picture's suffix. Labels as in takeLabels
// (class_labels.h), with classes.txt next to the list; one-hot columns are labels, too. A notice names a column that is
// used as the label without being called so, and a list whose labels cannot be identified. Throws InputError naming the
// line.
ImageSet readPictureList(const std::string& path);

extern const ImageFormat pictureListFormat;

}  // namespace bitprism
