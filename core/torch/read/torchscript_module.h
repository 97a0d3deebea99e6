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

// A TorchScript module as it was loaded, and its forward method inlined. One thread at a time.
class TorchScriptModule {
 public:
  // What forward takes, as far as it is tensors; their shape is one image's for all of them.
  struct Inputs {
    Shape shape;
    InputKind kind = InputKind::Float;
  };

  // path names the archive in errors. Throws InputError when it cannot be loaded or forward takes other than tensors.
  TorchScriptModule(const Bytes& archive, const std::string& path);
  ~TorchScriptModule();

  // Packed and quantized operators need kernels of the machine the archive was made for and may end the process where
  // these are absent: such a module is never run, only read.
  bool runs() const;

  // Throws InputError, GraphRefused (torchscript_interpreter.h).
  Recording record(const Inputs& inputs, std::int64_t batch);

  // None: it runs. Else what LibTorch says. Throws where no other input would run either. The module itself runs only
  // as far as recording it came to an end: its loops may have none.
  std::optional<std::string> failure(const Inputs& inputs);

  // What the module itself gives; throws what LibTorch throws.
  std::vector<at::Tensor> forward(const Inputs& inputs, std::int64_t batch);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
