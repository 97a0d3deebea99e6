#include "core/torch/write/onnx_weights.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/base/half.h"
#include "core/base/overloaded.h"
#include "core/base/text.h"
#include "core/quant/codes/block_grid.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/quantizer.h"
#include "core/torch/write/onnx_codes.h"

namespace bitprism {
namespace {

constexpr std::int64_t plainOpset = 17;               // what most runtimes read
constexpr int signBits = 3;                           // of -1, 0, 1: a container that more runtimes know than 2 bits
constexpr std::int64_t floatType = 1, int64Type = 7;  // of ::onnx::TensorProto
constexpr float sameEdge = 1e-5f;                     // relative
constexpr std::size_t groupBytes = 250;               // of the operators and names of one more tensor, about

class WeightWriter {
 public:
  WeightWriter(OnnxGraph& graph, const Layer& layer, const QuantizedTensor& tensor, bool quantizedInput)
      : graph_(graph),
        name_(layer.name),
        tensor_(tensor),
        axis_(static_cast<std::size_t>(tensor.channelAxis)),
        quantizedInput_(quantizedInput) {}

  std::string write() const {
    std::string value = levels();
    if (!tensor_.gains.empty()) value = graph_.step("Mul", {value, perChannel("gain", tensor_.gains)});
    if (!tensor_.offsets.empty()) value = graph_.step("Add", {value, perChannel("offset", tensor_.offsets)});
    return value;
  }

 private:
  std::string levels() const {
    return std::visit(Overloaded{[&](const AffineCodes&) { return affine(); },
                                 [&](const PiecewiseCodes& codes) { return piecewise(codes); },
                                 [&](const ScaledBlockCodes& codes) { return blocks(codes); },
                                 [&](const CodebookCodes&) { return codebook(); }},
                      tensor_.layout.form);
  }

  // The levels that Quant gives again.
  std::string quant() const {
    QuantizedTensor plain = tensor_;
    plain.offsets.clear();
    plain.gains.clear();
    Shape rows(tensor_.rows() == 1 ? 0 : tensor_.shape.size(), 1);
    if (!rows.empty()) rows[axis_] = static_cast<std::int64_t>(tensor_.scales.size());
    return graph_.quant(graph_.floats(name_ + ".weight", tensor_.shape, dequantize(plain)), rows, tensor_.scales,
                        tensor_.codeBits(), true, name_ + ".weight");
  }

  std::string affine() const {
    if (graph_.target().pattern == TargetPattern::Quant) return quant();
    if (!tensor_.more.inputs.empty()) return split();
    if (const std::vector<RowGroup> groups = groupsOfRows(); groups.size() > 1) return byWidth(groups);
    std::string value =
        dequantized("", tensor_.codes, std::max(widest(), tensor_.codeBits()), tensor_.scales, tensor_.zeroPoints);
    if (!tensor_.more.codes.empty())
      value = graph_.step("Add",
                          {value, dequantized("_rest", tensor_.more.codes, tensor_.scheme.bits, tensor_.more.scales)});
    return value;
  }

  // Rows that are stored at the width of the widest among them.
  struct RowGroup {
    int bits = 0;
    std::vector<std::size_t> rows;
  };

  // The smallest way to store rows that have widths of their own: those of neighbouring widths together or apart.
  // Empty: all together.
  std::vector<RowGroup> groupsOfRows() const {
    std::map<int, std::vector<std::size_t>> rows;
    for (std::size_t row = 0; row < tensor_.channelBits.size(); ++row) rows[tensor_.channelBits[row]].push_back(row);
    if (rows.size() < 2 || quantizedInput_ || !tensor_.more.codes.empty()) return {};
    const std::size_t each = tensor_.codes.size() / tensor_.channelBits.size();  // of a row
    std::vector<RowGroup> best;
    std::size_t least = codeStorage(graph_, tensor_.codes.size(), rows.rbegin()->first).bytes;
    for (unsigned cuts = 1; cuts < 1U << (rows.size() - 1); ++cuts) {  // bit i: between the widths i and i + 1
      std::vector<RowGroup> groups(1);
      unsigned at = 0;
      for (const auto& [bits, members] : rows) {
        groups.back().bits = bits;
        groups.back().rows.insert(groups.back().rows.end(), members.begin(), members.end());
        if (cuts >> at++ & 1U) groups.emplace_back();
      }
      std::size_t size = 0;
      for (const RowGroup& group : groups)
        size += groupBytes + codeStorage(graph_, group.rows.size() * each, group.bits).bytes;
      if (size < least) {
        least = size;
        best = std::move(groups);
      }
    }
    return best;
  }

