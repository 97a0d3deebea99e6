#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/torch/read/recorder.h"

namespace c10 {
struct Argument;
}

namespace bitprism {

// A call of an operator as an exported graph writes it: arguments by name, those that have their default left out.
struct Pt2Call {
  std::string op, overload;  // "aten::conv2d"
  std::vector<std::pair<std::string, Recorded>> arguments;
  std::string node;  // for messages

  // The argument of that name; where arguments have no names, at that place. Null if it is left out or None.
  const Recorded* find(const std::string& name, std::size_t place) const;
  // Throws InputError if it is left out.
  const Recorded& at(const std::string& name, std::size_t place) const;
  double number(const std::string& name, std::size_t place, double otherwise) const;
  std::int64_t integer(const std::string& name, std::size_t place, std::int64_t otherwise) const;
  bool flag(const std::string& name, std::size_t place, bool otherwise) const;
};

// The arguments in the order of LibTorch's own declaration, with its defaults and in its types (numbers for tensors,
// one number for a list). May change the overload to one that takes a number. Throws InputError if this LibTorch has no
// such operator, or the call has an argument that it does not know.
std::vector<Recorded> declaredArguments(Pt2Call& call);

}  // namespace bitprism
