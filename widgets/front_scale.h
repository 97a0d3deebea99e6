#pragma once

#include <QPointF>
#include <QString>
#include <cstdint>

#include "core/eval/evaluation.h"

namespace bitprism {

// The units of the front's axes. A plain value.
struct FrontScale {
  double unit = 1024;  // bytes per unit of the x axis
  QString unitName;
  Metric metric = Metric::Accuracy;

  double x(double bytes) const { return bytes / unit; }
  double x(std::int64_t bytes) const { return static_cast<double>(bytes) / unit; }
  double y(double quality) const { return inUnit(metric, quality); }
  QPointF at(const Evaluation& evaluation) const { return {x(evaluation.cost()), y(evaluation.score.accuracy)}; }
  bool operator==(const FrontScale&) const = default;
};

}  // namespace bitprism