  // A tensor a group; joined, and put into the rows' order.
  std::string byWidth(const std::vector<RowGroup>& groups) const {
    std::vector<std::string> parts;
    std::vector<std::int64_t> place(tensor_.channelBits.size());
    std::int64_t next = 0;
    for (const RowGroup& group : groups) {
      std::vector<float> scales;
      std::vector<std::int8_t> zeroPoints;
      for (const std::size_t row : group.rows) {
        place[row] = next++;
        scales.push_back(tensor_.scales[row]);
        if (!tensor_.zeroPoints.empty()) zeroPoints.push_back(tensor_.zeroPoints[row]);
      }
      Shape shape = tensor_.shape;
      shape[axis_] = static_cast<std::int64_t>(group.rows.size());
      parts.push_back(dequantized(text('_', group.bits), rowsOf(group.rows), group.bits, scales, zeroPoints, shape));
    }
    const std::string joined = graph_.step("Concat", parts, {{"axis", tensor_.channelAxis}});
    return graph_.step("Gather", {joined, indices("_rows", place)}, {{"axis", tensor_.channelAxis}});
  }

  // In bytes where they fit.
  std::string indices(const std::string& what, const std::vector<std::int64_t>& values) const {
    const Shape shape{static_cast<std::int64_t>(values.size())};
    if (values.size() > 256) return graph_.integers(name_ + ".weight" + what, shape, values);
    const std::vector<std::uint8_t> small(values.begin(), values.end());
    return graph_.step("Cast", {graph_.unsignedCodes(name_ + ".weight" + what, shape, small, 8)}, {{"to", int64Type}});
  }

  std::vector<std::int8_t> rowsOf(const std::vector<std::size_t>& rows) const {
    const auto from = tensor_.shape.begin() + static_cast<std::ptrdiff_t>(axis_);
    const auto inner =
        static_cast<std::size_t>(std::accumulate(from + 1, tensor_.shape.end(), std::int64_t{1}, std::multiplies<>()));
    const std::size_t all = tensor_.channelBits.size(), outer = tensor_.codes.size() / (all * inner);
    std::vector<std::int8_t> codes;
    for (std::size_t o = 0; o < outer; ++o)
      for (const std::size_t row : rows) {
        const auto first = tensor_.codes.begin() + static_cast<std::ptrdiff_t>((o * all + row) * inner);
        codes.insert(codes.end(), first, first + static_cast<std::ptrdiff_t>(inner));
      }
    return codes;
  }

  int widest() const {
    return tensor_.channelBits.empty() ? tensor_.codeBits()
                                       : *std::max_element(tensor_.channelBits.begin(), tensor_.channelBits.end());
  }

  std::string constant(const std::string& what, const Shape& shape, const std::vector<std::int8_t>& codes,
                       int bits) const {
    return graph_.codes(name_ + what, shape, codes, bits);
  }

  // scale (code - zero point), with a scale a row.
  std::string dequantized(const std::string& what, const std::vector<std::int8_t>& codes, int bits,
                          const std::vector<float>& scales, const std::vector<std::int8_t>& zeroPoints,
                          const Shape& shape) const {
    const bool single = tensor_.rows() == 1 && tensor_.scheme.granularity == Granularity::Tensor;
    if (quantizedInput_) {
      const Shape row = single ? Shape{} : Shape{static_cast<std::int64_t>(scales.size())};
      std::vector<std::string> inputs = {constant(".weight" + what, shape, codes, bits),
                                         graph_.floats(name_ + ".weight" + what + "_scale", row, scales)};
      if (!zeroPoints.empty()) inputs.push_back(constant(".weight" + what + "_zero_point", row, zeroPoints, bits));
      std::vector<OnnxAttribute> attributes;
      if (!single) attributes.push_back({"axis", tensor_.channelAxis});
      return graph_.node("DequantizeLinear", inputs, name_, attributes);
    }
    Shape rows(single ? 0 : shape.size(), 1);
    if (!rows.empty()) rows[axis_] = static_cast<std::int64_t>(scales.size());
    std::string value = storedCodes(graph_, name_ + ".weight" + what, shape, codes);
    if (!zeroPoints.empty())
      value =
          graph_.step("Sub", {value, storedCodes(graph_, name_ + ".weight" + what + "_zero_point", rows, zeroPoints)});
    return graph_.step("Mul", {value, graph_.floats(name_ + ".weight" + what + "_scale", rows, scales)});
  }
  std::string dequantized(const std::string& what, const std::vector<std::int8_t>& codes, int bits,
                          const std::vector<float>& scales, const std::vector<std::int8_t>& zeroPoints = {}) const {
    return dequantized(what, codes, bits, scales, zeroPoints, tensor_.shape);
  }

