#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bitprism {

// A box in pixels of the image as it is in its file.
struct Box {
  double left = 0, top = 0, width = 0, height = 0;
  double area() const { return width * height; }
  bool operator==(const Box&) const = default;
};

struct AnnotatedObject {
  Box box;
  std::int32_t label = 0;  // into BoxAnnotations::classNames
  bool crowd = false;      // a region of many: detections in it are neither right nor wrong
  bool operator==(const AnnotatedObject&) const = default;
};

// The objects of images, as COCO describes them. Immutable once made.
struct BoxAnnotations {
  struct Image {
    std::string file;
    std::int64_t height = 0, width = 0;
    std::vector<AnnotatedObject> objects;
  };
  std::vector<Image> images;
  std::vector<std::string> classNames;        // in the order of their numbers
  std::vector<std::int64_t> categoryNumbers;  // ascending: those of the file
};

// Reads COCO's JSON: images (id, file_name, height, width), annotations (image_id, category_id, bbox as left, top,
// width and height, iscrowd) and categories (id, name). Images come in the order of the file. Throws InputError naming
// the source.
BoxAnnotations readCocoAnnotations(const std::string& path);
BoxAnnotations cocoAnnotations(const std::string& json, const std::string& source);

// Whether text starts as such a file does, from its first bytes: an object with "images" or "annotations" near its
// start.
bool likeCocoAnnotations(const std::string& start);

}  // namespace bitprism
