#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>

#include "core/base/text.h"
#include "core/torch/read/tflite_operators/step.h"

namespace bitprism::tflite {
namespace {

constexpr int reshapeOptions = 17, squeezeOptions = 30, castOptions = 37, mirrorOptions = 77;
constexpr std::int64_t mostPadding = std::int64_t{1} << 24;

void reshape(const Step& at) {
  const FlatTable options = at.options(reshapeOptions);
  Integers target;
  if (at.has(1)) {
    target = at.constantIntegers(1);
  } else {
    const std::vector<std::int32_t> stated = options.numbers<std::int32_t>(0);
    target.assign(stated.begin(), stated.end());
  }
  for (const std::int64_t extent : target)
    if (extent < -1) at.refuse(text("has a shape of ", shapeText(target)));
  at.give(at.one("aten::reshape", {at.flat(0), integers(target)}));
}

void squeeze(const Step& at) {
  const Integers sizes = at.sizes(0);
  Integers axes;
  for (const std::int32_t axis : at.options(squeezeOptions).numbers<std::int32_t>(0))
    axes.push_back(at.axis(axis, at.rank(0)));
  if (axes.empty())
    for (std::size_t i = 0; i < sizes.size(); ++i)
      if (sizes[i] == 1) axes.push_back(static_cast<std::int64_t>(i));
  std::sort(axes.begin(), axes.end());
  axes.erase(std::unique(axes.begin(), axes.end()), axes.end());
  // Without both axes of the pixels the order of the others is that of the file.
  const bool pixels = at.layout(0) == Layout::First && std::count(axes.begin(), axes.end(), 1) == 1 &&
                      std::count(axes.begin(), axes.end(), 2) == 1;
  if (pixels)
    for (std::int64_t& axis : axes) axis = axisFirst(axis);
  if (axes.empty()) return at.give(at.in(0));
  at.give(at.onnx("Squeeze", {at.in(0, pixels ? Layout::First : Layout::Last), integerTensor(axes)}));
}

void expandAxes(const Step& at) {
  const std::int64_t axis = at.axis(at.constantInteger(1), at.rank(0) + 1);
  at.give(at.one("aten::unsqueeze", {at.in(0), integer(axis)}));
}

// Two turns become one, or none.
void transpose(const Step& at) {
  Integers order = at.constantIntegers(1);
  const std::int64_t rank = at.rank(0);
  if (static_cast<std::int64_t>(order.size()) != rank)
    at.refuse(text("orders ", order.size(), " axes of a tensor with ", rank));
  for (std::int64_t& axis : order) axis = at.axis(axis, rank);
  Integers sorted = order;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    at.refuse(text("has an order of ", shapeText(order), ", which names an axis twice"));
  const Layout layout = at.layout(0);
  if (layout == Layout::First)
    for (std::int64_t& axis : order) axis = axisFirst(axis);
  const Recorded input = at.in(0, layout);
  at.give(std::is_sorted(order.begin(), order.end()) ? input : at.one("aten::permute", {input, integers(order)}));
}

// Before and after each axis, in the order of a layout.
struct Paddings {
  Integers before, after;
};

Paddings paddingsOf(const Step& at, Layout layout) {
  const Integers all = at.constantIntegers(1);
  const std::int64_t rank = at.rank(0);
  if (static_cast<std::int64_t>(all.size()) != 2 * rank)
    at.refuse(text("has ", all.size(), " paddings for ", rank, " axes"));
  Paddings result{Integers(static_cast<std::size_t>(rank)), Integers(static_cast<std::size_t>(rank))};
  for (std::int64_t i = 0; i < rank; ++i) {
    const auto from = static_cast<std::size_t>(2 * i),
               to = static_cast<std::size_t>(layout == Layout::First ? axisFirst(i) : i);
    for (const std::int64_t padding : {all[from], all[from + 1]})
      if (padding < 0 || padding > mostPadding) at.refuse(text("has a padding of ", padding));
    result.before[to] = all[from];
    result.after[to] = all[from + 1];
  }
  return result;
}

void pad(const Step& at) {
  const Layout layout = at.layout(0);
  Paddings paddings = paddingsOf(at, layout);
  const double value = at.node.op == "PADV2" ? at.constantNumber(2) : 0;
  Integers all = paddings.before;
  all.insert(all.end(), paddings.after.begin(), paddings.after.end());
  at.give(at.onnx("Pad", {at.in(0, layout), integerTensor(all), Recorder::constant(at::scalar_tensor(value))}), layout);
}

// Every number of the result is one of the input: mirrored at the border, or at the number that stands there.
void mirrorPad(const Step& at) {
  const int mode = at.options(mirrorOptions).number<std::int8_t>(0, 0);
  if (mode != 0 && mode != 1) at.refuse(text("has mode ", mode, ", expected REFLECT (0) or SYMMETRIC (1)"));
  const Layout layout = at.layout(0);
  const Paddings paddings = paddingsOf(at, layout);
  const Integers sizes = at.sizes(0);
  Recorded result = at.in(0, layout);
  for (std::int64_t a = 0; a < at.rank(0); ++a) {
    const auto place = static_cast<std::size_t>(layout == Layout::First ? axisFirst(a) : a);
    const std::int64_t extent = sizes[static_cast<std::size_t>(a)], most = mode == 0 ? extent - 1 : extent,
                       before = paddings.before[place], after = paddings.after[place];
    if (before == 0 && after == 0) continue;
    if (before > most || after > most)
      at.refuse(text("pads an extent of ", extent, " by ", std::max(before, after), ", expected at most ", most));
    Integers sources;
    for (std::int64_t i = -before; i < extent + after; ++i) {
      const std::int64_t border = mode == 0 ? 0 : 1;
      sources.push_back(i < 0 ? -i - border : i < extent ? i : 2 * extent - 2 - i + border);
    }
    result = at.one("aten::index_select", {result, integer(static_cast<std::int64_t>(place)), integerTensor(sources)});
  }
  at.give(result, layout);
}

void cast(const Step& at) {
  at.options(castOptions);
  if (at.node.outputs.empty()) at.refuse("gives nothing");
  const TfliteTensor& wanted = at.model.tensors[static_cast<std::size_t>(at.node.outputs[0])];
  if (at.tensor(0).isCode() || wanted.isCode())
    at.refuse("takes codes for numbers, which the float network does not hold");
  constexpr std::int64_t onnxFloat = 1, onnxInteger = 7, onnxBoolean = 9;
  const std::int64_t type = isTfliteFloat(wanted.type)        ? onnxFloat
                            : wanted.type == TfliteType::Bool ? onnxBoolean
                                                              : onnxInteger;
  const Layout layout = at.layout(0);
  at.give(at.onnx("Cast", {at.in(0, layout)}, {{"to", type}}), layout);
}

void shape(const Step& at) {
  at.give(integerTensor(at.sizes(0)));
}

void broadcast(const Step& at) {
  at.give(at.onnx("Expand", {at.in(0), integerTensor(at.constantIntegers(1))}));
}

void tile(const Step& at) {
  at.give(at.onnx("Tile", {at.in(0), integerTensor(at.constantIntegers(1))}));
}

}  // namespace

Rules shapeRules() {
  return {{"RESHAPE", reshape},        {"SQUEEZE", squeeze}, {"EXPAND_DIMS", expandAxes},
          {"TRANSPOSE", transpose},    {"PAD", pad},         {"PADV2", pad},
          {"MIRROR_PAD", mirrorPad},   {"CAST", cast},       {"SHAPE", shape},
          {"BROADCAST_TO", broadcast}, {"TILE", tile}};
}

}  // namespace bitprism::tflite
