#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include "core/base/text.h"
#include "core/torch/read/attention.h"
#include "core/torch/read/onnx_operators/step.h"

// Attention in the forms of ONNX (attention.h), and rotary embeddings (Su et al. 2021).
namespace bitprism::onnx {
namespace {

Recorded reshaped(const OnnxStep& at, const Recorded& input, const Integers64& shape) {
  return at.one("aten::reshape", {input, integerList(shape)});
}

Recorded swapped(const OnnxStep& at, const Recorded& input, std::int64_t a, std::int64_t b) {
  return at.one("aten::transpose.int", {input, integer(a), integer(b)});
}

Recorded sliced(const OnnxStep& at, const Recorded& input, std::int64_t axis, std::int64_t begin, std::int64_t end,
                std::int64_t step = 1) {
  return at.one("aten::slice.Tensor", {input, integer(axis), integer(begin), integer(end), integer(step)});
}

Recorded joinedAlong(const OnnxStep& at, std::vector<Recorded> parts, std::int64_t axis) {
  return at.one("aten::cat", {Recorder::list(std::move(parts), ListKind::Tensors), integer(axis)});
}

// [batch, positions, heads x width] to [batch, heads, positions, width].
Recorded byHead(const OnnxStep& at, const Recorded& input, std::int64_t heads) {
  const Integers64 sizes = sizesOf(input);
  if (heads < 1 || sizes[2] % heads != 0) at.refuse(text("splits ", sizes[2], " values into ", heads, " heads"));
  return swapped(at, reshaped(at, input, {sizes[0], sizes[1], heads, sizes[2] / heads}), 1, 2);
}

Recorded withoutHeads(const OnnxStep& at, const Recorded& input) {
  const Integers64 sizes = sizesOf(input);
  return reshaped(at, swapped(at, input, 1, 2), {sizes[0], sizes[2], sizes[1] * sizes[3]});
}

// Heads, [batch, heads, positions, width], whose scale is an attribute; 0 stands for the usual one.
Attention headsOf(const OnnxStep& at, std::vector<Recorded> parts, const char* causal) {
  Attention heads{.query = parts[0], .key = parts[1], .value = parts[2]};
  if (const double scale = at.node.number("scale", 0); scale != 0) heads.scale = scale;
  heads.causal = at.node.integer(causal, 0) != 0;
  return heads;
}

Recorded attended(const OnnxStep& at, Attention heads) {
  return recordAttention(at.recorder, std::move(heads), at.node.op, at.node.name);
}

// (Q, K, V, attn_mask, past_key, past_value, nonpad_kv_seqlen)
Results attention(const OnnxStep& at) {
  for (const std::size_t i : {4, 5, 6})
    if (at.has(i)) at.refuse("continues from keys and values of earlier calls, which is not supported");
  for (const std::size_t i : {1, 2, 3})
    if (at.usesOutput(i)) at.refuse("gives its keys, values or scores, which is not supported");
  if (at.node.number("softcap", 0) != 0) at.refuse("with a soft cap is not supported");
  const std::int64_t rank = rankOf(at.input(0));
  if (rank != 3 && rank != 4) at.refuse(text("has queries of ", rank, " axes, expected 3 or 4"));
  for (const std::size_t i : {1, 2})
    if (rankOf(at.input(i)) != rank) at.refuse("has queries, keys and values of different numbers of axes");
  Attention heads = headsOf(at, {at.input(0), at.input(1), at.input(2)}, "is_causal");
  if (rank == 3) {
    heads.query = byHead(at, heads.query, at.node.integer("q_num_heads", 0));
    const std::int64_t shared = at.node.integer("kv_num_heads", 0);
    heads.key = byHead(at, heads.key, shared);
    heads.value = byHead(at, heads.value, shared);
  }
  heads.sharesKeys = true;
  if (at.has(3)) heads.mask = &at.input(3);
  const Recorded result = attended(at, std::move(heads));
  return {rank == 3 ? withoutHeads(at, result) : result};
}

// com.microsoft: (query, key, value, bias, key_padding_mask, attention_bias, past_key, past_value)
Results multiHead(const OnnxStep& at) {
  if (at.has(4)) at.refuse("with a mask of padding is not supported");
  for (std::size_t i = 6; i < at.node.inputs.size(); ++i)
    if (at.has(i)) at.refuse("continues from keys and values of earlier calls, which is not supported");
  if (rankOf(at.input(0)) != 3 || !at.has(1) || !at.has(2) || rankOf(at.input(1)) != 3 || rankOf(at.input(2)) != 3)
    at.refuse("expects queries, keys and values of 3 axes each");
  const std::int64_t count = at.node.integer("num_heads", 0);
  std::vector<Recorded> parts{at.input(0), at.input(1), at.input(2)};
  std::int64_t begin = 0;
  for (Recorded& part : parts) {
    const std::int64_t width = sizesOf(part)[2];
    if (at.has(3))
      part = at.one("aten::add.Tensor", {part, sliced(at, at.input(3), 0, begin, begin + width), integer(1)});
    begin += width;
    part = byHead(at, part, count);
  }
  Attention heads = headsOf(at, std::move(parts), "unidirectional");
  if (at.has(5)) heads.mask = &at.input(5);
  return {withoutHeads(at, attended(at, std::move(heads)))};
}

// com.microsoft: (input, weights of queries, keys and values side by side, bias, mask, past, attention_bias)
Results packedAttention(const OnnxStep& at) {
  if (at.has(3) || at.has(4)) at.refuse("with a mask or keys of earlier calls is not supported");
  if (rankOf(at.input(0)) != 3 || rankOf(at.input(1)) != 2) at.refuse("expects an input of 3 axes and a matrix");
  const std::int64_t count = at.node.integer("num_heads", 0), all = sizesOf(at.input(1))[1];
  const Integers64 widths = at.node.integers("qkv_hidden_sizes").value_or(Integers64{all / 3, all / 3, all / 3});
  if (widths.size() != 3 || widths[0] < 1 || widths[1] < 1 || widths[2] < 1 || widths[0] + widths[1] + widths[2] != all)
    at.refuse(text("splits ", all, " columns of weights into parts that do not fit"));
  std::vector<Recorded> parts;
  std::int64_t begin = 0;
  for (const std::int64_t width : widths) {
    const Recorded weight = at.one("aten::t", {sliced(at, at.input(1), 1, begin, begin + width)});
    const Recorded bias = at.has(2) ? sliced(at, at.input(2), 0, begin, begin + width) : none();
    parts.push_back(byHead(at, linearProduct(at, at.input(0), weight, bias).at(0), count));
    begin += width;
  }
  Attention heads = headsOf(at, std::move(parts), "unidirectional");
  if (at.has(5)) heads.mask = &at.input(5);
  return {withoutHeads(at, attended(at, std::move(heads)))};
}

// The input turned by the angles whose cosines and sines are [batch or 1, positions, half of what is turned].
Recorded rotated(const OnnxStep& at, const Recorded& given, Recorded cosines, Recorded sines) {
  const bool flat = rankOf(given) == 3, interleaved = at.node.integer("interleaved", 0) != 0;
  const Recorded input = flat ? byHead(at, given, at.node.integer("num_heads", 0)) : given;
  const std::int64_t width = sizesOf(input)[3], named = at.node.integer("rotary_embedding_dim", 0),
                     turned = named > 0 ? named : width;
  if (turned > width || turned % 2 != 0 || sizesOf(cosines).back() < turned / 2)
    at.refuse(text("turns ", turned, " of ", width, " values by ", sizesOf(cosines).back(), " angles"));
  for (Recorded* angles : {&cosines, &sines}) {
    *angles = sliced(at, *angles, -1, 0, turned / 2);
    *angles = at.one("aten::unsqueeze", {*angles, integer(1)});  // alike for all heads
  }
  const Recorded part = turned == width ? input : sliced(at, input, 3, 0, turned);
  const Recorded first = interleaved ? sliced(at, part, 3, 0, turned, 2) : sliced(at, part, 3, 0, turned / 2);
  const Recorded second = interleaved ? sliced(at, part, 3, 1, turned, 2) : sliced(at, part, 3, turned / 2, turned);
  const auto product = [&](const Recorded& a, const Recorded& b) { return at.one("aten::mul.Tensor", {a, b}); };
  const Recorded real = at.one("aten::sub.Tensor", {product(first, cosines), product(second, sines), integer(1)});
  const Recorded other = at.one("aten::add.Tensor", {product(first, sines), product(second, cosines), integer(1)});
  Recorded result;
  if (interleaved) {
    const Recorded pairs = at.one("aten::stack", {Recorder::list({real, other}, ListKind::Tensors), integer(-1)});
    result = at.one("aten::flatten.using_ints", {pairs, integer(-2), integer(-1)});
  } else {
    result = joinedAlong(at, {real, other}, -1);
  }
  if (turned < width) result = joinedAlong(at, {result, sliced(at, input, 3, turned, width)}, -1);
  return flat ? withoutHeads(at, result) : result;
}

// A row of the cache for each position.
Recorded anglesAt(const OnnxStep& at, const Recorded& cache, const Recorded& positions) {
  if (rankOf(cache) != 2) at.refuse("expects a matrix of cosines and one of sines where there are positions");
  return at.one("aten::embedding", {cache, positions, integer(-1), truth(false), truth(false)});
}

// (X, cos_cache, sin_cache, position_ids)
Results rotary(const OnnxStep& at) {
  if (at.has(3))
    return {rotated(at, at.input(0), anglesAt(at, at.input(1), at.input(3)), anglesAt(at, at.input(2), at.input(3)))};
  if (rankOf(at.input(1)) != 3) at.refuse("expects cosines of 3 axes where there are no positions");
  return {rotated(at, at.input(0), at.input(1), at.input(2))};
}

// com.microsoft: (input, position_ids, cos_cache, sin_cache)
Results rotaryByPosition(const OnnxStep& at) {
  if (rankOf(at.input(1)) != 2) at.refuse("expects a position for every value of every batch");
  return {rotated(at, at.input(0), anglesAt(at, at.input(2), at.input(1)), anglesAt(at, at.input(3), at.input(1)))};
}

}  // namespace

OnnxRules attentionRules() {
  return {
      {"Attention", attention},
      {"RotaryEmbedding", rotary},
      {"com.microsoft.Attention", packedAttention},
      {"com.microsoft.MultiHeadAttention", multiHead},
      {"com.microsoft.RotaryEmbedding", rotaryByPosition},
  };
}

}  // namespace bitprism::onnx
