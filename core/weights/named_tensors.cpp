#include "core/weights/named_tensors.h"

#include <algorithm>
#include <set>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::int64_t mostNumbers = std::int64_t{1} << 40;
constexpr std::uint64_t pieceBytes = 1 << 20;

// Calls visit(bytes, first) for consecutive blocks of [offset, offset + bytes) of the tensor's file.
template <class Visit>
void forEachPiece(const StoredTensor& tensor, std::uint64_t bytes, const Visit& visit) {
  const ElementForm& form = formOf(tensor.type);
  const std::uint64_t most = std::max<std::uint64_t>(pieceBytes / form.bytes, 1) * form.bytes;
  Bytes piece;
  for (std::uint64_t at = 0; at < bytes; at += piece.size()) {
    piece.resize(static_cast<std::size_t>(std::min(bytes - at, most)));
    tensor.file->read(tensor.offset + at, piece);
    if (tensor.bigEndian)
      for (std::size_t i = 0; i + form.bytes <= piece.size(); i += form.bytes)
        std::reverse(piece.begin() + static_cast<std::ptrdiff_t>(i),
                     piece.begin() + static_cast<std::ptrdiff_t>(i + form.bytes));
    visit(std::span<const std::uint8_t>(piece), static_cast<std::size_t>(at / form.bytes * form.numbers));
  }
}

// The numbers in the order of shape, from those in the order of the file.
template <class T>
std::vector<T> gathered(const std::vector<T>& stored, const Shape& shape, const Shape& strides) {
  std::vector<T> result(static_cast<std::size_t>(elementCount(shape)));
  Shape index(shape.size(), 0);
  std::int64_t from = 0;
  for (T& value : result) {
    value = stored[static_cast<std::size_t>(from)];
    for (std::size_t d = shape.size(); d-- > 0;) {
      from += strides[d];
      if (++index[d] < shape[d]) break;
      from -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return result;
}

template <class T, class Decode>
std::vector<T> readNumbers(const StoredTensor& tensor, const Decode& decode) {
  if (tensor.count() == 0) return {};
  const ElementForm& form = formOf(tensor.type);
  const std::uint64_t bytes = tensor.bytes();
  std::vector<T> stored(static_cast<std::size_t>(bytes / form.bytes * form.numbers));
  forEachPiece(tensor, bytes,
               [&](std::span<const std::uint8_t> piece, std::size_t first) { decode(piece, stored.data() + first); });
  return tensor.strides.empty() ? stored : gathered(stored, tensor.shape, tensor.strides);
}

}  // namespace

std::uint64_t StoredTensor::bytes() const {
  const ElementForm& form = formOf(type);
  if (strides.empty()) return static_cast<std::uint64_t>(count()) / form.numbers * form.bytes;
  if (count() == 0) return 0;
  std::uint64_t last = 0;
  for (std::size_t d = 0; d < shape.size(); ++d) last += static_cast<std::uint64_t>((shape[d] - 1) * strides[d]);
  return (last + 1) * form.bytes;
}

std::vector<float> readFloats(const StoredTensor& tensor) {
  return readNumbers<float>(
      tensor, [&](std::span<const std::uint8_t> piece, float* into) { decodeFloats(tensor.type, piece, into); });
}

std::vector<std::int64_t> readIntegers(const StoredTensor& tensor) {
  return readNumbers<std::int64_t>(tensor, [&](std::span<const std::uint8_t> piece, std::int64_t* into) {
    const std::size_t width = formOf(tensor.type).bytes;
    for (std::size_t at = 0; at + width <= piece.size(); at += width)
      *into++ = decodeInteger(tensor.type, piece.data() + at);
  });
}

std::int64_t checkedCount(const Shape& shape, const std::string& tensor, const std::string& source) {
  std::int64_t count = 1;  // without extents of 0, so that no product of a part of the shape overflows
  bool empty = false;
  for (const std::int64_t extent : shape) {
    if (extent < 0)
      throw InputError(text("cannot read '", source, "': tensor '", echoed(tensor), "' has an extent of ", extent,
                            ", expected none below 0"));
    empty = empty || extent == 0;
    if (extent == 0) continue;
    if (count > mostNumbers / extent)
      throw InputError(text("cannot read '", source, "': tensor '", echoed(tensor), "' has the shape ",
                            echoed(shapeText(shape)), ", expected fewer numbers"));
    count *= extent;
  }
  return empty ? 0 : count;
}

std::uint64_t checkedBytes(const Shape& shape, ElementType type, const std::string& tensor, const std::string& source) {
  const std::int64_t count = checkedCount(shape, tensor, source);
  const ElementForm& form = formOf(type);
  if (form.numbers > 1 && (shape.empty() || shape.back() % static_cast<std::int64_t>(form.numbers) != 0))
    throw InputError(text("cannot read '", source, "': rows of tensor '", echoed(tensor), "' have ",
                          shape.empty() ? 1 : shape.back(), " numbers, expected blocks of ", form.numbers, " as ",
                          form.name));
  return static_cast<std::uint64_t>(count) / form.numbers * form.bytes;
}

void checkNames(const NamedTensors& tensors, const std::string& source) {
  std::set<std::string_view> names;
  for (const StoredTensor& tensor : tensors.tensors)
    if (!names.insert(tensor.name).second)
      throw InputError(text("cannot read '", source, "': tensor '", echoed(tensor.name), "' occurs twice"));
}

void checkApart(const NamedTensors& tensors, const std::string& source) {
  std::vector<const StoredTensor*> placed;
  for (const StoredTensor& tensor : tensors.tensors)
    if (tensor.bytes() > 0) placed.push_back(&tensor);
  std::sort(placed.begin(), placed.end(),
            [](const StoredTensor* a, const StoredTensor* b) { return a->offset < b->offset; });
  for (std::size_t i = 1; i < placed.size(); ++i)
    if (placed[i]->offset < placed[i - 1]->offset + placed[i - 1]->bytes())
      throw InputError(text("cannot read '", source, "': the numbers of tensors '", echoed(placed[i - 1]->name),
                            "' and '", echoed(placed[i]->name), "' overlap"));
}

}  // namespace bitprism
