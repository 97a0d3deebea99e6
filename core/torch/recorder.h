#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/network/program.h"

namespace c10 {
struct IValue;
}

namespace bitprism {

// A value met while a graph is interpreted once on an example: its concrete value there, and where it comes from.
// Constants depend on no input. Lists keep their elements when some of them are dynamic.
struct Recorded {
  std::shared_ptr<const c10::IValue> value;      // on the example; null for a list with items
  std::shared_ptr<std::vector<Recorded>> items;  // of a list or tuple, shared as in the program that mutates it
  ListKind kind = ListKind::Tensors;             // of items
  int slot = -1;                                 // where a running program keeps it; -1: constant or list
  bool fromData = false;                         // depends on what the input holds, not only on its shape
  std::string name;                              // of a constant: its path in the module or file

  bool dynamic() const;
};

// Turns a graph into a Program by running it once: operators on constants are computed on the spot, the others are run
// on the example and written down in one canonical form (every convolution as aten::convolution, addmm and matmul with
// constant weights as aten::linear, in-place operators as their functional twins, identities dropped), so that the same
// network gives the same program from every format. One thread at a time.
class Recorder {
 public:
  Recorded input(const std::string& name, const c10::IValue& example, Shape shape);
  static Recorded constant(const c10::IValue& value, const std::string& name = {});
  static Recorded list(std::vector<Recorded> items, ListKind kind);

  // Runs and records one operator; node names it in errors. Throws InputError when there is no such operator or it
  // fails on the example.
  std::vector<Recorded> call(const std::string& op, const std::string& overload, std::vector<Recorded> arguments,
                             const std::string& node);

  // The single result of call.
  Recorded one(const std::string& op, const std::string& overload, std::vector<Recorded> arguments,
               const std::string& node);

  Program finish(const std::vector<Recorded>& outputs, const std::vector<std::string>& names);

 private:
  Operand operand(const Recorded& recorded, const std::string& node);
  int tensorIndex(const Recorded& recorded);
  void canonicalize(std::string& op, std::string& overload, std::vector<Recorded>& arguments, const std::string& node);

  Program program_;
  std::unordered_map<const void*, int> tensors_;          // by TensorImpl
  std::vector<std::shared_ptr<const c10::IValue>> kept_;  // keeps those addresses alive
};

// The concrete value, lists put together from their items.
c10::IValue valueOf(const Recorded& recorded);

}  // namespace bitprism
