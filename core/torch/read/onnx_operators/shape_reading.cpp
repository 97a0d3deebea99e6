#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "core/base/text.h"
#include "core/torch/read/onnx_operators/step.h"

namespace bitprism::onnx {
namespace {

constexpr std::int64_t mostExtent = std::int64_t{1} << 24;  // of steps, paddings and blocks: beyond any network

// The example's extents, as a constant: dependence on the batch is found by comparing recordings.
Results shapeOf(const OnnxStep& at) {
  Integers64 sizes = sizesOf(at.input(0));
  const auto rank = static_cast<std::int64_t>(sizes.size());
  const auto bounded = [&](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + rank : i, 0, rank); };
  const std::int64_t start = bounded(at.node.integer("start", 0)), end = bounded(at.node.integer("end", rank));
  sizes = start < end ? Integers64(sizes.begin() + start, sizes.begin() + end) : Integers64{};
  return {Recorder::constant(at::tensor(sizes, at::kLong))};
}

Results reshape(const OnnxStep& at) {
  const Recorded& input = at.input(0);
  Integers64 target = at.node.opset < 5 ? at.node.integers("shape").value_or(Integers64{}) : at.constantIntegers(1);
  const Integers64 sizes = sizesOf(input);
  if (at.node.integer("allowzero", 0) == 0)
    for (std::size_t i = 0; i < target.size(); ++i) {
      if (target[i] != 0) continue;
      if (i >= sizes.size()) at.refuse(text("copies axis ", i, " of a tensor with ", sizes.size(), " axes"));
      target[i] = sizes[i];
    }
  return at.call("aten::reshape", {input, integerList(target)});
}

Results flatten(const OnnxStep& at) {
  const Integers64 sizes = sizesOf(at.input(0));
  const auto rank = static_cast<std::int64_t>(sizes.size());
  std::int64_t axis = at.node.integer("axis", 1);
  if (axis < 0) axis += rank;
  if (axis < 0 || axis > rank) at.refuse(text("has axis ", axis, " of a tensor with ", rank, " axes"));
  if (axis == 1 && rank > 1) return at.call("aten::flatten.using_ints", {at.input(0), integer(1), integer(-1)});
  const std::int64_t outer = elementCount({sizes.begin(), sizes.begin() + axis}),
                     inner = elementCount({sizes.begin() + axis, sizes.end()});
  return at.call("aten::reshape", {at.input(0), integerList({outer, inner})});
}

Results transpose(const OnnxStep& at) {
  Integers64 order(static_cast<std::size_t>(rankOf(at.input(0))));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(order.size() - 1 - i);
  order = at.node.integers("perm").value_or(order);
  return at.call("aten::permute", {at.input(0), integerList(order)});
}

Results concat(const OnnxStep& at) {
  std::vector<Recorded> parts;
  for (std::size_t i = 0; i < at.node.inputs.size(); ++i) {
    const Recorded& part = at.input(i);
    // An empty vector joins with anything and adds nothing.
    if (!part.dynamic() && exampleOf(part).numel() == 0 && rankOf(part) == 1 && at.node.inputs.size() > 1) continue;
    parts.push_back(part);
  }
  if (parts.empty()) return {at.input(0)};
  const std::int64_t axis = at.axis(at.node.integer("axis", 1), rankOf(parts[0]));
  if (parts.size() == 1) return {parts[0]};
  return at.call("aten::cat", {Recorder::list(parts, ListKind::Tensors), integer(axis)});
}

Results slice(const OnnxStep& at) {
  Integers64 starts, ends, axes, steps;
  if (at.node.opset < 10) {
    starts = at.node.integers("starts").value_or(Integers64{});
    ends = at.node.integers("ends").value_or(Integers64{});
    axes = at.node.integers("axes").value_or(Integers64{});
  } else {
    starts = at.constantIntegers(1);
    ends = at.constantIntegers(2);
    if (at.has(3)) axes = at.constantIntegers(3);
    if (at.has(4)) steps = at.constantIntegers(4);
  }
  if (axes.empty()) {
    axes.resize(starts.size());
    std::iota(axes.begin(), axes.end(), 0);
  }
  if (steps.empty()) steps.assign(starts.size(), 1);
  if (starts.size() != ends.size() || starts.size() != axes.size() || starts.size() != steps.size())
    at.refuse("has starts, ends, axes and steps of different lengths");
  const std::int64_t rank = rankOf(at.input(0));
  Recorded result = at.input(0);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::int64_t axis = at.axis(axes[i], rank), extent = sizesOf(result)[static_cast<std::size_t>(axis)];
    std::int64_t start = starts[i] < 0 ? std::max(starts[i], -extent) + extent : starts[i],
                 end = ends[i] < 0 ? std::max(ends[i], -extent - 1) + extent : ends[i];
    if (steps[i] == 0 || steps[i] < -mostExtent) at.refuse(text("has a step of ", steps[i]));
    if (steps[i] > 0) {
      // At the length in the file; ends beyond the tensor stay, so that all formats give the same program.
      result = at.one("aten::slice.Tensor",
                      {result, integer(axis), integer(starts[i] < 0 ? start : std::min(start, extent)),
                       integer(ends[i] < 0 ? std::max<std::int64_t>(end, 0) : ends[i]), integer(steps[i])});
      continue;
    }
    if (extent == 0) continue;
    // Backwards: reversed, then forwards.
    start = std::clamp<std::int64_t>(start, 0, extent - 1);
    end = std::clamp<std::int64_t>(end, -1, extent - 1);
    result = at.one("aten::flip", {result, integerList({axis})});
    const std::int64_t first = extent - 1 - start, last = std::max(first, extent - 1 - end);
    if (first != 0 || last != extent || steps[i] != -1)
      result = at.one("aten::slice.Tensor", {result, integer(axis), integer(first), integer(last), integer(-steps[i])});
  }
  return {result};
}