  Shape channelShape() const {
    Shape shape(tensor_.shape.size(), 1);
    if (!shape.empty()) shape[axis_] = tensor_.shape[axis_];
    return shape;
  }

  std::string perChannel(const std::string& what, const std::vector<float>& values) const {
    return graph_.floats(name_ + ".weight_" + what, channelShape(), values);
  }

  // Kernels as one axis, split channels after the others; summed by [inputs, inputs + splits] zeros and ones.
  std::string split() const {
    const Shape& shape = tensor_.shape;
    const auto inputAxis = static_cast<std::size_t>(bitprism::inputAxis(shape, tensor_.channelAxis));
    const std::int64_t inputs = shape[inputAxis];
    const auto splits = static_cast<std::int64_t>(tensor_.more.inputs.size());
    const std::int64_t kernel = std::accumulate(shape.begin() + 2, shape.end(), std::int64_t{1}, std::multiplies<>());
    Shape wide{shape[0], shape[1], kernel};
    wide[inputAxis] += splits;
    const std::size_t outer = inputAxis == 0 ? 1 : static_cast<std::size_t>(shape[0]);
    const std::size_t inner = tensor_.codes.size() / outer, more = tensor_.more.codes.size() / outer;
    std::vector<std::int8_t> codes;
    codes.reserve(tensor_.codes.size() + tensor_.more.codes.size());
    for (std::size_t o = 0; o < outer; ++o) {
      const auto part = [&](const std::vector<std::int8_t>& from, std::size_t size) {
        codes.insert(codes.end(), from.begin() + static_cast<std::ptrdiff_t>(o * size),
                     from.begin() + static_cast<std::ptrdiff_t>((o + 1) * size));
      };
      part(tensor_.codes, inner);
      part(tensor_.more.codes, more);
    }
    std::string value = dequantized("", codes, tensor_.codeBits(), tensor_.scales, tensor_.zeroPoints, wide);
    std::vector<std::int64_t> owners(static_cast<std::size_t>(inputs));
    std::iota(owners.begin(), owners.end(), std::int64_t{0});
    owners.insert(owners.end(), tensor_.more.inputs.begin(), tensor_.more.inputs.end());
    const std::vector<float> offAndOn{0, 1};
    const std::string sums =
        graph_.step("OneHot",
                    {graph_.integers(name_ + ".weight_inputs", {inputs + splits}, owners),
                     graph_.integers(name_ + ".weight_inputs_count", {}, std::vector<std::int64_t>{inputs}),
                     graph_.floats(name_ + ".weight_inputs_values", {2}, offAndOn)},
                    {{"axis", std::int64_t{0}}});
    if (inputAxis == 0) {
      const std::vector<std::int64_t> flat{inputs + splits, shape[1] * kernel};
      value = graph_.step("Reshape", {value, graph_.integers(name_ + ".weight_flat", {2}, flat)});
    }
    value = graph_.step("MatMul", {sums, value});
    const auto rank = static_cast<std::int64_t>(shape.size());
    return graph_.step("Reshape", {value, graph_.integers(name_ + ".weight_shape", {rank}, shape)});
  }

  std::vector<float> scalesOf(std::size_t region) const {
    std::vector<float> scales;
    for (std::size_t row = 0; row < tensor_.rows(); ++row) scales.push_back(tensor_.scales[row * regions() + region]);
    return scales;
  }
  std::vector<float> edgesOf(std::size_t region) const {
    const std::size_t edges = regions() - 1;
    std::vector<float> result;
    for (std::size_t row = 0; row < tensor_.rows(); ++row) result.push_back(tensor_.edges[row * edges + region - 1]);
    return result;
  }
  std::size_t regions() const {
    return static_cast<std::size_t>(std::get<PiecewiseCodes>(tensor_.layout.form).regions);
  }

