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

// Reads .npy (format 1 to 3; bool, integers, floats of 2 to 8 bytes; C and Fortran order). Throws InputError naming the
// source.
NumpyArray readNpy(std::span<const std::uint8_t> bytes, const std::string& source);

// Reads .npz: a zip of .npy, stored or deflated.
std::map<std::string, NumpyArray> readNpz(const Bytes& bytes, const std::string& source);

Bytes npyBytes(const Shape& shape, std::span<const float> values);

}  // namespace bitprism
