#include "core/torch/read/image_independence.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <map>
#include <optional>

namespace bitprism {
namespace independence {
namespace {

// A tensor of the recording for two images, and where they lie in it. Only one extent differs between the recordings,
// so an image is everything at its half of that axis; axis -1: the tensor does not grow with the images.
struct Batched {
  Shape shape;
  std::int64_t axis = -1;

  auto rank() const { return static_cast<std::int64_t>(shape.size()); }
  std::int64_t fromEnd() const { return rank() - axis; }  // 1: the last
  std::int64_t extent() const { return shape[static_cast<std::size_t>(axis)]; }
};

// An instruction with its first result.
struct Step {
  const Instruction& instruction;
  std::vector<std::optional<Batched>> inputs;  // of every operand that is one tensor
  Batched result;

  const Operand& operand(std::size_t i) const { return instruction.inputs.at(i); }
  bool varies(std::size_t i) const { return i < inputs.size() && inputs[i] && inputs[i]->axis >= 0; }
  bool first() const { return varies(0); }  // the data
  bool only(std::size_t given) const {      // nothing else grows
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (i != given && varies(i)) return false;
    return varies(given);
  }
};

using Rule = bool (*)(const Step&);

// The integers of an operand, counted from 0 for a tensor of `rank` axes; empty if it is something else.
std::vector<std::int64_t> axesOf(const Operand& operand, std::int64_t rank) {
  std::vector<std::int64_t> axes;
  if (const auto* one = std::get_if<std::int64_t>(&operand)) axes = {*one};
  if (const auto* several = std::get_if<std::vector<std::int64_t>>(&operand)) axes = *several;
  for (std::int64_t& axis : axes)
    if (axis < 0) axis += rank;
  return axes;
}

bool isApart(const std::vector<std::int64_t>& axes, std::int64_t axis) {
  return !axes.empty() && std::find(axes.begin(), axes.end(), axis) == axes.end();
}

// Number by number, with broadcasting: the images of all operands lie where those of the result do.
bool numberByNumber(const Step& step) {
  return std::all_of(step.inputs.begin(), step.inputs.end(), [&](const std::optional<Batched>& input) {
    return !input || input->axis < 0 ||
           (input->fromEnd() == step.result.fromEnd() && input->extent() == step.result.extent());
  });
}

// The axes move, or there are more or fewer of one number.
bool moves(const Step& step) {
  return step.only(0) && step.inputs[0]->extent() == step.result.extent();
}

// The images are the outermost of what they were the outermost of, and as large as before.
bool reshapes(const Step& step) {
  if (!step.only(0)) return false;
  const auto before = [](const Batched& tensor) {
    std::int64_t product = 1;
    for (std::int64_t i = 0; i < tensor.axis; ++i) product *= tensor.shape[static_cast<std::size_t>(i)];
    return product;
  };
  return before(*step.inputs[0]) == before(step.result);
}

// Windows or channels: whatever is not the first axis.
bool firstAxisApart(const Step& step) {
  return step.only(0) && step.inputs[0]->axis == 0 && step.inputs[0]->rank() >= 3;
}

bool convolves(const Step& step) {
  return firstAxisApart(step) && step.inputs.size() > 1 && step.inputs[1] &&
         step.inputs[0]->rank() == step.inputs[1]->rank();
}

// (input, weight, bias, mean, variance, training, ...)
bool normalizesBatches(const Step& step) {
  const auto* training = step.instruction.inputs.size() > 5 ? std::get_if<bool>(&step.operand(5)) : nullptr;
  return training && !*training && step.only(0) && step.inputs[0]->axis == 0;
}

// (input, weight, bias, mean, variance, use_input_stats, ...)
bool normalizesInstances(const Step& step) {
  return firstAxisApart(step);
}

// (input, normalized_shape, ...)
bool normalizesLayers(const Step& step) {
  const auto count = static_cast<std::int64_t>(axesOf(step.operand(1), 0).size());
  return count > 0 && step.only(0) && step.inputs[0]->fromEnd() > count;
}

bool linear(const Step& step) {
  return step.only(0) && step.inputs[0]->fromEnd() > 1 && step.result.fromEnd() == step.inputs[0]->fromEnd();
}

// A product of matrices: not along the axis that is summed over, and not between the images of both.
bool multiplies(const Step& step) {
  if (step.inputs.size() < 2 || !step.inputs[0] || !step.inputs[1]) return false;
  const Batched &a = *step.inputs[0], &b = *step.inputs[1];
  if (a.rank() < 2 || b.rank() < 2) return false;
  const auto aligned = [&](const Batched& one) {
    return one.fromEnd() == step.result.fromEnd() && one.extent() == step.result.extent();
  };
  if (a.axis >= 0 && b.axis >= 0) return a.fromEnd() > 2 && b.fromEnd() > 2 && aligned(a) && aligned(b);
  if (a.axis >= 0) return a.fromEnd() > 1 && aligned(a);
  return b.axis >= 0 && b.fromEnd() != 2 && aligned(b);
}

// (input, axes, ...)
bool alongAxes(const Step& step) {
  return step.only(0) && isApart(axesOf(step.operand(1), step.inputs[0]->rank()), step.inputs[0]->axis);
}

// (input, amounts, axes)
bool rolls(const Step& step) {
  return step.instruction.inputs.size() > 2 && step.only(0) &&
         isApart(axesOf(step.operand(2), step.inputs[0]->rank()), step.inputs[0]->axis);
}

// (input, paddings, two for each of the last axes)
bool pads(const Step& step) {
  const auto padded = static_cast<std::int64_t>(axesOf(step.operand(1), 0).size()) / 2;
  return step.only(0) && step.inputs[0]->fromEnd() > padded;
}

// (input, axis, indices)
bool gathers(const Step& step) {
  return numberByNumber(step) && step.first() &&
         isApart(axesOf(step.operand(1), step.inputs[0]->rank()), step.inputs[0]->axis);
}

// (weights, indices, ...)
bool looksUp(const Step& step) {
  return step.only(1) && step.result.axis == step.inputs[1]->axis;
}

bool repeats(const Step& step) {
  return step.only(0) && step.inputs[0]->fromEnd() == step.result.fromEnd() &&
         step.inputs[0]->extent() == step.result.extent();
}

const std::map<std::string, Rule> rules = {{"aten::add", numberByNumber},
                                           {"aten::sub", numberByNumber},
                                           {"aten::rsub", numberByNumber},
                                           {"aten::mul", numberByNumber},
                                           {"aten::div", numberByNumber},
                                           {"aten::pow", numberByNumber},
                                           {"aten::maximum", numberByNumber},
                                           {"aten::minimum", numberByNumber},
                                           {"aten::where", numberByNumber},
                                           {"aten::relu", numberByNumber},
                                           {"aten::relu6", numberByNumber},
                                           {"aten::prelu", firstAxisApart},
                                           {"aten::sigmoid", numberByNumber},
                                           {"aten::tanh", numberByNumber},
                                           {"aten::gelu", numberByNumber},
                                           {"aten::silu", numberByNumber},
                                           {"aten::mish", numberByNumber},
                                           {"aten::elu", numberByNumber},
                                           {"aten::celu", numberByNumber},
                                           {"aten::selu", numberByNumber},
                                           {"aten::hardswish", numberByNumber},
                                           {"aten::hardsigmoid", numberByNumber},
                                           {"aten::hardtanh", numberByNumber},
                                           {"aten::leaky_relu", numberByNumber},
                                           {"aten::softplus", numberByNumber},
                                           {"aten::exp", numberByNumber},
                                           {"aten::log", numberByNumber},
                                           {"aten::sqrt", numberByNumber},
                                           {"aten::rsqrt", numberByNumber},
                                           {"aten::neg", numberByNumber},
                                           {"aten::abs", numberByNumber},
                                           {"aten::erf", numberByNumber},
                                           {"aten::floor", numberByNumber},
                                           {"aten::ceil", numberByNumber},
                                           {"aten::round", numberByNumber},
                                           {"aten::sin", numberByNumber},
                                           {"aten::cos", numberByNumber},
                                           {"aten::clamp", numberByNumber},
                                           {"aten::clamp_min", numberByNumber},
                                           {"aten::clamp_max", numberByNumber},
                                           {"aten::to", numberByNumber},
                                           {"aten::expand", numberByNumber},
                                           {"aten::permute", moves},
                                           {"aten::transpose", moves},
                                           {"aten::t", moves},
                                           {"aten::unsqueeze", moves},
                                           {"aten::squeeze", moves},
                                           {"aten::reshape", reshapes},
                                           {"aten::flatten", reshapes},
                                           {"aten::convolution", convolves},
                                           {"aten::batch_norm", normalizesBatches},
                                           {"aten::instance_norm", normalizesInstances},
                                           {"aten::group_norm", firstAxisApart},
                                           {"aten::layer_norm", normalizesLayers},
                                           {"aten::linear", linear},
                                           {"aten::matmul", multiplies},
                                           {"aten::mm", multiplies},
                                           {"aten::bmm", multiplies},
                                           {"aten::softmax", alongAxes},
                                           {"aten::log_softmax", alongAxes},
                                           {"aten::mean", alongAxes},
                                           {"aten::sum", alongAxes},
                                           {"aten::amax", alongAxes},
                                           {"aten::amin", alongAxes},
                                           {"aten::argmax", alongAxes},
                                           {"aten::argmin", alongAxes},
                                           {"aten::slice", alongAxes},
                                           {"aten::select", alongAxes},
                                           {"aten::narrow", alongAxes},
                                           {"aten::index_select", alongAxes},
                                           {"aten::flip", alongAxes},
                                           {"aten::cumsum", alongAxes},
                                           {"aten::roll", rolls},
                                           {"aten::constant_pad_nd", pads},
                                           {"aten::reflection_pad2d", pads},
                                           {"aten::replication_pad2d", pads},
                                           {"aten::gather", gathers},
                                           {"aten::embedding", looksUp},
                                           {"aten::repeat", repeats},
                                           {"aten::max_pool1d", firstAxisApart},
                                           {"aten::max_pool2d", firstAxisApart},
                                           {"aten::max_pool3d", firstAxisApart},
                                           {"aten::avg_pool1d", firstAxisApart},
                                           {"aten::avg_pool2d", firstAxisApart},
                                           {"aten::avg_pool3d", firstAxisApart},
                                           {"aten::adaptive_avg_pool1d", firstAxisApart},
                                           {"aten::adaptive_avg_pool2d", firstAxisApart},
                                           {"aten::upsample_nearest2d", firstAxisApart},
                                           {"aten::upsample_bilinear2d", firstAxisApart},
                                           {"aten::upsample_bicubic2d", firstAxisApart},
                                           {"aten::pixel_shuffle", firstAxisApart},
                                           {"aten::pixel_unshuffle", firstAxisApart}};

// Empty where more than one extent differs.
std::optional<Batched> batched(const Shape& one, const Shape& two) {
  if (one.size() != two.size()) return {};
  Batched result{two};
  for (std::size_t i = 0; i < two.size(); ++i) {
    if (one[i] == two[i]) continue;
    if (result.axis >= 0 || two[i] != 2 * one[i]) return {};
    result.axis = static_cast<std::int64_t>(i);
  }
  return result;
}

class Proof {
 public:
  Proof(const Program& program, const ShapesOfBatch& one, const ShapesOfBatch& two)
      : program_(program), one_(one), two_(two) {}

