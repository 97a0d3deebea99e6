#pragma once

#include <torch/script.h>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/writable_formats.h"
#include "tests/support/integer_plan.h"
#include "tests/support/made_detector.h"
#include "tests/support/onnx_cases.h"
#include "tests/support/operator_cases.h"
#include "tests/support/pt2_of_program.h"
#include "tests/support/test_paths.h"
#include "tests/support/tflite_writer.h"
#include "tests/support/weight_files.h"
#include "tests/support/zoo.h"

// Files of every kind that people bring, each with what it must give.
namespace bitprism::test {

using Tensors = std::vector<at::Tensor>;

struct BroughtFile {
  std::string kind, name, path;
  bool ours = false;     // written here, so that it must open
  bool hostile = false;  // made to do harm: shown to no other program
  // What it must give for inputs; none: what ONNX Runtime gives for an ONNX file, LibTorch for TorchScript.
  std::function<Tensors(const Tensors&)> reference = {};
  // What its tensors must be, for files of weights alone, with how near numbers of few bits come.
  std::map<std::string, std::vector<float>> weights = {};
  double nearness = 0;
};

class BroughtFiles {
 public:
  // Writes what is made here into the folder.
  explicit BroughtFiles(std::string folder) : folder_(std::move(folder)) {}

  std::vector<BroughtFile> all;

  // Public networks and broken files, real networks, and cases after public reports, where they are there.
  void addPublic(const std::string& data, const std::string& cases) {
    namespace fs = std::filesystem;
    for (const ZooFile& file : zooFiles(data)) {
      const std::string path = data + "/zoo/" + file.file, suffix = fs::path(path).extension();
      const bool broken = file.file.starts_with("malformed/");
      const std::string kind = broken                         ? "damaged or hostile files"
                               : suffix == ".onnx"            ? "ONNX of public projects"
                               : file.file.starts_with("st")  ? "state dicts"
                               : suffix == ".tflite"          ? "TensorFlow Lite"
                               : file.file.starts_with("tor") ? "TorchScript"
                                                              : "formats that are not read";
      all.push_back({.kind = kind, .name = file.file, .path = path, .hostile = broken});
    }
    std::vector<fs::path> found;
    for (const fs::path& root : {fs::path(data) / "networks", fs::path(cases)})
      if (fs::is_directory(root))
        for (const auto& entry : fs::recursive_directory_iterator(root))
          if (entry.path().extension() == ".onnx" || entry.path().extension() == ".pt") found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    for (const fs::path& path : found) {
      const std::string name = path.parent_path().filename().string() + "/" + path.filename().string();
      const bool attack = name.starts_with("attacks/");
      const std::string kind = attack                                               ? "damaged or hostile files"
                               : path.extension() == ".pt"                          ? "TorchScript"
                               : name.starts_with("networks/")                      ? "ONNX of trained networks"
                               : name.find("nhwc") != name.npos                     ? "ONNX, channels last"
                               : name.starts_with("c17_fp16")                       ? "ONNX of 16-bit floats"
                               : name.starts_with("c26") || name.starts_with("c41") ? "ONNX, quantized"
                                                                                    : "ONNX after public reports";
      all.push_back({.kind = kind, .name = name, .path = path.string(), .hostile = attack});
    }
  }

  void addMade() {
    addOpsets();
    for (const OnnxCase& one : onnxCases()) {
      std::string name = one.name;
      std::replace(name.begin(), name.end(), '/', '_');
      add("ONNX, operator by operator", name + ".onnx", one.bytes);
    }
    addDetectors();
    addChannelsLast();
    addExports();
    addExported();
    addTflite();
    addWeights();
  }

 private:
  std::string put(const std::string& name, const Bytes& bytes) {
    const std::string path = folder_ + "/" + name;
    writeFile(path, bytes);
    return path;
  }

