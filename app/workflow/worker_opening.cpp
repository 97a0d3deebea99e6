#include "app/workflow/worker_opening.h"

#include <algorithm>
#include <filesystem>

#include "app/workflow/image_source.h"
#include "app/workflow/kept_path.h"
#include "app/workflow/study.h"
#include "core/base/byte_stream.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

// The members of StudySettings that are paths, with their keys.
constexpr std::pair<const char*, std::string StudySettings::*> pathMembers[] = {
    {"network", &StudySettings::networkPath},
    {"weights", &StudySettings::weightsPath},
    {"data", &StudySettings::dataPath},
    {"train", &StudySettings::trainPath},
    {"calibration", &StudySettings::calibrationPath}};

// The value of an optional member by a function that throws UsageError for what it does not know.
template <class Value, class FromName>
void takeNamed(const Json& json, const char* key, const std::string& source, Value& value, const FromName& fromName) {
  if (!json.contains(key)) return;
  try {
    value = fromName(stringMember(json, key, source));
  } catch (const UsageError& problem) {
    throw InputError(text("cannot read '", source, "': ", problem.what()));
  }
}

std::int64_t countMember(const Json& json, const char* key, const std::string& source) {
  const std::int64_t count = integerMember(json, key, source);
  if (count < 0) throw InputError(text("cannot read '", source, "': '", key, "' is below 0"));
  return count;
}

void takeFiles(const Json& json, const std::string& source, SharedFiles& files) {
  constexpr std::size_t digits = 64;  // of SHA-256
  if (!json.is_object()) throw InputError(text("cannot read '", source, "': 'files' is not an object"));
  for (const auto& [name, facts] : json.items()) {
    SharedFile file{stringMember(facts, "path", source),
                    static_cast<std::uint64_t>(countMember(facts, "bytes", source)),
                    stringMember(facts, "sha256", source)};
    // It becomes the name of a folder.
    if (file.sha256.size() != digits || file.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
      throw InputError(text("cannot read '", source, "': 'sha256' is not one"));
    files[name] = std::move(file);
  }
}

}  // namespace

StudyFingerprint fingerprintOf(const Study& study) {
  constexpr std::int64_t looked = 64;
  const ImageSet& images = study.images();
  ByteWriter seen;
  seen.varint(static_cast<std::uint64_t>(images.count()));
  for (const std::int32_t label : images.labels) seen.signedVarint(label);
  PixelBuffer buffer;
  const std::int64_t step = std::max<std::int64_t>(1, images.count() / looked);
  for (std::int64_t i = 0; i < images.count(); i += step) {
    const PixelView pixels = images.read(i, buffer);
    for (const std::int64_t extent : {pixels.size.channels, pixels.size.height, pixels.size.width})
      seen.signedVarint(extent);
    const auto numbers = static_cast<std::size_t>(pixels.size.values());
    if (pixels.floats)
      for (std::size_t k = 0; k < numbers; ++k) seen.real(pixels.floats[k]);
    else
      seen.append({pixels.bytes, numbers});
  }
  return {text(study.network()->hash), sha256(seen.bytes())};
}

Json toJson(const WorkerOpening& opening) {
  const StudySettings& settings = opening.settings;
  if (settings.command || settings.metric == Metric::Command)
    throw UsageError(
        "a program that measures plans cannot be used with workers, which start no programs, since they would start "
        "whatever they are told: measure without --isolate, --workers-at and --cluster");
  Json json = Json::object();
  for (const auto& [key, member] : pathMembers) json[key] = absolutePath(settings.*member);
  if (settings.preprocessing) json["preprocessing"] = toJson(*settings.preprocessing);
  json["seed"] = text(settings.seed);  // not every JSON reader keeps 64 bits
  json["images"] = settings.images;
  json["image_cache_bytes"] = settings.imageCacheBytes;
  if (settings.metric) json["metric"] = metricName(*settings.metric);
  if (settings.head) json["head"] = boxHeadName(*settings.head);
  json["device"] = deviceName(settings.device);
  json["equalize"] = settings.equalize;
  json["shape"] = settings.reading.inputShape;
  json["threads"] = opening.threads;
  json["mapped"] = opening.mapped;
  json["confined"] = opening.confined;
  json["memory_bytes"] = opening.memoryBytes;
  for (const auto& [name, file] : opening.files)
    json["files"][name] = {{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}};
  if (opening.training) json["training"] = toJson(*opening.training);
  if (opening.expected)
    json["expected"] = {{"network", opening.expected->network}, {"images", opening.expected->images}};
  return json;
}

