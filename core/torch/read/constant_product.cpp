#include "core/torch/read/constant_product.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <map>

namespace bitprism {
namespace {

using Extents = std::vector<std::int64_t>;

// The axes of both operands and of the result as letters, like in einsum.
struct ProductAxes {
  std::string input, weights, result;
};

bool holdsLetter(const std::string& letters, char letter) {
  return letters.find(letter) != std::string::npos;
}

bool repeatsLetter(const std::string& letters) {
  return std::any_of(letters.begin(), letters.end(),
                     [&](char letter) { return std::count(letters.begin(), letters.end(), letter) > 1; });
}

at::Tensor productTensorOf(const Recorded& recorded) {
  return valueOf(recorded).toTensor();
}

std::int64_t extentProduct(const Extents& extents) {
  std::int64_t all = 1;
  for (const std::int64_t extent : extents) all *= extent;
  return all;
}

// Records one product. Letters of the weights are shared (in input and result), summed (only in the input) or free
// (only in the result); all other letters of the input are its rows.
class ProductRecorder {
 public:
  ProductRecorder(Recorder& recorder, const std::string& node) : recorder_(recorder), node_(node) {}

  std::optional<Recorded> record(const Recorded& input, const Recorded& weights, const ProductAxes& axes) {
    if (!measure(axes.input, productTensorOf(input)) || !measure(axes.weights, productTensorOf(weights))) return {};
    std::string rows, shared, summed, free;
    for (const char letter : axes.weights) {
      const bool read = holdsLetter(axes.input, letter), given = holdsLetter(axes.result, letter);
      if (!read && !given) return {};
      (read && given ? shared : read ? summed : free) += letter;
    }
    for (const char letter : axes.input)
      if (!holdsLetter(axes.weights, letter)) {
        if (!holdsLetter(axes.result, letter)) return {};
        rows += letter;
      }
    if (summed.empty() || (rows.empty() && shared.empty())) return {};
    const std::int64_t groups = extentProduct(extentsOf(shared)), inputs = extentProduct(extentsOf(summed)),
                       outputs = extentProduct(extentsOf(free));
    if (groups * inputs * outputs == 0) return {};
    const Recorded matrix = permuted(weights, axes.weights, shared + free + summed);
    Recorded value = permuted(input, axes.input, rows + shared + summed);
    if (shared.empty()) {
      if (summed.size() > 1) value = reshaped(value, joined(extentsOf(rows), {inputs}));
      value = recorder_.one("aten::linear", "", {value, reshaped(matrix, {outputs, inputs}), none()}, node_);
      if (free.size() != 1) value = reshaped(value, joined(extentsOf(rows), extentsOf(free)));
    } else {
      value = reshaped(value, {extentProduct(extentsOf(rows)), groups * inputs, 1});
      value = recorder_.one("aten::convolution", "",
                            {value, reshaped(matrix, {groups * outputs, inputs, 1}), none(), list({1}), list({0}),
                             list({1}), Recorder::constant(false), list({0}), Recorder::constant(groups)},
                            node_);
      value = reshaped(value, joined(joined(extentsOf(rows), extentsOf(shared)), extentsOf(free)));
    }
    return permuted(value, rows + shared + free, axes.result);
  }

 private:
  static Recorded none() { return Recorder::constant(c10::IValue()); }
  static Recorded list(const Extents& extents) { return Recorder::constant(extents); }
  static Extents joined(Extents before, const Extents& after) {
    before.insert(before.end(), after.begin(), after.end());
    return before;
  }

  Extents extentsOf(const std::string& letters) const {
    Extents extents;
    for (const char letter : letters) extents.push_back(extents_.at(letter));
    return extents;
  }

  // False: the tensor does not match the letters, or broadcasts an extent of 1 against them.
  bool measure(const std::string& letters, const at::Tensor& tensor) {
    if (static_cast<std::size_t>(tensor.dim()) != letters.size() || repeatsLetter(letters)) return false;
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const std::int64_t extent = tensor.size(static_cast<std::int64_t>(i));
      if (extents_.try_emplace(letters[i], extent).first->second != extent) return false;
    }
    return true;
  }

  Recorded permuted(const Recorded& value, const std::string& from, const std::string& to) {
    if (from == to) return value;
    Extents order;
    for (const char letter : to) order.push_back(static_cast<std::int64_t>(from.find(letter)));
    return recorder_.one("aten::permute", "", {value, list(order)}, node_);
  }

  Recorded reshaped(const Recorded& value, const Extents& extents) {
    if (productTensorOf(value).sizes() == at::IntArrayRef(extents)) return value;
    return recorder_.one("aten::reshape", "", {value, list(extents)}, node_);
  }

