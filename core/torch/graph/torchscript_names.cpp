#include "core/torch/graph/torchscript_names.h"

#include <ATen/ATen.h>
#include <caffe2/serialize/inline_container.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/torch/graph/allocation_limit.h"
#include "core/torch/graph/torch_problem.h"

namespace bitprism {
namespace {

constexpr std::int64_t mostNameBytes = std::int64_t{64} << 20;

// Python keywords, attributes of every module, and names that code calls: results are named after attributes and would
// hide them.
constexpr std::array<std::string_view, 50> takenWords = {
    "False",   "None",     "True",  "and",    "as",       "assert",   "async",          "await",         "break",
    "class",   "continue", "def",   "del",    "elif",     "else",     "except",         "finally",       "for",
    "from",    "global",   "if",    "import", "in",       "is",       "lambda",         "nonlocal",      "not",
    "or",      "pass",     "raise", "return", "try",      "while",    "with",           "yield",         "print",
    "forward", "training", "torch", "ops",    "getattr",  "annotate", "unchecked_cast", "uninitialized", "int",
    "float",   "bool",     "list",  "str",    "CONSTANTS"};

// An archive that is in memory.
class ArchiveBytes : public caffe2::serialize::ReadAdapterInterface {
 public:
  explicit ArchiveBytes(const Bytes& bytes) : bytes_(bytes) {}
  std::size_t size() const override { return bytes_.size(); }
  std::size_t read(std::uint64_t at, void* to, std::size_t count, const char*) const override {
    if (at >= bytes_.size()) return 0;
    const std::size_t there = std::min<std::size_t>(count, bytes_.size() - at);
    std::memcpy(to, bytes_.data() + at, there);
    return there;
  }

 private:
  const Bytes& bytes_;
};

std::string namesIn(const Bytes& archive, const std::string& source) {
  try {
    const AllocationLimit limit(mostNameBytes, mostNameBytes);
    caffe2::serialize::PyTorchStreamReader reader(std::make_shared<ArchiveBytes>(archive));
    const std::string record = text("extra/", torchScriptNamesFile);
    if (!reader.hasRecord(record)) return {};
    const auto [data, size] = reader.getRecord(record);
    return {static_cast<const char*>(data.get()), size};
  } catch (const std::exception& problem) {
    throw InputError(text("cannot read '", source, "': its list of names is damaged: ", problemText(problem)));
  }
}

std::vector<std::string> listOf(const Json& json, const char* key, std::size_t count, const std::string& source) {
  const Json& list = member(json, key, source);
  if (!list.is_array() || list.size() != count)
    throw InputError(text("cannot read '", source, "': its list of names does not have ", count, ' ', key));
  std::vector<std::string> names;
  for (const Json& name : list) {
    if (!name.is_string() || name.get<std::string>().empty())
      throw InputError(text("cannot read '", source, "': its list of names has a name that is not text"));
    names.push_back(name.get<std::string>());
  }
  return names;
}

}  // namespace

std::string attributeName(const std::string& part) {
  std::string name = part.empty() ? "_" : part;
  for (char& c : name)
    if (c == '"' || c == '\\' || c == 0x7f || static_cast<unsigned char>(c) < ' ' ||
        static_cast<unsigned char>(c) >= 0x80)
      c = '_';
  const bool taken = std::find(takenWords.begin(), takenWords.end(), name) != takenWords.end();
  return taken ? name + "_" : name;
}

std::string toText(const TorchScriptNames& names) {
  Json json = {{"inputs", names.inputs}, {"outputs", names.outputs}, {"tensors", Json::object()}};
  for (const auto& [path, name] : names.tensors) json["tensors"][path] = name;
  // Bytes that are not UTF-8 cannot be stored.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void restoreNames(Program& program, const Bytes& archive, const std::string& source) {
  const std::string written = namesIn(archive, source);
  if (written.empty()) return;
  const Json json = parseJson(written, source);
  const std::vector<std::string> inputs = listOf(json, "inputs", program.inputs.size(), source);
  const std::vector<std::string> outputs = listOf(json, "outputs", program.outputs.size(), source);
  const Json& tensors = member(json, "tensors", source);
  if (!tensors.is_object()) throw InputError(text("cannot read '", source, "': its list of names has no 'tensors'"));
  for (std::size_t i = 0; i < inputs.size(); ++i) program.inputs[i].name = inputs[i];
  program.outputNames = outputs;
  for (Tensor& tensor : program.tensors)
    if (const auto found = tensors.find(tensor.name); found != tensors.end() && found->is_string())
      tensor.name = found->get<std::string>();
}

}  // namespace bitprism