WorkerOpening workerOpeningFromJson(const Json& json, const std::string& source) {
  WorkerOpening opening;
  StudySettings& settings = opening.settings;
  for (const auto& [key, member] : pathMembers) settings.*member = stringMember(json, key, source);
  if (json.contains("preprocessing")) settings.preprocessing = preprocessingFromJson(json["preprocessing"], source);
  const std::string seed = stringMember(json, "seed", source);
  char* end = nullptr;
  settings.seed = std::strtoull(seed.c_str(), &end, 10);
  if (seed.empty() || *end != 0) throw InputError(text("cannot read '", source, "': 'seed' is not a number"));
  settings.images = countMember(json, "images", source);
  settings.imageCacheBytes = countMember(json, "image_cache_bytes", source);
  takeNamed(json, "metric", source, settings.metric, [](const std::string& name) { return metricFromName(name); });
  if (settings.metric == Metric::Command)
    throw InputError(text("cannot read '", source, "': it names a program, which no worker runs"));
  takeNamed(json, "head", source, settings.head, [](const std::string& name) { return boxHeadFromName(name); });
  takeNamed(json, "device", source, settings.device, [](const std::string& name) { return deviceFromName(name); });
  settings.equalize = member(json, "equalize", source) == true;
  const Json& shape = member(json, "shape", source);
  constexpr std::size_t mostExtents = 16;
  if (!shape.is_array() || shape.size() > mostExtents)
    throw InputError(text("cannot read '", source, "': 'shape' is not a list of extents"));
  for (const Json& extent : shape) {
    if (!extent.is_number_integer())
      throw InputError(text("cannot read '", source, "': 'shape' is not a list of extents"));
    settings.reading.inputShape.push_back(extent.get<std::int64_t>());
  }
  constexpr std::int64_t mostThreads = 4096;
  opening.threads = static_cast<unsigned>(std::min(countMember(json, "threads", source), mostThreads));
  opening.mapped = json.value("mapped", Json()) == true;
  opening.confined = member(json, "confined", source) == true;
  opening.memoryBytes = countMember(json, "memory_bytes", source);
  if (json.contains("files")) takeFiles(json["files"], source, opening.files);
  if (json.contains("training")) opening.training = trainingFromJson(json["training"], source);
  if (json.contains("expected"))
    opening.expected = {stringMember(json["expected"], "network", source),
                        stringMember(json["expected"], "images", source)};
  return opening;
}

SharedFiles filesOf(const WorkerOpening& opening) {
  SharedFiles files;
  for (const auto& [key, member] : pathMembers) {
    const std::string path = absolutePath(opening.settings.*member);
    std::error_code ignored;
    if (!path.empty() && !namesNoFile(path) && fs::is_regular_file(path, ignored)) files[key] = sharedFile(path);
  }
  return files;
}

void fetchFiles(WorkerOpening& opening, const std::string& folder, const AskForFile& ask) {
  for (const auto& [key, member] : pathMembers)
    if (const auto file = opening.files.find(key); file != opening.files.end())
      opening.settings.*member = fetched(key, file->second, folder, ask);
}

std::vector<std::string> pathsToRead(const WorkerOpening& opening) {
  std::vector<std::string> paths;
  for (const auto& [key, member] : pathMembers) {
    const std::string& path = opening.settings.*member;
    const bool network = member == &StudySettings::networkPath;
    if (path.empty() || namesNoFile(path)) continue;
    if (opening.mapped && (network || member == &StudySettings::weightsPath)) continue;
    std::error_code ignored;
    // Lists of pictures, annotations and parts of weights name files beside them.
    paths.push_back(network || fs::is_directory(path, ignored) ? path : fs::path(path).parent_path().string());
  }
  return paths;
}

}  // namespace bitprism
