#pragma once

#include <QFont>
#include <QString>
#include <cstdint>

#include "core/eval/metric.h"

namespace bitprism {

// Numbers in the window, in the user's locale. Files and the clipboard never use these.

QString countText(std::int64_t count);                                // "268,336"
QString bytesText(std::int64_t bytes);                                // "512 B", "119.2 KiB", "1.42 MiB"
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

// The unit for an axis of sizes up to the given one: its name and its number of bytes.
struct SizeUnit {
  double bytes = 1024;
  QString name;
};
SizeUnit sizeUnitFor(std::int64_t largest);

}  // namespace bitprism
