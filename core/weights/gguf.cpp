#include "core/weights/gguf.h"

#include <algorithm>
#include <optional>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::uint64_t mostTensors = 1 << 20, mostPairs = 1 << 16, longestName = 1024, longestKept = 256;
constexpr int mostGgufAxes = 4, deepestArray = 4;

struct NumberedType {
  std::uint32_t number;
  ElementType type;
};
constexpr NumberedType ggufTypes[] = {
    {0, ElementType::Float32}, {1, ElementType::Float16},  {2, ElementType::Q4_0},     {3, ElementType::Q4_1},
    {6, ElementType::Q5_0},    {7, ElementType::Q5_1},     {8, ElementType::Q8_0},     {10, ElementType::Q2_K},
    {11, ElementType::Q3_K},   {12, ElementType::Q4_K},    {13, ElementType::Q5_K},    {14, ElementType::Q6_K},
    {15, ElementType::Q8_K},   {24, ElementType::Int8},    {25, ElementType::Int16},   {26, ElementType::Int32},
    {27, ElementType::Int64},  {28, ElementType::Float64}, {30, ElementType::BFloat16}};

// The file from its start, through a buffer.
class GgufStream {
 public:
  explicit GgufStream(const RandomAccess& file) : file_(file) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(text("cannot read '", file_.source(), "': ", what));
  }

  std::uint64_t number(std::size_t width) {
    need(width);
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;) value = value << 8 | buffer_[at_ - begin_ + i];
    at_ += width;
    return value;
  }

  std::string word(std::uint64_t longest) {
    const std::uint64_t length = number(8);
    if (length > longest) fail(text("a name of ", length, " bytes at byte ", at_, ", expected at most ", longest));
    std::string result;
    for (std::uint64_t i = 0; i < length; ++i) result += static_cast<char>(number(1));
    return result;
  }

  void skip(std::uint64_t bytes) {
    if (bytes > file_.size() - at_) fail(text("it is cut off: ", bytes, " bytes expected at byte ", at_));
    at_ += bytes;
  }

  std::uint64_t position() const { return at_; }

 private:
  void need(std::size_t width) {
    if (width > file_.size() - at_) fail(text("it is cut off at byte ", at_));
    if (at_ >= begin_ && at_ + width <= begin_ + buffer_.size()) return;
    begin_ = at_;
    buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(file_.size() - at_, 1 << 16)));
    file_.read(begin_, buffer_);
  }

  const RandomAccess& file_;
  Bytes buffer_;
  std::uint64_t begin_ = 0, at_ = 0;
};

constexpr std::uint32_t textType = 8, arrayType = 9;

// Bytes of a value of fixed size; nothing for texts, arrays and unknown ggufTypes.
std::optional<std::uint64_t> fixedValueSize(std::uint32_t type) {
  static constexpr int sizes[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  if (type >= std::size(sizes) || sizes[type] == 0) return {};
  return static_cast<std::uint64_t>(sizes[type]);
}

void skipValue(GgufStream& in, std::uint32_t type, int depth) {
  if (const std::optional<std::uint64_t> size = fixedValueSize(type)) return in.skip(*size);
  if (type == textType) return in.skip(in.number(8));
  if (type != arrayType) in.fail(text("metadata of type ", type, ", expected 0 to 12"));
  if (depth >= deepestArray) in.fail(text("metadata is nested deeper than ", deepestArray));
  const auto item = static_cast<std::uint32_t>(in.number(4));
  const std::uint64_t count = in.number(8);
  if (const std::optional<std::uint64_t> size = fixedValueSize(item)) {
    if (count > UINT64_MAX / *size) in.fail(text("an array of metadata claims ", count, " items"));
    return in.skip(count * *size);
  }
  for (std::uint64_t i = 0; i < count; ++i) skipValue(in, item, depth + 1);  // each takes eight bytes or more
}

// The alignment of the numbers.
std::uint64_t readMetadata(GgufStream& in, std::uint64_t pairs, NamedTensors& result) {
  std::uint64_t alignment = 32;
  for (std::uint64_t i = 0; i < pairs; ++i) {
    const std::string key = in.word(longestName);
    const auto type = static_cast<std::uint32_t>(in.number(4));
    if (key == "general.alignment") {
      if (type != 4) in.fail("general.alignment is not a whole number of 32 bits");
      alignment = in.number(4);
      if (alignment == 0 || alignment > 1 << 20 || (alignment & (alignment - 1)) != 0)
        in.fail(text("general.alignment is ", alignment, ", expected a power of two up to 1048576"));
    } else if (type == textType && (key == "general.architecture" || key == "general.name")) {
      result.metadata[key] = in.word(longestKept);
    } else {
      skipValue(in, type, 0);
    }
  }
  return alignment;
}

StoredTensor readDescription(GgufStream& in, const std::shared_ptr<const RandomAccess>& file) {
  StoredTensor tensor{.name = in.word(longestName), .file = file};
  const std::string called = text("tensor '", echoed(tensor.name), "'");
  const std::uint64_t axes = in.number(4);
  if (axes > mostGgufAxes) in.fail(text(called, " has ", axes, " axes, expected at most ", mostGgufAxes));
  for (std::uint64_t d = 0; d < axes; ++d)  // the fastest first
    tensor.shape.insert(tensor.shape.begin(),
                        static_cast<std::int64_t>(std::min<std::uint64_t>(in.number(8), INT64_MAX)));
  const auto number = static_cast<std::uint32_t>(in.number(4));
  const auto* known = std::find_if(std::begin(ggufTypes), std::end(ggufTypes),
                                   [&](const NumberedType& type) { return type.number == number; });
  if (known == std::end(ggufTypes))
    in.fail(text(called, " has numbers of type ", number,
                 ", expected F32, F16, BF16, F64, I8 to I64, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 or Q2_K to Q8_K"));
  tensor.type = known->type;
  tensor.offset = in.number(8);
  return tensor;
}

}  // namespace

NamedTensors readGguf(const std::shared_ptr<const RandomAccess>& file) {
  GgufStream in(*file);
  if (in.number(4) != 0x46554747) in.fail("it does not begin with GGUF");
  const std::uint64_t version = in.number(4);
  if (version != 2 && version != 3) in.fail(text("it is GGUF of version ", version, ", expected 2 or 3"));
  const std::uint64_t tensors = in.number(8), pairs = in.number(8);
  if (tensors > mostTensors || pairs > mostPairs)
    in.fail(text("it claims ", tensors, " tensors and ", pairs, " entries of metadata, expected at most ", mostTensors,
                 " and ", mostPairs));
  NamedTensors result{.format = "gguf"};
  const std::uint64_t alignment = readMetadata(in, pairs, result);
  for (std::uint64_t i = 0; i < tensors; ++i) result.tensors.push_back(readDescription(in, file));
  const std::uint64_t start = (in.position() + alignment - 1) / alignment * alignment;
  for (StoredTensor& tensor : result.tensors) {
    const std::string called = text("tensor '", echoed(tensor.name), "'");
    const std::uint64_t bytes = checkedBytes(tensor.shape, tensor.type, tensor.name, file->source());
    if (tensor.offset % alignment != 0)
      in.fail(text(called, " begins at byte ", tensor.offset, ", expected a multiple of ", alignment));
    if (start > file->size() || tensor.offset > file->size() - start || bytes > file->size() - start - tensor.offset)
      in.fail(text(called, " has ", bytes, " bytes at byte ", tensor.offset, ", which goes beyond its end"));
    tensor.offset += start;
  }
  checkNames(result, file->source());
  checkApart(result, file->source());
  return result;
}

}  // namespace bitprism