Results pad(const OnnxStep& at) {
  const std::string mode = at.node.string("mode", "constant");
  Integers64 pads =
      at.node.opset < 11
          ? at.node.integers(at.node.attributes.contains("paddings") ? "paddings" : "pads").value_or(Integers64{})
          : at.constantIntegers(1);
  double value = at.node.number("value", 0);
  if (at.node.opset >= 11 && at.has(2)) value = at.constantNumber(2);
  const auto rank = static_cast<std::size_t>(rankOf(at.input(0)));
  if (at.has(3)) {
    const Integers64 axes = at.constantIntegers(3);
    if (pads.size() != 2 * axes.size()) at.refuse("has pads that do not fit its axes");
    Integers64 all(2 * rank, 0);
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const auto axis = static_cast<std::size_t>(at.axis(axes[i], static_cast<std::int64_t>(rank)));
      all[axis] = pads[i];
      all[axis + rank] = pads[i + axes.size()];
    }
    pads = all;
  }
  if (pads.size() != 2 * rank) at.refuse(text("has ", pads.size(), " pads, expected ", 2 * rank));
  for (const std::int64_t extent : pads)
    if (extent < -mostExtent || extent > mostExtent) at.refuse(text("pads by ", extent));
  Integers64 order;  // last axis first; leading axes without padding left out
  std::size_t first = 0;
  while (first < rank && pads[first] == 0 && pads[first + rank] == 0) ++first;
  for (std::size_t i = rank; i-- > first;) {
    order.push_back(pads[i]);
    order.push_back(pads[i + rank]);
  }
  if (order.empty()) return {at.input(0)};
  if (mode == "constant") return at.call("aten::constant_pad_nd", {at.input(0), integerList(order), number(value)});
  if (mode == "wrap") {
    // Axis by axis: the end of the tensor before its beginning, its beginning after its end.
    Recorded result = at.input(0);
    for (std::size_t i = first; i < rank; ++i) {
      const std::int64_t before = pads[i], after = pads[i + rank], extent = sizesOf(result)[i];
      if (before == 0 && after == 0) continue;
      if (before < 0 || after < 0 || before > extent || after > extent)
        at.refuse("wraps further than its tensor reaches, which is not supported");
      const auto part = [&](std::int64_t from, std::int64_t to) {
        return at.one("aten::slice.Tensor",
                      {result, integer(static_cast<std::int64_t>(i)), integer(from), integer(to), integer(1)});
      };
      std::vector<Recorded> parts;
      if (before > 0) parts.push_back(part(extent - before, extent));
      parts.push_back(result);
      if (after > 0) parts.push_back(part(0, after));
      result = at.one("aten::cat", {Recorder::list(parts, ListKind::Tensors), integer(static_cast<std::int64_t>(i))});
    }
    return {result};
  }
  if (mode != "reflect" && mode != "edge")
    at.refuse(text("has mode '", mode, "', expected constant, reflect, edge or wrap"));
  if (rank < 3 || rank > 5 || first < 2)
    at.refuse("with reflect or edge pads axes that are not spatial, which is not supported");
  while (order.size() < 2 * (rank - 2)) {
    order.push_back(0);
    order.push_back(0);
  }
  return at.call(text("aten::", mode == "edge" ? "replication" : "reflection", "_pad", rank - 2, "d"),
                 {at.input(0), integerList(order)});
}

