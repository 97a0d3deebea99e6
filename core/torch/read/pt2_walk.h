#pragma once

#include <string>

#include "core/torch/read/onnx_inputs.h"
#include "core/torch/read/pt2_archive.h"

namespace bitprism {

// Runs an exported graph once on an example and records it. The tensors of its module are read once, however often the
// graph is recorded. The archive must outlive it; one thread at a time.
class Pt2Walk {
 public:
  // Throws InputError if a tensor of the module is missing or invalid, or a result is given twice.
  Pt2Walk(Pt2Archive& archive, std::string source);
  ~Pt2Walk();

  // Throws InputError naming the node that cannot be recorded.
  Recording record(const OnnxInputs& inputs, std::int64_t batch, Example example = Example::Numbers) const;

 private:
  class Run;
  struct Module;

  const ExportedGraph& graph_;
  std::string source_;
  std::unique_ptr<Module> module_;
};

}  // namespace bitprism
