#include "core/weights/state_dict.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string_view>

#include "core/base/alternatives.h"
#include "core/base/byte_stream.h"
#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/format_info.h"
#include "core/base/text.h"
#include "core/files/zip.h"
#include "core/weights/pickle.h"

namespace bitprism {
namespace {

constexpr std::string_view legacyMagic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
constexpr std::uint64_t largestPickle = std::uint64_t{1} << 28;
constexpr int deepestContainer = 16;
constexpr std::size_t mostVisits = 2'000'000;

using Saved = PickledValue::Kind;

[[noreturn]] void refuseStateDict(const std::string& source, const std::string& what) {
  throw InputError(text("cannot read '", source, "': ", what));
}

// Where the numbers of a storage stand.
struct StoragePlace {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  bool bigEndian = false;
};
using FindStorage = std::function<StoragePlace(const PickledTensor&)>;

// Finds the tensors below a value, named by their path.
class TensorWalk {
 public:
  TensorWalk(const Pickle& pickle, std::string source) : pickle_(pickle), source_(std::move(source)) {}

  struct Found {
    std::string name;
    const PickledTensor* tensor = nullptr;
  };

  std::vector<Found> below(std::size_t value) {
    found_.clear();
    walk(value, "", 0);
    return std::move(found_);
  }

  bool holdsTensors(std::size_t value) { return !below(value).empty(); }

 private:
  void walk(std::size_t at, const std::string& name, int depth) {
    if (depth > deepestContainer)
      refuseStateDict(source_, text("its containers are nested deeper than ", deepestContainer));
    if (++visits_ > mostVisits) refuseStateDict(source_, text("it has more than ", mostVisits, " values"));
    const PickledValue& value = pickle_.at(at);
    const auto path = [&](const std::string& key) { return name.empty() ? key : name + "." + key; };
    if (value.kind == Saved::Tensor) found_.push_back({name, value.tensor.get()});
    if (value.kind == Saved::Items)
      for (std::size_t i = 0; i < value.items.size(); ++i) walk(value.items[i], path(text(i)), depth + 1);
    if (value.kind == Saved::Dictionary)
      for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
        const PickledValue& key = pickle_.at(value.items[i]);
        if (key.kind == Saved::Text && key.text.size() + name.size() > 4096)
          refuseStateDict(source_, "a name is too long");
        if (key.kind == Saved::Text || key.kind == Saved::Integer)
          walk(value.items[i + 1], path(key.kind == Saved::Text ? key.text : text(key.integer)), depth + 1);
      }
  }

  const Pickle& pickle_;
  std::string source_;
  std::vector<Found> found_;
  std::size_t visits_ = 0;
};

bool contains(const std::string& words, std::string_view part) {
  return words.find(part) != std::string::npos;
}

// Parts of a checkpoint that only training needs.
bool isOfTraining(const std::string& key) {
  for (const char* part : {"optim", "sched", "scaler", "amp", "rng", "loss", "history", "args", "hyper", "callbacks"})
    if (contains(key, part)) return true;
  return false;
}

constexpr std::array weightKeys = {"state_dict", "model_state_dict", "model_state",   "model",  "net",
                                   "network",    "module",           "weights",       "params", "parameters",
                                   "ema",        "model_ema",        "state_dict_ema"};

// The weights of what was saved: itself, or one part of a checkpoint.
std::vector<TensorWalk::Found> weightsOf(const Pickle& pickle, const std::string& source, NamedTensors& result) {
  TensorWalk walk(pickle, source);
  const PickledValue& top = pickle.at(pickle.top);
  if (top.kind != Saved::Dictionary) return walk.below(pickle.top);
  struct Part {
    std::string key;
    std::size_t value;
  };
  std::vector<Part> parts;
  bool plain = false;
  for (std::size_t i = 0; i + 1 < top.items.size(); i += 2) {
    const PickledValue& key = pickle.at(top.items[i]);
    if (key.kind != Saved::Text) continue;
    parts.push_back({key.text, top.items[i + 1]});
    plain = plain || pickle.at(top.items[i + 1]).kind == Saved::Tensor;
  }
  if (plain) return walk.below(pickle.top);
  const Part* chosen = nullptr;
  for (const char* wanted : weightKeys) {
    for (const Part& part : parts)
      if (!chosen && part.key == wanted && walk.holdsTensors(part.value)) chosen = &part;
    if (chosen) break;
  }
  std::vector<std::string> left;
  std::vector<TensorWalk::Found> found;
  for (const Part& part : parts) {
    if (&part == chosen) continue;
    if (chosen || isOfTraining(part.key)) {
      left.push_back("'" + echoed(part.key) + "'");
      continue;
    }
    for (TensorWalk::Found& each : walk.below(part.value)) {
      each.name = each.name.empty() ? part.key : part.key + "." + each.name;
      found.push_back(std::move(each));
    }
  }
  if (chosen) found = walk.below(chosen->value);
  if (left.size() > 8) {
    const std::size_t more = left.size() - 8;
    left.resize(8);
    left.push_back(text(more, " more"));
  }
  if (!left.empty())
    result.notices.push_back(text("The weights are those under ", chosen ? "'" + chosen->key + "'" : "other keys",
                                  "; these parts of the checkpoint are left out: ", joined(left), "."));
  return found;
}

// Whether the strides are those of a row-major tensor; extents of 1 may have any.
bool rowMajorStrides(const PickledTensor& tensor) {
  std::int64_t expected = 1;
  for (std::size_t d = tensor.shape.size(); d-- > 0;) {
    if (tensor.shape[d] != 1 && tensor.strides[d] != expected) return false;
    expected *= tensor.shape[d];
  }
  return true;
}

void checkView(const PickledTensor& tensor, const std::string& name, std::uint64_t numbers, const std::string& source) {
  const std::string called = text("tensor '", echoed(name), "'");
  const std::int64_t count = checkedCount(tensor.shape, name, source);
  if (tensor.offset < 0 || static_cast<std::uint64_t>(tensor.offset) > numbers)
    refuseStateDict(source, text(called, " begins at number ", tensor.offset, " of ", numbers, " in its storage"));
  if (count == 0) return;
  const std::uint64_t room = numbers - static_cast<std::uint64_t>(tensor.offset);
  std::uint64_t last = 0;
  for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
    if (tensor.strides[d] < 0) refuseStateDict(source, called + " has a negative stride");
    if (tensor.shape[d] == 1) continue;
    const auto steps = static_cast<std::uint64_t>(tensor.shape[d] - 1);
    const auto stride = static_cast<std::uint64_t>(tensor.strides[d]);
    last = stride != 0 && steps > (room - std::min(room, last)) / stride ? room : last + steps * stride;
  }
  if (last >= room || static_cast<std::uint64_t>(count) > room)
    refuseStateDict(source, text(called, " of shape ", shapeText(tensor.shape), " does not fit the ", room,
                                 " numbers of its storage"));
}

