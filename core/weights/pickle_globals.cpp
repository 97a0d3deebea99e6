#include "core/weights/pickle_globals.h"

#include <string_view>

namespace bitprism {
namespace {

using Meaning = PickleGlobal::Meaning;

struct GlobalRow {
  std::string_view name;
  PickleGlobal global;
};

constexpr GlobalRow globalRows[] = {{"torch._utils._rebuild_tensor", {Meaning::RebuildTensor}},
                                    {"torch._utils._rebuild_tensor_v2", {Meaning::RebuildTensor}},
                                    {"torch._utils._rebuild_tensor_v3", {Meaning::RebuildTyped}},
                                    {"torch._utils._rebuild_parameter", {Meaning::RebuildParameter}},
                                    {"torch._utils._rebuild_parameter_with_state", {Meaning::RebuildParameter}},
                                    {"collections.OrderedDict", {Meaning::OrderedDictionary}},
                                    {"torch.Size", {Meaning::Items}},
                                    {"builtins.set", {Meaning::Items}},
                                    {"__builtin__.set", {Meaning::Items}},
                                    {"torch.DoubleStorage", {Meaning::Storage, ElementType::Float64}},
                                    {"torch.FloatStorage", {Meaning::Storage, ElementType::Float32}},
                                    {"torch.HalfStorage", {Meaning::Storage, ElementType::Float16}},
                                    {"torch.BFloat16Storage", {Meaning::Storage, ElementType::BFloat16}},
                                    {"torch.LongStorage", {Meaning::Storage, ElementType::Int64}},
                                    {"torch.IntStorage", {Meaning::Storage, ElementType::Int32}},
                                    {"torch.ShortStorage", {Meaning::Storage, ElementType::Int16}},
                                    {"torch.CharStorage", {Meaning::Storage, ElementType::Int8}},
                                    {"torch.ByteStorage", {Meaning::Storage, ElementType::UInt8}},
                                    {"torch.BoolStorage", {Meaning::Storage, ElementType::Boolean}},
                                    {"torch.storage.UntypedStorage", {Meaning::Storage, ElementType::UInt8}},
                                    {"torch.UntypedStorage", {Meaning::Storage, ElementType::UInt8}},
                                    {"torch.float64", {Meaning::Type, ElementType::Float64}},
                                    {"torch.float32", {Meaning::Type, ElementType::Float32}},
                                    {"torch.float16", {Meaning::Type, ElementType::Float16}},
                                    {"torch.bfloat16", {Meaning::Type, ElementType::BFloat16}},
                                    {"torch.float8_e4m3fn", {Meaning::Type, ElementType::Float8E4M3}},
                                    {"torch.float8_e5m2", {Meaning::Type, ElementType::Float8E5M2}},
                                    {"torch.int64", {Meaning::Type, ElementType::Int64}},
                                    {"torch.int32", {Meaning::Type, ElementType::Int32}},
                                    {"torch.int16", {Meaning::Type, ElementType::Int16}},
                                    {"torch.int8", {Meaning::Type, ElementType::Int8}},
                                    {"torch.uint64", {Meaning::Type, ElementType::UInt64}},
                                    {"torch.uint32", {Meaning::Type, ElementType::UInt32}},
                                    {"torch.uint16", {Meaning::Type, ElementType::UInt16}},
                                    {"torch.uint8", {Meaning::Type, ElementType::UInt8}},
                                    {"torch.bool", {Meaning::Type, ElementType::Boolean}},
                                    {"torch.device", {Meaning::Opaque}},
                                    {"_codecs.encode", {Meaning::Opaque}},
                                    {"numpy.dtype", {Meaning::Opaque}},
                                    {"numpy.core.multiarray.scalar", {Meaning::Opaque}},
                                    {"numpy._core.multiarray.scalar", {Meaning::Opaque}}};

}  // namespace

std::optional<PickleGlobal> pickleGlobal(const std::string& name) {
  for (const GlobalRow& row : globalRows)
    if (row.name == name) return row.global;
  return {};
}

}  // namespace bitprism