  bool holds() const {
    const std::vector<Instruction>& instructions = program_.instructions;
    if (!std::all_of(instructions.begin(), instructions.end(), [&](const Instruction& i) { return isShown(i); }))
      return false;
    return std::all_of(program_.outputs.begin(), program_.outputs.end(), [&](int slot) {
      const auto result = tensorOf(Slot{slot});
      return result && result->axis >= 0;
    });
  }

 private:
  // Empty where the operand is no tensor, or not one whose images are known.
  std::optional<Batched> tensorOf(const Operand& operand) const {
    if (const auto* slot = std::get_if<Slot>(&operand)) {
      const auto i = static_cast<std::size_t>(slot->index);
      return batched(one_.slots[i], two_.slots[i]);
    }
    if (const auto* tensor = std::get_if<TensorIndex>(&operand)) {
      const auto i = static_cast<std::size_t>(tensor->index);
      return batched(one_.tensors[i], two_.tensors[i]);
    }
    return {};
  }

  static bool isTensor(const Operand& operand) {
    return std::holds_alternative<Slot>(operand) || std::holds_alternative<TensorIndex>(operand);
  }

  bool isShown(const Instruction& instruction) const {
    Step step{instruction, {}, {}};
    bool grows = false;
    for (const Operand& operand : instruction.inputs) {
      if (const auto* list = std::get_if<OperandList>(&operand)) {
        if (std::any_of(list->items.begin(), list->items.end(), isTensor)) return isShownOfSeveral(instruction, *list);
      }
      step.inputs.push_back(tensorOf(operand));
      if (isTensor(operand) && !step.inputs.back()) return false;
      grows |= step.inputs.back() && step.inputs.back()->axis >= 0;
    }
    for (const int output : instruction.outputs) {
      const auto result = tensorOf(Slot{output});
      if (!result || (result->axis >= 0) != grows) return false;
      step.result = *result;
    }
    if (!grows) return true;  // whatever it computes is the same for any images
    const auto rule = rules.find(instruction.op);
    return rule != rules.end() && instruction.outputs.size() == 1 && rule->second(step);
  }

