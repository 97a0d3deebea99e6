#pragma once

#include <cstdint>
#include <utility>
#include <variant>

#include "core/base/byte_stream.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/program.h"
#include "core/quant/activations/activation_scheme.h"

namespace bitprism {

// Calls make with the instruction's operands after the first, each of the type asked for; throws InputError naming the
// instruction when they are others, or for what make refuses.
template <class... Types, class Make>
ActivationScheme schemeFromOperands(const Instruction& instruction, const Make& make) {
  const auto fail = [&](const std::string& what) -> ActivationScheme {
    throw InputError(text("the quantizer at '", instruction.name, "' ", what));
  };
  if (instruction.inputs.size() != sizeof...(Types) + 1) return fail("has another number of operands than it takes");
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    if (!(std::holds_alternative<Types>(instruction.inputs[I + 1]) && ...))
      return fail("takes operands of other kinds");
    try {
      return make(std::get<Types>(instruction.inputs[I + 1])...);
    } catch (const InputError& problem) {
      return fail(text("is no activation: ", problem.what()));
    }
  }
  (std::index_sequence_for<Types...>());
}

// The sign's byte and what of a packed activation is impossible, as the file's fault.
template <class Make>
ActivationScheme checkedActivation(ByteReader& in, const Make& make) {
  std::string problem;
  try {
    return make();
  } catch (const InputError& found) {
    problem = found.what();
  }
  in.fail(text("an activation is impossible: ", problem));
}
inline bool takeSign(ByteReader& in) {
  const std::uint64_t flags = in.number(1);
  if (flags > 1) in.fail(text("unknown activation flags ", flags));
  return flags == 1;
}

}  // namespace bitprism
