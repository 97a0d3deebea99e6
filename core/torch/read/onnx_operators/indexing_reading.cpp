#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>

#include "core/base/text.h"
#include "core/torch/read/onnx_operators/step.h"

namespace bitprism::onnx {
namespace {

// Constant indices counted from 0; others are assumed to be so already.
Recorded counted(const OnnxStep& at, std::size_t i, std::int64_t extent) {
  const Recorded& given = at.input(i);
  if (isFloat(given)) at.refuse("has indices that are not whole numbers");
  if (given.dynamic()) {
    const at::Tensor example = exampleOf(given);
    return example.scalar_type() == at::kLong ? given : castTo(at, given, 7);
  }
  at::Tensor index = exampleOf(given).to(at::kLong);
  index = at::where(index < 0, index + extent, index);
  if (index.numel() > 0 && (index.min().item<std::int64_t>() < 0 || index.max().item<std::int64_t>() >= extent))
    at.refuse(text("has an index outside an extent of ", extent));
  return Recorder::constant(index.contiguous(), given.name);
}

Results gather(const OnnxStep& at) {
  const Recorded& data = at.input(0);
  const Integers64 sizes = sizesOf(data), indexSizes = sizesOf(at.input(1));
  const std::int64_t axis = at.axis(at.node.integer("axis", 0), static_cast<std::int64_t>(sizes.size()));
  const Recorded index = counted(at, 1, sizes[static_cast<std::size_t>(axis)]);
  if (!index.dynamic() && indexSizes.empty())
    return at.call("aten::select.int", {data, integer(axis), integer(exampleOf(index).item<std::int64_t>())});
  if (indexSizes.size() == 1) return at.call("aten::index_select", {data, integer(axis), index});
  if (axis == 0 && sizes.size() == 2 && !data.dynamic())
    return at.call("aten::embedding", {data, index, integer(-1), truth(false), truth(false)});
  const Recorded flat = at.one("aten::reshape", {index, integerList({-1})});
  const Recorded picked = at.one("aten::index_select", {data, integer(axis), flat});
  const Integers64 before(sizes.begin(), sizes.begin() + axis), after(sizes.begin() + axis + 1, sizes.end());
  return at.call("aten::reshape", {picked, integerList(joined(joined(before, indexSizes), after))});
}

Results gatherElements(const OnnxStep& at) {
  const Integers64 sizes = sizesOf(at.input(0));
  const std::int64_t axis = at.axis(at.node.integer("axis", 0), static_cast<std::int64_t>(sizes.size()));
  return at.call("aten::gather",
                 {at.input(0), integer(axis), counted(at, 1, sizes[static_cast<std::size_t>(axis)]), truth(false)});
}

// The indices of axis k are column k of the last axis.
Recorded indexColumns(const OnnxStep& at, std::size_t i, const Integers64& sizes) {
  if (at.input(i).dynamic()) at.refuseData("takes its indices from the data of a tensor, expected constants");
  const at::Tensor all = exampleOf(at.input(i)).to(at::kLong);
  const std::int64_t depth = all.dim() == 0 ? 0 : all.size(-1);
  if (depth < 1 || depth > static_cast<std::int64_t>(sizes.size())) at.refuse("has indices whose depth does not fit");
  std::vector<Recorded> columns;
  for (std::int64_t k = 0; k < depth; ++k) {
    at::Tensor column = all.select(-1, k);
    const std::int64_t extent = sizes[static_cast<std::size_t>(k)];
    column = at::where(column < 0, column + extent, column).contiguous();
    if (column.numel() > 0 && (column.min().item<std::int64_t>() < 0 || column.max().item<std::int64_t>() >= extent))
      at.refuse(text("has an index outside an extent of ", extent));
    columns.push_back(Recorder::constant(column));
  }
  return Recorder::list(columns, ListKind::OptionalTensors);
}

Results gatherNd(const OnnxStep& at) {
  if (at.node.integer("batch_dims", 0) != 0) at.refuse("with batch dimensions is not supported");
  return at.call("aten::index.Tensor", {at.input(0), indexColumns(at, 1, sizesOf(at.input(0)))});
}

Results scatterNd(const OnnxStep& at) {
  if (at.node.string("reduction", "none") != "none") at.refuse("with a reduction is not supported");
  return at.call("aten::index_put",
                 {at.input(0), indexColumns(at, 1, sizesOf(at.input(0))), at.input(2), truth(false)});
}

Results scatterElements(const OnnxStep& at) {
  if (at.node.string("reduction", "none") != "none") at.refuse("with a reduction is not supported");
  const Integers64 sizes = sizesOf(at.input(0));
  const std::int64_t axis = at.axis(at.node.integer("axis", 0), static_cast<std::int64_t>(sizes.size()));
  return at.call("aten::scatter.src",
                 {at.input(0), integer(axis), counted(at, 1, sizes[static_cast<std::size_t>(axis)]), at.input(2)});
}

// on at the index of the class, off elsewhere.
Results oneHot(const OnnxStep& at) {
  const std::int64_t depth = at.constantInteger(1);
  if (depth < 1 || depth > (std::int64_t{1} << 24)) at.refuse(text("has a depth of ", depth));
  const std::int64_t axis = at.axis(at.node.integer("axis", -1), rankOf(at.input(0)) + 1);
  if (at.input(2).dynamic()) at.refuse("takes its values from the data of a tensor");
  const at::Tensor values = exampleOf(at.input(2));
  if (values.numel() != 2) at.refuse("expects two values");
  Integers64 form(static_cast<std::size_t>(rankOf(at.input(0)) + 1), 1);
  form[static_cast<std::size_t>(axis)] = depth;
  const Recorded classes = Recorder::constant(at::arange(depth, at::kLong).reshape(form));
  const Recorded index = at.one("aten::unsqueeze", {at.input(0), integer(axis)});
  const Recorded hit = at.one("aten::eq.Tensor", {index, classes});
  return at.call("aten::where.self",
                 {hit, Recorder::constant(values.flatten()[1]), Recorder::constant(values.flatten()[0])});
}

// The first `length` items of every sequence in reverse, which differ by sequence.
Results reverseSequence(const OnnxStep& at) {
  const Integers64 sizes = sizesOf(at.input(0)), lengths = at.constantIntegers(1);
  const auto rank = static_cast<std::int64_t>(sizes.size());
  const std::int64_t batch = at.axis(at.node.integer("batch_axis", 1), rank),
                     time = at.axis(at.node.integer("time_axis", 0), rank);
  if (batch == time || batch > 1 || time > 1) at.refuse("expects time and batch as its first two axes");
  const std::int64_t extent = sizes[static_cast<std::size_t>(time)];
  if (static_cast<std::int64_t>(lengths.size()) != sizes[static_cast<std::size_t>(batch)])
    at.refuse(text("has ", lengths.size(), " lengths for ", sizes[static_cast<std::size_t>(batch)], " sequences"));
  for (const std::int64_t length : lengths)
    if (length < 0 || length > extent) at.refuse(text("has a length of ", length, " in ", extent, " items"));
  const auto reversed = [&](const Recorded& input, std::int64_t length) {
    Integers64 items(static_cast<std::size_t>(extent));
    for (std::int64_t i = 0; i < extent; ++i) items[static_cast<std::size_t>(i)] = i < length ? length - 1 - i : i;
    return at.one("aten::index_select", {input, integer(time), Recorder::constant(at::tensor(items, at::kLong))});
  };
  if (lengths.empty()) return {at.input(0)};
  if (std::all_of(lengths.begin(), lengths.end(), [&](std::int64_t length) { return length == lengths[0]; }))
    return {reversed(at.input(0), lengths[0])};
  std::vector<Recorded> parts;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const auto from = static_cast<std::int64_t>(i);
    parts.push_back(reversed(
        at.one("aten::slice.Tensor", {at.input(0), integer(batch), integer(from), integer(from + 1), integer(1)}),
        lengths[i]));
  }
  return at.call("aten::cat", {Recorder::list(std::move(parts), ListKind::Tensors), integer(batch)});
}

Results gridSample(const OnnxStep& at) {
  const std::string mode = at.node.string("mode", "bilinear"), padding = at.node.string("padding_mode", "zeros");
  using Names = std::map<std::string, std::int64_t>;  // ATen's numbers; opset 20 changed some names
  const auto numberOf = [&](const std::string& name, const Names& names) {
    const auto found = names.find(name);
    if (found == names.end()) at.refuse(text("has mode '", name, "', which is not supported"));
    return found->second;
  };
  return at.call(
      "aten::grid_sampler",
      {at.input(0), at.input(1),
       integer(numberOf(mode, {{"bilinear", 0}, {"linear", 0}, {"nearest", 1}, {"bicubic", 2}, {"cubic", 2}})),
       integer(numberOf(padding, {{"zeros", 0}, {"border", 1}, {"reflection", 2}})),
       truth(at.node.integer("align_corners", 0) != 0)});
}

}  // namespace

OnnxRules indexingRules() {
  return {
      {"Gather", gather},
      {"GatherElements", gatherElements},
      {"GatherND", gatherNd},
      {"ScatterND", scatterNd},
      {"ScatterElements", scatterElements},
      {"Scatter", scatterElements},
      {"OneHot", oneHot},
      {"ReverseSequence", reverseSequence},
      {"GridSample", gridSample},
      {"NonZero",
       [](const OnnxStep& at) {
         if (at.input(0).dynamic()) at.refuseData("gives a tensor whose extent depends on the data");
         return at.call("aten::t", {at.one("aten::nonzero", {at.input(0)})});
       }},
  };
}

}  // namespace bitprism::onnx
