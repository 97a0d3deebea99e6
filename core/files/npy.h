#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/network/tensor.h"

namespace bitprism {

// One array of a NumPy file, row-major, numbers widened to double (exact for float32 and integers below 2^53).
struct NumpyArray {
  Shape shape;
  std::string type;  // as in the file, "<f4"
  std::vector<double> values;
};

// The number format of an array: "<f4" or ">u2", and how one number is widened from its bits.
struct NumberType {
  std::string name;
  std::size_t width = 1;
  bool bigEndian = false;
  double (*decode)(std::uint64_t bits) = nullptr;

  bool isByte() const { return name.size() == 3 && name[1] == 'u' && width == 1; }
  bool isInteger() const { return name[1] == 'u' || name[1] == 'i' || name[1] == 'b'; }
  double number(const std::uint8_t* bytes) const;
};

// Throws InputError naming the source for types that are not supported (complex numbers, text, records).
NumberType numberType(const std::string& name, const std::string& source);

// The header of a .npy, checked against the size of the file.
struct NumpyHeader {
  Shape shape;
  NumberType type;
  bool fortranOrder = false;
  std::uint64_t dataOffset = 0;
};

// `start` is the beginning of the file with at least the header, which is never longer than numpyHeaderLimit. Throws
// InputError naming the source when the file's size does not fit the shape.
inline constexpr std::size_t numpyHeaderLimit = 1 << 16;
NumpyHeader readNumpyHeader(std::span<const std::uint8_t> start, std::uint64_t fileBytes, const std::string& source);

// Reads .npy (format 1 to 3; bool, integers, floats of 2 to 8 bytes; C and Fortran order). Throws InputError naming the
// source.
NumpyArray readNpy(std::span<const std::uint8_t> bytes, const std::string& source);

// Reads .npz: a zip of .npy, stored or deflated.
std::map<std::string, NumpyArray> readNpz(const Bytes& bytes, const std::string& source);

Bytes npyBytes(const Shape& shape, std::span<const float> values);
Bytes npyIntegerBytes(const Shape& shape, std::span<const std::int32_t> values);

}  // namespace bitprism
