#include "widgets/number_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {
namespace {

QLocale displayLocale() {
  QLocale locale;
  // The C locale leaves the separators out, which makes seven digits unreadable.
  locale.setNumberOptions(locale.numberOptions() & ~QLocale::OmitGroupSeparator);
  return locale;
}

QString translated(const char* source) {
  return QCoreApplication::translate("number_text", source);
}

}  // namespace

QString countText(std::int64_t count) {
  return displayLocale().toString(static_cast<qlonglong>(count));
}

QString bytesText(std::int64_t bytes) {
  const double value = static_cast<double>(bytes);
  if (std::abs(value) < 1024) return translated("%1 B").arg(countText(bytes));
  if (std::abs(value) < 1024 * 1024) return translated("%1 KiB").arg(displayLocale().toString(value / 1024, 'f', 1));
  if (std::abs(value) < 1024.0 * 1024 * 1024) {
    return translated("%1 MiB").arg(displayLocale().toString(value / (1024 * 1024), 'f', 2));
  }
  return translated("%1 GiB").arg(displayLocale().toString(value / (1024.0 * 1024 * 1024), 'f', 2));
}

QString percentText(double fraction, int decimals) {
  return translated("%1 %").arg(displayLocale().toString(fraction * 100, 'f', decimals));
}

QString metricText(Metric metric, double quality, int decimals) {
  if (metric != Metric::Sqnr) return percentText(quality, decimals);
  return translated("%1 dB").arg(displayLocale().toString(inUnit(metric, quality), 'f', decimals));
}

QString metricLabel(Metric metric) {
  return translated(metricTitle(metric));
}

QString decibelText(double decibel) {
  if (std::isinf(decibel)) return translated("exact");
  return translated("%1 dB").arg(displayLocale().toString(decibel, 'f', 1));
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
  if (whole < 60) return translated("%1 s").arg(whole);
  if (whole < 3600) return translated("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QChar('0'));
  return translated("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QChar('0'));
}

QString timeLeftText(double seconds) {
  constexpr double minute = 60, hour = 3600;
  const auto rounded = [](double value) { return static_cast<qlonglong>(std::llround(std::max(1.0, value))); };
  if (seconds < 10) return translated("%1 s left").arg(rounded(seconds));
  // Multiples of five: finer steps would only jitter.
  if (seconds < 57.5) return translated("%1 s left").arg(5 * rounded(seconds / 5));
  if (seconds < 1.5 * hour) return translated("about %1 min left").arg(rounded(seconds / minute));
  return translated("about %1 h left").arg(rounded(seconds / hour));
}

QString bitsText(int bits) {
  return bits == floatBits ? translated("float") : QString::number(bits);
}

QString bitsCountText(int bits) {
  if (bits == floatBits) return bitsText(bits);
  return bits == 1 ? translated("1 bit") : translated("%1 bits").arg(bits);
}

SizeUnit sizeUnitFor(std::int64_t largest) {
  if (largest >= std::int64_t{8} << 20) return {1024.0 * 1024, translated("MiB")};
  return {1024.0, translated("KiB")};
}

}  // namespace bitprism
