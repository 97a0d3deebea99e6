#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/network/tensor.h"
#include "core/weights/element_type.h"

namespace bitprism {

// A tensor as a pickle describes it: a view of a storage, whose numbers are elsewhere in the file.
struct PickledTensor {
  std::string storage;  // its key
  ElementType type = ElementType::Float32;
  std::int64_t storageCount = 0;  // numbers in the storage
  std::int64_t offset = 0;        // in numbers
  Shape shape, strides;
};

// What a state dict is made of. Other values (texts are kept, they are keys) are only placeholders.
struct PickledValue {
  enum class Kind {
    None,
    Boolean,
    Integer,
    Real,
    Text,
    Items,       // a list, tuple or set
    Dictionary,  // items in pairs: key, value
    Global,      // text: its name, one of the allowed
    Storage,     // tensor: storage, type and storageCount
    Tensor,
    Opaque  // an allowed value that is no weight, such as a NumPy number
  };
  Kind kind = Kind::None;
  std::int64_t integer = 0;
  std::string text;
  std::vector<std::size_t> items;               // into Pickle::values
  std::shared_ptr<const PickledTensor> tensor;  // of storages and tensors
};

// The values of one pickle. They may form cycles: walks must be bounded.
struct Pickle {
  std::deque<PickledValue> values;
  std::size_t top = 0;
  std::size_t bytes = 0;  // how long the pickle is

  const PickledValue& at(std::size_t index) const { return values[index]; }
};

// Reads one pickle from the start of the bytes with a machine that can only build numbers, texts, containers and
// descriptions of tensors. Nothing is imported or called: a name that is not on the list of allowed ones is refused.
// Operations and values are bounded. Throws InputError naming the source.
Pickle readPickle(std::span<const std::uint8_t> bytes, const std::string& source);

}  // namespace bitprism
