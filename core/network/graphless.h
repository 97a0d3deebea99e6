#pragma once

#include <string>

#include "core/network/network.h"

namespace bitprism {

// Whether the network can be run. One without a graph holds the weights of a file that has no more than them
// (core/weights/weights_network.h): they can be looked at, quantized and written, but nothing can be measured.
bool hasGraph(const Network& network);

// Throws UsageError "cannot ACTION 'NAME': ..." for a network without a graph.
void requireGraph(const Network& network, const std::string& action);

// Throws InputError naming the layer and the number of its weights that are NaN or infinite.
void checkFinite(const Layer& layer);

}  // namespace bitprism