// Places the tensors. A state dict may name one tensor twice (tied weights); much more than the file is refused.
void placeTensors(const std::vector<TensorWalk::Found>& found, const std::shared_ptr<const RandomAccess>& file,
                  const FindStorage& find, NamedTensors& result) {
  const std::string& source = file->source();
  if (found.empty()) refuseStateDict(source, "it holds no tensor, expected a state dict");
  std::uint64_t total = 0;
  for (const TensorWalk::Found& each : found) {
    const PickledTensor& tensor = *each.tensor;
    const std::size_t width = formOf(tensor.type).bytes;
    const StoragePlace storage = find(tensor);
    checkView(tensor, each.name, storage.bytes / width, source);
    StoredTensor stored{.name = each.name.empty() ? "tensor" : each.name,
                        .shape = tensor.shape,
                        .type = tensor.type,
                        .file = file,
                        .offset = storage.offset + static_cast<std::uint64_t>(tensor.offset) * width,
                        .bigEndian = storage.bigEndian};
    if (stored.count() > 0 && !rowMajorStrides(tensor)) {
      stored.strides = tensor.strides;
      for (std::size_t d = 0; d < stored.shape.size(); ++d)
        if (stored.shape[d] == 1) stored.strides[d] = 0;
    }
    total += stored.bytes();
    if (total > 2 * file->size() + 65536) refuseStateDict(source, "its tensors share their numbers too often");
    result.tensors.push_back(std::move(stored));
  }
  checkNames(result, source);
}

bool endsPath(const std::string& name, std::string_view path) {
  return name == path ||
         (name.size() > path.size() && name.ends_with(path) && name[name.size() - path.size() - 1] == '/');
}

const ZipEntry* entryAt(const std::vector<ZipEntry>& entries, std::string_view path) {
  for (const ZipEntry& entry : entries)
    if (endsPath(entry.name, path) &&
        std::count(entry.name.begin(), entry.name.end(), '/') <= std::count(path.begin(), path.end(), '/') + 1)
      return &entry;
  return nullptr;
}

