#pragma once

#include <string>
#include <vector>

namespace torch::jit {
struct Operator;
}
namespace c10 {
struct IValue;
}

namespace bitprism {

// Forms are tensors without numbers, of LibTorch's device "meta": shape, strides and type. An operator on forms takes
// microseconds and no memory, whatever it would compute, which is enough wherever only the form of its result is asked.

// The value with forms in place of its tensors; tensors of quantized types stay.
c10::IValue formOf(const c10::IValue& value);

// The value with zeros in place of its forms, all of them one number in memory: for operators that ask only for forms.
c10::IValue thinZeros(const c10::IValue& value);

// Runs an operator on a stack of arguments, of which some are forms: leaves its results on it, as forms. Operators that
// are not known to work on forms run on zeros of that form and take the memory of these. Throws what the operator
// throws, and NoForm.
void runOnForms(const std::string& op, const torch::jit::Operator& found, std::vector<c10::IValue>& stack);

// The result shares the memory of an argument in a way that its form alone would not show.
struct NoForm {};

}  // namespace bitprism
