#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/byte_stream.h"
#include "core/torch/graph/example_input.h"
#include "core/torch/read/recorder.h"

namespace at {
class Tensor;
}

namespace bitprism {

// A loaded TorchScript module with its forward method inlined. One thread at a time.
class TorchScriptModule {
 public:
  // The tensor inputs of forward; all share the shape of one image.
  struct Inputs {
    Shape shape;
    InputKind kind = InputKind::Float;
  };

  // path names the archive in errors. Throws InputError if it cannot be loaded or forward takes other than tensors.
  TorchScriptModule(const Bytes& archive, const std::string& path);
  ~TorchScriptModule();

  // Packed and quantized operators need kernels of the machine the archive was made for and may end the process without
  // them: such a module is never run, only read.
  bool runs() const;

  // Throws InputError, GraphRefused (torchscript_interpreter.h).
  Recording record(const Inputs& inputs, std::int64_t batch);

  // Empty: it runs. Otherwise LibTorch's message. Throws if it would not run with any other input either. The module
  // itself runs only as far as recording it finished: its loops may be endless.
  std::optional<std::string> failure(const Inputs& inputs);

  // The outputs of the module itself; throws LibTorch's exceptions.
  std::vector<at::Tensor> forward(const Inputs& inputs, std::int64_t batch);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
