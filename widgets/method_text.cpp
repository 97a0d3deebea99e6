#include "widgets/method_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <array>
#include <string_view>
#include <utility>

#include "core/quant/activations/activation_method.h"
#include "widgets/core_text.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

struct MethodText {
  Q_DECLARE_TR_FUNCTIONS(bitprism::MethodText)
};

// "no clip", "prior gauss", "block 128".
QString valueText(const MethodOption& option, double value) {
  const QString name = optionText(option);
  switch (option.kind) {
    case MethodOption::Kind::Flag:
      return value != 0 ? name : MethodText::tr("no %1").arg(name);
    case MethodOption::Kind::Name:
      return name + QChar(' ') + QString::fromLatin1(option.names[static_cast<std::size_t>(value)]);
    case MethodOption::Kind::Whole:
    case MethodOption::Kind::Number:
      break;
  }
  return name + QChar(' ') + editableText(value);
}

}  // namespace

QString methodText(Method method) {
  return coreText(QString::fromLatin1(methodTitle(method)));
}

QString automaticText(Method method) {
  return MethodText::tr("Auto: %1").arg(methodText(method));
}

QString optionText(const MethodOption& option) {
  // Keys whose one word says too little to those who have not read the paper.
  constexpr std::pair<const char*, const char*> titles[] = {
      {"author", QT_TRANSLATE_NOOP("bitprism::MethodText", "as the authors' code")},
      {"allocate", QT_TRANSLATE_NOOP("bitprism::MethodText", "bits per channel")},
      {"one_sided", QT_TRANSLATE_NOOP("bitprism::MethodText", "no negative values")},
      {"reading", QT_TRANSLATE_NOOP("bitprism::MethodText", "reading of the paper")},
      {"expand", QT_TRANSLATE_NOOP("bitprism::MethodText", "share of channels split")},
      {"group", QT_TRANSLATE_NOOP("bitprism::MethodText", "channels per threshold")},
      {"block", QT_TRANSLATE_NOOP("bitprism::MethodText", "channels per scale")}};
  for (const auto& [key, title] : titles)
    if (std::string_view(key) == option.key) return MethodText::tr(title);
  return coreText(QString::fromLatin1(option.key).replace(QChar('_'), QChar(' ')));
}

QString granularityText(Granularity granularity) {
  return granularity == Granularity::Tensor ? MethodText::tr("per tensor") : MethodText::tr("per channel");
}

QString correctionText(Correction correction) {
  switch (correction) {
    case Correction::None:
      return MethodText::tr("no correction");
    case Correction::Mean:
      return MethodText::tr("mean restored");
    case Correction::MeanStd:
      return MethodText::tr("mean and deviation");
    case Correction::Gain:
      return MethodText::tr("mean and gain");
    case Correction::InputGain:
      break;
  }
  return MethodText::tr("mean and output gain");
}

QString rangeRuleText(RangeRule range) {
  switch (range) {
    case RangeRule::MinMax:
      return MethodText::tr("min-max");
    case RangeRule::LeastSquares:
      return MethodText::tr("least squares");
    case RangeRule::Percentile:
      break;
  }
  return MethodText::tr("percentile");
}

QString schemeText(const Quantization& quantization) {
  QString text = methodText(quantization.method);
  if (hasRangeRule(quantization.method)) text += QStringLiteral(", ") + rangeRuleText(quantization.range);
  if (quantization.range == RangeRule::Percentile) text += QChar(' ') + QLocale().toString(quantization.percentile);
  if (!quantization.symmetric) text += MethodText::tr(", with zero points");
  for (const MethodOption* option : methodOptions())
    if (hasOption(quantization.method, *option) && !quantization.options.isStandard(*option))
      text += QStringLiteral(", ") + valueText(*option, quantization.options.get(*option));
  if (mayBePerTensor(quantization.method)) text += QStringLiteral("; ") + granularityText(quantization.granularity);
  return text + QStringLiteral("; ") + correctionText(quantization.correction);
}

QString schemeTitleText(const Quantization& quantization) {
  QString text = methodText(quantization.method);
  if (!methodInfo(quantization.method).namedByRange) return text;
  text += QChar(' ') + rangeRuleText(quantization.range);
  if (quantization.range == RangeRule::Percentile) text += QChar(' ') + QLocale().toString(quantization.percentile);
  return text;
}

QString inputSchemeText(const ActivationScheme& scheme) {
  if (scheme.isFloat()) return MethodText::tr("float");
  const QString method = coreText(QString::fromUtf8(activationMethod(scheme.method).title));
  if (activationMethod(scheme.method).ranges.empty()) return method;
  const QString range = coreText(QString::fromUtf8(activationRangeInfo(scheme.range).title));
  if (scheme.perChannel())
    return MethodText::tr("%1, range by %2, a grid for each of %3 channels")
        .arg(method, range)
        .arg(scheme.channels.size());
  if (scheme.method == ActivationMethod::Pwlq)
    return MethodText::tr("%1, range by %2, break-point %3").arg(method, range, smallText(scheme.breakpoint));
  return MethodText::tr("%1, range by %2").arg(method, range);
}

QColor methodColour(Method method, const Colours& colours) {
  const MethodInfo& info = methodInfo(method);
  return QColor(QRgb(colours.dark ? info.darkColour : info.lightColour));
}

}  // namespace bitprism