  void add(const std::string& kind, const std::string& name, const Bytes& bytes,
           std::function<Tensors(const Tensors&)> reference = {}) {
    all.push_back({.kind = kind, .name = name, .path = put(name, bytes), .ours = true, .reference = reference});
  }

  static std::function<Tensors(const Tensors&)> runs(const Program& program) {
    return [program](const Tensors& inputs) {
      const Executor executor(program);
      return executor.run(inputs, executor.weights());
    };
  }

  // One network in the words of every opset: attributes became inputs, and softmax changed.
  static Bytes inOpset(std::int64_t opset) {
    NetworkBuilder b({-1, 3, 12, 12}, opset);
    const auto axes = [&](const std::string& op, const std::string& x, const L& which, std::int64_t since,
                          Given given = {}) {
      std::vector<std::string> inputs{x};
      if (opset >= since)
        inputs.push_back(b.integers(which));
      else
        given.emplace_back("axes", which);
      return b.add(op, inputs, given);
    };
    const L pads{0, 0, 1, 0, 0, 0, 1, 2};
    std::string x = opset < 11 ? b.add("Pad", {"x"}, {{"pads", pads}}) : b.add("Pad", {"x", b.integers(pads)});
    x = b.add("Conv", {x, b.normals({8, 3, 3, 3}), b.normals({8})}, {{"strides", L{2, 2}}});
    x = b.add("BatchNormalization", {x, b.positives({8}), b.normals({8}), b.normals({8}), b.positives({8})});
    x = opset < 11 ? b.add("Clip", {x}, {{"min", 0.0}, {"max", 6.0}}) : b.add("Clip", {x, b.scalar(0), b.scalar(6)});
    x = b.add("MaxPool", {x}, {{"kernel_shape", L{2, 2}}, {"strides", L{1, 1}}});
    const std::string wide = b.add("Conv", {x, b.normals({8, 1, 3, 3})}, {{"group", 8}, {"pads", L{1, 1, 1, 1}}});
    x = b.add("Add", {x, b.add("LeakyRelu", {wide}, {{"alpha", 0.1}})});
    x = axes("ReduceMean", x, {2, 3}, 18);
    x = axes("Squeeze", x, {2, 3}, 13);
    x = b.add("Gemm", {x, b.normals({5, 8}), b.normals({5})}, {{"transB", 1}});
    return b.model().bytes(b.add("Softmax", {x}, {{"axis", 1}}));
  }

  void addOpsets() {
    // What newer opsets than ONNX Runtime's give is what the same network gives in opset 17.
    const std::string usual = put("usual.onnx", inOpset(17));
    const Network same = readNetwork(usual);
    for (std::int64_t opset = 7; opset <= 28; ++opset)
      add("ONNX, opset by opset", text("opset_", opset, ".onnx"), inOpset(opset), runs(same.program));
  }

  void addDetectors() {
    for (const std::int64_t opset : {11, 13, 16, 17, 18, 21})
      add("ONNX with tails", text("detector_opset_", opset, ".onnx"), MadeDetector{.opset = opset}.bytes());
    add("ONNX with tails", "detector_open_batch.onnx", MadeDetector{.batch = -1}.bytes());
    add("ONNX with tails", "detector_keeping_all.onnx", MadeDetector{.leastScore = 0}.bytes());
  }

  // As exporters of Keras write them: a transpose in front, and one behind what stays an image.
  void addChannelsLast() {
    for (const auto& [name, shape] :
         {std::pair<std::string, L>{"fixed", {-1, 9, 8, 3}}, {"one_image", {1, 9, 8, 3}}, {"grey", {-1, 9, 8, 1}}}) {
      NetworkBuilder b(shape, 13);
      std::string x = b.add("Transpose", {"x"}, {{"perm", L{0, 3, 1, 2}}});
      x = b.add("Relu", {b.add("Conv", {x, b.normals({6, shape[3], 3, 3}), b.normals({6})},
                               {{"auto_pad", std::string("SAME_UPPER")}, {"strides", L{2, 2}}})});
      x = b.add("Transpose", {x}, {{"perm", L{0, 2, 3, 1}}});
      x = b.add("ReduceMean", {x}, {{"axes", L{1, 2}}, {"keepdims", 0}});
      x = b.add("MatMul", {x, b.normals({6, 4})});
      add("ONNX, channels last", "keras_" + name + ".onnx", b.model().bytes(b.add("Add", {x, b.normals({4})})));
    }
  }