Results squeeze(const OnnxStep& at) {
  const Integers64 sizes = sizesOf(at.input(0));
  const auto rank = static_cast<std::int64_t>(sizes.size());
  Integers64 axes = at.attributeOrInput("axes", 1);
  if (axes.empty())
    for (std::int64_t i = 0; i < rank; ++i)
      if (sizes[static_cast<std::size_t>(i)] == 1) axes.push_back(i);
  for (std::int64_t& axis : axes) {
    axis = at.axis(axis, rank);
    if (sizes[static_cast<std::size_t>(axis)] != 1)
      at.refuse(text("removes axis ", axis, " of extent ", sizes[static_cast<std::size_t>(axis)]));
  }
  std::sort(axes.rbegin(), axes.rend());
  Recorded result = at.input(0);
  for (const std::int64_t axis : axes) result = at.one("aten::squeeze.dim", {result, integer(axis)});
  return {result};
}

Results unsqueeze(const OnnxStep& at) {
  Integers64 axes = at.attributeOrInput("axes", 1);
  const std::int64_t rank = rankOf(at.input(0)) + static_cast<std::int64_t>(axes.size());
  if (rank > 64) at.refuse(text("gives a tensor of ", rank, " axes"));
  for (std::int64_t& axis : axes) axis = at.axis(axis, rank);
  std::sort(axes.begin(), axes.end());
  Recorded result = at.input(0);
  for (const std::int64_t axis : axes) result = at.one("aten::unsqueeze", {result, integer(axis)});
  return {result};
}

Results split(const OnnxStep& at) {
  const std::int64_t axis = at.axis(at.node.integer("axis", 0), rankOf(at.input(0)));
  const std::int64_t extent = sizesOf(at.input(0))[static_cast<std::size_t>(axis)];
  Integers64 parts = at.attributeOrInput("split", 1);
  if (parts.empty()) {
    const std::int64_t count = at.node.integer("num_outputs", static_cast<std::int64_t>(at.node.outputCount));
    if (count < 1 || count > extent) at.refuse(text("splits an extent of ", extent, " into ", count));
    const std::int64_t chunk = (extent + count - 1) / count;
    for (std::int64_t i = 0; i < count; ++i)
      parts.push_back(std::max<std::int64_t>(0, std::min(chunk, extent - i * chunk)));
  }
  std::int64_t sum = 0;
  for (const std::int64_t part : parts) {
    if (part < 0 || part > extent) at.refuse(text("has a part of ", part));
    sum += part;
  }
  if (sum != extent || parts.size() < at.node.outputCount)
    at.refuse(text("splits an extent of ", extent, " into parts of ", sum));
  Results results;
  std::int64_t begin = 0;
  for (const std::int64_t part : parts) {
    results.push_back(
        at.one("aten::slice.Tensor", {at.input(0), integer(axis), integer(begin), integer(begin + part), integer(1)}));
    begin += part;
  }
  return results;
}

