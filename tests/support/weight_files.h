#pragma once

#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "core/base/byte_stream.h"
#include "core/base/file.h"
#include "core/network/tensor.h"
#include "tests/support/data_files.h"

// Files of weights made byte by byte, as other programs write them.
namespace bitprism::test {

struct WrittenTensor {
  std::string name;
  Shape shape;
  Bytes bytes;               // of the numbers, row-major
  std::string type = "F32";  // of safetensors
  std::string pickled = "";  // the class of storages in a pickle; empty: from `type`
  std::uint32_t gguf = 0;    // the number of the type in GGUF
};

inline Bytes floatBytesOf(const std::vector<float>& values) {
  Bytes bytes(values.size() * sizeof(float));
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

inline WrittenTensor writtenFloats(const std::string& name, const Shape& shape, const std::vector<float>& values) {
  return {.name = name, .shape = shape, .bytes = floatBytesOf(values)};
}

inline std::string listText(const Shape& shape) {
  std::string list;
  for (const std::int64_t extent : shape) list += (list.empty() ? "" : ",") + std::to_string(extent);
  return "[" + list + "]";
}

// A header as given and bytes after it.
inline Bytes safetensorsOf(const std::string& header, const Bytes& numbers) {
  ByteWriter out;
  out.number(header.size(), 8);
  out.append(Bytes(header.begin(), header.end()));
  out.append(numbers);
  return out.take();
}

inline Bytes safetensorsFile(const std::vector<WrittenTensor>& tensors, const std::string& metadata = "") {
  std::string header = "{" + (metadata.empty() ? "" : "\"__metadata__\":" + metadata);
  Bytes numbers;
  for (const WrittenTensor& tensor : tensors) {
    const std::size_t from = numbers.size();
    numbers.insert(numbers.end(), tensor.bytes.begin(), tensor.bytes.end());
    header += (header.size() > 1 ? ",\"" : "\"") + tensor.name + "\":{\"dtype\":\"" + tensor.type +
              "\",\"shape\":" + listText(tensor.shape) + ",\"data_offsets\":[" + std::to_string(from) + "," +
              std::to_string(numbers.size()) + "]}";
  }
  return safetensorsOf(header + "}", numbers);
}

// Pieces of a pickle of protocol 2.
inline std::string littleEndianText(std::uint64_t value, int width) {
  std::string digits;
  for (int i = 0; i < width; ++i) digits += static_cast<char>(value >> 8 * i);
  return digits;
}
inline std::string picklesText(const std::string& value) {
  return "X" + littleEndianText(value.size(), 4) + value;
}
inline std::string picklesNumber(std::int64_t value) {
  return "\x8a\x08" + littleEndianText(static_cast<std::uint64_t>(value), 8);
}
inline std::string picklesTuple(const Shape& numbers) {
  std::string items;
  for (const std::int64_t number : numbers) items += picklesNumber(number);
  return "(" + items + "t";
}

inline std::string storageClass(const WrittenTensor& tensor) {
  if (!tensor.pickled.empty()) return tensor.pickled;
  const std::pair<const char*, const char*> classes[] = {
      {"F64", "DoubleStorage"}, {"F16", "HalfStorage"}, {"BF16", "BFloat16Storage"},
      {"I64", "LongStorage"},   {"I32", "IntStorage"},  {"I16", "ShortStorage"},
      {"I8", "CharStorage"},    {"U8", "ByteStorage"},  {"BOOL", "BoolStorage"}};
  for (const auto& [type, name] : classes)
    if (tensor.type == type) return name;
  return "FloatStorage";
}

inline Shape rowMajorStridesOf(const Shape& shape) {
  Shape strides(shape.size(), 1);
  for (std::size_t d = shape.size(); d-- > 1;) strides[d - 1] = strides[d] * std::max<std::int64_t>(shape[d], 1);
  return strides;
}

// torch._utils._rebuild_tensor_v2 of a storage. legacy: with the sixth item of old references.
inline std::string picklesTensor(const WrittenTensor& tensor, const std::string& key, const Shape& strides,
                                 std::int64_t offset = 0, std::int64_t numbers = -1, bool legacy = false) {
  return "ctorch._utils\n_rebuild_tensor_v2\n((" + picklesText("storage") + "ctorch\n" + storageClass(tensor) + "\n" +
         picklesText(key) + picklesText("cpu") + picklesNumber(numbers < 0 ? elementCount(tensor.shape) : numbers) +
         (legacy ? "N" : "") + "tQ" + picklesNumber(offset) + picklesTuple(tensor.shape) + picklesTuple(strides) +
         "\x89" + "ccollections\nOrderedDict\n)RtR";
}

inline std::string picklesDictionary(const std::vector<WrittenTensor>& tensors, bool legacy = false) {
  std::string items;
  for (std::size_t i = 0; i < tensors.size(); ++i)
    items += picklesText(tensors[i].name) +
             picklesTensor(tensors[i], std::to_string(i), rowMajorStridesOf(tensors[i].shape), 0, -1, legacy);
  return "ccollections\nOrderedDict\n)R(" + items + "u}" + picklesText("_metadata") + "ccollections\nOrderedDict\n)Rsb";
}

inline Bytes bytesFrom(const std::string& text) {
  return {text.begin(), text.end()};
}

inline std::string wholePickle(const std::string& content) {
  return std::string("\x80\x02") + content + ".";
}

// A zip as torch.save writes it. pickle: without protocol and end.
inline Bytes stateDictZip(const std::string& pickle, const std::vector<WrittenTensor>& tensors) {
  std::vector<ZipMember> members = {{"archive/data.pkl", bytesFrom(wholePickle(pickle))}};
  for (std::size_t i = 0; i < tensors.size(); ++i)
    members.push_back({"archive/data/" + std::to_string(i), tensors[i].bytes});
  members.push_back({"archive/version", bytesFrom("3\n")});
  return zipFile(members);
}

inline Bytes stateDictFile(const std::vector<WrittenTensor>& tensors) {
  return stateDictZip(picklesDictionary(tensors), tensors);
}

// The stream of pickles before 1.6.
inline Bytes legacyStateDict(const std::string& pickle, const std::vector<WrittenTensor>& tensors) {
  std::string keys;
  for (std::size_t i = 0; i < tensors.size(); ++i) keys += picklesText(std::to_string(i));
  Bytes bytes = bytesFrom(std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15) +
                          wholePickle("M\xe9\x03") + wholePickle("}" + picklesText("little_endian") + "\x88s") +
                          wholePickle(pickle) + wholePickle("](" + keys + "e"));
  for (const WrittenTensor& tensor : tensors) {
    const Bytes count = bytesFrom(littleEndianText(static_cast<std::uint64_t>(elementCount(tensor.shape)), 8));
    bytes.insert(bytes.end(), count.begin(), count.end());
    bytes.insert(bytes.end(), tensor.bytes.begin(), tensor.bytes.end());
  }
  return bytes;
}

inline void ggufText(ByteWriter& out, const std::string& value) {
  out.number(value.size(), 8);
  out.append(bytesFrom(value));
}

// GGUF with some metadata of several types. Offsets and bytes may be told otherwise by `change`.
inline Bytes ggufFile(const std::vector<WrittenTensor>& tensors, std::uint32_t version = 3,
                      const Bytes& moreMetadata = {}, std::uint64_t morePairs = 0) {
  ByteWriter out;
  out.append(bytesFrom("GGUF"));
  out.number(version, 4);
  out.number(tensors.size(), 8);
  out.number(3 + morePairs, 8);
  ggufText(out, "general.architecture");
  out.number(8, 4);
  ggufText(out, "llama");
  ggufText(out, "llama.block_count");
  out.number(4, 4);
  out.number(2, 4);
  ggufText(out, "tokenizer.ggml.tokens");
  out.number(9, 4);
  out.number(8, 4);
  out.number(2, 8);
  ggufText(out, "a");
  ggufText(out, "bc");
  out.append(moreMetadata);
  std::uint64_t offset = 0;
  const auto padded = [](std::uint64_t size) { return (size + 31) / 32 * 32; };
  for (const WrittenTensor& tensor : tensors) {
    ggufText(out, tensor.name);
    out.number(tensor.shape.size(), 4);
    for (std::size_t d = tensor.shape.size(); d-- > 0;) out.number(static_cast<std::uint64_t>(tensor.shape[d]), 8);
    out.number(tensor.gguf, 4);
    out.number(offset, 8);
    offset += padded(tensor.bytes.size());
  }
  out.append(Bytes(padded(out.size()) - out.size(), 0));
  for (const WrittenTensor& tensor : tensors) {
    out.append(tensor.bytes);
    out.append(Bytes(padded(tensor.bytes.size()) - tensor.bytes.size(), 0));
  }
  return out.take();
}

}  // namespace bitprism::test
