#include "core/weights/weight_file.h"

#include <algorithm>

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/weights/gguf.h"
#include "core/weights/npz_weights.h"
#include "core/weights/safetensors.h"
#include "core/weights/state_dict.h"

namespace bitprism {
namespace {

constexpr const char* indexSuffix = ".safetensors.index.json";

bool recognisesSafetensors(std::span<const std::uint8_t> start, const std::string& path) {
  if (hasSuffix(path, {indexSuffix, ".safetensors"})) return true;
  // A length below 2^32, then JSON.
  return start.size() > 9 && std::all_of(start.begin() + 4, start.begin() + 8, [](auto byte) { return byte == 0; }) &&
         start[8] == '{' && (start[9] == '"' || start[9] == '}');
}

NamedTensors readAnySafetensors(const std::string& path) {
  if (hasSuffix(path, {indexSuffix})) return readSafetensorsIndex(path);
  NamedTensors result = readSafetensors(openFile(path));
  const std::size_t of = path.rfind("-of-");
  if (of != std::string::npos && path.find_first_not_of("0123456789", of + 4) == path.size() - 12)
    result.notices.push_back(
        "This file is one part of several; open the .safetensors.index.json beside it to see all of them.");
  return result;
}

bool recognisesStateDict(std::span<const std::uint8_t> start, const std::string& path) {
  if (hasSuffix(path, {".npz"}) || (!hasMagic(start, "PK") && !hasMagic(start, "\x80\x02"))) return false;
  return isStateDict(start, *openFile(path));
}

NamedTensors readStateDictFile(const std::string& path) {
  return readStateDict(openFile(path));
}

bool recognisesNpz(std::span<const std::uint8_t> start, const std::string& path) {
  return hasMagic(start, "PK") && hasSuffix(path, {".npz"});
}

NamedTensors readNpzFile(const std::string& path) {
  return readNpzWeights(openFile(path));
}

bool recognisesGguf(std::span<const std::uint8_t> start, const std::string& /*path*/) {
  return hasMagic(start, "GGUF");
}

NamedTensors readGgufFile(const std::string& path) {
  return readGguf(openFile(path));
}

}  // namespace

std::span<const WeightFormat> weightFormats() {
  static const WeightFormat formats[] = {
      {{.name = "safetensors", .title = "safetensors", .suffixes = {".safetensors", indexSuffix}},
       recognisesSafetensors,
       readAnySafetensors},
      {{.name = "statedict", .title = "PyTorch state dict", .suffixes = {".pth", ".pt", ".bin", ".ckpt"}},
       recognisesStateDict,
       readStateDictFile},
      {{.name = "npz", .title = "NumPy archive", .suffixes = {".npz"}}, recognisesNpz, readNpzFile},
      {{.name = "gguf", .title = "GGUF", .suffixes = {".gguf"}}, recognisesGguf, readGgufFile}};
  return formats;
}

const WeightFormat* weightFormatFor(std::span<const std::uint8_t> start, const std::string& path) {
  for (const WeightFormat& format : weightFormats())
    if (format.recognises(start, path)) return &format;
  return nullptr;
}

NamedTensors readWeightFile(const std::string& path) {
  const std::shared_ptr<const RandomAccess> file = openFile(path);
  Bytes start(static_cast<std::size_t>(std::min<std::uint64_t>(file->size(), 64)));
  file->read(0, start);
  if (start.empty()) throw InputError(text("cannot read '", path, "': the file is empty"));
  const WeightFormat* format = weightFormatFor(start, path);
  if (!format)
    throw InputError(text("cannot read '", path, "': it is no file of weights, expected ", weightFormatsText()));
  return format->read(path);
}

std::string weightFormatsText() {
  std::vector<std::string> titles;
  for (const WeightFormat& format : weightFormats())
    titles.push_back(titleWithSuffixes(format.format.title, format.format.suffixes));
  return alternatives(titles);
}

}  // namespace bitprism
