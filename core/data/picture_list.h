#pragma once

#include "core/data/image_format.h"

namespace bitprism {

// A list of pictures as text: fields separated by commas, semicolons, tabs, bars or spaces. The first line may name its
// columns, in the words that are usual (list_columns.h); else the column whose words are pictures is the path, the
// other the label. Paths are relative to the list or absolute, and may leave out the picture's suffix. Labels as
// takeLabels says (class_labels.h), with classes.txt beside the list; several columns of 0 and 1 with a single 1 a line
// are labels too. A column that is taken for the label without being called so, and a list whose labels cannot be
// told, are said in a notice. Throws InputError naming the line.
ImageSet readPictureList(const std::string& path);

extern const ImageFormat pictureListFormat;

}  // namespace bitprism
