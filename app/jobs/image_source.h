#pragma once

#include <string>

#include "core/base/json.h"
#include "core/data/image_set.h"

namespace bitprism {

// Opens labelled images by the name a user gives: "example", a CIFAR-10 binary file or a folder of them. limit: at most
// so many (-1: all). Throws InputError.
ImageSet openImages(const std::string& source, std::int64_t limit = -1);

Json toJson(const Preprocessing& preprocessing);

// {"scale", "mean", "std", "channels": "rgb"|"bgr"}. Throws InputError naming the source.
Preprocessing preprocessingFromJson(const Json& json, const std::string& source);
Preprocessing readPreprocessing(const std::string& path);

}  // namespace bitprism
