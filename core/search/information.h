#pragma once

#include <optional>

#include "core/eval/evaluation.h"

namespace bitprism {

// Information from an evaluation about its plan's accuracy, in nats: the mutual information of a Gaussian prediction
// and a measurement with binomial noise, 1/2 ln(1 + s^2 / n^2) (Cover & Thomas 2006, ch. 9). Empty if there was no
// prediction, the evaluation failed, or the noise of its metric is unknown.
std::optional<double> informationGained(const Evaluation& evaluation);

}  // namespace bitprism