  Recorder& recorder_;
  const std::string& node_;
  std::map<char, std::int64_t> extents_;
};

bool areConstantWeights(const Recorded& recorded) {
  if (recorded.dynamic() || recorded.items || !recorded.value->isTensor()) return false;
  const at::Tensor& tensor = recorded.value->toTensor();
  return tensor.is_floating_point() && tensor.dim() >= 2 && tensor.numel() > 0;
}

// Letters of the extents that matmul broadcasts: from 'a', aligned at the last axes; '-' for an axis of extent 1 that
// is longer on the other side, which is removed first.
ProductAxes batchLetters(const at::Tensor& input, const at::Tensor& weights) {
  ProductAxes axes;
  const std::int64_t most = std::max(input.dim(), weights.dim()) - 2;
  for (std::int64_t i = 0; i < most; ++i) {
    const auto letter = static_cast<char>('a' + i);
    const std::int64_t fromEnd = most - i + 2;
    const std::int64_t own = input.dim() >= fromEnd ? input.size(-fromEnd) : 0,
                       other = weights.dim() >= fromEnd ? weights.size(-fromEnd) : 0;
    if (own > 0) axes.input += own == 1 && other > 1 ? '-' : letter;
    if (other > 0) axes.weights += other == 1 && own > 0 ? '-' : letter;
    axes.result += letter;
  }
  return axes;
}

// Removes the axes called '-'.
Recorded withoutAxes(Recorder& recorder, Recorded value, std::string& letters, const std::string& node) {
  for (std::size_t at = letters.find('-'); at != std::string::npos; at = letters.find('-')) {
    value = recorder.one("aten::squeeze", "dim", {value, Recorder::constant(static_cast<std::int64_t>(at))}, node);
    letters.erase(at, 1);
  }
  return value;
}

std::optional<Recorded> matrixProduct(Recorder& recorder, const Recorded& left, const Recorded& right,
                                      const std::string& node) {
  const bool weightsLeft = areConstantWeights(left);
  const Recorded &input = weightsLeft ? right : left, &weights = weightsLeft ? left : right;
  const at::Tensor read = productTensorOf(input), matrix = productTensorOf(weights);
  constexpr std::int64_t mostAxes = 12;
  if (read.dim() < 2 || read.dim() > mostAxes || matrix.dim() > mostAxes) return {};
  ProductAxes axes = batchLetters(read, matrix);
  axes.input += weightsLeft ? "yz" : "xy";
  axes.weights += weightsLeft ? "xy" : "yz";
  axes.result += "xz";
  const Recorded ownInput = withoutAxes(recorder, input, axes.input, node),
                 ownWeights = withoutAxes(recorder, weights, axes.weights, node);
  return ProductRecorder(recorder, node).record(ownInput, ownWeights, axes);
}

// "bthd,hdm->btm" for two operands; empty for any other equation.
std::optional<ProductAxes> axesOfEquation(const std::string& equation, std::int64_t inputRank, bool weightsFirst) {
  std::string compact;
  for (const char c : equation)
    if (c != ' ') compact += c;
  const std::size_t arrow = compact.find("->"), comma = compact.find(',');
  if (comma == std::string::npos || compact.find(',', comma + 1) != std::string::npos) return {};
  std::string first = compact.substr(0, comma),
              second = compact.substr(comma + 1, arrow == std::string::npos ? arrow : arrow - comma - 1);
  ProductAxes axes{weightsFirst ? second : first, weightsFirst ? first : second, ""};
  if (arrow != std::string::npos) {
    axes.result = compact.substr(arrow + 2);
  } else {
    const std::string all = first + second;
    for (const char letter : all)
      if (std::count(all.begin(), all.end(), letter) == 1) axes.result += letter;
    std::sort(axes.result.begin(), axes.result.end());
  }
  if (const std::size_t dots = axes.input.find("..."); dots != std::string::npos) {
    const std::int64_t count = inputRank - static_cast<std::int64_t>(axes.input.size()) + 3;
    const std::size_t given = axes.result.find("...");
    if (count < 0 || count > 9 || given == std::string::npos) return {};
    std::string letters;
    for (std::int64_t i = 0; i < count; ++i) letters += static_cast<char>('0' + i);
    axes.input.replace(dots, 3, letters);
    axes.result.replace(given, 3, letters);
  }
  const std::string all = axes.input + axes.weights + axes.result;
  if (holdsLetter(all, '.') || repeatsLetter(axes.result)) return {};
  return axes;
}

std::optional<Recorded> einsumProduct(Recorder& recorder, const std::vector<Recorded>& arguments,
                                      const std::string& node) {
  const Recorded& operands = arguments[1];
  if (!operands.items || operands.items->size() != 2) return {};
  const Recorded &first = (*operands.items)[0], &second = (*operands.items)[1];
  const bool weightsFirst = !first.dynamic();
  const Recorded &input = weightsFirst ? second : first, &weights = weightsFirst ? first : second;
  if (!input.dynamic() || !areConstantWeights(weights)) return {};
  const std::optional<ProductAxes> axes =
      axesOfEquation(valueOf(arguments[0]).toStringRef(), productTensorOf(input).dim(), weightsFirst);
  if (!axes) return {};
  return ProductRecorder(recorder, node).record(input, weights, *axes);
}

}  // namespace

std::optional<Recorded> constantProduct(Recorder& recorder, const std::string& op,
                                        const std::vector<Recorded>& arguments, const std::string& node) {
  if (op == "aten::einsum" && arguments.size() >= 2) return einsumProduct(recorder, arguments, node);
  if (op != "aten::matmul" && op != "aten::mm" && op != "aten::bmm") return {};
  const Recorded &left = arguments[0], &right = arguments[1];
  const bool weightsLeft = areConstantWeights(left) && right.dynamic(),
             weightsRight = areConstantWeights(right) && left.dynamic();
  if (!weightsLeft && !weightsRight) return {};
  // This is already a linear operator.
  if (weightsRight && productTensorOf(right).dim() == 2) return {};
  return matrixProduct(recorder, left, right, node);
}

}  // namespace bitprism
