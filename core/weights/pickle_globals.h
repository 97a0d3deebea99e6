#pragma once

#include <optional>
#include <string>

#include "core/weights/element_type.h"

namespace bitprism {

// What a name in a pickle stands for. No code is behind any of them.
struct PickleGlobal {
  enum class Meaning {
    RebuildTensor,     // (storage, offset, shape, strides, ...)
    RebuildTyped,      // the same with the type of numbers as its seventh argument
    RebuildParameter,  // (tensor, ...)
    OrderedDictionary,
    Items,    // torch.Size and other tuples and sets
    Storage,  // a class of storages; type: of its numbers
    Type,     // a type of numbers
    Opaque    // makes a value that is no weight
  };
  Meaning meaning = Meaning::Opaque;
  std::optional<ElementType> type = {};
};

// "torch._utils._rebuild_tensor_v2" and the others that occur in files of weights; nothing for any other name.
std::optional<PickleGlobal> pickleGlobal(const std::string& name);

}  // namespace bitprism
