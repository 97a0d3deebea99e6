#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/random_access.h"
#include "core/network/tensor.h"
#include "core/weights/element_type.h"

namespace bitprism {

// Where the numbers of a tensor stand in a file. They are read when they are needed, so that a large file is never in
// memory beside its floats. Readers have checked that all of them lie inside the file.
struct StoredTensor {
  std::string name;
  Shape shape;
  ElementType type = ElementType::Float32;
  std::shared_ptr<const RandomAccess> file;
  std::uint64_t offset = 0;  // in bytes
  Shape strides;             // in numbers, none negative; empty: row-major
  bool bigEndian = false;

  bool isFloat() const { return formOf(type).isFloat; }
  std::int64_t count() const { return elementCount(shape); }
  std::uint64_t bytes() const;  // from the first to the last number
};

// Weights without a graph: the tensors of a file by name, in the order of the file. Immutable once read.
struct NamedTensors {
  std::string format;  // FormatInfo::name: "safetensors", "statedict", "npz", "gguf"
  std::vector<StoredTensor> tensors;
  std::map<std::string, std::string> metadata;  // texts of the file that describe it
  std::vector<std::string> notices;             // what was left out or assumed, a sentence each
};

// The numbers of a tensor, row-major. Throws InputError.
std::vector<float> readFloats(const StoredTensor& tensor);
std::vector<std::int64_t> readIntegers(const StoredTensor& tensor);

// For readers: the number of elements. Throws InputError naming the source and the tensor for negative extents and for
// more than 2^40 numbers.
std::int64_t checkedCount(const Shape& shape, const std::string& tensor, const std::string& source);

// For readers: the bytes of so many numbers. Throws InputError when they are not whole blocks of the last extent.
std::uint64_t checkedBytes(const Shape& shape, ElementType type, const std::string& tensor, const std::string& source);

// For readers: throws InputError when two tensors of one file have the same name, or the bytes of two row-major tensors
// overlap.
void checkNames(const NamedTensors& tensors, const std::string& source);
void checkApart(const NamedTensors& tensors, const std::string& source);

}  // namespace bitprism
