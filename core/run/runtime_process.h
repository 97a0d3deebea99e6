#pragma once

#include <sys/types.h>

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/run/onnx_runtime.h"
#include "core/run/separate_process.h"

namespace bitprism {

// ONNX Runtime in a process of its own, the program bitprism-runtime beside this one or in ../libexec/bitprism: a model
// that crashes it ends in an Error here. Models stay open until this ends, and are numbered from 0. One thread at a
// time.
class RuntimeProcess {
 public:
  // library: of findOnnxRuntime. Throws Error when the process cannot start or the library is none. After a stop
  // request every function throws Cancelled.
  explicit RuntimeProcess(const std::string& library, std::stop_token stop = {});
  ~RuntimeProcess();
  RuntimeProcess(const RuntimeProcess&) = delete;
  RuntimeProcess& operator=(const RuntimeProcess&) = delete;

  const std::string& version() const { return version_; }  // "1.30.0"

  // All throw Error: what ONNX Runtime says, or that it crashed.
  int open(const std::string& path, const RuntimeOptions& options = {});
  const std::vector<RuntimeValue>& inputs(int model) const {
    return models_.at(static_cast<std::size_t>(model)).inputs;
  }
  const std::vector<RuntimeValue>& outputs(int model) const {
    return models_.at(static_cast<std::size_t>(model)).outputs;
  }
  std::vector<RuntimeTensor> run(int model, const std::vector<RuntimeTensor>& inputs);
  double nanosecondsOfRun(int model, const std::vector<RuntimeTensor>& inputs, double atLeast);
  std::string endProfile(int model);

 private:
  struct Model {
    std::string path;
    std::vector<RuntimeValue> inputs, outputs;
  };

  template <class Talk>
  void talk(const std::string& path, const Talk& talk);
  std::string ending(bool broken);

  pid_t process_ = -1;
  int socket_ = -1;
  std::stop_token stop_;
  std::unique_ptr<ProcessChannel> channel_;
  std::string version_;
  std::vector<Model> models_;
};

// What the program bitprism-runtime does: serves the other end of this socket until it is closed.
void serveRuntime(int socket);

}  // namespace bitprism
