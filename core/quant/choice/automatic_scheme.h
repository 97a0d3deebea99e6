#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "core/base/progress.h"
#include "core/quant/measures/calibration.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// "auto": the scheme of a layer if none is named. Of the closed-form schemes that store as many bytes as the plainest,
// the one with the least predicted sensitivity (predicted_sensitivity.h); resolved when a plan is made, so that plans,
// sessions and packed files hold schemes like any other.
inline constexpr const char* automaticMethod = "auto";  // on the command line

// Measured: the weights are fixed. Trained: the weights keep changing under the scheme, which must follow them at every
// step and be smooth in them: no gain from calibration images, whose layer inputs change as well, and no separate bits
// for channels, which would jump. Integers: kernels for whole numbers compute with the codes (integer_grids.h), which
// have neither zero points nor an offset of their own.
enum class SchemeUse { Measured, Trained, Integers };

// The candidates, the plainest (uniform, min-max, mean restored) first. At 16 and 32 bits only that one.
std::vector<QuantScheme> automaticCandidates(int bits, SchemeUse use = SchemeUse::Measured);

// Bytes that a candidate may need beyond the plainest, so that a stored option does not exclude it.
inline constexpr double automaticSlack = 0.03;      // share of the layer
inline constexpr std::int64_t automaticBytes = 64;  // for small layers

bool automaticFits(const Layer& layer, const QuantScheme& scheme);

// Whether a candidate other than the plainest could win at these bits, judged by the weights alone: the moments of
// inputs take long to collect in large networks.
bool choiceMatters(const Layer& layer, int bits);

// The choice for one layer: by its outputs if the moments of its input are known, else (null) by its weights.
QuantScheme automaticScheme(const Layer& layer, const InputMoments* inputs, int bits,
                            SchemeUse use = SchemeUse::Measured);

// For every layer and every one of its widths, on up to one thread per core. Throws Cancelled.
std::vector<std::vector<QuantScheme>> automaticSchemes(const Network& network, const Calibration& calibration,
                                                       const std::vector<std::vector<int>>& widths,
                                                       SchemeUse use = SchemeUse::Measured, std::stop_token stop = {},
                                                       const Progress& progress = {});

// Of further quantizations, which store other bytes at the same bits, those whose predicted sensitivity is clearly
// below that of the chosen scheme at equal bytes, each at those bits of `chosen` where this holds; the others need not
// be measured. Throws Cancelled.
std::vector<std::vector<QuantScheme>> contendingSchemes(const Network& network, const Calibration& calibration,
                                                        const std::vector<std::vector<QuantScheme>>& chosen,
                                                        const std::vector<Quantization>& quantizations,
                                                        std::stop_token stop = {}, const Progress& progress = {});

// The plan with these bits.
QuantPlan automaticPlan(const Network& network, const Calibration& calibration, const BitAllocation& bits,
                        SchemeUse use = SchemeUse::Measured, std::stop_token stop = {}, const Progress& progress = {});

}  // namespace bitprism
