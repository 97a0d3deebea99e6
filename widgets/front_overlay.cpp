#include "widgets/front_overlay.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <cmath>
#include <limits>

#include "widgets/dot_graph.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

struct FrontOverlayWords {
  Q_DECLARE_TR_FUNCTIONS(FrontOverlayWords)
};

}  // namespace

FrontOverlay::FrontOverlay(QCustomPlot& plot)
    : plot_(plot),
      uniforms_(new DotGraph(plot)),
      float_(new DotGraph(plot)),
      measured_(new DotGraph(plot)),
      predicted_(new DotGraph(plot)),
      planError_(new DotGraph(plot)),
      untried_(new DotGraph(plot)),
      untriedError_(new DotGraph(plot)),
      baseline_(new QCPItemStraightLine(&plot)),
      baselineText_(new QCPItemText(&plot)),
      sizeText_(new QCPItemText(&plot)),
      budgetLine_(new QCPItemStraightLine(&plot)) {
  for (QCPGraph* graph : {uniforms_, float_, measured_, predicted_, untried_}) graph->setLineStyle(QCPGraph::lsNone);
  for (QCPGraph* graph : {uniforms_, float_, measured_, predicted_, planError_, untried_, untriedError_})
    graph->removeFromLegend();
  for (QCPGraph* graph : {planError_, untriedError_}) markHelper(*graph);
  for (QCPGraph* graph : {measured_, predicted_, planError_, untried_, untriedError_}) graph->setLayer("overlay");
  measured_->setName(FrontOverlayWords::tr("this plan"));
  nameInFiles(*measured_, QStringLiteral("this plan"));
  predicted_->setName(FrontOverlayWords::tr("this plan (predicted)"));
  nameInFiles(*predicted_, QStringLiteral("this plan (predicted)"));
  untried_->setName(FrontOverlayWords::tr("best predicted"));
  nameInFiles(*untried_, QStringLiteral("best predicted"));
  uniforms_->setName(FrontOverlayWords::tr("uniform bits"));
  nameInFiles(*uniforms_, QStringLiteral("uniform bits"));
  float_->setName(FrontOverlayWords::tr("float"));
  nameInFiles(*float_, QStringLiteral("float"));
  baselineText_->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
  baselineText_->position->setTypeY(QCPItemPosition::ptPlotCoords);
  baselineText_->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
  sizeText_->position->setTypeX(QCPItemPosition::ptPlotCoords);
  sizeText_->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
  sizeText_->position->setCoords(0, 1);
  sizeText_->setVisible(false);
  sizeText_->setLayer("overlay");
  budgetLine_->setLayer("overlay");
  budgetLine_->setVisible(false);
}

void FrontOverlay::show(const FrontMarks& marks, const FrontScale& scale, const Colours& colours) {
  showFloat(marks, scale);
  showUniforms(marks, scale, colours);
  showPlan(marks, scale);
  for (QCPGraph* graph : {untried_, untriedError_}) graph->data()->clear();
  untriedAt_.reset();
  if (const auto& untried = marks.untried) {
    untriedAt_ = QPointF(scale.x(untried->bytes), scale.y(untried->mean));
    untried_->addData(untriedAt_->x(), untriedAt_->y());
    untriedError_->addData(untriedAt_->x(), scale.y(untried->mean - untried->deviation));
    untriedError_->addData(untriedAt_->x(), scale.y(untried->mean + untried->deviation));
  }
}

void FrontOverlay::showFloat(const FrontMarks& marks, const FrontScale& scale) {
  floatLevel_.reset();
  float_->data()->clear();
  if (marks.floatAccuracy) floatLevel_ = scale.y(*marks.floatAccuracy);
  baseline_->setVisible(floatLevel_.has_value());
  baselineText_->setVisible(floatLevel_.has_value());
  if (!floatLevel_) return;
  baseline_->point1->setCoords(0, *floatLevel_);
  baseline_->point2->setCoords(1, *floatLevel_);
  baselineText_->position->setCoords(baselineText_->position->key(), *floatLevel_);
  baselineText_->setText(FrontOverlayWords::tr("float %1").arg(metricText(marks.metric, *marks.floatAccuracy)));
  if (marks.floatBytes > 0) float_->addData(scale.x(marks.floatBytes), *floatLevel_);
}

