#pragma once

#include <optional>

#include "core/eval/evaluation.h"

namespace bitprism {

// What an evaluation told of its plan's accuracy, in nats: the mutual information of a Gaussian belief and a
// measurement with binomial noise, 1/2 ln(1 + s^2 / n^2) (Cover & Thomas 2006, ch. 9). Nothing where the model said
// nothing before, the evaluation failed, or the noise of its metric is not known.
std::optional<double> informationGained(const Evaluation& evaluation);

}  // namespace bitprism
