#include "core/torch/read/torchscript_module.h"

#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/torch_problem.h"
#include "core/torch/read/packed_operators.h"
#include "core/torch/read/torchscript_archive.h"
#include "core/torch/read/torchscript_interpreter.h"
#include "core/torch/read/torchscript_widths.h"

namespace bitprism {
namespace {

using torch::jit::Block;
using torch::jit::Node;

std::vector<at::Tensor> tensorsOf(const c10::IValue& value) {
  std::vector<at::Tensor> tensors;
  const auto add = [&](const c10::IValue& item) {
    const std::vector<at::Tensor> inner = tensorsOf(item);
    tensors.insert(tensors.end(), inner.begin(), inner.end());
  };
  if (value.isTensor())
    tensors.push_back(value.toTensor());
  else if (value.isTuple())
    for (const c10::IValue& element : value.toTupleRef().elements()) add(element);
  else if (value.isList())
    for (const c10::IValue& element : value.toListRef()) add(element);
  else if (value.isGenericDict())
    for (const auto& entry : value.toGenericDict()) add(entry.value());
  return tensors;
}

}  // namespace

class TorchScriptModule::Implementation {
 public:
  Implementation(const Bytes& archive, const std::string& path) : path_(path), module_(load(archive, path)) {
    module_.eval();
    const auto method = module_.find_method("forward");
    if (!method) throw InputError(text("cannot read '", path_, "': the module has no method 'forward'"));
    graph_ = method->graph()->copy();
    torch::jit::Inline(*graph_);
    for (std::size_t i = 1; i < graph_->inputs().size(); ++i) {
      const auto* value = graph_->inputs()[i];
      if (value->type()->kind() != c10::TypeKind::TensorType)
        throw InputError(text("cannot read '", path_, "': forward takes a ", value->type()->str(), " as its input ", i,
                              ", expected tensors"));
      const auto& arguments = method->function().getSchema().arguments();
      names_.push_back(i < arguments.size() ? arguments[i].name() : value->debugName());
    }
    if (names_.empty())
      throw InputError(text("cannot read '", path_, "': forward takes no tensor, expected at least one"));
    if (names_.size() == 1) names_[0] = "input";
    packed_ = holdsPackedOperator(*graph_->block());
    if (holdsOtherWidths(module_, *graph_->block())) floats_.expectSome();
  }

  bool runs() const { return !packed_ && !floats_.any(); }

  Recording record(const Inputs& inputs, std::int64_t batch) {
    Recorder recorder;
    TorchScriptInterpreter interpreter(recorder, floats_);
    interpreter.bind(graph_->inputs()[0], Recorder::constant(module_._ivalue()));
    Shape declared{-1};
    declared.insert(declared.end(), inputs.shape.begin(), inputs.shape.end());
    for (std::size_t i = 0; i < names_.size(); ++i)
      interpreter.bind(graph_->inputs()[i + 1],
                       recorder.input(names_[i], exampleTensor(declared, inputs.kind, batch), declared));
    try {
      interpreter.run(graph_->block());
      std::vector<Recorded> outputs;
      std::vector<std::string> names;
      for (const auto* value : graph_->outputs()) collect(interpreter.at(value), "", value->type(), outputs, names);
      if (outputs.empty()) throw InputError("it gives no tensor");
      if (outputs.size() == 1 && names[0].empty()) names[0] = "output";
      for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i].empty()) names[i] = text("output", i);
      if (floats_.any()) recorder.notice("The file holds weights of other widths; they are read as 32-bit floats.");
      return recorder.finish(outputs, names);
    } catch (const c10::Error& problem) {
      throw InputError(problemText(problem));
    }
  }

  std::optional<std::string> failure(const Inputs& inputs) {
    std::exception_ptr unrecorded;
    try {
      record(inputs, 1);
      return {};
    } catch (const GraphRefused&) {
      throw;
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& problem) {
      if (!runs()) return problemText(problem);
      unrecorded = std::current_exception();
    }
    try {
      forward(inputs, 1);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& problem) {
      return problemText(problem);
    }
    std::rethrow_exception(unrecorded);
  }

  std::vector<at::Tensor> forward(const Inputs& inputs, std::int64_t batch) {
    std::vector<c10::IValue> arguments;
    Shape declared{-1};
    declared.insert(declared.end(), inputs.shape.begin(), inputs.shape.end());
    for (std::size_t i = 0; i < names_.size(); ++i) arguments.emplace_back(exampleTensor(declared, inputs.kind, batch));
    // One or two runs are not worth a compilation, and the fusers of some releases never finish.
    const torch::jit::GraphOptimizerEnabledGuard asWritten(false);
    return tensorsOf(module_.forward(arguments));
  }

 private:
  static torch::jit::Module load(const Bytes& archive, const std::string& path) {
    try {
      return torch::jit::load(archiveReader(archive), at::kCPU);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& problem) {
      throw InputError(text("cannot read '", path, "' as TorchScript: ", problemText(problem)));
    }
  }

  static bool holdsPackedOperator(const Block& block) {
    for (const Node* node : block.nodes()) {
      if (isPackedOperator(node->kind().toQualString())) return true;
      for (const Block* inner : node->blocks())
        if (holdsPackedOperator(*inner)) return true;
    }
    return false;
  }

  // The tensors in the result of forward; those of a dictionary are named by its keys.
  static void collect(const Recorded& value, const std::string& name, const at::TypePtr& type,
                      std::vector<Recorded>& outputs, std::vector<std::string>& names) {
    if (value.items) {
      const bool dictionary = type && type->kind() == c10::TypeKind::DictType;
      for (std::size_t i = 0; i < value.items->size(); i += dictionary ? 2 : 1)
        if (dictionary)
          collect((*value.items)[i + 1], valueOf((*value.items)[i]).toStringRef(), nullptr, outputs, names);
        else
          collect((*value.items)[i], name, nullptr, outputs, names);
    } else if (value.value->isTensor() && value.slot >= 0) {
      outputs.push_back(value);
      names.push_back(name);
    }
  }

  std::string path_;
  torch::jit::Module module_;
  std::shared_ptr<torch::jit::Graph> graph_;
  std::vector<std::string> names_;
  bool packed_ = false;
  SingleFloats floats_;
};

TorchScriptModule::TorchScriptModule(const Bytes& archive, const std::string& path)
    : implementation_(std::make_unique<Implementation>(archive, path)) {}
TorchScriptModule::~TorchScriptModule() = default;

bool TorchScriptModule::runs() const {
  return implementation_->runs();
}
Recording TorchScriptModule::record(const Inputs& inputs, std::int64_t batch) {
  return implementation_->record(inputs, batch);
}
std::optional<std::string> TorchScriptModule::failure(const Inputs& inputs) {
  return implementation_->failure(inputs);
}
std::vector<at::Tensor> TorchScriptModule::forward(const Inputs& inputs, std::int64_t batch) {
  return implementation_->forward(inputs, batch);
}

}  // namespace bitprism
