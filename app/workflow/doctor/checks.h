#pragma once

#include <stop_token>
#include <vector>

#include "app/workflow/doctor/examination.h"

namespace bitprism {

// One kind of fault each, or a few that exclude each other. Findings that are too small to matter are left out:
// whatever rounding does below negligibleSensitivity is no fault. All throw Cancelled.

// How a layer's weights are rounded: at most one finding a layer, the one with the most specific cause.
std::vector<Finding> schemeFindings(const Examination& examination, std::stop_token stop = {});

// Channels that carry nothing: whose weights are zero, or whose outputs are on all calibration images.
std::vector<Finding> channelFindings(const Examination& examination, std::stop_token stop = {});

// Layers with too few or too many bits.
std::vector<Finding> widthFindings(const Examination& examination, std::stop_token stop = {});

// How the inputs of layers are rounded, and whether their ranges depend on the choice of the calibration images.
std::vector<Finding> inputFindings(const Examination& examination, std::stop_token stop = {});

// Images that are not prepared as the network expects. Needs no examination.
std::vector<Finding> dataFindings(const DoctorCase& known);

}  // namespace bitprism
