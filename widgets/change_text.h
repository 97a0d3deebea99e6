#pragma once

#include <QString>
#include <cstdint>

#include "core/eval/metric.h"

namespace bitprism {

// Differences in words and signs. In the user's locale, for the window only.

QString signedText(double value, int decimals);               // "+1.2", "−1.2", "0"
QString signedBytesText(std::int64_t bytes);                  // "+13.2 KiB", "−512 B", "0 B"
QString signedPercentText(double share, int decimals = 1);    // "−21.6 %"
QString qualityChangeText(Metric metric, double difference);  // "−1.60 points", "+2.10 dB"

// "8", or "8 → 4" where they differ.
QString changeText(const QString& before, const QString& after);

// What the p-value of a test says: "may be chance: p = 0.31", "is hardly chance: p = 0.004", "... p < 0.001".
QString chanceText(double p);

}  // namespace bitprism