Results expand(const OnnxStep& at) {
  const Integers64 sizes = sizesOf(at.input(0));
  Integers64 target = at.constantIntegers(1);
  // Broadcasting is mutual: a requested extent of 1 keeps the existing one.
  while (target.size() < sizes.size()) target.insert(target.begin(), 1);
  const std::size_t leading = target.size() - sizes.size();
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (target[leading + i] == 1) target[leading + i] = sizes[i];
  for (const std::int64_t extent : target)
    if (extent < 0) at.refuse(text("expands to an extent of ", extent));
  if (target == sizes) return {at.input(0)};
  return at.call("aten::expand", {at.input(0), integerList(target), truth(false)});
}

Results tile(const OnnxStep& at) {
  Integers64 repeats;
  const std::int64_t rank = rankOf(at.input(0));
  if (at.node.opset < 6) {
    repeats.assign(static_cast<std::size_t>(rank), 1);
    repeats[static_cast<std::size_t>(at.axis(at.constantInteger(2), rank))] = at.constantInteger(1);
  } else {
    repeats = at.constantIntegers(1);
  }
  if (static_cast<std::int64_t>(repeats.size()) != rank)
    at.refuse(text("has ", repeats.size(), " repeats for ", rank, " axes"));
  for (const std::int64_t count : repeats)
    if (count < 0) at.refuse(text("repeats ", count, " times"));
  return at.call("aten::repeat", {at.input(0), integerList(repeats)});
}

Results depthToSpace(const OnnxStep& at) {
  const std::int64_t block = at.node.integer("blocksize", 0);
  const Integers64 sizes = sizesOf(at.input(0));
  if (sizes.size() != 4) at.refuse("expects an input of 4 axes");
  if (block < 1 || block > 4096 || sizes[1] % (block * block) != 0)
    at.refuse(text("has blocks of ", block, " for ", sizes[1], " channels"));
  if (at.node.string("mode", "DCR") == "CRD") return at.call("aten::pixel_shuffle", {at.input(0), integer(block)});
  const std::int64_t depth = sizes[1] / (block * block);
  const Recorded apart =
      at.one("aten::reshape", {at.input(0), integerList({sizes[0], block, block, depth, sizes[2], sizes[3]})});
  const Recorded turned = at.one("aten::permute", {apart, integerList({0, 3, 4, 1, 5, 2})});
  return at.call("aten::reshape", {turned, integerList({sizes[0], depth, sizes[2] * block, sizes[3] * block})});
}

Results spaceToDepth(const OnnxStep& at) {
  const std::int64_t block = at.node.integer("blocksize", 0);
  const Integers64 sizes = sizesOf(at.input(0));
  if (sizes.size() != 4) at.refuse("expects an input of 4 axes");
  if (block < 1 || block > mostExtent || sizes[2] % block != 0 || sizes[3] % block != 0)
    at.refuse(text("has blocks of ", block, " for ", sizes[2], " x ", sizes[3]));
  const std::int64_t height = sizes[2] / block, width = sizes[3] / block;
  const Recorded apart =
      at.one("aten::reshape", {at.input(0), integerList({sizes[0], sizes[1], height, block, width, block})});
  const Recorded turned = at.one("aten::permute", {apart, integerList({0, 3, 5, 1, 2, 4})});
  return at.call("aten::reshape", {turned, integerList({sizes[0], sizes[1] * block * block, height, width})});
}

OnnxRule triangle() {
  return [](const OnnxStep& at) {
    const std::int64_t diagonal = at.has(1) ? at.constantInteger(1) : 0;
    return at.call(at.node.integer("upper", 1) ? "aten::triu" : "aten::tril", {at.input(0), integer(diagonal)});
  };
}

}  // namespace

// Element types as ONNX counts them.
namespace {

bool isCode(const at::Tensor& tensor) {
  return tensor.scalar_type() == at::kByte || tensor.scalar_type() == at::kChar;
}

}  // namespace

