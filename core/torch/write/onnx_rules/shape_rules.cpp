#include <algorithm>
#include <limits>
#include <numeric>

#include "core/torch/write/onnx_rules/rule.h"

namespace bitprism::lowering {
namespace {

void flatten(OnnxLowering& at) {
  const std::int64_t rank = at.rank(0), first = at.axis(1, rank), last = at.axis(2, rank);
  if (first == 1 && last == rank - 1) {
    at.give(at.node("Flatten", {at.value(0)}, {{"axis", std::int64_t{1}}}));
    return;
  }
  Integers64 shape;
  for (std::int64_t i = 0; i < first; ++i) shape.push_back(0);  // 0 copies the extent
  shape.push_back(-1);
  for (std::int64_t i = last + 1; i < rank; ++i) shape.push_back(at.shape(0)[static_cast<std::size_t>(i)]);
  at.give(at.node("Reshape", {at.value(0), at.constant(shape)}));
}

void reshape(OnnxLowering& at) {
  at.give(at.node("Reshape", {at.value(0), at.integersValue(1)}));
}

// (input, size, implicit); -1 keeps the extent, which for Expand is 1.
void expand(OnnxLowering& at) {
  if (const auto* sizes = std::get_if<Integers64>(&at.instruction().inputs[1])) {
    Integers64 shape = *sizes;
    for (std::int64_t& extent : shape) extent = extent < 0 ? 1 : extent;
    at.give(at.node("Expand", {at.value(0), at.constant(shape)}));
    return;
  }
  const std::string shape = at.integersValue(1);
  const std::string one = at.constant({1});
  at.give(at.node("Expand", {at.value(0), at.node("Max", {shape, one})}));
}

void transpose(OnnxLowering& at) {
  const std::int64_t rank = at.rank(0);
  Integers64 order(static_cast<std::size_t>(rank));
  std::iota(order.begin(), order.end(), 0);
  if (at.instruction().op == "aten::t") {
    std::reverse(order.begin(), order.end());
  } else {
    std::swap(order[static_cast<std::size_t>(at.axis(1, rank))], order[static_cast<std::size_t>(at.axis(2, rank))]);
  }
  at.give(at.node("Transpose", {at.value(0)}, {{"perm", order}}));
}

void permute(OnnxLowering& at) {
  Integers64 order = at.integers(1);
  for (std::int64_t& axis : order) axis = axis < 0 ? axis + at.rank(0) : axis;
  at.give(at.node("Transpose", {at.value(0)}, {{"perm", order}}));
}

void concatenate(OnnxLowering& at) {
  at.give(at.node("Concat", at.values(0), {{"axis", at.integer(1)}}));
}

// (input, repeats)
void repeat(OnnxLowering& at) {
  const std::string counts = at.integersValue(1);
  const std::int64_t rank = at.rank(0), wanted = static_cast<std::int64_t>(at.resultShape().size());
  std::string input = at.value(0);
  for (std::int64_t i = rank; i < wanted; ++i) input = at.node("Unsqueeze", {input, at.constant({0})});
  at.give(at.node("Tile", {input, counts}));
}

// (input, shifts, axes): the end of the tensor comes first.
void roll(OnnxLowering& at) {
  const Integers64 shifts = at.integers(1), axes = at.integers(2);
  if (shifts.size() != axes.size()) at.refuse("shifts without axes, which is not supported");
  std::string result = at.value(0);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::int64_t axis = axes[i] < 0 ? axes[i] + at.rank(0) : axes[i];
    const std::int64_t extent = at.shape(0)[static_cast<std::size_t>(axis)];
    const std::int64_t shift = ((shifts[i] % extent) + extent) % extent;
    if (shift == 0) continue;
    const auto part = [&](std::int64_t begin, std::int64_t end) {
      return at.node("Slice",
                     {result, at.constant({begin}), at.constant({end}), at.constant({axis}), at.constant({1})});
    };
    const std::string tail = part(extent - shift, extent);
    result = at.node("Concat", {tail, part(0, extent - shift)}, {{"axis", axis}});
  }
  at.give(result);
}

Rule shuffle(const std::string& op, const Attributes& attributes) {
  return [=](OnnxLowering& at) {
    Attributes all = attributes;
    all.push_back({"blocksize", at.integer(1)});
    at.give(at.node(op, {at.value(0)}, all));
  };
}

// (input, groups): [N, g c, ...] as [N, g, c, ...] turned to [N, c, g, ...]
void channelShuffle(OnnxLowering& at) {
  const Shape& shape = at.shape(0);
  const std::int64_t groups = at.integer(1), channels = shape.at(1);
  Integers64 apart{0, groups, channels / groups, -1};
  const std::string split = at.node("Reshape", {at.value(0), at.constant(apart)});
  const std::string turned = at.node("Transpose", {split}, {{"perm", Integers64{0, 2, 1, 3}}});
  Integers64 back(shape.begin(), shape.end());
  back[0] = 0;
  at.give(at.node("Reshape", {turned, at.constant(back)}));
}

Rule triangle(std::int64_t upper) {
  return [=](OnnxLowering& at) {
    const std::int64_t diagonal = at.integer(1);
    at.give(at.node("Trilu",
                    {at.value(0), at.graph().integers(at.instruction().name + "_diagonal", {}, {&diagonal, 1})},
                    {{"upper", upper}}));
  };
}

void stack(OnnxLowering& at) {
  std::vector<std::string> parts;
  for (const std::string& part : at.values(0))
    parts.push_back(at.node("Unsqueeze", {part, at.constant({at.integer(1)})}));
  at.give(at.node("Concat", parts, {{"axis", at.integer(1)}}));
}

// ATen lists pairs from the last axis on; ONNX all befores, then all afters.
void padWith(OnnxLowering& at, const std::string& mode, const std::string& value) {
  const Integers64 pairs = at.integers(1);
  const auto rank = static_cast<std::size_t>(at.rank(0));
  Integers64 pads(2 * rank, 0);
  for (std::size_t i = 0; 2 * i + 1 < pairs.size(); ++i) {
    pads[rank - 1 - i] = pairs[2 * i];
    pads[2 * rank - 1 - i] = pairs[2 * i + 1];
  }
  at.give(at.node("Pad", {at.value(0), at.constant(pads), value}, {{"mode", mode}}));
}

Rule padding(const std::string& mode) {
  return [=](OnnxLowering& at) { padWith(at, mode, ""); };
}

// (input, pads, mode, value)
void pad(OnnxLowering& at) {
  const std::string mode = std::get<std::string>(at.instruction().inputs[2]);
  if (mode == "constant") {
    padWith(at, "constant", at.scalar(at.has(3) ? at.number(3) : 0));
  } else if (mode == "reflect" || mode == "replicate") {
    padWith(at, mode == "reflect" ? "reflect" : "edge", "");
  } else {
    at.refuse("pads in mode '" + mode + "', which ONNX cannot express");
  }
}

// (input, axis, start, end, step)
void slice(OnnxLowering& at) {
  const std::string start = at.has(2) ? at.integerValue(2) : at.constant({0});
  const std::string end = at.has(3) ? at.integerValue(3) : at.constant({std::numeric_limits<std::int64_t>::max()});
  at.give(at.node("Slice", {at.value(0), start, end, at.constant({at.integer(1)}), at.integerValue(4)}));
}

void flip(OnnxLowering& at) {
  const Integers64 axes = at.integers(1), back(axes.size(), -1);
  const Integers64 ends(axes.size(), std::numeric_limits<std::int64_t>::min());
  at.give(at.node("Slice", {at.value(0), at.constant(back), at.constant(ends), at.constant(axes), at.constant(back)}));
}

void squeeze(OnnxLowering& at) {
  const std::int64_t axis = at.axis(1, at.rank(0));
  const bool single = at.shape(0)[static_cast<std::size_t>(axis)] == 1;
  at.give(single ? at.node("Squeeze", {at.value(0), at.constant({axis})}) : at.value(0));
}

void unsqueeze(OnnxLowering& at) {
  at.give(at.node("Unsqueeze", {at.value(0), at.constant({at.integer(1)})}));
}

// (input, axis): one extent as a vector of one.
void size(OnnxLowering& at) {
  const std::string shape = at.node("Shape", {at.value(0)});
  at.give(at.node("Gather", {shape, at.constant({at.axis(1, at.rank(0))})}, {{"axis", std::int64_t{0}}}));
}

// (input, type, ...): types as LibTorch counts them.
void convert(OnnxLowering& at) {
  switch (at.integer(1)) {
    case 6:
      at.give(at.node("Cast", {at.value(0)}, {{"to", floatType}}));
      return;
    case 4:
      at.give(at.node("Cast", {at.value(0)}, {{"to", int64Type}}));
      return;
    case 11:
      at.give(at.node("Cast", {at.value(0)}, {{"to", boolType}}));
      return;
    default:
      at.refuse("converts to a type other than float, int64 and bool, which is not supported");
  }
}

void identity(OnnxLowering& at) {
  at.give(at.value(0));
}

}  // namespace