// Awaited ones stand on the axis, at their size, until they are measured.
void FrontOverlay::showUniforms(const FrontMarks& marks, const FrontScale& scale, const Colours& colours) {
  uniforms_->data()->clear();
  const std::size_t count = marks.uniforms.size() + marks.awaited.size();
  while (uniformTexts_.size() > count) {
    plot_.removeItem(uniformTexts_.back());
    uniformTexts_.pop_back();
  }
  while (uniformTexts_.size() < count) uniformTexts_.push_back(new QCPItemText(&plot_));
  for (std::size_t i = 0; i < count; ++i) {
    QCPItemText* text = uniformTexts_[i];
    text->setColor(colours.muted);
    text->setFont(plot_.xAxis->tickLabelFont());
    text->position->setTypeX(QCPItemPosition::ptPlotCoords);
    if (i < marks.uniforms.size()) {
      const FrontMarks::Uniform& uniform = marks.uniforms[i];
      const QPointF at(scale.x(uniform.bytes), scale.y(uniform.accuracy));
      uniforms_->addData(at.x(), at.y());
      text->setText(QString::number(uniform.bits));
      text->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
      text->setPadding(QMargins(6, 2, 0, 0));
      text->position->setTypeY(QCPItemPosition::ptPlotCoords);
      text->position->setCoords(at);
    } else {
      const FrontMarks::Awaited& awaited = marks.awaited[i - marks.uniforms.size()];
      text->setText(QStringLiteral("%1 …").arg(awaited.bits));
      text->setPositionAlignment(Qt::AlignHCenter | Qt::AlignBottom);
      text->setPadding(QMargins(0, 0, 0, 2));
      text->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
      text->position->setCoords(scale.x(awaited.bytes), 1);
    }
  }
  if (marks.uniforms.empty())
    uniforms_->removeFromLegend();
  else
    uniforms_->addToLegend();  // no effect if already there
}

void FrontOverlay::showPlan(const FrontMarks& marks, const FrontScale& scale) {
  for (QCPGraph* graph : {measured_, predicted_, planError_}) graph->data()->clear();
  planX_.reset();
  planPlaced_ = false;
  if (marks.planBytes <= 0) return;
  planX_ = scale.x(marks.planBytes);
  planSize_ = amountText(marks.axis, marks.planBytes);
  planPlaced_ = marks.planAccuracy || marks.predictedAccuracy;
  if (marks.planAccuracy) {
    measured_->addData(*planX_, scale.y(*marks.planAccuracy));
  } else if (marks.predictedAccuracy) {
    predicted_->addData(*planX_, scale.y(*marks.predictedAccuracy));
    planError_->addData(*planX_, scale.y(*marks.predictedAccuracy - marks.predictedDeviation));
    planError_->addData(*planX_, scale.y(*marks.predictedAccuracy + marks.predictedDeviation));
  }
  placeSizeText();
}

void FrontOverlay::setBudget(std::optional<std::int64_t> bytes, const FrontScale& scale) {
  budget_.reset();
  if (bytes) budget_ = scale.x(*bytes);
  budgetLine_->setVisible(budget_.has_value());
  if (!budget_) return;
  budgetLine_->point1->setCoords(*budget_, 0);
  budgetLine_->point2->setCoords(*budget_, 1);
}

// The name of the float line stands above it, or below it at the top of the plot: at the left, where small plans are
// rarely accurate, or else where it hides the fewest marks.
void FrontOverlay::placeFloatText(const std::function<std::size_t(const QRect&)>& evaluationsIn) {
  if (!floatLevel_) return;
  const double above = plot_.yAxis->coordToPixel(*floatLevel_) - plot_.axisRect()->top();
  const bool fits = above > QFontMetrics(baselineText_->font()).height() + 4;
  baselineText_->setPositionAlignment(Qt::AlignLeft | (fits ? Qt::AlignBottom : Qt::AlignTop));
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  double best = 0;
  for (const double place : {0.0, 0.2, 0.4, 0.6}) {
    baselineText_->position->setCoords(place, *floatLevel_);
    const QRect words = floatTextRect();
    std::size_t hidden = evaluationsIn(words);
    for (const QPointF& mark : uniformPixels()) hidden += words.contains(mark.toPoint()) ? 1 : 0;
    if (hidden >= fewest) continue;
    fewest = hidden;
    best = place;
  }
  baselineText_->position->setCoords(best, *floatLevel_);
}

