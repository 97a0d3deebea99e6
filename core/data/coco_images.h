#pragma once

#include "core/data/image_format.h"

namespace bitprism {

// Pictures with annotated boxes: a file of COCO's JSON (box_annotations.h), its pictures next to it, in images/ or in
// the folder that the file is named after, beside it or above. Throws InputError naming a picture that is missing.
ImageSet readCocoImages(const std::string& path);

extern const ImageFormat cocoFormat;

}  // namespace bitprism
