#pragma once

#include <QString>
#include <cstdint>
#include <optional>

#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

// The figures of one layer under the current plan. A plain value; unknown figures are absent.
struct LayerRow {
  QString name;
  QString kind;
  QString shape;
  Method method = Method::Uniform;
  bool automatic = false;  // the method was not chosen by the user
  QString methodTip;       // with all its options
  std::int64_t weights = 0;
  int bits = 32;
  int inputBits = 32;           // of the layer's input
  bool inputsPossible = false;  // there are images to calibrate on
  std::int64_t bytes = 0;
  std::optional<double> sqnrDb;
  std::optional<double> sensitivity;  // KL to float, in nats, when only this layer is quantized to these bits
  double sensitivityShare = 0;        // 0 to 1, for bars and colours
  bool locked = false;
  int minimumBits = 0, maximumBits = 0;  // bounds in searches; 0: no bound
  int tie = 0;                           // group of layers that share one width; 0: none

  bool operator==(const LayerRow&) const = default;
};

}  // namespace bitprism