void FrontOverlay::placeTexts(const std::function<std::size_t(const QRect&)>& evaluationsIn) {
  placeFloatText(evaluationsIn);
  placeSizeText();
}

// The size of a plan whose quality is unknown stands at the axis, and that of a plan out of sight at the edge.
void FrontOverlay::placeSizeText() {
  const QCPRange range = plot_.xAxis->range();
  const bool inSight = planX_ && range.contains(*planX_);
  sizeText_->setVisible(planX_ && !(planPlaced_ && inSight));
  if (!planX_) return;
  if (inSight) {
    sizeText_->setText(FrontOverlayWords::tr("▾ this plan, %1").arg(planSize_));
    const bool right = *planX_ > range.center();
    sizeText_->setPositionAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignBottom);
    if (right) sizeText_->setText(FrontOverlayWords::tr("this plan, %1 ▾").arg(planSize_));
    sizeText_->position->setCoords(*planX_, 1);
  } else {
    const bool right = *planX_ > range.upper;
    sizeText_->setText(right ? FrontOverlayWords::tr("this plan, %1 ▸").arg(planSize_)
                             : FrontOverlayWords::tr("◂ this plan, %1").arg(planSize_));
    sizeText_->setPositionAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignBottom);
    sizeText_->position->setCoords(right ? range.upper : range.lower, 1);
  }
}

void FrontOverlay::retheme(const Colours& colours, double pixelRatio) {
  uniforms_->setScatterStyle(QCPScatterStyle(squarePixmap(8, colours.background, colours.text, pixelRatio)));
  float_->setScatterStyle(QCPScatterStyle(shapePixmap(MarkerShape::Diamond, 8, colours.muted, pixelRatio)));
  measured_->setScatterStyle(QCPScatterStyle(ringPixmap(13, 2.5, colours.warm, pixelRatio)));
  predicted_->setScatterStyle(QCPScatterStyle(targetPixmap(13, 2, colours.warm, pixelRatio)));
  planError_->setPen(QPen(colours.warm, 2));
  untriedError_->setPen(QPen(colours.good, 2));
  untried_->setScatterStyle(QCPScatterStyle(ringPixmap(11, 2.5, colours.good, pixelRatio)));
  baseline_->setPen(thinPen(colours.muted, Qt::DashLine));
  budgetLine_->setPen(thinPen(colours.warm, Qt::DotLine));
  baselineText_->setColor(colours.muted);
  sizeText_->setColor(colours.warm);
  for (QCPItemText* item : {baselineText_, sizeText_}) item->setFont(plot_.xAxis->tickLabelFont());
  baselineText_->setPadding(QMargins(6, 0, 0, 2));
  sizeText_->setPadding(QMargins(1, 0, 1, QFontMetrics(sizeText_->font()).height()));  // above awaited bits
}

std::vector<QPointF> FrontOverlay::uniformPixels() const {
  std::vector<QPointF> pixels;
  for (const QCPGraphData& at : *uniforms_->data()) pixels.push_back(uniforms_->coordsToPixels(at.key, at.value));
  return pixels;
}

QRect FrontOverlay::floatTextRect() const {
  if (!floatLevel_) return {};
  return QRectF(baselineText_->topLeft->pixelPosition(), baselineText_->bottomRight->pixelPosition()).toAlignedRect();
}

QPoint FrontOverlay::untriedPixel() const {
  return {static_cast<int>(plot_.xAxis->coordToPixel(untriedAt_->x())),
          static_cast<int>(plot_.yAxis->coordToPixel(untriedAt_->y()))};
}

bool FrontOverlay::onUntried(const QPoint& pixel, int reach) const {
  return untriedAt_ && (untriedPixel() - pixel).manhattanLength() <= reach;
}

std::optional<int> FrontOverlay::budgetPixel() const {
  if (!budget_) return {};
  return static_cast<int>(std::lround(plot_.xAxis->coordToPixel(*budget_)));
}

bool FrontOverlay::onBudget(const QPoint& pixel, int reach) const {
  const std::optional<int> x = budgetPixel();
  return x && std::abs(*x - pixel.x()) <= reach;
}

}  // namespace bitprism
