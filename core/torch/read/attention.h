#pragma once

#include <optional>
#include <string>

#include "core/torch/read/recorder.h"

namespace bitprism {

// Scaled dot-product attention, softmax(scale Q K^T + mask) V (Vaswani et al. 2017, eq. 1), as files of every format
// have it.
struct Attention {
  Recorded query, key, value;        // [..., heads, positions, width]
  const Recorded* mask = nullptr;    // booleans, true where a position may look, or numbers that are added; null: none
  std::optional<double> scale = {};  // none: one over the root of the queries' width
  bool causal = false;               // a position sees itself and those before it
  bool sharesKeys = false;           // several heads of queries may share one of keys and values (Ainslie et al. 2023)
};

// Writes it out as products and a softmax, so that everything else sees operators that it knows. op and node name it in
// errors. Throws InputError if its tensors do not fit each other.
Recorded recordAttention(Recorder& recorder, Attention attention, const std::string& op, const std::string& node);

}  // namespace bitprism