Recorded castTo(const OnnxStep& at, const Recorded& input, std::int64_t onnxType) {
  at::ScalarType type = at::kFloat;
  switch (onnxType) {
    case 10:
    case 11:
    case 16:
      at.recorder.notice("Floating-point numbers of other widths are read as 32-bit floats.");
      break;
    case 1:
      break;
    case 9:
      type = at::kBool;
      break;
    case 2:
    case 3:
      // Codes that stand in a smaller container; numbers of other kinds are 64 bits wide here.
      type = !input.dynamic() && isCode(exampleOf(input)) ? (onnxType == 2 ? at::kByte : at::kChar) : at::kLong;
      break;
    case 4:
    case 5:
    case 6:
    case 7:
    case 12:
    case 13:
      type = at::kLong;
      break;
    default:
      at.refuse(text("casts to element type ", onnxType, ", which is not supported"));
  }
  return at.one("aten::to.dtype",
                {input, integer(static_cast<std::int64_t>(type)), truth(false), truth(false), none()});
}

namespace {

// Cropped or padded with zeros on both sides; the side of the end has what is odd.
Results centerCropPad(const OnnxStep& at) {
  const Integers64 sizes = sizesOf(at.input(0)), target = at.constantIntegers(1);
  const auto rank = static_cast<std::int64_t>(sizes.size());
  Integers64 axes = at.node.integers("axes").value_or(Integers64{});
  if (axes.empty())
    for (std::int64_t i = 0; i < rank; ++i) axes.push_back(i);
  if (axes.size() != target.size()) at.refuse(text("has ", target.size(), " extents for ", axes.size(), " axes"));
  Integers64 before(sizes.size(), 0), after(sizes.size(), 0);
  std::set<std::int64_t> seen;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::int64_t axis = at.axis(axes[i], rank);
    if (!seen.insert(axis).second) at.refuse(text("names axis ", axis, " twice"));
    if (target[i] < 1 || target[i] > (std::int64_t{1} << 24)) at.refuse(text("asks for an extent of ", target[i]));
    const auto at0 = static_cast<std::size_t>(axis);
    const std::int64_t change = target[i] - sizes[at0];
    before[at0] = change < 0 ? -(-change / 2) : change / 2;
    after[at0] = change - before[at0];
  }
  std::size_t first = 0;
  while (first < before.size() && before[first] == 0 && after[first] == 0) ++first;
  if (first == before.size()) return {at.input(0)};
  Integers64 pads;  // ATen's order: last axis first
  for (std::size_t axis = before.size(); axis-- > first;) {
    pads.push_back(before[axis]);
    pads.push_back(after[axis]);
  }
  return at.call("aten::constant_pad_nd", {at.input(0), integerList(pads), number(0)});
}

}  // namespace

OnnxRules shapeRules() {
  return {
      {"Shape", shapeOf},
      {"Size",
       [](const OnnxStep& at) -> Results {
         return {Recorder::constant(at::scalar_tensor(exampleOf(at.input(0)).numel(), at::kLong))};
       }},
      {"Reshape", reshape},
      {"Flatten", flatten},
      {"Transpose", transpose},
      {"Concat", concat},
      {"Slice", slice},
      {"Pad", pad},
      {"CenterCropPad", centerCropPad},
      {"Squeeze", squeeze},
      {"Unsqueeze", unsqueeze},
      {"Split", split},
      {"Expand", expand},
      {"Tile", tile},
      {"DepthToSpace", depthToSpace},
      {"SpaceToDepth", spaceToDepth},
      {"Trilu", triangle()},
      {"Cast", [](const OnnxStep& at) -> Results { return {castTo(at, at.input(0), at.node.integer("to", 1))}; }},
      {"CastLike",
       [](const OnnxStep& at) -> Results {
         const at::ScalarType type = exampleOf(at.input(1)).scalar_type();
         return {castTo(at, at.input(0), type == at::kBool ? 9 : at::isFloatingType(type) ? 1 : 7)};
       }},
      {"Identity", [](const OnnxStep& at) -> Results { return {at.input(0)}; }},
      {"Dropout", [](const OnnxStep& at) -> Results { return {at.input(0)}; }},
  };
}

}  // namespace bitprism::onnx