  // True when every edge is where the outermost codes of the regions inside end together.
  bool edgesAreLevels() const {
    const auto highest = static_cast<float>((1 << (tensor_.scheme.bits - 1)) - 1);
    for (std::size_t row = 0; row < tensor_.rows(); ++row) {
      float reached = 0;
      for (std::size_t region = 1; region < regions(); ++region) {
        reached += highest * tensor_.scales[row * regions() + region - 1];
        const float edge = tensor_.edges[row * (regions() - 1) + region - 1];
        if (std::fabs(edge - reached) > sameEdge * std::max(edge, reached)) return false;
      }
    }
    for (std::size_t i = 0; i < tensor_.codes.size(); ++i)  // the authors' lowest code goes beyond the edge
      if (tensor_.regions[i] == 0 && tensor_.codes[i] == tensor_.lowestCode()) return false;
    return true;
  }

  bool isNegative(std::size_t at) const { return tensor_.codes[at] < 0; }

  // A code beyond an edge as a signed magnitude.
  int magnitude(std::size_t at) const {
    const int code = tensor_.codes[at];
    return code >= 0 ? code : code + 1;
  }

  // A tensor per region, code(at, region) saying what stands in it; summed.
  template <class Code>
  std::string perRegion(int bits, const Code& code) const {
    std::string sum;
    for (std::size_t region = 0; region < regions(); ++region) {
      std::vector<std::int8_t> codes(tensor_.codes.size());
      for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<std::int8_t>(code(i, region));
      const std::string part =
          dequantized(region == 0 ? "" : "_" + std::to_string(region), codes, bits, scalesOf(region));
      sum = sum.empty() ? part : graph_.step("Add", {sum, part});
    }
    return sum;
  }

  std::string piecewise(const PiecewiseCodes& codes) const {
    if (!quantizedInput_ && tensor_.scheme.bits + regionBits(codes) <= maximumBits) return fromLevels(codes);
    return codes.overlapping ? overlapping() : edgesAreLevels() ? nested() : withEdges();
  }

  // A code with the number of its region before it is an index into the levels of its row, which are the row's scales
  // and edges times one matrix: of each level, how often it has every one of them.
  std::string fromLevels(const PiecewiseCodes& pieces) const {
    const int bits = tensor_.scheme.bits + regionBits(pieces);
    const std::size_t perRegion = std::size_t{1} << tensor_.scheme.bits, levels = std::size_t{1} << bits;
    const std::size_t edges = pieces.overlapping ? 0 : regions() - 1, terms = regions() + edges;
    std::vector<float> multiples(terms * levels, 0);
    for (std::size_t region = 0; region < regions(); ++region)
      for (std::size_t i = 0; i < perRegion; ++i) {
        const int code = static_cast<int>(i) + tensor_.lowestCode();
        const bool beyond = region > 0 && !pieces.overlapping;
        const std::size_t level = region * perRegion + i;
        multiples[region * levels + level] = static_cast<float>(beyond && code < 0 ? code + 1 : code);
        if (beyond) multiples[(regions() + region - 1) * levels + level] = code < 0 ? -1.f : 1.f;
      }
    std::vector<float> steps;
    for (std::size_t row = 0; row < tensor_.rows(); ++row) {
      for (std::size_t region = 0; region < regions(); ++region)
        steps.push_back(tensor_.scales[row * regions() + region]);
      for (std::size_t edge = 0; edge < edges; ++edge) steps.push_back(tensor_.edges[row * (regions() - 1) + edge]);
    }
    const auto size = [](std::size_t count) { return static_cast<std::int64_t>(count); };
    const std::string table =
        graph_.step("MatMul", {graph_.floats(name_ + ".weight_scale", {size(tensor_.rows()), size(terms)}, steps),
                               graph_.floats(name_ + ".weight_multiples", {size(terms), size(levels)}, multiples)});
    const std::vector<std::int64_t> flat{-1};
    std::vector<std::uint8_t> indices(tensor_.codes.size());
    for (std::size_t i = 0; i < indices.size(); ++i)
      indices[i] = static_cast<std::uint8_t>(tensor_.regions[i] * perRegion +
                                             static_cast<std::size_t>(tensor_.codes[i] - tensor_.lowestCode()));
    return gathered(graph_.step("Reshape", {table, graph_.integers(name_ + ".weight_flat", {1}, flat)}), indices, bits);
  }

  std::string overlapping() const {
    return perRegion(tensor_.scheme.bits, [&](std::size_t at, std::size_t region) {
      return tensor_.regions[at] == region ? tensor_.codes[at] : 0;
    });
  }

  std::string nested() const {
    const int highest = (1 << (tensor_.scheme.bits - 1)) - 1;
    return perRegion(tensor_.scheme.bits, [&](std::size_t at, std::size_t region) {
      if (tensor_.regions[at] < region) return 0;
      if (tensor_.regions[at] > region) return isNegative(at) ? -highest : highest;
      return region == 0 ? int{tensor_.codes[at]} : magnitude(at);
    });
  }

