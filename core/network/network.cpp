#include "core/network/network.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/network/graphless.h"
#include "core/network/output_channels.h"
#include "core/network/weight_uses.h"

namespace bitprism {
namespace {

// "/layer1/layer1.0/conv1/Conv", as exporters write a node, -> "layer1.0.conv1".
std::string nameFromPath(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t at = 1; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string part = path.substr(at, end - at);
    if (!parts.empty() && part.starts_with(parts.back() + ".")) parts.pop_back();
    parts.push_back(part);
    at = end + 1;
  }
  if (parts.size() > 1) parts.pop_back();  // the operator
  std::string name;
  for (const std::string& part : parts) name += (name.empty() ? "" : ".") + part;
  return name;
}

// Which of a recurrent operator's matrices it is: ".input" or ".hidden".
const char* recurrentPart(const Instruction& instruction, int tensor) {
  const auto* list = instruction.inputs.size() > 3 ? std::get_if<OperandList>(&instruction.inputs[2]) : nullptr;
  const auto* biases = list ? std::get_if<bool>(&instruction.inputs[3]) : nullptr;
  if (!biases) return "";
  const auto found = std::find(list->items.begin(), list->items.end(), Operand(TensorIndex{tensor}));
  return (found - list->items.begin()) % (*biases ? 4 : 2) == 0 ? ".input" : ".hidden";
}

// "layer1.0.conv1.weight" -> "layer1.0.conv1"; a weight without a meaningful name gets the operator's. The matrices of
// one recurrent operator keep their distinguishing part.
std::string layerName(const Tensor& weight, const Instruction& instruction, const WeightUse& use, std::size_t index) {
  const bool recurrent = use.kind == LayerKind::Recurrent;
  std::string name = weight.name;
  for (const char* ending : {".weight", "_weight", "_W", ".W", ".kernel"})
    if (name.ends_with(ending) && (!recurrent || ending == std::string_view(".weight"))) {
      name.resize(name.size() - std::char_traits<char>::length(ending));
      break;
    }
  const bool telling =
      name.find_first_not_of("0123456789") != std::string::npos && name.find("::") == std::string::npos;
  if (telling) return name;
  const std::string part = recurrent ? recurrentPart(instruction, use.tensor) : "";
  if (instruction.name.starts_with('/') && instruction.name.size() > 1) return nameFromPath(instruction.name) + part;
  if (!instruction.name.empty()) return instruction.name + part;
  return text("layer", index);
}

Layer makeLayer(const Program& program, const WeightUse& use, std::size_t index) {
  const Tensor& weight = program.tensors[static_cast<std::size_t>(use.tensor)];
  Layer layer;
  layer.name = layerName(weight, program.instructions[use.instruction], use, index);
  layer.kind = use.kind;
  layer.shape = weight.shape;
  layer.weights = std::get<Floats>(weight.values);
  layer.tensor = use.tensor;
  layer.instruction = static_cast<int>(use.instruction);
  layer.groups = use.groups;
  layer.channelAxis = use.channelAxis;
  return layer;
}

// Formats name tensors differently but layers alike, so the tensors of layers are named after them. Then the same
// network has the same bytes from every format.
void canonicalNames(Network& network) {
  for (const Layer& layer : network.layers) {
    network.program.tensors[static_cast<std::size_t>(layer.tensor)].name = layer.name + ".weight";
    if (!readsActivations(layer.kind)) continue;
    const Instruction& instruction = network.program.instructions[static_cast<std::size_t>(layer.instruction)];
    if (instruction.inputs.size() < 3) continue;
    if (const auto* bias = std::get_if<TensorIndex>(&instruction.inputs[2]))
      network.program.tensors[static_cast<std::size_t>(bias->index)].name = layer.name + ".bias";
  }
}

}  // namespace

const char* kindName(LayerKind kind) {
  switch (kind) {
    case LayerKind::Convolution:
      return "conv";
    case LayerKind::TransposedConvolution:
      return "conv-transposed";
    case LayerKind::Linear:
      return "linear";
    case LayerKind::Embedding:
      return "embedding";
    case LayerKind::Recurrent:
      return "recurrent";
  }
  return "";
}

bool readsActivations(LayerKind kind) {
  return kind != LayerKind::Embedding && kind != LayerKind::Recurrent;
}

std::int64_t Network::weightCount() const {
  std::int64_t count = 0;
  for (const Layer& layer : layers) count += layer.weightCount();
  return count;
}

Network makeNetwork(Program program, std::string name, std::string format) {
  checkProgram(program);
  Network network;
  network.name = std::move(name);
  network.format = std::move(format);
  const Program complete = withOutputChannelsFirst(pruned(program));
  for (const Tensor& tensor : complete.tensors)
    if (tensor.isFloat()) network.parameters += elementCount(tensor.shape);
  network.program = withFoldedBatchNorm(complete);
  if (network.program.instructions.size() != complete.instructions.size())
    network.unfolded = std::make_shared<const Program>(complete);

  std::set<int> seen;
  const std::vector<WeightUse> uses = weightUses(network.program);
  for (const WeightUse& use : uses) {
    seen.insert(use.tensor);
    network.layers.push_back(makeLayer(network.program, use, network.layers.size()));
    checkFinite(network.layers.back());
  }
  if (network.layers.empty())
    throw InputError(text("'", network.name,
                          "' has no layer to quantize, expected a convolution, linear or recurrent operator or an "
                          "embedding with constant weights"));
  std::set<std::string> names;
  for (Layer& layer : network.layers) {
    std::string unique = layer.name;
    for (int k = 2; !names.insert(unique).second; ++k) unique = text(layer.name, "#", k);
    layer.name = unique;
  }

  canonicalNames(network);
  network.loose = looseWeights(network.program, uses);
  for (std::size_t i = 0; i < network.program.tensors.size(); ++i)
    if (!seen.contains(static_cast<int>(i))) network.otherBytes += network.program.tensors[i].bytes();
  const std::vector<std::uint8_t> graph = programToBytes(network.program);
  network.graphBytes = static_cast<std::int64_t>(graph.size());
  network.hash = contentHash(graph);
  for (const Layer& layer : network.layers)
    network.hash = contentHash(
        {reinterpret_cast<const std::uint8_t*>(layer.weights->data()), layer.weights->size() * sizeof(float)},
        network.hash);
  return network;
}

Network withTensors(const Network& network, const std::vector<Floats>& values, bool unfolded) {
  if (unfolded && !network.unfolded) throw Error(text("'", network.name, "' has no batch norm that could be unfolded"));
  Program program = unfolded ? *network.unfolded : network.program;
  if (values.size() != program.tensors.size())
    throw Error(text("'", network.name, "' has ", program.tensors.size(), " tensors, got ", values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) continue;
    Tensor& tensor = program.tensors[i];
    if (!tensor.isFloat() || tensor.floats().size() != values[i]->size())
      throw Error(text("tensor '", tensor.name, "' of '", network.name, "' has ", elementCount(tensor.shape),
                       " numbers, got ", values[i]->size()));
    tensor.values = values[i];
  }
  Network result = makeNetwork(std::move(program), network.name, network.format);
  result.notices = network.notices;
  result.parameters = network.parameters;
  return result;
}

}  // namespace bitprism
