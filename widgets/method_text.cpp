#include "widgets/method_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <array>
#include <string_view>
#include <utility>

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

QString optionText(const MethodOption& option) {
  // Keys whose one word says too little to those who have not read the paper.
  constexpr std::pair<const char*, const char*> titles[] = {
      {"author", QT_TRANSLATE_NOOP("method_text", "as the authors' code")},
      {"allocate", QT_TRANSLATE_NOOP("method_text", "bits per channel")},
      {"one_sided", QT_TRANSLATE_NOOP("method_text", "no negative values")},
      {"reading", QT_TRANSLATE_NOOP("method_text", "reading of the paper")},
      {"expand", QT_TRANSLATE_NOOP("method_text", "share of channels split")},
      {"group", QT_TRANSLATE_NOOP("method_text", "channels per threshold")},
      {"block", QT_TRANSLATE_NOOP("method_text", "channels per scale")}};
  for (const auto& [key, title] : titles)
    if (std::string_view(key) == option.key) return methodWord(title);
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

QString schemeText(const Quantization& quantization) {
  QString text = methodText(quantization.method);
  if (hasRangeRule(quantization.method)) text += QStringLiteral(", ") + rangeRuleText(quantization.range);
  if (quantization.range == RangeRule::Percentile) text += QChar(' ') + QLocale().toString(quantization.percentile);
  if (!quantization.symmetric) text += methodWord(", with zero points");
  if (const std::string options = optionsText(quantization); !options.empty())
    text += QStringLiteral(", ") + QString::fromStdString(options).replace(QChar('_'), QChar(' '));
  if (mayBePerTensor(quantization.method)) text += QStringLiteral("; ") + granularityText(quantization.granularity);
  return text + QStringLiteral("; ") + correctionText(quantization.correction);
}

QColor methodColour(Method method, const Colours& colours) {
  const MethodInfo& info = methodInfo(method);
  return QColor(QRgb(colours.dark ? info.darkColour : info.lightColour));
}

}  // namespace bitprism
