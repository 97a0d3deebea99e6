#include "core/data/box_annotations.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::uint64_t largestAnnotations = std::uint64_t{1} << 31;
constexpr std::int64_t largestExtent = 1 << 20;
constexpr const char* expectedForm = "expected COCO's images, annotations and categories";

const Json& cocoList(const Json& document, const char* key, const std::string& source) {
  const auto found = document.find(key);
  if (found == document.end() || !found->is_array())
    throw InputError(text("cannot read '", source, "': it has no list '", key, "', ", expectedForm));
  return *found;
}

const Json& cocoEntry(const Json& entry, const char* list, std::size_t index, const std::string& source) {
  if (!entry.is_object())
    throw InputError(
        text("cannot read '", source, "': entry ", index, " of '", list, "' is no object, ", expectedForm));
  return entry;
}

// Left, top, width and height.
Box boxFrom(const Json& entry, std::size_t index, const std::string& source) {
  const auto refuse = [&](const std::string& fact) {
    return InputError(text("cannot read '", source, "': the bbox of annotation ", index, ' ', fact,
                           ", expected left, top, width and height in pixels"));
  };
  const auto found = entry.find("bbox");
  if (found == entry.end() || !found->is_array() || found->size() != 4) throw refuse("is not four numbers");
  double values[4] = {};
  for (std::size_t i = 0; i < 4; ++i) {
    if (!(*found)[i].is_number()) throw refuse("is not four numbers");
    values[i] = (*found)[i].get<double>();
    if (!std::isfinite(values[i]) || std::fabs(values[i]) > largestExtent) throw refuse(text("has ", values[i]));
  }
  if (values[2] < 0 || values[3] < 0) throw refuse("has a negative size");
  return {values[0], values[1], values[2], values[3]};
}

}  // namespace

BoxAnnotations cocoAnnotations(const std::string& json, const std::string& source) {
  const Json document = parseJson(json, source);
  if (!document.is_object()) throw InputError(text("cannot read '", source, "': it is no object, ", expectedForm));
  BoxAnnotations result;
  std::map<std::int64_t, std::string> categories;
  const Json& named = cocoList(document, "categories", source);
  for (std::size_t i = 0; i < named.size(); ++i) {
    const Json& entry = cocoEntry(named[i], "categories", i, source);
    const std::int64_t number = integerMember(entry, "id", source);
    if (!categories.emplace(number, stringMember(entry, "name", source)).second)
      throw InputError(text("cannot read '", source, "': category ", number, " occurs twice, expected once"));
  }
  std::map<std::int64_t, std::int32_t> labels;
  for (const auto& [number, name] : categories) {
    labels[number] = static_cast<std::int32_t>(result.classNames.size());
    result.classNames.push_back(name);
    result.categoryNumbers.push_back(number);
  }
  if (categories.empty())
    throw InputError(text("cannot read '", source, "': 'categories' is empty, expected at least one"));

  std::map<std::int64_t, std::size_t> places;
  const Json& images = cocoList(document, "images", source);
  for (std::size_t i = 0; i < images.size(); ++i) {
    const Json& entry = cocoEntry(images[i], "images", i, source);
    const std::int64_t number = integerMember(entry, "id", source);
    if (!places.emplace(number, result.images.size()).second)
      throw InputError(text("cannot read '", source, "': image ", number, " occurs twice, expected once"));
    BoxAnnotations::Image image{stringMember(entry, "file_name", source),
                                integerMember(entry, "height", source),
                                integerMember(entry, "width", source),
                                {}};
    if (image.height < 1 || image.width < 1 || image.height > largestExtent || image.width > largestExtent)
      throw InputError(text("cannot read '", source, "': image ", number, " has ", image.height, " x ", image.width,
                            " pixels, expected at least one and at most ", largestExtent, " a side"));
    result.images.push_back(std::move(image));
  }
  const Json& objects = cocoList(document, "annotations", source);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const Json& entry = cocoEntry(objects[i], "annotations", i, source);
    const std::int64_t image = integerMember(entry, "image_id", source);
    const std::int64_t category = integerMember(entry, "category_id", source);
    const auto place = places.find(image);
    if (place == places.end())
      throw InputError(
          text("cannot read '", source, "': annotation ", i, " is of image ", image, ", expected one of 'images'"));
    const auto label = labels.find(category);
    if (label == labels.end())
      throw InputError(text("cannot read '", source, "': annotation ", i, " is of category ", category,
                            ", expected one of 'categories'"));
    bool crowd = false;
    if (const auto found = entry.find("iscrowd"); found != entry.end()) {
      if (!found->is_boolean() && !(found->is_number_integer() && (*found == 0 || *found == 1)))
        throw InputError(text("cannot read '", source, "': 'iscrowd' of annotation ", i, " is ", echoed(found->dump()),
                              ", expected 0 or 1"));
      crowd = found->is_boolean() ? found->get<bool>() : *found == 1;
    }
    result.images[place->second].objects.push_back({boxFrom(entry, i, source), label->second, crowd});
  }
  return result;
}

BoxAnnotations readCocoAnnotations(const std::string& path) {
  const Bytes bytes = readFile(path, largestAnnotations);
  return cocoAnnotations(std::string(bytes.begin(), bytes.end()), path);
}

bool likeCocoAnnotations(const std::string& start) {
  const auto first = start.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (first == std::string::npos || start[first] != '{') return false;
  for (const char* key : {"\"images\"", "\"annotations\"", "\"categories\"", "\"licenses\"", "\"info\""})
    if (start.find(key) != std::string::npos) return true;
  return false;
}

}  // namespace bitprism
