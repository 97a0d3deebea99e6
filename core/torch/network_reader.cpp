#include "core/torch/network_reader.h"

#include <cstdlib>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/quant/activation_instructions.h"
#include "core/quant/packed_file.h"
#include "core/torch/batch_turns.h"
#include "core/torch/onnx_reader.h"
#include "core/torch/torch_runtime.h"
#include "core/torch/torchscript_reader.h"

#ifndef BITPRISM_SOURCE_RESOURCES
#define BITPRISM_SOURCE_RESOURCES ""
#endif
#ifndef BITPRISM_INSTALLED_RESOURCES
#define BITPRISM_INSTALLED_RESOURCES ""
#endif

namespace bitprism {
namespace {

bool startsWith(const Bytes& bytes, std::initializer_list<std::uint8_t> magic) {
  return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
}

std::string extensionOf(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension;
}

// Some formats are known well enough to say what they are.
void refuseKnownOthers(const Bytes& bytes, const std::string& path) {
  const auto refuse = [&](const char* what) {
    throw InputError(
        text("cannot read '", path, "': it is ", what, ", expected ONNX, TorchScript or a packed network"));
  };
  if (bytes.empty()) throw InputError(text("cannot read '", path, "': the file is empty"));
  if (startsWith(bytes, {0x89, 'H', 'D', 'F'})) refuse("an HDF5 file (Keras?)");
  if (bytes.size() > 8 && std::equal(bytes.begin() + 4, bytes.begin() + 8, "TFL3")) refuse("a TensorFlow Lite file");
  if (bytes.size() > 8 && std::equal(bytes.begin() + 4, bytes.begin() + 8, "ORTM"))
    refuse("an ONNX Runtime (.ort) file");
  if (startsWith(bytes, {'G', 'G', 'U', 'F'})) refuse("a GGUF file");
  if (startsWith(bytes, {0x80, 0x02}) || startsWith(bytes, {0x80, 0x04}))
    refuse("a pickle (old state dict), which holds weights without a graph");
  if (startsWith(bytes, {0x89, 'P', 'N', 'G'})) refuse("a picture");
  const std::string extension = extensionOf(path);
  if (extension == ".safetensors" || extension == ".npz") refuse("a file of weights without a graph");
  if (extension == ".param") refuse("a text file of ncnn");
}

// "resnet20.torchscript.pt" -> "resnet20": the network's name, not the file's.
std::string nameOf(const std::filesystem::path& file) {
  std::string name = file.filename().string();
  for (const char* ending : {".onnx", ".pt", ".pth", ".ts", ".bprm", ".torchscript"})
    if (name.ends_with(ending) && name.size() > std::char_traits<char>::length(ending))
      name.resize(name.size() - std::char_traits<char>::length(ending));
  return name;
}

bool holdsCode(const Bytes& zip) {
  static constexpr char mark[] = "/code/";
  return std::search(zip.begin(), zip.end(), std::begin(mark), std::end(mark) - 1) != zip.end();
}

}  // namespace

std::string resourceFolder() {
  namespace fs = std::filesystem;
  if (const char* given = std::getenv("BITPRISM_RESOURCES"); given && *given) return given;
  std::error_code ignored;
  const fs::path beside = fs::read_symlink("/proc/self/exe", ignored).parent_path() / ".." / "share" / "bitprism";
  for (const fs::path& folder : {beside, fs::path(BITPRISM_INSTALLED_RESOURCES), fs::path(BITPRISM_SOURCE_RESOURCES)})
    if (!folder.empty() && fs::is_directory(folder / "example", ignored)) return folder.lexically_normal().string();
  return BITPRISM_SOURCE_RESOURCES;
}

Network readNetwork(const std::string& path, const ReadOptions& options) {
  prepareTorch();
  if (path == "example") {
    Network network = readNetwork(resourceFolder() + "/example/example.onnx", options);
    network.name = "example";
    return network;
  }
  const Bytes bytes = readFile(path);
  const std::filesystem::path file(path);
  const std::string name = nameOf(file);
  if (isPackedNetwork(bytes)) {
    PackedNetwork packed = unpackNetwork(bytes, path);
    Network network = std::move(packed.network);
    if (packed.plan.quantizesActivations()) {
      // What the plan says of inputs becomes part of the program, as in every other format.
      const std::int64_t parameters = network.parameters;
      network = makeNetwork(withActivationQuantizers(network, packed.plan), network.name, network.format);
      network.parameters = parameters;
    }
    network.name = name;
    return network;
  }
  refuseKnownOthers(bytes, path);
  const bool zip = startsWith(bytes, {'P', 'K'});
  if (zip && !holdsCode(bytes))
    throw InputError(
        text("cannot read '", path,
             "': it is a zip without TorchScript code (a state dict?), expected a saved TorchScript module"));
  bool guessed = false;
  std::vector<std::string> notices;
  try {
    Program program;
    if (zip) {
      TorchScriptProgram read = readTorchScript(path, options.inputShape);
      program = std::move(read.program);
      guessed = read.guessedInput;
      notices = std::move(read.notices);
    } else {
      OnnxProgram read = readOnnx(bytes, path, file.parent_path().string(), options.inputShape);
      program = std::move(read.program);
      guessed = read.guessedInput;
      notices = std::move(read.notices);
    }
    Network network = makeNetwork(std::move(program), name, zip ? "torchscript" : "onnx");
    network.notices.insert(network.notices.end(), notices.begin(), notices.end());
    if (const std::string turns = turnsNotice(); !turns.empty()) network.notices.push_back(turns);
    if (guessed && !network.program.inputs.empty() && !network.program.inputs[0].shape.empty()) {
      const Shape& shape = network.program.inputs[0].shape;
      network.notices.push_back(text("The file leaves the input's shape open; ",
                                     shapeText(Shape(shape.begin() + 1, shape.end())), " was assumed."));
    }
    return network;
  } catch (const InputError& problem) {
    const std::string message = problem.what();
    if (message.find(path) != std::string::npos) throw;
    throw InputError(text("cannot read '", path, "': ", message));
  }
}

}  // namespace bitprism
