#include "core/files/npy.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/files/zip.h"

namespace bitprism {
namespace {

constexpr std::string_view npyMagic("\x93NUMPY", 6);

struct Header {
  std::string type;
  bool fortranOrder = false;
  Shape shape;
  std::size_t dataOffset = 0;
};

// Reads the header's Python dictionary: three known keys, in any order, with a string, a boolean and a tuple of
// integers.
class DictionaryReader {
 public:
  DictionaryReader(std::string_view content, const std::string& source) : content_(content), source_(source) {}

  Header read() {
    Header header;
    bool hasType = false, hasOrder = false, hasShape = false;
    expect('{');
    while (!accept('}')) {
      const std::string key = quoted();
      expect(':');
      if (key == "descr") {
        header.type = quoted();
        hasType = true;
      } else if (key == "fortran_order") {
        header.fortranOrder = boolean();
        hasOrder = true;
      } else if (key == "shape") {
        header.shape = tuple();
        hasShape = true;
      } else {
        fail(text("unknown key '", echoed(key), "'"));
      }
      accept(',');
    }
    if (!hasType || !hasOrder || !hasShape) fail("expected the keys descr, fortran_order and shape");
    return header;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(text("cannot read '", source_, "': its NumPy header is damaged at character ", at_, ": ", what));
  }
  void skipSpace() {
    while (at_ < content_.size() && std::isspace(static_cast<unsigned char>(content_[at_]))) ++at_;
  }
  bool accept(char c) {
    skipSpace();
    if (at_ >= content_.size() || content_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(text("expected '", c, "'"));
  }
  std::string quoted() {
    skipSpace();
    const char quote = at_ < content_.size() ? content_[at_] : '\0';
    if (quote != '\'' && quote != '"') fail("expected a quoted string (arrays of records are not supported)");
    const std::size_t end = content_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail("a quote is not closed");
    std::string result(content_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return result;
  }
  bool boolean() {
    skipSpace();
    for (const bool value : {true, false}) {
      const std::string_view word = value ? "True" : "False";
      if (content_.substr(at_, word.size()) != word) continue;
      at_ += word.size();
      return value;
    }
    fail("expected True or False");
  }
  Shape tuple() {
    Shape shape;
    expect('(');
    while (!accept(')')) {
      std::int64_t value = 0;
      const std::size_t start = at_;
      for (skipSpace(); at_ < content_.size() && std::isdigit(static_cast<unsigned char>(content_[at_])); ++at_) {
        if (value > (std::numeric_limits<std::int64_t>::max() - 9) / 10) fail("an extent is too large");
        value = 10 * value + (content_[at_] - '0');
      }
      if (at_ == start) fail("expected an extent");
      accept('L');  // Python 2 wrote long integers so
      shape.push_back(value);
      accept(',');
      if (shape.size() > 32) fail("more than 32 dimensions");
    }
    return shape;
  }

  std::string_view content_;
  const std::string& source_;
  std::size_t at_ = 0;
};

Header readHeader(std::span<const std::uint8_t> bytes, const std::string& source) {
  const std::string_view content(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!content.starts_with(npyMagic) || bytes.size() < 10)
    throw InputError(text("cannot read '", source, "': it does not begin like a NumPy file"));
  const int version = bytes[6];
  if (version < 1 || version > 3)
    throw InputError(text("cannot read '", source, "': NumPy format ", version, ", expected 1 to 3"));
  std::uint64_t length = bytes[8] | bytes[9] << 8;
  std::size_t start = 10;
  if (version > 1) {
    if (bytes.size() < 12) throw InputError(text("cannot read '", source, "': its NumPy header is cut off"));
    length |= std::uint64_t{bytes[10]} << 16 | std::uint64_t{bytes[11]} << 24;
    start = 12;
  }
  if (length > bytes.size() - start) throw InputError(text("cannot read '", source, "': its NumPy header is cut off"));
  Header header = DictionaryReader(content.substr(start, static_cast<std::size_t>(length)), source).read();
  header.dataOffset = start + static_cast<std::size_t>(length);
  return header;
}

template <class T>
double widened(std::uint64_t bits) {
  T value;
  std::memcpy(&value, &bits, sizeof value);
  return static_cast<double>(value);
}

double halfToDouble(std::uint64_t bits) {
  const int exponent = static_cast<int>(bits >> 10 & 31);
  const double fraction = static_cast<double>(bits & 1023);
  const double magnitude = exponent == 31  ? (fraction == 0 ? std::numeric_limits<double>::infinity()
                                                            : std::numeric_limits<double>::quiet_NaN())
                           : exponent == 0 ? std::ldexp(fraction, -24)
                                           : std::ldexp(1024 + fraction, exponent - 25);
  return bits >> 15 & 1 ? -magnitude : magnitude;
}

}  // namespace

NumberType numberType(const std::string& type, const std::string& source) {
  if (type.size() == 3 && std::string_view("<>|=").find(type[0]) != std::string_view::npos) {
    const bool big = type[0] == '>';
    const std::string_view kind = std::string_view(type).substr(1);
    if (kind == "b1" || kind == "u1") return {type, 1, big, widened<std::uint8_t>};
    if (kind == "i1") return {type, 1, big, widened<std::int8_t>};
    if (kind == "i2") return {type, 2, big, widened<std::int16_t>};
    if (kind == "u2") return {type, 2, big, widened<std::uint16_t>};
    if (kind == "i4") return {type, 4, big, widened<std::int32_t>};
    if (kind == "u4") return {type, 4, big, widened<std::uint32_t>};
    if (kind == "i8") return {type, 8, big, widened<std::int64_t>};
    if (kind == "u8") return {type, 8, big, widened<std::uint64_t>};
    if (kind == "f2") return {type, 2, big, halfToDouble};
    if (kind == "f4") return {type, 4, big, widened<float>};
    if (kind == "f8") return {type, 8, big, widened<double>};
  }
  throw InputError(text("cannot read '", source, "': numbers of type '", echoed(type),
                        "', expected booleans, integers, or floats of 2, 4 or 8 bytes"));
}

double NumberType::number(const std::uint8_t* bytes) const {
  std::uint64_t bits = 0;
  for (std::size_t k = 0; k < width; ++k) bits |= std::uint64_t{bytes[k]} << (8 * (bigEndian ? width - 1 - k : k));
  return decode(bits);
}

namespace {

// The array in row-major order, converted from column-major order.
std::vector<double> rowMajor(const std::vector<double>& values, const Shape& shape) {
  std::vector<double> result(values.size());
  std::vector<std::int64_t> strides(shape.size());
  std::int64_t stride = 1;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    strides[d] = stride;
    stride *= shape[d];
  }
  std::vector<std::int64_t> index(shape.size(), 0);
  std::int64_t from = 0;
  for (double& value : result) {
    value = values[static_cast<std::size_t>(from)];
    for (std::size_t d = shape.size(); d-- > 0;) {
      from += strides[d];
      if (++index[d] < shape[d]) break;
      from -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return result;
}

}  // namespace

NumpyHeader readNumpyHeader(std::span<const std::uint8_t> start, std::uint64_t fileBytes, const std::string& source) {
  const Header header = readHeader(start, source);
  NumpyHeader result{.shape = header.shape,
                     .type = numberType(header.type, source),
                     .fortranOrder = header.fortranOrder,
                     .dataOffset = header.dataOffset};
  std::uint64_t count = 1;
  for (const std::int64_t extent : header.shape) {
    if (extent != 0 && count > std::numeric_limits<std::int64_t>::max() / static_cast<std::uint64_t>(extent))
      throw InputError(text("cannot read '", source, "': shape ", shapeText(header.shape), " is too large"));
    count *= static_cast<std::uint64_t>(extent);
  }
  const std::uint64_t bytes = fileBytes - std::min<std::uint64_t>(fileBytes, header.dataOffset);
  if (bytes / result.type.width != count || bytes % result.type.width != 0)
    throw InputError(text("cannot read '", source, "': ", bytes, " bytes of numbers, expected ", count, " of ",
                          result.type.width, " bytes for shape ", shapeText(header.shape)));
  return result;
}

NumpyArray readNpy(std::span<const std::uint8_t> bytes, const std::string& source) {
  const NumpyHeader header = readNumpyHeader(bytes, bytes.size(), source);
  const auto data = bytes.subspan(static_cast<std::size_t>(header.dataOffset));
  NumpyArray array{header.shape, header.type.name, std::vector<double>(data.size() / header.type.width)};
  for (std::size_t i = 0; i < array.values.size(); ++i)
    array.values[i] = header.type.number(data.data() + i * header.type.width);
  if (header.fortranOrder && array.shape.size() > 1) array.values = rowMajor(array.values, array.shape);
  return array;
}

std::map<std::string, NumpyArray> readNpz(const Bytes& bytes, const std::string& source) {
  std::map<std::string, NumpyArray> arrays;
  for (const ZipEntry& entry : zipEntries(bytes, source)) {
    constexpr std::string_view suffix = ".npy";
    if (!entry.name.ends_with(suffix))
      throw InputError(
          text("cannot read '", source, "': it holds '", echoed(entry.name), "', expected only .npy files"));
    const std::string name = entry.name.substr(0, entry.name.size() - suffix.size());
    const std::string where = text(source, ":", echoed(entry.name));
    if (!arrays.emplace(name, readNpy(readZipEntry(bytes, entry, source), where)).second)
      throw InputError(text("cannot read '", source, "': '", echoed(entry.name), "' occurs twice"));
  }
  return arrays;
}

namespace {

Bytes arrayBytes(const char* type, const Shape& shape, std::span<const std::byte> values) {
  static_assert(std::endian::native == std::endian::little, "numbers are written in native byte order");
  std::string header = text("{'descr': '", type, "', 'fortran_order': False, 'shape': (");
  for (const std::int64_t extent : shape) header += text(extent, ", ");
  header += "), }";
  // The numbers begin at a multiple of 64 bytes, as the format requires; a line feed ends the header.
  while ((10 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  Bytes bytes(npyMagic.begin(), npyMagic.end());
  bytes.push_back(1);
  bytes.push_back(0);
  bytes.push_back(static_cast<std::uint8_t>(header.size() & 255));
  bytes.push_back(static_cast<std::uint8_t>(header.size() >> 8));
  bytes.insert(bytes.end(), header.begin(), header.end());
  const std::size_t start = bytes.size();
  bytes.resize(start + values.size_bytes());
  if (!values.empty()) std::memcpy(bytes.data() + start, values.data(), values.size_bytes());
  return bytes;
}

}  // namespace

Bytes npyBytes(const Shape& shape, std::span<const float> values) {
  return arrayBytes("<f4", shape, std::as_bytes(values));
}

Bytes npyIntegerBytes(const Shape& shape, std::span<const std::int32_t> values) {
  return arrayBytes("<i4", shape, std::as_bytes(values));
}

}  // namespace bitprism