  std::string withEdges() const {
    std::string sum = perRegion(tensor_.scheme.bits, [&](std::size_t at, std::size_t region) {
      if (tensor_.regions[at] != region) return 0;
      return region == 0 ? int{tensor_.codes[at]} : magnitude(at);
    });
    for (std::size_t region = 1; region < regions(); ++region) {
      std::vector<std::int8_t> signs(tensor_.codes.size());
      for (std::size_t i = 0; i < signs.size(); ++i)
        signs[i] = static_cast<std::int8_t>(tensor_.regions[i] != region ? 0 : isNegative(i) ? -1 : 1);
      sum = graph_.step("Add", {sum, dequantized("_edge" + std::to_string(region), signs, signBits, edgesOf(region))});
    }
    return sum;
  }

  std::string blocks(const ScaledBlockCodes& layout) const {
    const BlockGrid grid(tensor_.shape, tensor_.channelAxis, layout.length);
    const std::string codes = storedCodes(graph_, name_ + ".weight", tensor_.shape, tensor_.codes);
    const std::string name = name_ + ".weight_scale";
    if (grid.whole) return graph_.step("Mul", {codes, graph_.floats(name, channelShape(), tensor_.scales)});
    std::vector<std::int64_t> blockOf(static_cast<std::size_t>(tensor_.shape[static_cast<std::size_t>(grid.axis)]));
    for (std::size_t i = 0; i < blockOf.size(); ++i) blockOf[i] = static_cast<std::int64_t>(i) / grid.length;
    const Shape along{static_cast<std::int64_t>(blockOf.size())};
    const std::string scales = graph_.step("Gather",
                                           {graph_.floats(name, grid.scaleShape(), tensor_.scales),
                                            graph_.integers(name_ + ".weight_block", along, blockOf)},
                                           {{"axis", grid.axis}});
    return graph_.step("Mul", {codes, scales});
  }

  std::string codebook() const {
    std::vector<std::uint8_t> indices;
    for (const std::int8_t code : tensor_.codes)
      indices.push_back(static_cast<std::uint8_t>(code - tensor_.lowestCode()));
    const auto levels = static_cast<std::int64_t>(tensor_.codebook.size());
    return gathered(graph_.floats(name_ + ".weight_codebook", {levels}, tensor_.codebook), indices,
                    tensor_.scheme.bits);
  }

  // table: 2^bits levels a row, one row after another.
  std::string gathered(const std::string& table, const std::vector<std::uint8_t>& indices, int bits) const {
    const auto rows = static_cast<std::int64_t>(tensor_.rows());
    std::string at =
        graph_.step("Cast", {storedIndices(graph_, name_ + ".weight", tensor_.shape, indices)}, {{"to", int64Type}});
    if (rows > 1) {
      std::vector<std::int64_t> first;  // where the row of a channel begins
      for (std::int64_t row = 0; row < rows; ++row) first.push_back(row << bits);
      const Shape shape = tensor_.scheme.granularity == Granularity::Tensor ? Shape{} : channelShape();
      at = graph_.step("Add", {at, graph_.integers(name_ + ".weight_first", shape, first)});
    }
    return graph_.step("Gather", {table, at});
  }

  OnnxGraph& graph_;
  const std::string name_;
  const QuantizedTensor& tensor_;
  std::size_t axis_;
  const bool quantizedInput_;
};

}  // namespace

std::string onnxWeights(OnnxGraph& graph, const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs,
                        bool quantizedInput) {
  if (scheme.isHalf()) {
    const std::string half = graph.halves(layer.name + ".weight", layer.shape, halvesFromFloats(*layer.weights));
    return graph.node("Cast", {half}, layer.name, {{"to", floatType}});
  }
  return WeightWriter(graph, layer, quantize(layer, scheme, inputs), quantizedInput).write();
}

std::int64_t onnxOpset(const QuantScheme& scheme) {
  if (!scheme.hasCodes()) return plainOpset;
  const CodeLayout layout = codeLayout(scheme);
  const auto* pieces = layout.as<PiecewiseCodes>();
  const std::int64_t opset = opsetOfCodes(layout.bits, plainOpset);
  if (!pieces) return opset;
  const std::int64_t withRegions = opsetOfCodes(scheme.bits + regionBits(*pieces), plainOpset);
  return std::max({opset, withRegions, pieces->overlapping ? opset : opsetOfCodes(signBits, plainOpset)});
}

}  // namespace bitprism
