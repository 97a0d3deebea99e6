#include "core/torch/read/network_reader.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/quant/packed/packed_file.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/graph/batch_turns.h"
#include "core/torch/graph/computation.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/graph/torchscript_names.h"
#include "core/torch/read/network_apart.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/read/torchscript_reader.h"

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
      name.erase(name.size() - std::char_traits<char>::length(ending));
  return name;
}

bool startsAsPacked(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Bytes head(64);
  file.read(reinterpret_cast<char*>(head.data()), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return isPackedNetwork(head);
}

Network readPacked(const std::string& path, const std::string& name) {
  PackedNetwork packed = unpackNetwork(readFile(path), path);
  for (const Instruction& instruction : packed.network.program.instructions)
    if (!isComputation(instruction.op))
      throw InputError(text("cannot read '", path, "': operator ", instruction.op,
                            " is refused: a network may only compute with its input"));
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

ReadProgram readProgram(const std::string& path, const Shape& inputShape,
                        const std::function<void(const ProgramFile&)>& beforeRunning) {
  prepareTorch();
  const Bytes bytes = readFile(path);
  refuseKnownOthers(bytes, path);
  ReadProgram result;
  if (!startsWith(bytes, {'P', 'K'})) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    OnnxProgram read = readOnnx(bytes, path, folder, inputShape);
    result.format = "onnx";
    result.program = std::move(read.program);
    result.guessedInput = read.guessedInput;
    result.notices = std::move(read.notices);
    return result;
  }
  if (!holdsCode(bytes))
    throw InputError(
        text("cannot read '", path,
             "': it is a zip without TorchScript code (a state dict?), expected a saved TorchScript module"));
  TorchScriptProgram read = readTorchScript(bytes, path, inputShape, [&] {
    if (beforeRunning) beforeRunning({path, sha256(bytes)});
  });
  result.format = "torchscript";
  result.program = std::move(read.program);
  restoreNames(result.program, bytes, path);
  result.guessedInput = read.guessedInput;
  result.notices = std::move(read.notices);
  return result;
}

Network readNetwork(const std::string& path, const ReadOptions& options) {
  prepareTorch();
  if (path == "example") {
    Network network = readNetwork(resourceFolder() + "/example/example.onnx", {.inputShape = options.inputShape});
    network.name = "example";
    return network;
  }
  const std::string name = nameOf(path);
  if (startsAsPacked(path)) return readPacked(path, name);
  try {
    ReadProgram read = options.process ? readProgramApart(path, options)
                                       : readProgram(path, options.inputShape, options.beforeRunning);
    Network network = makeNetwork(std::move(read.program), name, read.format);
    network.notices.insert(network.notices.end(), read.notices.begin(), read.notices.end());
    if (const std::string turns = turnsNotice(); !turns.empty()) network.notices.push_back(turns);
    if (read.guessedInput && !network.program.inputs.empty() && !network.program.inputs[0].shape.empty()) {
      const Shape& shape = network.program.inputs[0].shape;
      network.notices.push_back(text("The file leaves the input's shape open; ",
                                     shapeText(Shape(shape.begin() + 1, shape.end())), " was assumed."));
    }
    return network;
  } catch (const std::bad_alloc&) {
    throw InputError(text("cannot read '", path, "': there is not enough memory for it"));
  } catch (const InputError& problem) {
    const std::string message = problem.what();
    if (message.find(path) != std::string::npos) throw;
    throw InputError(text("cannot read '", path, "': ", message));
  }
}

}  // namespace bitprism