  // (tensors, axis)
  bool isShownOfSeveral(const Instruction& instruction, const OperandList& list) const {
    const bool stacks = instruction.op == "aten::stack";
    const bool isKnown =
        (stacks || instruction.op == "aten::cat") && instruction.inputs.size() == 2 && instruction.outputs.size() == 1;
    if (!isKnown) return false;
    const auto result = tensorOf(Slot{instruction.outputs[0]});
    if (!result || result->axis < 0) return false;
    const std::vector<std::int64_t> axis = axesOf(instruction.inputs[1], result->rank());
    if (axis.size() != 1 || axis[0] == result->axis) return false;
    return std::all_of(list.items.begin(), list.items.end(), [&](const Operand& item) {
      const auto part = tensorOf(item);
      const std::int64_t moved = part && stacks && axis[0] <= part->axis ? 1 : 0;
      return part && (part->axis < 0 || part->axis + moved == result->axis);
    });
  }

  const Program& program_;
  const ShapesOfBatch &one_, &two_;
};

}  // namespace
}  // namespace independence

bool imagesAreIndependent(const Program& program, const ShapesOfBatch& one, const ShapesOfBatch& two) {
  return independence::Proof(program, one, two).holds();
}

bool imagesAreIndependent(const Recording& one, const Recording& two) {
  const auto shapesOf = [](const Recording& recording) {
    ShapesOfBatch shapes{recording.shapes, {}};
    for (const auto& constant : recording.constants) shapes.tensors.push_back(constant->toTensor().sizes().vec());
    return shapes;
  };
  return imagesAreIndependent(two.program, shapesOf(one), shapesOf(two));
}

}  // namespace bitprism
