#include "widgets/change_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

#include "widgets/number_text.h"

namespace bitprism {
namespace {

constexpr double hardlyChance = 0.05, leastShownP = 0.001;

struct ChangeTextWords {
  Q_DECLARE_TR_FUNCTIONS(ChangeTextWords)
};

QString signOf(double value) {
  return value > 0 ? QStringLiteral("+") : value < 0 ? QString(QChar(0x2212)) : QString();
}

}  // namespace

QString signedText(double value, int decimals) {
  const double scale = std::pow(10, decimals);
  const double rounded = std::round(value * scale) / scale;
  return signOf(rounded) + QLocale().toString(std::abs(rounded), 'f', decimals);
}

QString signedBytesText(std::int64_t bytes) {
  return signOf(static_cast<double>(bytes)) + bytesText(std::abs(bytes));
}

QString signedPercentText(double share, int decimals) {
  return ChangeTextWords::tr("%1 %").arg(signedText(100 * share, decimals));
}

QString qualityChangeText(Metric metric, double difference) {
  if (inDecibels(metric)) return ChangeTextWords::tr("%1 dB").arg(signedText(inUnit(metric, difference), 2));
  return ChangeTextWords::tr("%1 points").arg(signedText(100 * difference, 2));
}

QString changeText(const QString& before, const QString& after) {
  return before == after ? before : before + QStringLiteral(" → ") + after;
}

QString chanceText(double p) {
  if (p < leastShownP) return ChangeTextWords::tr("is hardly chance: p < %1").arg(QLocale().toString(leastShownP));
  const QString figure = QLocale().toString(p, 'f', p < hardlyChance ? 3 : 2);
  return p < hardlyChance ? ChangeTextWords::tr("is hardly chance: p = %1").arg(figure)
                          : ChangeTextWords::tr("may be chance: p = %1").arg(figure);
}

}  // namespace bitprism