  // What the program itself writes, in every format and of every kind of plan.
  void addExports() {
    const Network network = residualNetwork();
    const std::size_t layers = network.layers.size();
    const std::pair<std::string, QuantPlan> plans[] = {
        {"float", floatPlan(layers)},
        {"8_bits", uniformPlan(layers, {.bits = 8})},
        {"4_bits", uniformPlan(layers, {.bits = 4, .granularity = Granularity::Channel})},
        {"mixed_bits", withBits({.symmetric = true}, {8, 3, 5, 2, 6})},
        {"inputs_8_bits", integerLayersPlan(network, 8)},
        {"integer", integerPlan(network)}};
    for (const auto& [name, plan] : plans)
      for (const NetworkWriter* writer : networkWriters()) {
        if (name == "integer" && writer->format.name != "onnx") continue;  // the form is ONNX's
        const std::string& format = writer->format.name;
        const std::string file = "export_" + name + writer->suffixes.front(), path = folder_ + "/" + file;
        exportNetwork(network, plan, *writer, path, {.force = true});
        const std::string kind = format == "packed"        ? "packed (.bprm)"
                                 : format == "torchscript" ? "TorchScript"
                                 : name == "float"         ? "ONNX of trained networks"
                                                           : "ONNX, quantized";
        BroughtFile made{.kind = kind, .name = file, .path = path, .ours = true};
        if (name == "float") made.reference = runs(network.program);
        if (format == "packed" && name != "float") made.reference = asOnnx(network, plan);
        all.push_back(std::move(made));
      }
  }

  // What the same plan gives as ONNX, read again.
  std::function<Tensors(const Tensors&)> asOnnx(const Network& network, const QuantPlan& plan) {
    const std::string path = folder_ + "/beside.onnx";
    exportNetwork(network, plan, networkWriterNamed("onnx"), path, {.force = true});
    return runs(readNetwork(path).program);
  }

  // Archives of torch.export: networks, and one for every operator.
  void addExported() {
    const auto archive = [&](const std::string& name, const Program& program, const Pt2Form& form = {}) {
      add("torch.export (.pt2)", name + ".pt2", ProgramAsPt2(program).writer().package(form), runs(program));
    };
    archive("small", smallProgram());
    archive("residual", residualNetwork().program);
    archive("deflated", residualNetwork().program, {.stored = false, .root = ""});
    for (const OperatorCase& one : operatorCases()) {
      Program plain = one.program;
      for (std::size_t i = 0; i < plain.tensors.size(); ++i) plain.tensors[i].name = text("tensor", i);
      archive(one.name, plain);
    }
  }

