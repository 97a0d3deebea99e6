#include "widgets/number_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <cmath>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/core_text.h"

namespace bitprism {
namespace {

QLocale displayLocale() {
  QLocale locale;
  if (locale.numberOptions() & QLocale::RejectGroupSeparator) return locale;  // PlainNumbers
  // The C locale leaves the separators out, which makes seven digits unreadable.
  locale.setNumberOptions(locale.numberOptions() & ~QLocale::OmitGroupSeparator);
  return locale;
}

struct NumberText {
  Q_DECLARE_TR_FUNCTIONS(bitprism::NumberText)
};

}  // namespace

QString countText(std::int64_t count) {
  return displayLocale().toString(static_cast<qlonglong>(count));
}

QString bytesText(std::int64_t bytes) {
  const double value = static_cast<double>(bytes);
  if (std::abs(value) < 1024) return NumberText::tr("%1 B").arg(countText(bytes));
  if (std::abs(value) < 1024 * 1024)
    return NumberText::tr("%1 KiB").arg(displayLocale().toString(value / 1024, 'f', 1));
  if (std::abs(value) < 1024.0 * 1024 * 1024) {
    return NumberText::tr("%1 MiB").arg(displayLocale().toString(value / (1024 * 1024), 'f', 2));
  }
  return NumberText::tr("%1 GiB").arg(displayLocale().toString(value / (1024.0 * 1024 * 1024), 'f', 2));
}

QString amountText(Cost cost, std::int64_t amount) {
  if (cost == Cost::Memory) return bytesText(amount);
  const SizeUnit unit = costUnitFor(cost, amount);
  const double value = static_cast<double>(amount) / unit.bytes;
  const int decimals = unit.bytes == 1 ? 0 : value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return NumberText::tr("%1 %2").arg(displayLocale().toString(value, 'f', decimals), unit.name);
}

QString percentText(double fraction, int decimals) {
  return NumberText::tr("%1 %").arg(displayLocale().toString(fraction * 100, 'f', decimals));
}

QString metricText(Metric metric, double quality, int decimals) {
  if (!inDecibels(metric)) return percentText(quality, decimals);
  return NumberText::tr("%1 dB").arg(displayLocale().toString(inUnit(metric, quality), 'f', decimals));
}

QString metricLabel(Metric metric) {
  return coreText(QString::fromUtf8(metricTitle(metric)));
}

QString decibelText(double decibel) {
  if (std::isinf(decibel)) return NumberText::tr("exact");
  return NumberText::tr("%1 dB").arg(displayLocale().toString(decibel, 'f', 1));
}

QString smallText(double value) {
  if (value == 0) return QStringLiteral("0");
  const double magnitude = std::abs(value);
  return magnitude < 1e-3 || magnitude >= 1e5 ? displayLocale().toString(value, 'e', 2)
                                              : displayLocale().toString(value, 'g', 3);
}

QString ratioText(double ratio) {
  return displayLocale().toString(ratio, 'f', 1) + QChar(0x00d7);
}

QString durationText(double seconds) {
  const auto whole = static_cast<qlonglong>(std::llround(std::max(0.0, seconds)));
  if (whole < 60) return NumberText::tr("%1 s").arg(whole);
  if (whole < 3600) return NumberText::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QChar('0'));
  return NumberText::tr("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QChar('0'));
}

QString timeLeftText(double seconds) {
  constexpr double minute = 60, hour = 3600;
  const auto rounded = [](double value) { return static_cast<qlonglong>(std::llround(std::max(1.0, value))); };
  if (seconds < 10) return NumberText::tr("%1 s left").arg(rounded(seconds));
  // Multiples of five: finer steps would only jitter.
  if (seconds < 57.5) return NumberText::tr("%1 s left").arg(5 * rounded(seconds / 5));
  if (seconds < 1.5 * hour) return NumberText::tr("about %1 min left").arg(rounded(seconds / minute));
  return NumberText::tr("about %1 h left").arg(rounded(seconds / hour));
}

QString bitsText(int bits) {
  return bits == floatBits ? NumberText::tr("float") : QString::number(bits);
}

QString bitsCountText(int bits) {
  if (bits == floatBits) return bitsText(bits);
  return bits == 1 ? NumberText::tr("1 bit") : NumberText::tr("%1 bits").arg(bits);
}

QString editableText(double value, int digits) {
  QLocale locale;
  locale.setNumberOptions(QLocale::OmitGroupSeparator);
  return locale.toString(value, 'g', digits);
}

std::optional<double> numberFromText(const QString& text) {
  const QString word = text.trimmed();
  for (QLocale locale : {QLocale(), QLocale::c()}) {
    locale.setNumberOptions(QLocale::RejectGroupSeparator);  // "0.001" is not 1 in German
    bool good = false;
    const double value = locale.toDouble(word, &good);
    if (good) return value;
  }
  return {};
}

std::optional<std::vector<double>> numbersFromText(const QString& text) {
  static const QRegularExpression spaces(QStringLiteral("[\\s;]+"));
  const bool decimalComma = QLocale().decimalPoint() == QLatin1String(",");
  std::vector<double> values;
  const auto add = [&](const QString& word) {
    const std::optional<double> value = numberFromText(word);
    if (value) values.push_back(*value);
    return value.has_value();
  };
  for (QString word : text.split(spaces, Qt::SkipEmptyParts)) {
    if (word.endsWith(QChar(',')) && word.size() > 1) word.chop(1);
    if (decimalComma && add(word)) continue;
    for (const QString& part : word.split(QChar(','), Qt::SkipEmptyParts))
      if (!add(part)) return {};
  }
  if (values.empty()) return {};
  return values;
}

PlainNumbers::PlainNumbers() {
  QLocale plain = QLocale::c();
  plain.setNumberOptions(QLocale::OmitGroupSeparator | QLocale::RejectGroupSeparator);
  QLocale::setDefault(plain);
}

PlainNumbers::~PlainNumbers() {
  QLocale::setDefault(before_);
}

SizeUnit sizeUnitFor(std::int64_t largest) {
  if (largest >= std::int64_t{8} << 20) return {1024.0 * 1024, NumberText::tr("MiB")};
  return {1024.0, NumberText::tr("KiB")};
}

SizeUnit costUnitFor(Cost cost, std::int64_t largest) {
  if (cost == Cost::Memory) return sizeUnitFor(largest);
  // Prefixes of the International System of Units, the same in all languages.
  if (cost == Cost::Latency) {
    if (largest >= 1'000'000'000) return {1e9, QStringLiteral("s")};
    if (largest >= 1'000'000) return {1e6, QStringLiteral("ms")};
    return largest >= 1000 ? SizeUnit{1e3, QStringLiteral("µs")} : SizeUnit{1, QStringLiteral("ns")};
  }
  if (largest >= 1'000'000'000'000) return {1e12, QStringLiteral("TBOPs")};
  if (largest >= 1'000'000'000) return {1e9, QStringLiteral("GBOPs")};
  if (largest >= 1'000'000) return {1e6, QStringLiteral("MBOPs")};
  return largest >= 1000 ? SizeUnit{1e3, QStringLiteral("kBOPs")} : SizeUnit{1, QStringLiteral("BOPs")};
}

}  // namespace bitprism
