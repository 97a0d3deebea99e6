#include "core/data/box_annotations.h"

#include "core/base/error.h"

// The boxes of images in COCO's JSON: each belongs to an image and a class.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  const std::string json(data, data + size);
  likeCocoAnnotations(json.substr(0, 4096));
  try {
    const BoxAnnotations read = cocoAnnotations(json, "fuzz");
    for (const BoxAnnotations::Image& image : read.images)
      for (const AnnotatedObject& object : image.objects)
        if (object.label < 0 || object.label >= static_cast<std::int32_t>(read.classNames.size()) ||
            !(object.box.area() >= 0))
          __builtin_trap();
  } catch (const Error&) {
    // Refused in a sentence.
  }
  return 0;
}
