#pragma once

#include <vector>

#include "core/torch/read/pt2_call.h"

namespace bitprism {

// Attention (attention.h) in the forms of exported graphs, which differ in the places of their arguments. Throws
// InputError if it drops values out.
std::vector<Recorded> attention(Recorder& recorder, const Pt2Call& call);
std::vector<Recorded> flashAttention(Recorder& recorder, const Pt2Call& call);
std::vector<Recorded> efficientAttention(Recorder& recorder, const Pt2Call& call);

}  // namespace bitprism
