#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/data/image_set.h"

namespace bitprism {

// The name of images made from the network itself (core/torch/measure/made_images.h): "synthetic", or with their number
// "synthetic:512". Throws UsageError for a number that is not one.
struct MadeImagesName {
  std::int64_t count = 0;  // 0: as many as suit the network
};
std::optional<MadeImagesName> madeImagesName(const std::string& source);

// Whether the name stands for images that are in no file: "example" and made images.
bool namesNoFile(const std::string& source);

// Opens images by the name a user gives: "example", or anything supported by readImages. limit: the maximum number (-1:
// all). Throws InputError, and UsageError for made images, which only a Study can make.
ImageSet openImages(const std::string& source, std::int64_t limit = -1);

// The preprocessing assumed when none is given: the example has its own, floats are used unchanged (with a notice),
// bytes are divided by 255.
Preprocessing standardPreprocessing(const std::string& source, const ImageSet& images,
                                    std::vector<std::string>& notices);

// "256": the shorter side, or "224x320": height and width.
PixelExtent parseResize(const std::string& written);  // throws UsageError
// "224": a square, or "224x320".
PixelExtent parseCrop(const std::string& written);  // throws UsageError

// {"scale", "mean", "std", "channels": "rgb"|"bgr"|"grey"|"grey3", "resize": shorter | [height, width], "crop": side |
// [height, width]}; the last two only if they are set, or
// "letterbox" in their place. Throws InputError naming the source.
Json toJson(const Preprocessing& preprocessing);
Preprocessing preprocessingFromJson(const Json& json, const std::string& source);
Preprocessing readPreprocessing(const std::string& path);

const char* channelName(ChannelOrder order);
std::optional<ChannelOrder> channelsFromName(const std::string& name);

}  // namespace bitprism