Rules shapeRules() {
  return {
      {"aten::flatten", flatten},
      {"aten::view", reshape},
      {"aten::reshape", reshape},
      {"aten::expand", expand},
      {"aten::repeat", repeat},
      {"aten::t", transpose},
      {"aten::transpose", transpose},
      {"aten::permute", permute},
      {"aten::cat", concatenate},
      {"aten::stack", stack},
      {"aten::roll", roll},
      {"aten::pixel_shuffle", shuffle("DepthToSpace", {{"mode", std::string("CRD")}})},
      {"aten::channel_shuffle", channelShuffle},
      {"aten::triu", triangle(1)},
      {"aten::tril", triangle(0)},
      {"aten::constant_pad_nd", [](OnnxLowering& at) { padWith(at, "constant", at.scalar(at.number(2))); }},
      {"aten::pad", pad},
      {"aten::reflection_pad1d", padding("reflect")},
      {"aten::reflection_pad2d", padding("reflect")},
      {"aten::reflection_pad3d", padding("reflect")},
      {"aten::replication_pad1d", padding("edge")},
      {"aten::replication_pad2d", padding("edge")},
      {"aten::replication_pad3d", padding("edge")},
      {"aten::slice", slice},
      {"aten::flip", flip},
      {"aten::squeeze", squeeze},
      {"aten::unsqueeze", unsqueeze},
      {"aten::size", size},
      {"aten::to", convert},
      {"aten::type_as", identity},
      {"aten::dropout", identity},
      {"aten::feature_dropout", identity},
      {"aten::contiguous", identity},
      {"aten::clone", identity},
      {"aten::detach", identity},
  };
}

}  // namespace bitprism::lowering