NamedTensors readZip(const std::shared_ptr<const RandomAccess>& file) {
  const std::string& source = file->source();
  const std::vector<ZipEntry> entries = zipEntries(*file);
  const ZipEntry* pickled = entryAt(entries, "data.pkl");
  if (!pickled) refuseStateDict(source, "it is a zip without data.pkl, expected a saved state dict");
  if (pickled->bytes > largestPickle)
    refuseStateDict(source, text("its data.pkl has ", pickled->bytes, " bytes, expected at most ", largestPickle));
  bool bigEndian = false;
  if (const ZipEntry* order = entryAt(entries, "byteorder")) {
    const Bytes word = zipEntryHead(file, *order, 16);
    bigEndian = std::string(word.begin(), word.end()) == "big";
  }
  const Bytes bytes = readZipEntry(file, *pickled);
  const Pickle pickle = readPickle(bytes, source);
  NamedTensors result{.format = "statedict"};
  const std::vector<TensorWalk::Found> found = weightsOf(pickle, source, result);
  const std::string folder = pickled->name.substr(0, pickled->name.size() - std::string_view("data.pkl").size());
  std::map<std::string, const ZipEntry*> byName;
  for (const ZipEntry& entry : entries)
    if (!byName.emplace(entry.name, &entry).second)
      refuseStateDict(source, text("its entry '", echoed(entry.name), "' occurs twice"));
  std::map<std::string, StoragePlace> places;
  std::uint64_t stored = 0;
  const auto find = [&](const PickledTensor& tensor) {
    const auto known = places.find(tensor.storage);
    if (known != places.end()) return known->second;
    const auto entry = byName.find(folder + "data/" + tensor.storage);
    if (entry == byName.end()) refuseStateDict(source, text("storage '", echoed(tensor.storage), "' is not in it"));
    const ZipEntry& storage = *entry->second;
    if (storage.method != 0 || storage.bytes != storage.compressedBytes)
      refuseStateDict(source, text("storage '", echoed(tensor.storage), "' is compressed, expected plain numbers"));
    const std::uint64_t start = zipEntryStart(*file, storage);
    if (start > file->size() || storage.bytes > file->size() - start)
      refuseStateDict(source, text("storage '", echoed(tensor.storage), "' goes beyond its end"));
    stored += storage.bytes;
    if (stored > file->size()) refuseStateDict(source, "its storages overlap");
    checkZipEntry(*file, storage);
    return places[tensor.storage] = {start, storage.bytes, bigEndian};
  };
  placeTensors(found, file, find, result);
  return result;
}

// The older layout: pickles of a magic number, a version, sizes of the machine, the dictionary and the keys of the
// storages, whose lengths and numbers follow.
NamedTensors readLegacy(const std::shared_ptr<const RandomAccess>& file) {
  const std::string& source = file->source();
  std::uint64_t at = legacyMagic.size();
  // A pickle in front of numbers of unknown length: tried on a part that grows.
  const auto nextPickle = [&] {
    if (at >= file->size()) refuseStateDict(source, "it is cut off before its tensors");
    for (std::uint64_t size = 1 << 16;; size *= 4) {
      const std::uint64_t part = std::min({size, file->size() - at, largestPickle});
      const Bytes bytes = file->part(at, part);
      try {
        Pickle pickle = readPickle(bytes, source);
        at += pickle.bytes;
        return pickle;
      } catch (const InputError&) {
        if (part < size) throw;
      }
    }
  };
  nextPickle();  // the version of the protocol
  nextPickle();  // sizes of the machine
  const Pickle pickle = nextPickle();
  const Pickle keys = nextPickle();
  NamedTensors result{.format = "statedict"};
  // The type of numbers of every storage, also of those that are left out: their bytes must be passed over.
  std::map<std::string, ElementType> types;
  for (const PickledValue& value : pickle.values)
    if (value.kind == Saved::Storage) types.emplace(value.tensor->storage, value.tensor->type);
  std::map<std::string, StoragePlace> places;
  if (keys.at(keys.top).kind != Saved::Items) refuseStateDict(source, "it has no list of storages");
  for (const std::size_t item : keys.at(keys.top).items) {
    const std::string& key = keys.at(item).text;
    const auto type = types.find(key);
    if (keys.at(item).kind != Saved::Text || type == types.end())
      refuseStateDict(source, text("storage '", echoed(key), "' belongs to no tensor"));
    const Bytes digits = file->part(at, 8);
    const std::uint64_t numbers = ByteReader(digits, source).number(8);
    at += 8;
    const std::size_t width = formOf(type->second).bytes;
    if (numbers > (file->size() - at) / width)
      refuseStateDict(source, text("storage '", echoed(key), "' claims ", numbers, " numbers, ",
                                   (file->size() - at) / width, " are left in the file"));
    if (!places.emplace(key, StoragePlace{at, numbers * width, false}).second)
      refuseStateDict(source, text("storage '", echoed(key), "' occurs twice"));
    at += numbers * width;
  }
  const std::vector<TensorWalk::Found> found = weightsOf(pickle, source, result);
  placeTensors(
      found, file,
      [&](const PickledTensor& tensor) {
        const auto known = places.find(tensor.storage);
        if (known == places.end()) refuseStateDict(source, text("storage '", echoed(tensor.storage), "' is not in it"));
        return known->second;
      },
      result);
  return result;
}

}  // namespace

bool isStateDict(std::span<const std::uint8_t> start, const RandomAccess& file) {
  if (hasMagic(start, legacyMagic)) return true;
  if (!hasMagic(start, "PK")) return false;
  try {
    const std::vector<ZipEntry> entries = zipEntries(file);
    const auto code = [](const ZipEntry& entry) { return contains(entry.name, "/code/"); };
    return entryAt(entries, "data.pkl") && std::none_of(entries.begin(), entries.end(), code);
  } catch (const InputError&) {
    return false;  // another reader reports what is wrong with it
  }
}

NamedTensors readStateDict(const std::shared_ptr<const RandomAccess>& file) {
  std::uint8_t start[legacyMagic.size()] = {};
  file->read(0, std::span(start).first(std::min<std::size_t>(file->size(), sizeof start)));
  return hasMagic(start, legacyMagic) ? readLegacy(file) : readZip(file);
}

}  // namespace bitprism
