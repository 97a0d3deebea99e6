#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/network/tensor.h"

namespace bitprism {

// How ONNX Runtime opens a model.
struct RuntimeOptions {
  int threads = 1;        // within an operator; operators run one after another
  bool optimized = true;  // by its graph optimizer
  std::string profile;    // where the times of operators go, without the ending that it adds; empty: they are not taken
  std::string saved;      // where the optimized model goes; empty: nowhere
};

// What a model reads or gives. Extents that it leaves open are -1.
struct RuntimeValue {
  std::string name;
  std::string type;  // "float", "int64", ... as in onnx::TensorProto, in lower case; "?": none that floats can become
  Shape shape;
};

struct RuntimeTensor {
  Shape shape;
  std::vector<float> values;
};

class RuntimeModel;

// ONNX Runtime, loaded from its library when the program runs: the few functions of its C interface that are needed
// here, by their places in a table that only grows. A bad model may crash it, so it belongs in a process of its own
// (runtime_process.h). One thread at a time.
class OnnxRuntime {
 public:
  explicit OnnxRuntime(const std::string& library);  // throws Error
  ~OnnxRuntime();
  OnnxRuntime(const OnnxRuntime&) = delete;
  OnnxRuntime& operator=(const OnnxRuntime&) = delete;

  const std::string& version() const;  // "1.30.0"

  // Throws Error with what ONNX Runtime says. The model must not outlive this.
  std::unique_ptr<RuntimeModel> open(const std::string& path, const RuntimeOptions& options) const;

  struct Implementation;

 private:
  std::unique_ptr<Implementation> implementation_;
};

// A model that was opened. One thread at a time.
class RuntimeModel {
 public:
  ~RuntimeModel();
  RuntimeModel(const RuntimeModel&) = delete;
  RuntimeModel& operator=(const RuntimeModel&) = delete;

  const std::vector<RuntimeValue>& inputs() const;
  const std::vector<RuntimeValue>& outputs() const;

  // Inputs in the model's order; values become what the model reads, and what it gives becomes floats. Throws Error.
  std::vector<RuntimeTensor> run(const std::vector<RuntimeTensor>& inputs) const;

  // The time of one run, in nanoseconds: after one that does not count, the mean of as many as take this long. Throws
  // Error.
  double nanosecondsOfRun(const std::vector<RuntimeTensor>& inputs, double atLeast) const;

  // Ends the profile: the file with the times of operators, as JSON. Throws Error.
  std::string endProfile() const;

  struct Implementation;
  explicit RuntimeModel(std::unique_ptr<Implementation> implementation);

 private:
  std::unique_ptr<Implementation> implementation_;
};

// The library of ONNX Runtime: as given (the file, or its folder), else what BITPRISM_ONNXRUNTIME names, else of
// BITPRISM_JUDGE's node_modules, else in the usual folders of libraries. Absent: there is none, or the first variable
// says "none". Throws InputError when what is given or named by that variable does not exist.
std::optional<std::string> findOnnxRuntime(const std::string& given = {});

// Why nothing was measured: a sentence; empty where nobody wants to know ("none").
std::string onnxRuntimeMissing();

}  // namespace bitprism
