#pragma once

namespace torch::jit {
struct Block;
struct Module;
}  // namespace torch::jit

namespace c10 {
struct Argument;
struct IValue;
}  // namespace c10

namespace bitprism {

// Modules of 16- or 64-bit floats (saved after .half(), .bfloat16() or .double()) are read as 32-bit floats, like ONNX
// files of these widths.

// Whether a parameter, buffer or constant is of such a width.
bool holdsOtherWidths(const torch::jit::Module& module, const torch::jit::Block& graph);

// An operator's argument in such a module: a dtype argument becomes that of 32-bit floats.
c10::IValue inSingleWidth(const c10::Argument& argument, const c10::IValue& value);

}  // namespace bitprism
