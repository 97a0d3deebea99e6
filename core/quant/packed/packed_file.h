#pragma once

#include "core/base/file.h"
#include "core/quant/measures/calibration.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// The packed format (docs/formats.md): header, graph, a record per layer, codes packed to the bit. Its size is
// exactly modelSize(network, plan).total(). The calibration is for plans that need it (needsInputs).
Bytes packNetwork(const Network& network, const QuantPlan& plan, const Calibration& calibration = {});

struct PackedNetwork {
  Network network;  // weights dequantized
  QuantPlan plan;   // the one it was packed with
};

// Bounds are checked before memory is allocated. Throws InputError naming the source and what was expected.
PackedNetwork unpackNetwork(const Bytes& bytes, const std::string& source);

bool isPackedNetwork(std::span<const std::uint8_t> head);  // by the first bytes

}  // namespace bitprism
