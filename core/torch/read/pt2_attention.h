#pragma once

#include <vector>

#include "core/torch/read/pt2_call.h"

namespace bitprism {

// Scaled dot-product attention, softmax(scale Q K^T + mask) V (Vaswani et al. 2017, eq. 1), in the forms of exported
// graphs, written out as products and a softmax. They differ in the places of their arguments. Throws InputError if it
// drops values out.
std::vector<Recorded> attention(Recorder& recorder, const Pt2Call& call);
std::vector<Recorded> flashAttention(Recorder& recorder, const Pt2Call& call);
std::vector<Recorded> efficientAttention(Recorder& recorder, const Pt2Call& call);

}  // namespace bitprism
