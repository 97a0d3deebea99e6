#include "core/weights/safetensors.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::uint64_t largestHeader = std::uint64_t{1} << 25;  // about 300,000 tensors
constexpr std::size_t mostSafetensorsAxes = 32;

constexpr ElementType safetensorsTypes[] = {
    ElementType::Float64,    ElementType::Float32, ElementType::Float16, ElementType::BFloat16, ElementType::Float8E4M3,
    ElementType::Float8E5M2, ElementType::Int64,   ElementType::Int32,   ElementType::Int16,    ElementType::Int8,
    ElementType::UInt64,     ElementType::UInt32,  ElementType::UInt16,  ElementType::UInt8,    ElementType::Boolean};

[[noreturn]] void refuseSafetensors(const RandomAccess& file, const std::string& what) {
  throw InputError(text("cannot read '", file.source(), "': ", what));
}

std::uint64_t wholeNumber(const RandomAccess& file, const Json& value, const std::string& what) {
  if (!value.is_number_unsigned()) refuseSafetensors(file, what + ", expected whole numbers from 0");
  return value.get<std::uint64_t>();
}

StoredTensor storedTensorOf(const std::shared_ptr<const RandomAccess>& file, std::uint64_t start,
                            const std::string& name, const Json& entry) {
  const std::string called = text("tensor '", echoed(name), "'");
  StoredTensor tensor{.name = name, .file = file};
  if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") || !entry.contains("data_offsets"))
    refuseSafetensors(*file, called + " is not described by dtype, shape and data_offsets");
  const std::string type = entry["dtype"].is_string() ? entry["dtype"].get<std::string>() : "";
  const auto* known = std::find_if(std::begin(safetensorsTypes), std::end(safetensorsTypes),
                                   [&](ElementType each) { return type == formOf(each).name; });
  if (known == std::end(safetensorsTypes)) {
    std::string names;
    for (const ElementType each : safetensorsTypes)
      names += (names.empty() ? "" : ", ") + std::string(formOf(each).name);
    refuseSafetensors(*file, text(called, " holds numbers of type '", echoed(type), "', expected ", names));
  }
  tensor.type = *known;
  const Json& shape = entry["shape"];
  if (!shape.is_array() || shape.size() > mostSafetensorsAxes)
    refuseSafetensors(*file, text(called, " has no shape, expected at most ", mostSafetensorsAxes, " extents"));
  for (const Json& extent : shape)
    tensor.shape.push_back(static_cast<std::int64_t>(
        std::min<std::uint64_t>(wholeNumber(*file, extent, "the shape of " + called + " is damaged"), INT64_MAX)));
  const Json& offsets = entry["data_offsets"];
  if (!offsets.is_array() || offsets.size() != 2)
    refuseSafetensors(*file, "data_offsets of " + called + " are not two numbers");
  const std::uint64_t from = wholeNumber(*file, offsets[0], "data_offsets of " + called + " are damaged"),
                      to = wholeNumber(*file, offsets[1], "data_offsets of " + called + " are damaged");
  const std::uint64_t bytes = checkedBytes(tensor.shape, tensor.type, name, file->source());
  if (from > to || to > file->size() - start)
    refuseSafetensors(*file,
                      text(called, " takes the bytes ", from, " to ", to, ", expected at most ", file->size() - start));
  if (to - from != bytes)
    refuseSafetensors(*file, text(called, " has ", to - from, " bytes, expected ", bytes, " for ",
                                  shapeText(tensor.shape), " of ", type));
  tensor.offset = start + from;
  return tensor;
}

// Tensors in the order of their numbers, which is that of the program that wrote them; the header may be sorted by
// name.
void checkFilled(NamedTensors& result, std::uint64_t start, const RandomAccess& file) {
  checkApart(result, file.source());
  std::stable_sort(result.tensors.begin(), result.tensors.end(),
                   [](const StoredTensor& a, const StoredTensor& b) { return a.offset < b.offset; });
  std::uint64_t next = start;
  for (const StoredTensor& tensor : result.tensors) {
    if (tensor.offset > next)
      refuseSafetensors(
          file, text(tensor.offset - next, " bytes before tensor '", echoed(tensor.name), "' belong to no tensor"));
    next = std::max(next, tensor.offset + tensor.bytes());
  }
  if (next != file.size()) refuseSafetensors(file, text(file.size() - next, " bytes at its end belong to no tensor"));
}

}  // namespace

