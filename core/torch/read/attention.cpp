#include "core/torch/read/attention.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr double hiddenScore = -std::numeric_limits<double>::infinity();

class WritingOut {
 public:
  WritingOut(Recorder& recorder, const std::string& op, const std::string& node)
      : recorder_(recorder), op_(op), node_(node) {}

  Recorded attended(Attention attention) const {
    const std::vector<std::int64_t> queries = extentsOf(attention.query), keys = extentsOf(attention.key);
    extentsOf(attention.value);
    if (queries.size() < 2 || keys.size() < 2 || queries.back() < 1)
      refuse(text("has tensors of ", queries.size(), " and ", keys.size(), " axes, expected at least 2"));
    if (attention.sharesKeys && queries.size() >= 3)
      for (Recorded* shared : {&attention.key, &attention.value})
        *shared = repeatedHeads(*shared, queries[queries.size() - 3]);
    const double scale = attention.scale.value_or(1 / std::sqrt(static_cast<double>(queries.back())));
    const Recorded scaled = one("aten::mul", "Scalar", {attention.query, Recorder::constant(scale)});
    const Recorded turned = one("aten::transpose", "int", {attention.key, whole(-2), whole(-1)});
    Recorded scores = one("aten::matmul", "", {scaled, turned});
    if (attention.causal) {
      const at::Tensor ahead = at::ones({queries[queries.size() - 2], keys[keys.size() - 2]}, at::kBool).triu(1);
      scores = one("aten::add", "Tensor", {scores, hiding(ahead), whole(1)});
    }
    if (attention.mask) scores = masked(scores, *attention.mask);
    const Recorded weights = one("aten::softmax", "int", {scores, whole(-1), Recorder::constant(c10::IValue())});
    return one("aten::matmul", "", {weights, attention.value});
  }

 private:
  Recorded one(const std::string& op, const std::string& overload, std::vector<Recorded> arguments) const {
    return recorder_.one(op, overload, std::move(arguments), node_);
  }

  static Recorded whole(std::int64_t value) { return Recorder::constant(value); }

  // What is added to scores: 0, and minus infinity where they are hidden.
  static Recorded hiding(const at::Tensor& hidden) {
    return Recorder::constant(at::zeros(hidden.sizes(), at::kFloat).masked_fill(hidden, hiddenScore));
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw InputError(text("operator ", op_, " at '", node_, "' ", why));
  }

  std::vector<std::int64_t> extentsOf(const Recorded& recorded) const {
    if (recorded.items || !recorded.value || !recorded.value->isTensor()) refuse("takes no tensor where one is needed");
    return recorded.value->toTensor().sizes().vec();
  }

  // Every head of keys or values as often as queries share it, side by side.
  Recorded repeatedHeads(const Recorded& heads, std::int64_t wanted) const {
    const std::vector<std::int64_t> extents = extentsOf(heads);
    if (extents.size() < 3) return heads;
    const std::int64_t axis = static_cast<std::int64_t>(extents.size()) - 3, held = extents[extents.size() - 3];
    if (held == wanted) return heads;
    if (held < 1 || wanted % held != 0) refuse(text("has ", wanted, " heads of queries for ", held, " of keys"));
    const Recorded single = one("aten::unsqueeze", "", {heads, whole(axis + 1)});
    const std::vector<Recorded> copies(static_cast<std::size_t>(wanted / held), single);
    const Recorded all = one("aten::cat", "", {Recorder::list(copies, ListKind::Tensors), whole(axis + 1)});
    return one("aten::flatten", "using_ints", {all, whole(axis), whole(axis + 1)});
  }

  Recorded masked(const Recorded& scores, const Recorded& mask) const {
    extentsOf(mask);
    if (mask.value->toTensor().scalar_type() != at::kBool) return one("aten::add", "Tensor", {scores, mask, whole(1)});
    if (!mask.dynamic())
      return one("aten::add", "Tensor", {scores, hiding(mask.value->toTensor().logical_not()), whole(1)});
    const Recorded hidden = one("aten::logical_not", "", {mask});
    return one("aten::masked_fill", "Scalar", {scores, hidden, Recorder::constant(hiddenScore)});
  }

  Recorder& recorder_;
  const std::string& op_;
  const std::string& node_;
};

}  // namespace

Recorded recordAttention(Recorder& recorder, Attention attention, const std::string& op, const std::string& node) {
  return WritingOut(recorder, op, node).attended(std::move(attention));
}

}  // namespace bitprism
