#include "app/workflow/image_source.h"

#include <charconv>
#include <cmath>

#include "app/example/example_images.h"
#include "core/base/enum_names.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/image_reader.h"

namespace bitprism {
namespace {

constexpr std::array<EnumName<ChannelOrder>, 4> channelOrders = {{{ChannelOrder::Rgb, "rgb"},
                                                                  {ChannelOrder::Bgr, "bgr"},
                                                                  {ChannelOrder::Grey, "grey"},
                                                                  {ChannelOrder::Grey3, "grey3"}}};
static_assert(namesEveryValue<channelOrders>());

std::vector<double> numbers(const Json& object, const char* key, std::vector<double> otherwise,
                            const std::string& source) {
  const auto found = object.find(key);
  if (found == object.end()) return otherwise;
  const Json list = found->is_array() ? *found : Json::array({*found});
  std::vector<double> result;
  for (const Json& value : list) {
    if (!value.is_number())
      throw InputError(text("cannot read '", source, "': '", key, "' contains a value that is not a number"));
    result.push_back(value.get<double>());
  }
  if (result.empty()) throw InputError(text("cannot read '", source, "': '", key, "' is empty"));
  return result;
}

constexpr std::int64_t maximumExtent = 65'535;

PixelExtent parseExtent(const std::string& written, bool square, const char* expected) {
  PixelExtent extent;
  const auto number = [&](const std::string& word) {
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (problem != std::errc() || end != word.data() + word.size() || value < 1 || value > maximumExtent)
      throw UsageError(text("'", written, "' is not a size in pixels, expected ", expected));
    return value;
  };
  const std::size_t times = written.find('x');
  extent.height = number(written.substr(0, times));
  if (times != std::string::npos)
    extent.width = number(written.substr(times + 1));
  else if (square)
    extent.width = extent.height;
  return extent;
}

Json extentJson(const PixelExtent& extent, bool single) {
  if (single) return extent.height;
  return Json::array({extent.height, extent.width});
}

PixelExtent extentMember(const Json& json, const char* key, bool square, const std::string& source) {
  const auto found = json.find(key);
  if (found == json.end()) return {};
  const std::vector<double> values = numbers(json, key, {}, source);
  for (const double value : values)
    if (!(value >= 1 && value <= maximumExtent) || value != std::floor(value) || values.size() > 2)
      throw InputError(text("cannot read '", source, "': '", key, "' is ", found->dump(),
                            ", expected one or two whole numbers of pixels, height first"));
  PixelExtent extent{static_cast<std::int64_t>(values[0]), 0};
  if (values.size() == 2) extent.width = static_cast<std::int64_t>(values[1]);
  if (values.size() == 1 && square) extent.width = extent.height;
  return extent;
}

}  // namespace

std::optional<MadeImagesName> madeImagesName(const std::string& source) {
  const std::string_view name = "synthetic";
  if (source == name) return MadeImagesName{};
  if (!source.starts_with(std::string(name) + ':')) return {};
  const std::string_view number = std::string_view(source).substr(name.size() + 1);
  MadeImagesName made;
  const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), made.count);
  if (problem != std::errc() || end != number.data() + number.size() || made.count < 1)
    throw UsageError(text("'", source, "' does not say how many images to make, expected such as synthetic:256"));
  return made;
}

bool namesNoFile(const std::string& source) {
  return source == "example" || source == "synthetic" || source.starts_with("synthetic:");
}

ImageSet openImages(const std::string& source, std::int64_t limit) {
  if (source == "example") {
    const std::int64_t count = limit < 0 ? exampleEvaluationCount : std::min(limit, exampleEvaluationCount);
    return exampleImages(ExamplePart::Evaluation, count);
  }
  if (madeImagesName(source))
    throw UsageError(text("'", source, "' is made from the network, expected images in files here"));
  return readImages(source, limit);
}

Preprocessing standardPreprocessing(const std::string& source, const ImageSet& images,
                                    std::vector<std::string>& notices) {
  if (source == "example") return examplePreprocessing();
  Preprocessing standard;
  if (images.floats()) {
    standard.scale = 1;
    notices.push_back(
        text("the numbers of '", images.name, "' are passed to the network unchanged, not divided by 255"));
  }
  return standard;
}

PixelExtent parseResize(const std::string& written) {
  return parseExtent(written, false, "the shorter side such as 256, or height x width such as 224x320");
}
PixelExtent parseCrop(const std::string& written) {
  return parseExtent(written, true, "the side of a square such as 224, or height x width such as 224x320");
}

const char* channelName(ChannelOrder order) {
  return rowOf(channelOrders, order).name;
}

std::optional<ChannelOrder> channelsFromName(const std::string& name) {
  return valueNamed(channelOrders, name);
}

Json toJson(const Preprocessing& preprocessing) {
  Json json = {{"scale", preprocessing.scale},
               {"mean", preprocessing.mean},
               {"std", preprocessing.deviation},
               {"channels", channelName(preprocessing.channels)}};
  const PixelExtent &resize = preprocessing.resize, &crop = preprocessing.crop;
  if (resize.height > 0) json["resize"] = extentJson(resize, resize.width == 0);
  if (crop.height > 0)
    json[preprocessing.letterbox ? "letterbox" : "crop"] = extentJson(crop, crop.width == crop.height);
  return json;
}

Preprocessing preprocessingFromJson(const Json& json, const std::string& source) {
  if (!json.is_object())
    throw InputError(
        text("cannot read '", source, "': expected an object with scale, mean, std, channels, resize and crop"));
  Preprocessing result;
  const std::vector<double> scale = numbers(json, "scale", {result.scale}, source);
  if (scale.size() != 1) throw InputError(text("cannot read '", source, "': 'scale' is one number"));
  result.scale = scale[0];
  result.mean = numbers(json, "mean", result.mean, source);
  result.deviation = numbers(json, "std", result.deviation, source);
  for (const double value : result.deviation)
    if (!(value > 0) || !std::isfinite(value))
      throw InputError(text("cannot read '", source, "': 'std' has ", value, ", expected numbers above zero"));
  if (json.contains("channels")) {
    const std::string order = stringMember(json, "channels", source);
    const std::optional<ChannelOrder> known = channelsFromName(order);
    if (!known)
      throw InputError(text("cannot read '", source, "': 'channels' is '", order, "', expected rgb, bgr or grey"));
    result.channels = *known;
  }
  result.resize = extentMember(json, "resize", false, source);
  result.crop = extentMember(json, "crop", true, source);
  if (json.contains("letterbox")) {
    if (result.resize.height > 0 || result.crop.height > 0)
      throw InputError(
          text("cannot read '", source, "': 'letterbox' stands beside 'resize' or 'crop', expected either"));
    result.crop = extentMember(json, "letterbox", true, source);
    result.letterbox = true;
  }
  for (const auto& [key, value] : json.items())
    if (key != "letterbox" && key != "scale" && key != "mean" && key != "std" && key != "channels" && key != "resize" &&
        key != "crop")
      throw InputError(text("cannot read '", source, "': '", key,
                            "' is not known, expected scale, mean, std, channels, resize and crop"));
  return result;
}

Preprocessing readPreprocessing(const std::string& path) {
  const Bytes bytes = readFile(path, 1 << 20);
  return preprocessingFromJson(parseJson(std::string(bytes.begin(), bytes.end()), path), path);
}

}  // namespace bitprism