  void addTflite() {
    const auto numbers = [](std::int64_t count, double step, const L& shape) {
      std::vector<float> values;
      for (std::int64_t i = 0; i < count; ++i)
        values.push_back(static_cast<float>(i * 7 % 11) * static_cast<float>(step) - 4 * static_cast<float>(step));
      return at::tensor(values).reshape(shape);
    };
    // smallTflite(), by LibTorch's operators.
    add("TensorFlow Lite", "small.tflite", smallTfliteBytes(), [=](const Tensors& inputs) {
      at::Tensor x = inputs[0].permute({0, 3, 1, 2});
      x = at::conv2d(at::constant_pad_nd(x, {1, 1, 1, 1}), numbers(54, 0.1F, {3, 3, 3, 2}).permute({0, 3, 1, 2}),
                     numbers(3, 0.2F, {3}), 2);
      return Tensors{at::linear(x.clamp(0, 6).mean({2, 3}), numbers(12, 0.3F, {4, 3}))};
    });
    // Its matrix in codes of 8 bits.
    TfliteWriter coded;
    std::vector<std::int8_t> codes;
    for (int i = 0; i < 12; ++i) codes.push_back(static_cast<std::int8_t>(i * 19 % 251 - 120));
    coded.tensor("x", {1, 3});
    const int matrix = coded.constant("dense/MatMul", {4, 3}, codes, TfliteWriter::int8);
    coded.quantize(matrix, {0.01F, 0.02F, 0.03F, 0.04F}, {0, 0, 0, 0});
    coded.tensor("y", {1, 4});
    coded.node(9, {0, matrix, -1}, {2}, 8, FlatFields().number(0, std::int8_t{0}));
    add("TensorFlow Lite", "codes.tflite", coded.bytes({0}, {2}), [codes](const Tensors& inputs) {
      const at::Tensor scales = at::tensor({0.01F, 0.02F, 0.03F, 0.04F}).reshape({4, 1});
      const at::Tensor weight = at::tensor(std::vector<int>(codes.begin(), codes.end())).to(at::kFloat).reshape({4, 3});
      return Tensors{at::linear(inputs[0], weight * scales)};
    });
  }

  // The tensors of one network in every file of weights.
  void addWeights() {
    std::vector<WrittenTensor> floats, halves;
    std::map<std::string, std::vector<float>> expected;
    for (const Tensor& tensor : residualNetwork().program.tensors) {
      expected[tensor.name] = tensor.floats().copy();
      floats.push_back(writtenFloats(tensor.name, tensor.shape, tensor.floats().copy()));
      const at::Tensor half = at::tensor(tensor.floats().copy()).to(at::kHalf);
      const auto* first = static_cast<const std::uint8_t*>(half.data_ptr());
      halves.push_back({.name = tensor.name,
                        .shape = tensor.shape,
                        .bytes = Bytes(first, first + 2 * half.numel()),
                        .type = "F16",
                        .gguf = 1});
    }
    constexpr double half = 1e-3;  // 11 bits, relative to the largest
    const auto weights = [&](const std::string& kind, const std::string& name, const Bytes& bytes, double nearness) {
      all.push_back({.kind = kind,
                     .name = name,
                     .path = put(name, bytes),
                     .ours = true,
                     .weights = expected,
                     .nearness = nearness});
    };
    weights("safetensors", "floats.safetensors", safetensorsFile(floats), 0);
    weights("safetensors", "described.safetensors", safetensorsFile(floats, R"({"format":"pt"})"), 0);
    weights("safetensors", "halves.safetensors", safetensorsFile(halves), half);
    weights("state dicts", "floats.pth", stateDictFile(floats), 0);
    weights("state dicts", "halves.pth", stateDictFile(halves), half);
    weights("state dicts", "legacy.pth", legacyStateDict(picklesDictionary(floats, true), floats), 0);
    weights("GGUF", "floats.gguf", ggufFile(floats), 0);
    weights("GGUF", "older.gguf", ggufFile(floats, 2), 0);
    weights("GGUF", "halves.gguf", ggufFile(halves), half);
    for (const bool stored : {true, false}) {
      std::vector<ZipMember> members;
      for (const WrittenTensor& tensor : floats) {
        std::string shape;
        for (const std::int64_t extent : tensor.shape) shape += (shape.empty() ? "" : ", ") + std::to_string(extent);
        if (tensor.shape.size() == 1) shape += ",";
        members.push_back({tensor.name + ".npy", npyFile("<f4", "(" + shape + ")", tensor.bytes), stored});
      }
      weights("NumPy archives", stored ? "stored.npz" : "deflated.npz", zipFile(members), 0);
    }
  }

  std::string folder_;
};

}  // namespace bitprism::test
