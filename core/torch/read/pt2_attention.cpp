#include "core/torch/read/pt2_attention.h"

#include <ATen/core/ivalue.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/read/attention.h"

namespace bitprism {
namespace {

constexpr std::size_t byNameAlone = 99;  // an argument without a place of its own

// Arguments that stand at other places in every form; the first three are query, key and value.
struct AttentionPlaces {
  const char* maskName = "attn_mask";
  std::size_t mask = byNameAlone, dropout = byNameAlone, causal = byNameAlone;
};

std::vector<Recorded> recordedAt(Recorder& recorder, const Pt2Call& call, const AttentionPlaces& places) {
  if (call.number("dropout_p", places.dropout, 0) != 0)
    throw InputError(
        text("operator ", call.op, " at '", call.node, "' drops values out, expected a network exported after eval()"));
  Attention heads{.query = call.at("query", 0),
                  .key = call.at("key", 1),
                  .value = call.at("value", 2),
                  .mask = call.find(places.maskName, places.mask),
                  .causal = call.flag("is_causal", places.causal, false),
                  .sharesKeys = call.flag("enable_gqa", byNameAlone, false)};
  if (const Recorded* scale = call.find("scale", byNameAlone)) {
    if (scale->items || scale->dynamic() || !(scale->value->isDouble() || scale->value->isInt()))
      throw InputError(text("operator ", call.op, " at '", call.node, "' has a scale that is no number"));
    heads.scale = scale->value->toScalar().toDouble();
  }
  return {recordAttention(recorder, std::move(heads), call.op, call.node)};
}

}  // namespace

// (query, key, value, attn_mask, dropout_p, is_causal, *, scale, enable_gqa)
std::vector<Recorded> attention(Recorder& recorder, const Pt2Call& call) {
  return recordedAt(recorder, call, {.mask = 3, .dropout = 4, .causal = 5});
}

// (query, key, value, dropout_p, is_causal, *, attn_mask, scale)
std::vector<Recorded> flashAttention(Recorder& recorder, const Pt2Call& call) {
  return recordedAt(recorder, call, {.dropout = 3, .causal = 4});
}

// (query, key, value, attn_bias, compute_log_sumexp, dropout_p, is_causal, *, scale)
std::vector<Recorded> efficientAttention(Recorder& recorder, const Pt2Call& call) {
  return recordedAt(recorder, call, {.maskName = "attn_bias", .mask = 3, .dropout = 5, .causal = 6});
}

}  // namespace bitprism
