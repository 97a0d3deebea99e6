#pragma once

#include <cstdint>
#include <span>

namespace bitprism {

// The area under the precision-recall steps of one ranking: the sum over thresholds of the rise of recall times the
// precision there, equal scores being one threshold (as scikit-learn's average_precision_score). Where `positive` is 0
// the item does not belong. 0 if nothing does.
double averagePrecision(std::span<const float> scores, std::span<const std::uint8_t> positive);

// The mean of the above over the classes that some row has; scores and positive are [rows][classes]. 0 if no row has
// any.
double meanAveragePrecision(std::span<const float> scores, std::span<const std::uint8_t> positive,
                            std::int64_t classes);

// The divergence in nats of a decision of probability `of` from one of probability `to`: KL(to || of).
double binaryDivergence(double to, double of);

// The probability that an output stands for: itself, or that of a logit. Kept off 0 and 1, whose divergence from others
// would be infinite.
double decisionProbability(float output, bool isProbability);

}  // namespace bitprism
