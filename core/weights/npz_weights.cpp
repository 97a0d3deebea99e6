#include "core/weights/npz_weights.h"

#include <algorithm>
#include <utility>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/files/npy.h"
#include "core/files/zip.h"

namespace bitprism {
namespace {

constexpr std::string_view arraySuffix = ".npy";

// Deflated zeros grow a thousandfold; weights hardly ever more than this.
std::uint64_t mostUnpacked(const RandomAccess& file) {
  return (std::uint64_t{1} << 28) + 16 * file.size();
}

ElementType elementTypeOf(const NumberType& type, const std::string& source) {
  static constexpr std::pair<std::string_view, ElementType> types[] = {
      {"f8", ElementType::Float64}, {"f4", ElementType::Float32}, {"f2", ElementType::Float16},
      {"i8", ElementType::Int64},   {"i4", ElementType::Int32},   {"i2", ElementType::Int16},
      {"i1", ElementType::Int8},    {"u8", ElementType::UInt64},  {"u4", ElementType::UInt32},
      {"u2", ElementType::UInt16},  {"u1", ElementType::UInt8},   {"b1", ElementType::Boolean}};
  for (const auto& [name, element] : types)
    if (std::string_view(type.name).substr(1) == name) return element;
  throw InputError(text("cannot read '", source, "': numbers of type '", echoed(type.name), "' are not known"));
}

// Column-major strides.
Shape fortranStrides(const Shape& shape) {
  Shape strides;
  std::int64_t stride = 1;
  for (const std::int64_t extent : shape) {
    strides.push_back(stride);
    stride *= extent;
  }
  return strides;
}

}  // namespace

NamedTensors readNpzWeights(const std::shared_ptr<const RandomAccess>& file) {
  const std::string& source = file->source();
  NamedTensors result{.format = "npz"};
  std::uint64_t unpacked = 0, stored = 0;
  for (const ZipEntry& entry : zipEntries(*file)) {
    if (!entry.name.ends_with(arraySuffix))
      throw InputError(
          text("cannot read '", source, "': it holds '", echoed(entry.name), "', expected only .npy files"));
    StoredTensor tensor{.name = entry.name.substr(0, entry.name.size() - arraySuffix.size()), .file = file};
    const std::string where = text(source, ":", echoed(entry.name));
    const Bytes head = zipEntryHead(file, entry, numpyHeaderLimit);
    const NumpyHeader header = readNumpyHeader(head, entry.bytes, where);
    checkedCount(header.shape, tensor.name, source);
    tensor.shape = header.shape;
    tensor.type = elementTypeOf(header.type, where);
    tensor.bigEndian = header.type.bigEndian;
    tensor.offset = header.dataOffset;
    if (header.fortranOrder && tensor.shape.size() > 1 && tensor.count() > 0)
      tensor.strides = fortranStrides(tensor.shape);
    if (entry.method == 0) {
      const std::uint64_t start = zipEntryStart(*file, entry);
      if (start > file->size() || entry.bytes > file->size() - start)
        throw InputError(text("cannot read '", where, "': it goes beyond the end of the archive"));
      stored += entry.bytes;
      if (stored > file->size()) throw InputError(text("cannot read '", source, "': its arrays overlap"));
      checkZipEntry(*file, entry);
      tensor.offset += start;
    } else {
      unpacked += entry.bytes;
      if (unpacked > mostUnpacked(*file))
        throw InputError(text("cannot read '", source, "': unpacked it has more than ", mostUnpacked(*file),
                              " bytes, sixteen times the file and 256 MiB"));
      tensor.file = accessTo(readZipEntry(file, entry), where);
    }
    result.tensors.push_back(std::move(tensor));
  }
  if (result.tensors.empty()) throw InputError(text("cannot read '", source, "': it holds no array"));
  checkNames(result, source);
  return result;
}

}  // namespace bitprism
