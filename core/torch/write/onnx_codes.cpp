#include "core/torch/write/onnx_codes.h"

#include <algorithm>
#include <bit>
#include <vector>

namespace bitprism {
namespace {

constexpr std::int64_t tensorFloat = 1;      // of ::onnx::TensorProto
constexpr std::size_t planeOperators = 400;  // bytes, about
constexpr std::size_t bitsOfByte = 8;
constexpr int mostPlanes = 3;  // without a container: each takes four bytes a number while the file is loaded

std::size_t bytesOf(std::size_t count, int bits) {
  return (count * static_cast<std::size_t>(bits) + bitsOfByte - 1) / bitsOfByte;
}

std::vector<float> powers(int first, int count, bool twosComplement) {
  std::vector<float> values;
  for (int p = 0; p < count; ++p) values.push_back(static_cast<float>(1 << (first + p)));
  if (twosComplement) values.back() = -values.back();
  return values;
}

std::string sharedBytes(OnnxGraph& graph, const std::string& name, const Shape& shape,
                        std::vector<std::uint8_t> values) {
  return graph.once(name, [&] { return graph.uint8(name, shape, values); });
}

// The sum of the planes, each times its power of two. Bit j of byte i of a plane belongs to number j m + i, where m
// bytes make a plane.
std::string planesValue(OnnxGraph& graph, const std::string& name, const Shape& shape,
                        std::span<const std::uint8_t> values, const CodeStorage& storage, bool twosComplement) {
  const std::size_t each = bytesOf(values.size(), 1);
  std::vector<std::uint8_t> planes(each * static_cast<std::size_t>(storage.planes), 0);
  for (int p = 0; p < storage.planes; ++p)
    for (std::size_t i = 0; i < values.size(); ++i) {
      const int bit = (values[i] >> (storage.container + p)) & 1;
      std::uint8_t& byte = planes[static_cast<std::size_t>(p) * each + i % each];
      byte = static_cast<std::uint8_t>(byte | bit << (i / each));
    }
  const auto count = static_cast<std::int64_t>(storage.planes), long64 = static_cast<std::int64_t>(each);
  std::string value = graph.uint8(name + "_planes", {count, 1, long64}, planes);
  value = graph.step("BitShift", {value, sharedBytes(graph, "bits_of_byte", {1, 8, 1}, {0, 1, 2, 3, 4, 5, 6, 7})},
                     {{"direction", std::string("RIGHT")}});
  value = graph.step("Mod", {value, sharedBytes(graph, "two", {}, {2})});
  value = graph.step("Cast", {value}, {{"to", tensorFloat}});
  const std::vector<std::int64_t> flat{count, -1};
  value = graph.step("Reshape",
                     {value, graph.once(name + "_flat", [&] { return graph.integers(name + "_flat", {2}, flat); })});
  const std::vector<float> weights = powers(storage.container, storage.planes, twosComplement);
  value = graph.step("MatMul", {graph.floats(name + "_powers", {1, count}, weights), value});
  if (values.size() % bitsOfByte != 0) {
    const std::vector<std::int64_t> begin{0}, end{static_cast<std::int64_t>(values.size())}, axis{1};
    value = graph.step("Slice", {value, graph.integers(name + "_begin", {1}, begin),
                                 graph.integers(name + "_end", {1}, end), graph.integers(name + "_axis", {1}, axis)});
  }
  const auto rank = static_cast<std::int64_t>(shape.size());
  return graph.step("Reshape", {value, graph.integers(name + "_shape", {rank}, shape)});
}

// Without planes: what the container holds. With planes its numbers are the low bits, from 0 on.
std::string stored(OnnxGraph& graph, const std::string& name, const Shape& shape, std::span<const std::uint8_t> values,
                   const CodeStorage& storage, bool twosComplement) {
  const std::string high = planesValue(graph, name, shape, values, storage, twosComplement);
  if (storage.container == 0) return high;
  std::vector<std::uint8_t> low(values.begin(), values.end());
  for (std::uint8_t& value : low) value = static_cast<std::uint8_t>(value & ((1 << storage.container) - 1));
  const std::string inside =
      graph.step("Cast", {graph.unsignedCodes(name, shape, low, storage.container)}, {{"to", tensorFloat}});
  return graph.step("Add", {inside, high});
}

}  // namespace

CodeStorage codeStorage(std::size_t count, int bits, std::int64_t opset) {
  bits = std::max(bits, 1);
  CodeStorage best{8, 0, bytesOf(count, 8)};
  if (opset < opsetOfCodes(4, 0)) return best;
  for (const int container : {4, 2, 0}) {
    if (container == 2 && opset < opsetOfCodes(container, 0)) continue;
    if (container == 0 && bits > mostPlanes) continue;
    const int planes = bits > container ? bits - container : 0;
    const std::size_t size = bytesOf(count, container) + static_cast<std::size_t>(planes) * bytesOf(count, 1) +
                             (planes > 0 ? planeOperators : 0);
    if (size < best.bytes) best = {container, planes, size};
  }
  return best;
}

CodeStorage codeStorage(const OnnxGraph& graph, std::size_t count, int bits) {
  const CodeStorage storage = codeStorage(count, bits, graph.opset());
  const TargetProfile& target = graph.target();
  if (storage.planes == 0 || !target.limits || target.runHere) return storage;
  const int container = bits <= 4 ? 4 : 8;
  return {container, 0, bytesOf(count, container)};
}

std::string storedCodes(OnnxGraph& graph, const std::string& name, const Shape& shape,
                        std::span<const std::int8_t> codes) {
  const auto bits = [](int code) { return std::bit_width(static_cast<unsigned>(code < 0 ? ~code : code)) + 1; };
  int most = 1;
  for (const std::int8_t code : codes) most = std::max<int>(most, bits(code));
  const CodeStorage storage = codeStorage(graph, codes.size(), most);
  if (storage.planes == 0)
    return graph.step("Cast", {graph.codes(name, shape, codes, storage.container)}, {{"to", tensorFloat}});
  std::vector<std::uint8_t> values;
  values.reserve(codes.size());
  for (const std::int8_t code : codes) values.push_back(static_cast<std::uint8_t>(code));
  return stored(graph, name, shape, values, storage, true);
}

std::string storedIndices(OnnxGraph& graph, const std::string& name, const Shape& shape,
                          std::span<const std::uint8_t> indices) {
  const std::uint8_t most = indices.empty() ? std::uint8_t{0} : *std::max_element(indices.begin(), indices.end());
  const CodeStorage storage = codeStorage(graph, indices.size(), std::bit_width(most));
  if (storage.planes == 0)
    return graph.step("Cast", {graph.unsignedCodes(name, shape, indices, storage.container)}, {{"to", tensorFloat}});
  return stored(graph, name, shape, indices, storage, false);
}

}  // namespace bitprism