NamedTensors readSafetensors(const std::shared_ptr<const RandomAccess>& file) {
  constexpr std::uint64_t lengthBytes = 8;
  if (file->size() < lengthBytes + 2) refuseSafetensors(*file, "it is cut off, expected a safetensors header");
  std::uint8_t digits[lengthBytes];
  file->read(0, digits);
  std::uint64_t length = 0;
  for (std::size_t i = lengthBytes; i-- > 0;) length = length << 8 | digits[i];
  if (length > file->size() - lengthBytes)
    refuseSafetensors(*file, text("its header claims ", length, " bytes, the file has ", file->size() - lengthBytes));
  if (length > largestHeader)
    refuseSafetensors(*file, text("its header has ", length, " bytes, expected at most ", largestHeader));
  const Bytes header = file->part(lengthBytes, length);
  const Json document = parseJson(std::string(header.begin(), header.end()), file->source());
  if (!document.is_object()) refuseSafetensors(*file, "its header is not a JSON object");
  NamedTensors result{.format = "safetensors"};
  for (const auto& [name, entry] : document.items()) {
    if (name != "__metadata__") {
      result.tensors.push_back(storedTensorOf(file, lengthBytes + length, name, entry));
      continue;
    }
    if (!entry.is_object()) refuseSafetensors(*file, "its __metadata__ is not an object of texts");
    for (const auto& [key, value] : entry.items())
      if (value.is_string()) result.metadata[key] = value.get<std::string>();
  }
  checkNames(result, file->source());
  checkFilled(result, lengthBytes + length, *file);
  return result;
}

NamedTensors readSafetensorsIndex(const std::string& path) {
  const auto refuseIndex = [&](const std::string& what) { throw InputError(text("cannot read '", path, "': ", what)); };
  const Bytes content = readFile(path, largestHeader);
  const Json document = parseJson(std::string(content.begin(), content.end()), path);
  const Json& map = member(document, "weight_map", path);
  if (!map.is_object() || map.empty()) refuseIndex("its weight_map names no tensor");
  std::vector<std::string> files;
  std::map<std::string, std::string> fileOf;
  for (const auto& [name, file] : map.items()) {
    const std::string part = file.is_string() ? file.get<std::string>() : "";
    if (part.empty() || part.find_first_of("/\\") != std::string::npos || part == "." || part == "..")
      refuseIndex(text("tensor '", echoed(name), "' is said to be in '", echoed(part),
                       "', expected the name of a file in the same folder"));
    if (std::find(files.begin(), files.end(), part) == files.end()) files.push_back(part);
    if (files.size() > 4096) refuseIndex("it names more than 4096 files");
    fileOf[name] = part;
  }
  NamedTensors result{.format = "safetensors"};
  std::size_t found = 0;
  for (const std::string& file : files) {
    NamedTensors part = readSafetensors(openFile((std::filesystem::path(path).parent_path() / file).string()));
    for (StoredTensor& tensor : part.tensors) {
      const auto named = fileOf.find(tensor.name);
      if (named == fileOf.end() || named->second != file) continue;
      ++found;
      result.tensors.push_back(std::move(tensor));
    }
    result.metadata.merge(part.metadata);
  }
  if (found != fileOf.size()) {
    checkNames(result, path);
    for (const StoredTensor& tensor : result.tensors) fileOf.erase(tensor.name);
    refuseIndex(text("tensor '", echoed(fileOf.begin()->first), "' is not in '", echoed(fileOf.begin()->second),
                     "', as the index says"));
  }
  checkNames(result, path);
  return result;
}

}  // namespace bitprism
