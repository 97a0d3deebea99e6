#include "core/weights/weights_network.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/graphless.h"

namespace bitprism {
namespace {

constexpr int noInstruction = -1;
constexpr std::int64_t keptIntegers = 1 << 16;  // small ones, such as counters of batches

std::string inLowerCase(std::string words) {
  for (char& letter : words)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return words;
}

bool namesOne(const std::string& name, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return name.find(part) != std::string::npos; });
}

std::string layerNameOf(const std::string& tensor) {
  constexpr std::string_view ending = ".weight";
  return tensor.size() > ending.size() && tensor.ends_with(ending) ? tensor.substr(0, tensor.size() - ending.size())
                                                                   : tensor;
}

Layer layerOfTensor(const Tensor& tensor, std::size_t index) {
  Layer layer;
  layer.name = layerNameOf(tensor.name);
  layer.kind = guessedKind(tensor.name, tensor.shape);
  layer.shape = tensor.shape;
  layer.weights = std::get<Floats>(tensor.values);
  layer.tensor = static_cast<int>(index);
  layer.instruction = noInstruction;
  layer.channelAxis = layer.kind == LayerKind::TransposedConvolution ? 1 : 0;
  return layer;
}

// What tells whether two tensors are the same numbers of the file, as tied weights are.
using Place = std::tuple<const RandomAccess*, std::uint64_t, Shape, Shape, ElementType>;

}  // namespace

LayerKind guessedKind(const std::string& name, const Shape& shape) {
  const std::string words = inLowerCase(name);
  if (shape.size() == 2) {
    if (namesOne(words, {"weight_ih", "weight_hh"})) return LayerKind::Recurrent;
    if (namesOne(words, {"embed", "embd", "wte", "wpe"})) return LayerKind::Embedding;
    return LayerKind::Linear;
  }
  if (namesOne(words, {"deconv", "transpose", "upconv"})) return LayerKind::TransposedConvolution;
  return LayerKind::Convolution;
}

Network weightsNetwork(const NamedTensors& tensors, const std::string& name) {
  Network network;
  network.name = name;
  network.format = tensors.format;
  network.notices = tensors.notices;
  std::map<Place, Floats> known;
  std::int64_t leftOut = 0;
  for (const StoredTensor& stored : tensors.tensors) {
    Tensor tensor{.shape = stored.shape, .values = Floats(), .name = stored.name};
    if (stored.isFloat()) {
      Floats& values = known[Place{stored.file.get(), stored.offset, stored.shape, stored.strides, stored.type}];
      if (!values) values = constantArray(readFloats(stored));
      tensor.values = values;
      network.parameters += stored.count();
    } else if (stored.count() <= keptIntegers) {
      tensor.values = constantArray(readIntegers(stored));
    } else {
      ++leftOut;
      continue;
    }
    const std::size_t index = network.program.tensors.size();
    if (tensor.isFloat() && tensor.shape.size() >= 2 && stored.count() > 0) {
      network.layers.push_back(layerOfTensor(tensor, index));
      checkFinite(network.layers.back());
    } else {
      network.otherBytes += tensor.bytes();
    }
    network.program.tensors.push_back(std::move(tensor));
  }
  if (network.layers.empty())
    throw InputError(text("'", name, "' has no tensor of floats with two or more dimensions, expected weights"));
  std::set<std::string> names;
  for (Layer& layer : network.layers) {
    std::string unique = layer.name;
    for (int k = 2; !names.insert(unique).second; ++k) unique = text(layer.name, "#", k);
    layer.name = unique;
  }
  const auto described = tensors.metadata.find("general.architecture");
  network.notices.push_back(
      text("The file holds weights without a graph",
           described == tensors.metadata.end() ? "" : text(" ('", echoed(described->second), "')"),
           ": nothing can be run or measured, and kinds of layers are guessed from names and shapes."));
  if (leftOut > 0)
    network.notices.push_back(text(leftOut, leftOut == 1 ? " tensor" : " tensors",
                                   " of whole numbers are left out; they are no weights to quantize."));
  const std::vector<std::uint8_t> graph = programToBytes(network.program);
  network.graphBytes = static_cast<std::int64_t>(graph.size());
  network.hash = contentHash(graph);
  for (const Layer& layer : network.layers)
    network.hash = contentHash(
        {reinterpret_cast<const std::uint8_t*>(layer.weights->data()), layer.weights->size() * sizeof(float)},
        network.hash);
  return network;
}

}  // namespace bitprism
