#include "app/jobs/image_source.h"

#include <cmath>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/example_images.h"

namespace bitprism {
namespace {

std::vector<double> numbers(const Json& object, const char* key, std::vector<double> otherwise,
                            const std::string& source) {
  const auto found = object.find(key);
  if (found == object.end()) return otherwise;
  const Json list = found->is_array() ? *found : Json::array({*found});
  std::vector<double> result;
  for (const Json& value : list) {
    if (!value.is_number())
      throw InputError(text("cannot read '", source, "': '", key, "' holds something that is not a number"));
    result.push_back(value.get<double>());
  }
  if (result.empty()) throw InputError(text("cannot read '", source, "': '", key, "' is empty"));
  return result;
}

}  // namespace

ImageSet openImages(const std::string& source, std::int64_t limit) {
  if (source == "example") {
    const std::int64_t count = limit < 0 ? exampleEvaluationCount : std::min(limit, exampleEvaluationCount);
    return drawExampleImages(ExamplePart::Evaluation, count);
  }
  std::error_code ignored;
  if (!std::filesystem::exists(source, ignored))
    throw InputError(text("cannot read '", source,
                          "': there is no such file or folder (expected CIFAR-10 binary files or 'example')"));
  return readCifar10(source, limit);
}

Json toJson(const Preprocessing& preprocessing) {
  return {{"scale", preprocessing.scale},
          {"mean", preprocessing.mean},
          {"std", preprocessing.deviation},
          {"channels", preprocessing.channels == ChannelOrder::Bgr ? "bgr" : "rgb"}};
}

Preprocessing preprocessingFromJson(const Json& json, const std::string& source) {
  if (!json.is_object())
    throw InputError(text("cannot read '", source, "': expected an object with scale, mean, std and channels"));
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
    if (order != "rgb" && order != "bgr")
      throw InputError(text("cannot read '", source, "': 'channels' is '", order, "', expected rgb or bgr"));
    result.channels = order == "bgr" ? ChannelOrder::Bgr : ChannelOrder::Rgb;
  }
  return result;
}

Preprocessing readPreprocessing(const std::string& path) {
  const Bytes bytes = readFile(path, 1 << 20);
  return preprocessingFromJson(parseJson(std::string(bytes.begin(), bytes.end()), path), path);
}

}  // namespace bitprism
