#include "core/torch/read/pt2_attention.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace exported_attention {
namespace {

constexpr double lowest = -std::numeric_limits<double>::infinity();

struct Heads {
  Recorded query, key, value;
  const Recorded* mask = nullptr;  // true: attend; or numbers to add
  double dropout = 0;
  bool causal = false, grouped = false;  // grouped: several queries share a key
  const Recorded* scale = nullptr;
};

std::vector<std::int64_t> extentsOf(const Pt2Call& call, const Recorded& recorded) {
  if (recorded.items || !recorded.value->isTensor())
    throw InputError(text("attention at '", call.node, "' takes no tensor where one is needed"));
  return recorded.value->toTensor().sizes().vec();
}

Recorded number(std::int64_t value) {
  return Recorder::constant(value);
}

// Every head of keys and values as often as queries share it.
Recorded repeatedHeads(Recorder& recorder, const Pt2Call& call, const Recorded& heads, std::int64_t wanted) {
  const std::vector<std::int64_t> extents = extentsOf(call, heads);
  if (extents.size() < 3) return heads;
  const std::int64_t axis = static_cast<std::int64_t>(extents.size()) - 3, held = extents[extents.size() - 3];
  if (held == wanted) return heads;
  if (held <= 0 || wanted % held != 0)
    throw InputError(text("attention at '", call.node, "' has ", wanted, " heads of queries for ", held, " of keys"));
  return recorder.one("aten::repeat_interleave", "self_int",
                      {heads, number(wanted / held), number(axis), Recorder::constant(c10::IValue())}, call.node);
}

Recorded masked(Recorder& recorder, const Pt2Call& call, const Recorded& scores, const Recorded& mask) {
  extentsOf(call, mask);
  if (mask.value->toTensor().scalar_type() != at::kBool)
    return recorder.one("aten::add", "Tensor", {scores, mask, number(1)}, call.node);
  if (!mask.dynamic()) {
    const at::Tensor& attend = mask.value->toTensor();
    const at::Tensor added = at::zeros(attend.sizes(), at::kFloat).masked_fill(attend.logical_not(), lowest);
    return recorder.one("aten::add", "Tensor", {scores, Recorder::constant(added), number(1)}, call.node);
  }
  const Recorded hidden = recorder.one("aten::logical_not", "", {mask}, call.node);
  return recorder.one("aten::masked_fill", "Scalar", {scores, hidden, Recorder::constant(lowest)}, call.node);
}

std::vector<Recorded> attended(Recorder& recorder, const Pt2Call& call, Heads heads) {
  if (heads.dropout != 0)
    throw InputError(text("attention at '", call.node, "' drops values out, expected a network exported after eval()"));
  const std::vector<std::int64_t> queries = extentsOf(call, heads.query), keys = extentsOf(call, heads.key);
  if (queries.size() < 2 || keys.size() < 2 || queries.back() < 1)
    throw InputError(text("attention at '", call.node, "' has tensors of ", queries.size(), " and ", keys.size(),
                          " axes, expected at least 2"));
  if (heads.grouped && queries.size() >= 3) {
    const std::int64_t wanted = queries[queries.size() - 3];
    heads.key = repeatedHeads(recorder, call, heads.key, wanted);
    heads.value = repeatedHeads(recorder, call, heads.value, wanted);
  }
  double scale = 1 / std::sqrt(static_cast<double>(queries.back()));
  if (heads.scale) {
    if (heads.scale->items || heads.scale->dynamic() ||
        !(heads.scale->value->isDouble() || heads.scale->value->isInt()))
      throw InputError(text("attention at '", call.node, "' has a scale that is no number"));
    scale = heads.scale->value->toScalar().toDouble();
  }
  const Recorded scaled = recorder.one("aten::mul", "Scalar", {heads.query, Recorder::constant(scale)}, call.node);
  const Recorded turned = recorder.one("aten::transpose", "int", {heads.key, number(-2), number(-1)}, call.node);
  Recorded scores = recorder.one("aten::matmul", "", {scaled, turned}, call.node);
  if (heads.causal) {
    const std::int64_t rows = queries[queries.size() - 2], columns = keys[keys.size() - 2];
    const at::Tensor later = at::ones({rows, columns}, at::kBool).tril().logical_not();
    scores = recorder.one(
        "aten::add", "Tensor",
        {scores, Recorder::constant(at::zeros({rows, columns}, at::kFloat).masked_fill(later, lowest)), number(1)},
        call.node);
  }
  if (heads.mask) scores = masked(recorder, call, scores, *heads.mask);
  const Recorded weights =
      recorder.one("aten::softmax", "int", {scores, number(-1), Recorder::constant(c10::IValue())}, call.node);
  return {recorder.one("aten::matmul", "", {weights, heads.value}, call.node)};
}

}  // namespace
}  // namespace exported_attention

// (query, key, value, attn_mask, dropout_p, is_causal, *, scale, enable_gqa)
std::vector<Recorded> attention(Recorder& recorder, const Pt2Call& call) {
  return exported_attention::attended(recorder, call,
                                      {.query = call.at("query", 0),
                                       .key = call.at("key", 1),
                                       .value = call.at("value", 2),
                                       .mask = call.find("attn_mask", 3),
                                       .dropout = call.number("dropout_p", 4, 0),
                                       .causal = call.flag("is_causal", 5, false),
                                       .grouped = call.flag("enable_gqa", 99, false),
                                       .scale = call.find("scale", 99)});
}

// (query, key, value, dropout_p, is_causal, *, attn_mask, scale)
std::vector<Recorded> flashAttention(Recorder& recorder, const Pt2Call& call) {
  return exported_attention::attended(recorder, call,
                                      {.query = call.at("query", 0),
                                       .key = call.at("key", 1),
                                       .value = call.at("value", 2),
                                       .mask = call.find("attn_mask", 99),
                                       .dropout = call.number("dropout_p", 3, 0),
                                       .causal = call.flag("is_causal", 4, false),
                                       .scale = call.find("scale", 99)});
}

// (query, key, value, attn_bias, compute_log_sumexp, dropout_p, is_causal, *, scale)
std::vector<Recorded> efficientAttention(Recorder& recorder, const Pt2Call& call) {
  return exported_attention::attended(recorder, call,
                                      {.query = call.at("query", 0),
                                       .key = call.at("key", 1),
                                       .value = call.at("value", 2),
                                       .mask = call.find("attn_bias", 3),
                                       .dropout = call.number("dropout_p", 5, 0),
                                       .causal = call.flag("is_causal", 6, false),
                                       .scale = call.find("scale", 99)});
}

}  // namespace bitprism
