#include "widgets/front_axes.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <algorithm>
#include <limits>

#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

constexpr double leastSpan = 1;  // of the quality axis, in percent or dB: a smaller span only magnifies noise

struct FrontAxesWords {
  Q_DECLARE_TR_FUNCTIONS(FrontAxesWords)
};

QString costLabel(const FrontMarks& marks) {
  switch (marks.axis) {
    case Cost::Memory:
      return marks.countsActivations ? FrontAxesWords::tr("memory with activations, %1")
                                     : FrontAxesWords::tr("memory, %1");
    case Cost::BitOperations:
      return FrontAxesWords::tr("bit operations, %1");
    case Cost::Latency:
      return FrontAxesWords::tr("latency, %1");
  }
  return {};
}

QString costNameInFiles(const FrontMarks& marks) {
  const bool activations = marks.axis == Cost::Memory && marks.countsActivations;
  return QString::fromLatin1(costTitle(marks.axis)) + QLatin1String(activations ? " with activations, %1" : ", %1");
}

}  // namespace

void FrontAxes::measure(const SearchSnapshot* snapshot, const FrontMarks& marks) {
  scale_.metric = marks.metric;
  std::int64_t largest = 0;
  if (snapshot) {
    bool known = false;
    for (const Evaluation& evaluation : snapshot->evaluations) {
      largest = std::max(largest, evaluation.cost());
      if (!known && evaluation.ok()) scale_.metric = evaluation.score.metric;  // the same for a whole search
      known = known || evaluation.ok();
    }
  }
  for (const FrontMarks::Uniform& uniform : marks.uniforms) largest = std::max(largest, uniform.bytes);
  for (const FrontMarks::Awaited& awaited : marks.awaited) largest = std::max(largest, awaited.bytes);
  if (largest == 0) largest = marks.planBytes;
  const SizeUnit unit = costUnitFor(marks.axis, largest);
  scale_.unit = unit.bytes;
  scale_.unitName = unit.name;
  name(marks);
}

void FrontAxes::name(const FrontMarks& marks) {
  plot_.xAxis->setLabel(costLabel(marks).arg(scale_.unitName));
  nameInFiles(*plot_.xAxis, costNameInFiles(marks).arg(scale_.unitName));
  if (scale_.metric == named_) return;
  named_ = scale_.metric;
  const bool decibels = inDecibels(scale_.metric);
  plot_.yAxis->setTicker(decibels ? QSharedPointer<QCPAxisTicker>(new QCPAxisTicker) : percentTicker());
  plot_.yAxis->setLabel(decibels ? FrontAxesWords::tr("%1, dB").arg(metricLabel(scale_.metric))
                                 : metricLabel(scale_.metric));
  const QString title = QString::fromLatin1(metricTitle(scale_.metric));
  thinTicks();
  nameInFiles(*plot_.yAxis, decibels ? title + QStringLiteral(", dB") : title);
}

void FrontAxes::thinTicks() {
  constexpr int usual = 5;
  const int line = QFontMetrics(plot_.yAxis->tickLabelFont()).height();
  plot_.yAxis->ticker()->setTickCount(std::clamp((plot_.height() - 3 * line) / (2 * line), 2, usual));
}

void FrontAxes::setEmpty(bool empty) {
  for (QCPAxis* axis : {plot_.xAxis, plot_.yAxis}) {
    axis->setTickLabels(!empty);
    axis->grid()->setVisible(!empty);
  }
}

// Of the quality axis, for a line of words: below the lowest mark, whose name stands there, and above the float line.
double FrontAxes::roomForName() const {
  const double line = QFontMetrics(plot_.yAxis->tickLabelFont()).height();
  return std::clamp(1.4 * line / std::max(1, plot_.axisRect()->height()), 0.06, 0.3);
}

bool FrontAxes::fit(std::initializer_list<QRectF> extents, const FrontMarks& marks) {
  if (zoomed_) return false;
  constexpr double none = std::numeric_limits<double>::infinity();
  double left = none, right = -none, bottom = none, top = -none;
  const auto include = [&](double x, double y) {
    left = std::min(left, x);
    right = std::max(right, x);
    bottom = std::min(bottom, y);
    top = std::max(top, y);
  };
  for (const QRectF& extent : extents) {
    if (extent == QRectF()) continue;
    include(extent.left(), extent.top());
    include(extent.right(), extent.bottom());
  }
  for (const FrontMarks::Uniform& uniform : marks.uniforms)
    include(scale_.x(uniform.bytes), scale_.y(uniform.accuracy));
  // Awaited ones have their places from the start, so that nothing jumps when they come.
  for (const FrontMarks::Awaited& awaited : marks.awaited) include(scale_.x(awaited.bytes), scale_.y(0));
  if (!(right > 0)) {  // nothing measured yet: room around the plan
    const double bytes = marks.planBytes > 0 ? static_cast<double>(marks.planBytes) : 128 * 1024;
    include(scale_.x(bytes * 0.3), scale_.y(0.1));
    include(scale_.x(bytes), scale_.y(marks.floatAccuracy.value_or(1)));
  }
  // A plan far from the measurements, such as float, stays outside instead of squeezing the rest.
  if (marks.planAccuracy && scale_.x(marks.planBytes) < 1.3 * right)
    include(scale_.x(marks.planBytes), scale_.y(*marks.planAccuracy));
  if (marks.floatAccuracy) include(right, scale_.y(*marks.floatAccuracy));
  if (top - bottom < leastSpan) {
    const double middle = (bottom + top) / 2;
    bottom = middle - leastSpan / 2;
    top = middle + leastSpan / 2;
  }
  const QCPRange x = plot_.xAxis->range(), y = plot_.yAxis->range();
  plot_.xAxis->setRange(paddedRange(left, right, 0.06));
  plot_.yAxis->setRange(paddedRange(bottom, top, 0.06));
  if (!marks.uniforms.empty()) plot_.yAxis->setRangeLower(bottom - roomForName() * (top - bottom));
  if (marks.floatAccuracy) {
    const double room = roomForName(), level = scale_.y(*marks.floatAccuracy);
    const double upper = (level - room * plot_.yAxis->range().lower) / (1 - room);
    if (upper > plot_.yAxis->range().upper) plot_.yAxis->setRangeUpper(upper);
  }
  return x != plot_.xAxis->range() || y != plot_.yAxis->range();
}

}  // namespace bitprism
