#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <limits>

#include "core/base/text.h"
#include "core/torch/read/tflite_operators/step.h"

// Parts of tensors, and tensors of parts.
namespace bitprism::tflite {
namespace {

constexpr int concatenationOptions = 10, gatherOptions = 23, stridedOptions = 32, splitOptions = 35, packOptions = 59,
              unpackOptions = 64, splitByOptions = 79;
constexpr std::int64_t toTheEnd = std::numeric_limits<std::int32_t>::max();

std::int64_t axisIn(std::int64_t axis, Layout layout) {
  return layout == Layout::First ? axisFirst(axis) : axis;
}

void concatenation(const Step& at) {
  const FlatTable options = at.options(concatenationOptions);
  if (!at.has(0)) at.refuse("has no inputs");
  const std::int64_t axis = at.axis(options.number<std::int32_t>(0, 0), at.rank(0));
  Layout layout = Layout::Last;
  for (std::size_t i = 0; i < at.node.inputs.size(); ++i)
    if (at.dynamic(i) && at.layout(i) == Layout::First) layout = Layout::First;
  std::vector<Recorded> parts;
  for (std::size_t i = 0; i < at.node.inputs.size(); ++i) parts.push_back(at.in(i, layout));
  const Recorded joined = at.onnx("Concat", parts, {{"axis", axisIn(axis, layout)}});
  at.give(at.activated(joined, options.number<std::int8_t>(1, 0)), layout);
}

struct Ranges {
  Integers starts, ends, axes, steps;
};

Recorded partOf(const Step& at, const Ranges& ranges, Layout layout) {
  Integers axes = ranges.axes;
  for (std::int64_t& axis : axes) axis = axisIn(axis, layout);
  if (axes.empty()) return at.in(0, layout);
  return at.onnx("Slice", {at.in(0, layout), integerTensor(ranges.starts), integerTensor(ranges.ends),
                           integerTensor(axes), integerTensor(ranges.steps)});
}

void slice(const Step& at) {
  const Integers begin = at.constantIntegers(1), count = at.constantIntegers(2), sizes = at.sizes(0);
  if (begin.size() != sizes.size() || count.size() != sizes.size())
    at.refuse(text("has ", begin.size(), " starts and ", count.size(), " extents for ", sizes.size(), " axes"));
  Ranges ranges;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (begin[i] < 0 || begin[i] > sizes[i] || count[i] < -1 || (count[i] >= 0 && count[i] > sizes[i] - begin[i]))
      at.refuse(text("takes ", count[i], " from ", begin[i], " on of an extent of ", sizes[i]));
    if (begin[i] == 0 && (count[i] == -1 || count[i] == sizes[i])) continue;
    ranges.starts.push_back(begin[i]);
    ranges.ends.push_back(count[i] == -1 ? toTheEnd : begin[i] + count[i]);
    ranges.axes.push_back(static_cast<std::int64_t>(i));
    ranges.steps.push_back(1);
  }
  at.give(partOf(at, ranges, at.layout(0)), at.layout(0));
}

// What a strided slice says of an axis of its result or its input.
struct StridedAxis {
  enum Kind { Kept, Removed, New } kind = Kept;
  std::int64_t place = 0;  // of what is taken of a removed axis
};

// A bit of a mask stands for an entry: its start or end is left out, one place is taken and the axis removed, it is a
// new axis, or it stands for all axes that no other entry names.
void stridedSlice(const Step& at) {
  const FlatTable options = at.options(stridedOptions);
  const auto masked = [&](int mask, std::size_t entry) {
    return (options.number<std::int32_t>(mask, 0) >> entry & 1) != 0;
  };
  enum { BeginMask = 0, EndMask = 1, EllipsisMask = 2, NewAxisMask = 3, ShrinkMask = 4, EndIsOffset = 5 };
  const Integers begin = at.constantIntegers(1), end = at.constantIntegers(2), steps = at.constantIntegers(3),
                 sizes = at.sizes(0);
  std::size_t named = 0, ellipses = 0;
  for (std::size_t i = 0; i < begin.size() && i < 31; ++i) {
    if (masked(EllipsisMask, i))
      ++ellipses;
    else if (!masked(NewAxisMask, i))
      ++named;
  }
  if (begin.size() > 31 || named > sizes.size() || end.size() != begin.size() || steps.size() != begin.size())
    at.refuse(text("has ", begin.size(), " starts, ", end.size(), " ends and ", steps.size(), " steps for ",
                   sizes.size(), " axes"));
  if (ellipses > 1) at.refuse("leaves out axes in two places, expected one");
  Ranges ranges;
  std::vector<StridedAxis> form;
  std::size_t a = 0;  // the axis of the input
  for (std::size_t i = 0; i < begin.size(); ++i) {
    if (masked(EllipsisMask, i)) {
      form.resize(form.size() + sizes.size() - named);
      a += sizes.size() - named;
      continue;
    }
    if (masked(NewAxisMask, i)) {
      form.push_back({StridedAxis::New});
      continue;
    }
    const std::int64_t extent = sizes[a];
    if (masked(ShrinkMask, i)) {
      const std::int64_t place = begin[i] < 0 ? begin[i] + extent : begin[i];
      if (place < 0 || place >= extent) at.refuse(text("takes place ", begin[i], " of an extent of ", extent));
      form.push_back({StridedAxis::Removed, place});
      ++a;
      continue;
    }
    const bool backwards = steps[i] < 0;
    const std::int64_t last = options.truth(EndIsOffset) ? begin[i] + end[i] : end[i];
    const std::int64_t start = !masked(BeginMask, i) ? begin[i]
                               : backwards           ? toTheEnd
                                                     : 0,
                       stop = !masked(EndMask, i) ? last
                              : backwards         ? -toTheEnd
                                                  : toTheEnd;
    form.emplace_back();
    const auto axis = static_cast<std::int64_t>(a++);
    if (start == 0 && stop >= extent && steps[i] == 1) continue;
    ranges.starts.push_back(start);
    ranges.ends.push_back(stop);
    ranges.axes.push_back(axis);
    ranges.steps.push_back(steps[i]);
  }
  const auto kept = [](const StridedAxis& axis) { return axis.kind == StridedAxis::Kept; };
  const Layout layout = std::all_of(form.begin(), form.end(), kept) ? at.layout(0) : Layout::Last;
  Recorded result = partOf(at, ranges, layout);
  std::int64_t axis = 0;
  for (const StridedAxis& entry : form) {
    if (entry.kind == StridedAxis::Removed) {
      result = at.one("aten::select.int", {result, integer(axis), integer(entry.place)});
      continue;
    }
    if (entry.kind == StridedAxis::New) result = at.one("aten::unsqueeze", {result, integer(axis)});
    ++axis;
  }
  at.give(result, layout);
}

// The value's parts of these extents along an axis, one a result.
void split(const Step& at, std::size_t value, std::int64_t axis, const Integers& extents) {
  if (extents.size() != at.node.outputs.size())
    at.refuse(text("has ", extents.size(), " parts and ", at.node.outputs.size(), " results"));
  const Layout layout = at.layout(value);
  const Recorded whole = at.in(value, layout);
  std::int64_t start = 0;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    at.give(at.one("aten::slice.Tensor",
                   {whole, integer(axisIn(axis, layout)), integer(start), integer(start + extents[i]), integer(1)}),
            layout, i);
    start += extents[i];
  }
}

