#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/network/program.h"
#include "core/torch/graph/graph_bounds.h"

namespace c10 {
struct IValue;
}

namespace bitprism {

// What a graph is run on: numbers, or forms alone (form_run.h), which give the same program in a fraction of the time
// and memory, but no outputs to be compared.
enum class Example { Numbers, Forms };

// A value during the interpretation of a graph on an example: its concrete value and its origin. Constants do not
// depend on the values of inputs; extents of dynamic tensors are constants, too.
struct Recorded {
  std::shared_ptr<const c10::IValue> value;      // on the example, maybe a form; null for a list with items
  std::shared_ptr<std::vector<Recorded>> items;  // of a list or tuple, shared as in the program that mutates it
  ListKind kind = ListKind::Tensors;             // of items
  int slot = -1;                                 // its place in a running program; -1: constant or list
  bool fromData = false;                         // depends on the contents of the input, not only on its shape
  std::string name;                              // of a constant: its path in the module or file

  bool dynamic() const;
};

// The result of running a graph on one example: a program for inputs of exactly that shape. Two recordings with
// different batches give a program for any batch (batch_opening.h).
struct Recording {
  Program program;  // its tensors are in constants, at the same index
  std::vector<std::shared_ptr<const c10::IValue>> constants;
  std::vector<std::string> constantNames;
  std::vector<Shape> shapes;                                // of every slot's tensor; empty for other values
  std::vector<std::shared_ptr<const c10::IValue>> inputs;   // the example
  std::vector<std::shared_ptr<const c10::IValue>> outputs;  // its results
  std::vector<std::string> notices;                         // differences from the file, for the user
};

// Turns a graph into a Program by running it once: operators on constants are computed immediately, the others are run
// on the example and recorded in one canonical form (every convolution as aten::convolution, addmm and matmul with
// constant weights as aten::linear, in-place operators as their functional twins, identities dropped, splits as
// slices), so that the same network gives the same program from every format. One thread at a time.
class Recorder {
 public:
  explicit Recorder(Example example = Example::Numbers) : example_(example) {}

  Example example() const { return example_; }

  // shape: -1 for the extent of the batch.
  Recorded input(const std::string& name, const c10::IValue& example, Shape shape);
  static Recorded constant(const c10::IValue& value, const std::string& name = {});
  static Recorded list(std::vector<Recorded> items, ListKind kind);

  // Runs and records one operator; node names it in errors. Throws InputError if there is no such operator or it fails
  // on the example, GraphRefused if it would take more than any network needs, NoForm.
  std::vector<Recorded> call(const std::string& op, const std::string& overload, std::vector<Recorded> arguments,
                             const std::string& node);

  // The single result of call.
  Recorded one(const std::string& op, const std::string& overload, std::vector<Recorded> arguments,
               const std::string& node);

  // Keeps quantizers of activations in the program (for files that we wrote) instead of dropping them.
  bool keepsQuantizers = false;

  // The quantizer that gives each such slot, as its operands: a Clip of its codes makes another of it.
  std::unordered_map<int, std::vector<Recorded>> quantizers;

  // Adds a notice for the user, once.
  void notice(const std::string& sentence);

  Recording finish(const std::vector<Recorded>& outputs, const std::vector<std::string>& names);

 private:
  std::vector<Recorded> record(const std::string& op, const std::string& overload, std::vector<Recorded>& arguments,
                               const std::string& node);
  Recorded result(const c10::IValue& value, const std::vector<Recorded>& arguments, const std::string& op,
                  const std::string& node) const;
  Operand operand(const Recorded& recorded, const std::string& node);
  int tensorIndex(const Recorded& recorded);

  Example example_;
  Recording recording_;
  ConvolutionCode code_;
  std::unordered_map<const void*, int> tensors_;  // by TensorImpl
};

// The concrete value, with lists assembled from their items.
c10::IValue valueOf(const Recorded& recorded);

// The recording's program with its tensors, pruned. Throws InputError if a tensor has an unsupported type.
Program programOf(const Recording& recording);

}  // namespace bitprism
