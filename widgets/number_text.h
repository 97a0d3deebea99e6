#pragma once

#include <QFont>
#include <QLocale>
#include <QString>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/eval/metric.h"
#include "core/search/cost.h"

namespace bitprism {

// Numbers in the window, in the user's locale. Files never use these; tables on the clipboard only with PlainNumbers.

QString countText(std::int64_t count);                                // "268,336"
QString bytesText(std::int64_t bytes);                                // "512 B", "119.2 KiB", "1.42 MiB"
QString amountText(Cost cost, std::int64_t amount);                   // "119.2 KiB", "2.60 GBOPs", "3.21 ms"
QString percentText(double fraction, int decimals = 1);               // "76.1 %"
QString metricText(Metric metric, double quality, int decimals = 1);  // "76.1 %", "43.2 dB": a Score's accuracy
QString metricLabel(Metric metric);                                   // "accuracy", "output SQNR"
QString decibelText(double decibel);                                  // "15.9 dB"; "exact" when infinite
QString smallText(double value);                                      // "2.31e-05", "0.0312"
QString ratioText(double ratio);                                      // "8.8×"
QString durationText(double seconds);                                 // "45 s", "2 min 10 s", "1 h 05 min"
QString timeLeftText(double seconds);                                 // "20 s left", "about 3 min left"
QString bitsText(int bits);                                           // "4", "float"
QString bitsCountText(int bits);                                      // "1 bit", "4 bits", "float"

// Numbers in fields to type in, with the locale's decimal point or, typed or pasted, that of files. A comma separates
// numbers where it is not the locale's decimal point.
QString editableText(double value, int digits = QLocale::FloatingPointShortest);
std::optional<double> numberFromText(const QString& text);
std::optional<std::vector<double>> numbersFromText(const QString& text);  // empty: absent

// While it exists, the texts above have numbers as in files: with a decimal point and without separators of thousands.
class PlainNumbers {
 public:
  PlainNumbers();
  ~PlainNumbers();
  PlainNumbers(const PlainNumbers&) = delete;
  PlainNumbers& operator=(const PlainNumbers&) = delete;

 private:
  QLocale before_;
};

// The unit for an axis of sizes up to the given one: its name and its number of bytes.
struct SizeUnit {
  double bytes = 1024;
  QString name;
};
SizeUnit sizeUnitFor(std::int64_t largest);
SizeUnit costUnitFor(Cost cost, std::int64_t largest);  // likewise, per bit operation or nanosecond

}  // namespace bitprism