// (axis, value)
void equalSplit(const Step& at) {
  const std::int64_t count = at.options(splitOptions).number<std::int32_t>(0, 0);
  const std::int64_t axis = at.axis(at.constantInteger(0), at.rank(1));
  const std::int64_t extent = at.sizes(1)[static_cast<std::size_t>(axis)];
  if (count != static_cast<std::int64_t>(at.node.outputs.size()) || extent % count != 0)
    at.refuse(text("splits an extent of ", extent, " into ", count, " parts for ", at.node.outputs.size(), " results"));
  split(at, 1, axis, Integers(static_cast<std::size_t>(count), extent / count));
}

// (value, extents, axis); an extent of -1 is what is left.
void statedSplit(const Step& at) {
  at.options(splitByOptions);
  Integers extents = at.constantIntegers(1);
  const std::int64_t axis = at.axis(at.constantInteger(2), at.rank(0));
  const std::int64_t whole = at.sizes(0)[static_cast<std::size_t>(axis)];
  std::int64_t left = whole, open = 0;
  for (const std::int64_t extent : extents) {
    if (extent < -1 || extent > whole) at.refuse(text("has a part of ", extent, " of an extent of ", whole));
    if (extent == -1)
      ++open;
    else
      left -= extent;
  }
  for (std::int64_t& extent : extents)
    if (extent == -1 && open == 1) extent = left;
  if (open > 1 || left < 0 || (open == 0 && left != 0))
    at.refuse(text("has parts that do not make up an extent of ", whole));
  split(at, 0, axis, extents);
}

void pack(const Step& at) {
  const std::int64_t axis = at.options(packOptions).number<std::int32_t>(1, 0);
  if (!at.has(0)) at.refuse("has no inputs");
  std::vector<Recorded> parts;
  for (std::size_t i = 0; i < at.node.inputs.size(); ++i) parts.push_back(at.in(i));
  at.give(at.one("aten::stack", {Recorder::list(parts, ListKind::Tensors), integer(at.axis(axis, at.rank(0) + 1))}));
}

void unpack(const Step& at) {
  const std::int64_t axis = at.axis(at.options(unpackOptions).number<std::int32_t>(1, 0), at.rank(0));
  const std::int64_t extent = at.sizes(0)[static_cast<std::size_t>(axis)];
  if (extent != static_cast<std::int64_t>(at.node.outputs.size()))
    at.refuse(text("takes an extent of ", extent, " apart for ", at.node.outputs.size(), " results"));
  const Recorded whole = at.in(0);
  for (std::int64_t i = 0; i < extent; ++i)
    at.give(at.one("aten::select.int", {whole, integer(axis), integer(i)}), Layout::Last, static_cast<std::size_t>(i));
}

void gather(const Step& at) {
  const FlatTable options = at.options(gatherOptions);
  if (options.number<std::int32_t>(1, 0) != 0) at.refuse("keeps axes of batches, which is not supported");
  at.give(at.onnx("Gather", {at.in(0), at.in(1)}, {{"axis", std::int64_t{options.number<std::int32_t>(0, 0)}}}));
}

}  // namespace

Rules partRules() {
  return {{"CONCATENATION", concatenation},
          {"SLICE", slice},
          {"STRIDED_SLICE", stridedSlice},
          {"SPLIT", equalSplit},
          {"SPLIT_V", statedSplit},
          {"PACK", pack},
          {"UNPACK", unpack},
          {"GATHER", gather}};
}

}  // namespace bitprism::tflite
