#include "widgets/method_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <array>

namespace bitprism {
namespace {

QString methodWord(const char* source) {
  return QCoreApplication::translate("method_text", source);
}

}  // namespace

QString methodText(Method method) {
  return QString::fromLatin1(methodTitle(method));
}

QString automaticText(Method method) {
  return methodWord("Auto: %1").arg(methodText(method));
}

QString optionText(const SchemeOption& option) {
  return QString::fromLatin1(option.key).replace(QChar('_'), QChar(' '));
}

QString granularityText(Granularity granularity) {
  return granularity == Granularity::Tensor ? methodWord("per tensor") : methodWord("per channel");
}

QString correctionText(Correction correction) {
  switch (correction) {
    case Correction::None:
      return methodWord("no correction");
    case Correction::Mean:
      return methodWord("mean restored");
    case Correction::MeanStd:
      return methodWord("mean and deviation");
    case Correction::Gain:
      return methodWord("mean and gain");
    case Correction::InputGain:
      break;
  }
  return methodWord("mean and output gain");
}

QString rangeRuleText(RangeRule range) {
  switch (range) {
    case RangeRule::MinMax:
      return methodWord("min-max");
    case RangeRule::LeastSquares:
      return methodWord("least squares");
    case RangeRule::Percentile:
      break;
  }
  return methodWord("percentile");
}

QString schemeText(const QuantScheme& scheme) {
  QString text = methodText(scheme.method);
  if (hasRangeRule(scheme.method)) text += QStringLiteral(", ") + rangeRuleText(scheme.range);
  if (scheme.range == RangeRule::Percentile) text += QChar(' ') + QLocale().toString(scheme.percentile);
  if (!scheme.symmetric) text += methodWord(", with zero points");
  if (const std::string options = optionsText(scheme); !options.empty())
    text += QStringLiteral(", ") + QString::fromStdString(options).replace(QChar('_'), QChar(' '));
  if (scheme.method != Method::Dsconv) text += QStringLiteral("; ") + granularityText(scheme.granularity);
  return text + QStringLiteral("; ") + correctionText(scheme.correction);
}

QColor methodColour(Method method, const Colours& colours) {
  // In the order of existingMethods: grey for what all are judged by, then hues far apart.
  static const std::array<QColor, existingMethods.size()> light = {
      QColor("#6c7684"), QColor("#c98a00"), QColor("#df5a20"), QColor("#8e44ad"), QColor("#c2185b"), QColor("#1c9c56"),
      QColor("#2f7fd0"), QColor("#0b8f9c"), QColor("#8d5a3b"), QColor("#4a4fd0"), QColor("#6b7d00")};
  static const std::array<QColor, existingMethods.size()> dark = {
      QColor("#9aa4b3"), QColor("#f0c04a"), QColor("#ff8a50"), QColor("#c58be0"), QColor("#ff6f9f"), QColor("#4fd08a"),
      QColor("#6fb4ff"), QColor("#4fd6e0"), QColor("#cf9d78"), QColor("#9a9dff"), QColor("#c3d64f")};
  return (colours.dark ? dark : light)[static_cast<std::size_t>(method)];
}

}  // namespace bitprism
