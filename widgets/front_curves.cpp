#include "widgets/front_curves.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>

#include "widgets/dot_graph.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

struct FrontCurvesWords {
  Q_DECLARE_TR_FUNCTIONS(FrontCurvesWords)
};

}  // namespace

std::vector<FrontPoint> frontOf(const SearchSnapshot& snapshot) {
  std::vector<FrontPoint> points;
  for (std::size_t i = 0; i < snapshot.evaluations.size(); ++i) {
    const Evaluation& evaluation = snapshot.evaluations[i];
    if (evaluation.ok() && evaluation.taskIndex + 1 == static_cast<int>(snapshot.tasks.size()))
      points.push_back({evaluation.score.accuracy, evaluation.cost(), i});
  }
  return paretoFront(std::move(points));
}

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
  kneeText_->setPositionAlignment(Qt::AlignRight | Qt::AlignBottom);
  kneeText_->setPadding(QMargins(0, 0, 5, 4));
  kneeText_->setVisible(false);
}

void FrontCurves::show(const SearchSnapshot* snapshot, std::int64_t largest, const FrontScale& scale) {
  front_.clear();
  for (QCPGraph* graph : {bandLow_, bandHigh_, bandMean_, steps_, dots_}) graph->data()->clear();
  if (snapshot) front_ = frontOf(*snapshot);
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

void FrontCurves::compare(const std::vector<OtherFront>& others, bool dots, const FrontScale& scale,
                          const Colours& colours, double pixelRatio) {
  for (QCPGraph* graph : others_) plot_.removeGraph(graph);
  others_.clear();
  othersExtent_ = {};
  for (std::size_t i = 0; i < others.size(); ++i) addOther(others[i], i, dots, scale, colours, pixelRatio);
  const bool named = plot_.legend->itemWithPlottable(steps_) != nullptr;
  if (!others.empty() && !named) steps_->addToLegend();
  if (others.empty() && named) steps_->removeFromLegend();
}

void FrontCurves::addOther(const OtherFront& other, std::size_t index, bool dots, const FrontScale& scale,
                           const Colours& colours, double pixelRatio) {
  const FrontGroup look = lookOfOther(other.name, index, colours);
  QCPGraph* line = new DotGraph(plot_);
  others_.push_back(line);
  line->setName(look.name);
  line->setLayer("grid");  // below this session's own
  line->setLineStyle(QCPGraph::lsStepLeft);
  constexpr std::array dashes = {Qt::DashLine, Qt::DashDotLine, Qt::DotLine};
  line->setPen(QPen(look.colour, 2, dashes[index % dashes.size()]));
  line->setScatterStyle(QCPScatterStyle(shapePixmap(look.shape, 7, look.colour, pixelRatio)));
  for (const FrontPoint& point : frontOf(*other.snapshot)) line->addData(scale.x(point.cost), scale.y(point.accuracy));
  QVector<QCPGraphData> points;
  double left = 0, right = -1, low = 0, high = 0;
  for (const Evaluation& evaluation : other.snapshot->evaluations) {
    if (!evaluation.ok() || evaluation.taskIndex + 1 != static_cast<int>(other.snapshot->tasks.size())) continue;
    const QPointF at = scale.at(evaluation);
    points.append({at.x(), at.y()});
    const bool first = right < left;
    left = first ? at.x() : std::min(left, at.x());
    right = first ? at.x() : std::max(right, at.x());
    low = first ? at.y() : std::min(low, at.y());
    high = first ? at.y() : std::max(high, at.y());
  }
  if (right >= left) {
    const QRectF extent(QPointF(left, low), QPointF(right, high));
    othersExtent_ = othersExtent_.isNull() ? extent : othersExtent_.united(extent);
  }
  if (!dots) return;
  QCPGraph* cloud = new DotGraph(plot_);
  others_.push_back(cloud);
  cloud->setName(FrontCurvesWords::tr("evaluations of %1").arg(other.name));
  nameInFiles(*cloud, QStringLiteral("evaluations of %1").arg(other.name));
  cloud->setLayer("grid");
  cloud->setLineStyle(QCPGraph::lsNone);
  cloud->setScatterStyle(
      QCPScatterStyle(shapePixmap(look.shape, 5, mixed(colours.background, look.colour, 0.6), pixelRatio)));
  cloud->data()->set(points);
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
