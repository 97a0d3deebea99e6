#include "widgets/front_curves.h"

#include <QCoreApplication>
#include <algorithm>

#include "widgets/dot_graph.h"
#include "widgets/front_others.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

struct FrontCurvesWords {
  Q_DECLARE_TR_FUNCTIONS(FrontCurvesWords)
};

}  // namespace

bool sameFront(const SearchSnapshot& a, const SearchSnapshot& b) {
  const auto sameBand = [](const SearchInsight::BandPoint& x, const SearchInsight::BandPoint& y) {
    return x.cost == y.cost && x.mean == y.mean && x.deviation == y.deviation;
  };
  // A search only adds evaluations; another search differs in its first trial or has fewer.
  const bool sameEvaluations = a.evaluations.size() == b.evaluations.size() &&
                               (a.evaluations.empty() || (a.evaluations.back().trial == b.evaluations.back().trial &&
                                                          a.evaluations.back().bits == b.evaluations.back().bits &&
                                                          a.evaluations.front().bits == b.evaluations.front().bits));
  return sameEvaluations && a.axis == b.axis && a.tasks == b.tasks && a.floatAccuracy == b.floatAccuracy &&
         a.insight.band.size() == b.insight.band.size() &&
         std::equal(a.insight.band.begin(), a.insight.band.end(), b.insight.band.begin(), sameBand);
}

FrontCurves::FrontCurves(QCustomPlot& plot)
    : plot_(plot),
      bandLow_(new DotGraph(plot)),
      bandHigh_(new DotGraph(plot)),
      bandMean_(new DotGraph(plot)),
      steps_(new DotGraph(plot)),
      dots_(new DotGraph(plot)),
      kneeMark_(new DotGraph(plot)),
      kneeText_(new QCPItemText(&plot)) {
  bandHigh_->setChannelFillGraph(bandLow_);
  steps_->setLineStyle(QCPGraph::lsStepLeft);
  for (QCPGraph* graph : {dots_, kneeMark_}) {
    graph->setLineStyle(QCPGraph::lsNone);
    graph->setLayer("axes");  // above the dots of the evaluations, which come later
  }
  for (QCPGraph* graph : {bandLow_, bandHigh_, bandMean_, steps_, dots_, kneeMark_}) graph->removeFromLegend();
  markHelper(*steps_);
  bandLow_->setName(FrontCurvesWords::tr("predicted - 2 deviations"));
  nameInFiles(*bandLow_, QStringLiteral("predicted - 2 deviations"));
  bandHigh_->setName(FrontCurvesWords::tr("predicted + 2 deviations"));
  nameInFiles(*bandHigh_, QStringLiteral("predicted + 2 deviations"));
  bandMean_->setName(FrontCurvesWords::tr("predicted"));
  nameInFiles(*bandMean_, QStringLiteral("predicted"));
  dots_->setName(FrontCurvesWords::tr("front"));
  nameInFiles(*dots_, QStringLiteral("front"));
  steps_->setName(FrontCurvesWords::tr("this session"));
  nameInFiles(*steps_, QStringLiteral("this session"));
  kneeMark_->setName(FrontCurvesWords::tr("knee"));
  nameInFiles(*kneeMark_, QStringLiteral("knee"));
  kneeText_->setText(FrontCurvesWords::tr("knee"));
  kneeText_->setLayer("axes");
  // Below the front, away from the float network's line and its name.
  kneeText_->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
  kneeText_->setPadding(QMargins(7, 3, 0, 0));
  kneeText_->setVisible(false);
}

void FrontCurves::show(const SearchSnapshot* snapshot, std::int64_t largest, const FrontScale& scale) {
  front_.clear();
  for (QCPGraph* graph : {bandLow_, bandHigh_, bandMean_, steps_, dots_}) graph->data()->clear();
  if (snapshot) front_ = topFront(*snapshot);
  for (const FrontPoint& point : front_) {
    steps_->addData(scale.x(point.cost), scale.y(point.accuracy));
    dots_->addData(scale.x(point.cost), scale.y(point.accuracy));
  }
  if (!front_.empty()) {
    // The best plan stays the best for larger budgets.
    steps_->addData(scale.x(std::max(largest, front_.back().cost)) * 4, scale.y(front_.back().accuracy));
  }
  showKnee(scale);
  if (!snapshot) return;
  for (const SearchInsight::BandPoint& point : snapshot->insight.band) {
    bandLow_->addData(scale.x(point.cost), scale.y(std::max(0.0, point.mean - 2 * point.deviation)));
    bandHigh_->addData(scale.x(point.cost), scale.y(std::min(1.0, point.mean + 2 * point.deviation)));
    bandMean_->addData(scale.x(point.cost), scale.y(std::clamp(point.mean, 0.0, 1.0)));
  }
}

void FrontCurves::showKnee(const FrontScale& scale) {
  knee_ = kneeOf(front_);
  kneeMark_->data()->clear();
  kneeText_->setVisible(knee_.has_value());
  if (!knee_) return;
  const FrontPoint& point = front_[knee_->position];
  kneeMark_->addData(scale.x(point.cost), scale.y(point.accuracy));
  kneeText_->position->setCoords(scale.x(point.cost), scale.y(point.accuracy));
}

void FrontCurves::setNamed(bool named) {
  if (named)
    steps_->addToLegend();  // no effect if already there
  else
    steps_->removeFromLegend();
}

void FrontCurves::setOwnName(const QString& name) {
  steps_->setName(name);
  nameInFiles(*steps_, name == FrontCurvesWords::tr("this session") ? QStringLiteral("this session") : name);
}

QString FrontCurves::ownName() const {
  return steps_->name();
}

void FrontCurves::retheme(const Colours& colours, double pixelRatio) {
  steps_->setPen(QPen(colours.accent, 2));
  for (QCPGraph* graph : {bandLow_, bandHigh_}) graph->setPen(Qt::NoPen);
  bandHigh_->setBrush(colours.soft);
  bandMean_->setPen(thinPen(mixed(colours.background, colours.accent, 0.5), Qt::DotLine));
  dots_->setScatterStyle(QCPScatterStyle(discPixmap(8, colours.accent, colours.accent, pixelRatio)));
  kneeMark_->setScatterStyle(QCPScatterStyle(squarePixmap(13, Qt::transparent, colours.text, pixelRatio)));
  kneeText_->setColor(colours.text);
  kneeText_->setFont(plot_.xAxis->tickLabelFont());
}

}  // namespace bitprism
