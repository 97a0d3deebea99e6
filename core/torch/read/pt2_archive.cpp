#include "core/torch/read/pt2_archive.h"

#include <algorithm>
#include <charconv>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/read/pt2_pickles.h"

namespace bitprism {
namespace {

constexpr const char* formatFile = "archive_format";
constexpr const char* olderGraph = "serialized_exported_program.json";
constexpr const char* modelsFolder = "models/";
constexpr const char* weightsFolder = "data/weights/";
constexpr const char* constantsFolder = "data/constants/";
constexpr std::uint64_t largestDocument = std::uint64_t{1} << 30;

// Of what is unpacked, in all: torch.export packs nothing, and graphs and weights that were packed again later shrink
// to a twentieth at most; a stream of zeros, to a thousandth.
constexpr std::uint64_t mostUnpacked = 20, leastUnpacked = std::uint64_t{32} << 20;

// The folder that holds everything, with its slash; nothing if this is another zip.
std::optional<std::string> rootOf(const std::vector<ZipEntry>& entries) {
  for (const ZipEntry& entry : entries)
    for (const char* mark : {formatFile, olderGraph}) {
      if (!entry.name.ends_with(mark)) continue;
      const std::string root = entry.name.substr(0, entry.name.size() - std::char_traits<char>::length(mark));
      if (root.empty() || (root.ends_with("/") && std::count(root.begin(), root.end(), '/') == 1)) return root;
    }
  return {};
}

std::int64_t bytesOf(const std::string& type) {
  static constexpr std::pair<const char*, int> widths[] = {
      {"float32", 4}, {"float64", 8}, {"float16", 2}, {"bfloat16", 2}, {"int8", 1},
      {"uint8", 1},   {"int16", 2},   {"int32", 4},   {"int64", 8},    {"bool", 1}};
  for (const auto& [name, width] : widths)
    if (type == name) return width;
  return 0;
}

std::string trimmed(const std::string& words) {
  const auto end = words.find_last_not_of(" \r\n\t");
  return end == std::string::npos ? std::string() : words.substr(0, end + 1);
}

// "8.2", "1"
SchemaVersion versionIn(const std::string& words) {
  SchemaVersion version;
  const char* end = words.data() + words.size();
  const auto [point, problem] = std::from_chars(words.data(), end, version.major);
  if (problem == std::errc() && point != end && *point == '.') std::from_chars(point + 1, end, version.minor);
  return version;
}

Shape numbersOf(const std::vector<ExportedExtent>& extents, const std::string& where, const char* what) {
  Shape result;
  for (const ExportedExtent& extent : extents) {
    if (!extent.number) throw InputError(text(where, "its ", what, " are open, expected numbers"));
    if (*extent.number < 0) throw InputError(text(where, "its ", what, " are negative"));
    result.push_back(*extent.number);
  }
  return result;
}

}  // namespace

bool isPt2Archive(const RandomAccess& zip) {
  return rootOf(zipEntries(zip)).has_value();
}

bool holdsTorchScript(const RandomAccess& zip) {
  const std::vector<ZipEntry> entries = zipEntries(zip);
  return std::any_of(entries.begin(), entries.end(),
                     [](const ZipEntry& entry) { return entry.name.find("/code/") != std::string::npos; });
}

Pt2Archive::Pt2Archive(std::span<const std::uint8_t> zip, std::string source)
    : zip_(std::make_shared<const SpanAccess>(zip, source)), source_(std::move(source)) {
  const std::vector<ZipEntry> entries = zipEntries(*zip_);
  const std::optional<std::string> root = rootOf(entries);
  if (!root)
    throw InputError(text("cannot read '", source_, "': it is a zip without an exported program, expected '",
                          formatFile, "' or '", olderGraph, "' in it"));
  root_ = *root;
  for (const ZipEntry& entry : entries)
    if (entry.name.starts_with(root_) && !entries_.emplace(entry.name.substr(root_.size()), entry).second)
      throw InputError(text("cannot read '", source_, "': it holds two files called '", echoed(entry.name), "'"));
  if (find("byteorder") && trimmed(readText("byteorder")) != "little")
    throw InputError(text("cannot read '", source_, "': its numbers are in the byte order '",
                          echoed(trimmed(readText("byteorder"))), "', expected 'little'"));
  if (find(formatFile))
    openPackage();
  else
    openOlder();
}

const ZipEntry* Pt2Archive::find(const std::string& name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

Bytes Pt2Archive::read(const std::string& name) const {
  const ZipEntry* entry = find(name);
  if (!entry) throw InputError(text("cannot read '", source_, "': '", echoed(name), "' is missing in it"));
  const std::uint64_t most = leastUnpacked + mostUnpacked * zip_->size();
  if (entry->bytes > most || unpacked_ + entry->bytes > most)
    throw InputError(text("cannot read '", source_, "': '", echoed(name), "' claims ", entry->bytes,
                          " bytes, with which more than ", most, " are unpacked from a file of ", zip_->size()));
  unpacked_ += entry->bytes;
  return readZipEntry(zip_, *entry);
}

std::string Pt2Archive::readText(const std::string& name) const {
  if (const ZipEntry* entry = find(name); entry && entry->bytes > largestDocument)
    throw InputError(text("cannot read '", source_, "': '", echoed(name), "' claims ", entry->bytes,
                          " bytes, expected at most ", largestDocument));
  const Bytes bytes = read(name);
  return {bytes.begin(), bytes.end()};
}

void Pt2Archive::openPackage() {
  if (const std::string format = trimmed(readText(formatFile)); format != "pt2")
    throw InputError(text("cannot read '", source_, "': its format is '", echoed(format), "', expected 'pt2' in '",
                          formatFile, "'"));
  if (find("archive_version"))
    if (const std::string version = trimmed(readText("archive_version")); version != "0")
      throw InputError(text("cannot read '", source_, "': its archive has version ", echoed(version), ", expected 0"));
  std::vector<std::string> models;
  bool compiled = false;
  for (const auto& [name, entry] : entries_) {
    if (name.starts_with(modelsFolder) && name.ends_with(".json"))
      models.push_back(name.substr(7, name.size() - 7 - 5));
    compiled |= name.starts_with("data/aotinductor/") || name.starts_with("data/executorch/") || name.ends_with(".so");
  }
  if (models.empty() && compiled)
    throw InputError(text("cannot read '", source_,
                          "': it holds a compiled network without its graph, expected one saved by torch.export.save"));
  if (models.empty())
    throw InputError(text("cannot read '", source_, "': it holds no graph, expected one in 'models'"));
  const bool several = std::find(models.begin(), models.end(), "model") == models.end() && models.size() > 1;
  if (several)
    throw InputError(text("cannot read '", source_, "': it holds ", models.size(), " networks ('", echoed(models[0]),
                          "', '", echoed(models[1]), "'), expected one, or one called 'model'"));
  const std::string model = models.size() == 1 ? models[0] : "model";
  const std::string graph = text(modelsFolder, model, ".json");
  graph_ = exportedGraph(readText(graph), {}, text(source_, "' in '", echoed(graph)));
  if (models.size() > 1)
    graph_.notices.push_back(text("The file holds ", models.size(), " networks; 'model' is read."));
  if (compiled) graph_.notices.emplace_back("The file also holds a compiled form of the network, which is not used.");
  addPayloads(weightsFolder, model, "weights");
  addPayloads(constantsFolder, model, "constants");
}

// The name of a configuration has changed; before there was one, a file held all tensors as a pickle.
void Pt2Archive::addPayloads(const std::string& folder, const std::string& model, const char* what) {
  const char* older = std::string_view(what) == "weights" ? "_model_param_config.json" : "_model_constants_config.json";
  for (const std::string& name : {text(folder, model, "_", what, "_config.json"), text(folder, model, older)}) {
    if (!find(name)) continue;
    for (auto& [tensor, payload] : exportedPayloads(readText(name), text(source_, "' in '", echoed(name))))
      payloads_.emplace(tensor, std::pair(folder, std::move(payload)));
    return;
  }
  if (const std::string name = text(folder, model, ".pt"); find(name)) pickles_.push_back(name);
}

void Pt2Archive::openOlder() {
  SchemaVersion stated;
  if (find("version")) stated = versionIn(readText("version"));
  graph_ = exportedGraph(readText(olderGraph), stated, text(source_, "' in '", olderGraph));
  for (const char* name : {"serialized_state_dict.pt", "serialized_state_dict.json", "serialized_constants.pt",
                           "serialized_constants.json"})
    if (find(name)) pickles_.emplace_back(name);
}

const std::map<std::string, Pt2Tensor>& Pt2Archive::unpickled(const std::string& file) {
  const auto [tensors, fresh] = unpickled_.try_emplace(file);
  if (fresh) tensors->second = pickledTensors(read(file), text(source_, "' in '", echoed(file)));
  return tensors->second;
}

Pt2Tensor Pt2Archive::tensor(const ExportedInput& input) {
  const auto found = payloads_.find(input.source);
  if (found != payloads_.end()) return payloadTensor(input.source, found->second.first, found->second.second);
  for (const std::string& file : pickles_)
    if (const auto& tensors = unpickled(file); tensors.contains(input.source)) return tensors.at(input.source);
  throw InputError(
      text("cannot read '", source_, "': its graph needs '", echoed(input.source), "', which it does not hold"));
}

Pt2Tensor Pt2Archive::payloadTensor(const std::string& name, const std::string& folder,
                                    const ExportedPayload& payload) {
  const std::string where = text("cannot read '", source_, "': tensor '", echoed(name), "': ");
  if (payload.pickled) {
    const std::map<std::string, Pt2Tensor>& tensors = unpickled(folder + payload.path);
    if (tensors.size() != 1)
      throw InputError(
          text(where, "'", echoed(payload.path), "' is a pickle of ", tensors.size(), " tensors, expected one"));
    return tensors.begin()->second;
  }
  Pt2Tensor result;
  result.type = payload.tensor.type;
  const std::int64_t width = bytesOf(result.type);
  if (width == 0)
    throw InputError(text(where, "its numbers are of type ", result.type.empty() ? "unknown" : result.type,
                          ", expected floats of 16 to 64 bits, integers or booleans"));
  if (payload.tensor.layout != "strided") throw InputError(text(where, "it is sparse, expected all numbers"));
  result.shape = numbersOf(payload.tensor.sizes, where, "sizes");
  result.strides = numbersOf(payload.tensor.strides, where, "strides");
  result.offset = numbersOf({payload.tensor.offset}, where, "offset")[0];
  if (result.strides.size() != result.shape.size())
    throw InputError(text(where, "it has ", result.shape.size(), " sizes and ", result.strides.size(), " strides"));
  std::shared_ptr<const Bytes>& bytes = read_[folder + payload.path];
  if (!bytes) bytes = std::make_shared<const Bytes>(read(folder + payload.path));
  result.bytes = bytes;
  // The last number that it reaches, without overflow.
  std::int64_t last = result.offset;
  bool empty = false, reaches = true;
  for (std::size_t i = 0; i < result.shape.size(); ++i) {
    std::int64_t step = 0;
    if (result.shape[i] == 0) {
      empty = true;
      continue;
    }
    if (__builtin_mul_overflow(result.shape[i] - 1, result.strides[i], &step) ||
        __builtin_add_overflow(last, step, &last))
      reaches = false;
  }
  if (!empty && (!reaches || last >= static_cast<std::int64_t>(bytes->size()) / width))
    throw InputError(text(where, shapeText(result.shape), " numbers of ", width, " bytes from ", result.offset,
                          " on with strides ", shapeText(result.strides), " leave its ", bytes->size(), " bytes"));
  return result;
}

}  // namespace bitprism
