#include "widgets/front_others.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>

#include "widgets/dot_graph.h"
#include "widgets/front_groups.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

struct FrontOthersWords {
  Q_DECLARE_TR_FUNCTIONS(FrontOthersWords)
};

bool isTop(const Evaluation& evaluation, const SearchSnapshot& snapshot) {
  return evaluation.ok() && evaluation.taskIndex + 1 == static_cast<int>(snapshot.tasks.size());
}

}  // namespace

std::vector<FrontPoint> topFront(const SearchSnapshot& snapshot) {
  std::vector<FrontPoint> points;
  for (std::size_t i = 0; i < snapshot.evaluations.size(); ++i) {
    const Evaluation& evaluation = snapshot.evaluations[i];
    if (isTop(evaluation, snapshot)) points.push_back({evaluation.score.accuracy, evaluation.cost(), i});
  }
  return paretoFront(std::move(points));
}

FrontOthers::FrontOthers(QCustomPlot& plot) : plot_(plot) {}

void FrontOthers::clear() {
  for (QCPGraph* graph : graphs_) plot_.removeGraph(graph);
  for (const Line& line : lines_) plot_.removeItem(line.text);
  graphs_.clear();
  lines_.clear();
  points_.clear();
  ofPoints_.clear();
  grid_ = PointGrid();
  extent_ = {};
}

void FrontOthers::show(const std::vector<OtherFront>& others, const std::optional<HypervolumeReference>& reference,
                       const SearchSnapshot* own, const QString& ownName, bool dots, const FrontScale& scale,
                       const Colours& colours, double pixelRatio) {
  clear();
  for (std::size_t i = 0; i < others.size(); ++i) add(others[i], i, dots, scale, colours, pixelRatio);
  std::vector<QPointF> places;
  for (const OtherPoint& point : points_)
    places.push_back(scale.at(others[point.other].snapshot->evaluations[point.evaluation]));
  grid_ = PointGrid(std::move(places));
  extent_ = grid_.extent();
  if (others.empty()) return;
  if (own) addText(ownName, colours.accent, *own, reference, scale);
  for (std::size_t i = 0; i < others.size(); ++i)
    addText(others[i].name, lookOfOther(others[i].name, i, colours).colour, *others[i].snapshot, reference, scale);
}

void FrontOthers::add(const OtherFront& other, std::size_t index, bool dots, const FrontScale& scale,
                      const Colours& colours, double pixelRatio) {
  const FrontGroup look = lookOfOther(other.name, index, colours);
  const SearchSnapshot& snapshot = *other.snapshot;
  QCPGraph* line = new DotGraph(plot_);
  graphs_.push_back(line);
  line->setName(look.name);
  line->setLayer("grid");  // below this session's own
  line->setLineStyle(QCPGraph::lsStepLeft);
  constexpr std::array dashes = {Qt::DashLine, Qt::DashDotLine, Qt::DotLine};
  line->setPen(QPen(look.colour, 2, dashes[index % dashes.size()]));
  line->setScatterStyle(QCPScatterStyle(shapePixmap(look.shape, 7, look.colour, pixelRatio)));
  for (const FrontPoint& point : topFront(snapshot)) {
    line->addData(scale.x(point.cost), scale.y(point.accuracy));
    if (dots) continue;
    points_.push_back({index, point.index});
    ofPoints_.push_back(line);
  }
  if (!dots) return;
  QCPGraph* cloud = new DotGraph(plot_);
  graphs_.push_back(cloud);
  cloud->setName(FrontOthersWords::tr("evaluations of %1").arg(other.name));
  nameInFiles(*cloud, QStringLiteral("evaluations of %1").arg(other.name));
  cloud->setLayer("grid");
  cloud->setLineStyle(QCPGraph::lsNone);
  cloud->setScatterStyle(
      QCPScatterStyle(shapePixmap(look.shape, 5, mixed(colours.background, look.colour, 0.6), pixelRatio)));
  QVector<QCPGraphData> data;
  for (std::size_t i = 0; i < snapshot.evaluations.size(); ++i) {
    if (!isTop(snapshot.evaluations[i], snapshot)) continue;
    const QPointF at = scale.at(snapshot.evaluations[i]);
    data.append({at.x(), at.y()});
    points_.push_back({index, i});
    ofPoints_.push_back(cloud);
  }
  cloud->data()->set(data);
}

void FrontOthers::addText(const QString& name, const QColor& colour, const SearchSnapshot& snapshot,
                          const std::optional<HypervolumeReference>& reference, const FrontScale& scale) {
  const std::vector<FrontPoint> front = topFront(snapshot);
  if (front.empty()) return;
  auto* text = new QCPItemText(&plot_);
  text->setLayer("axes");
  text->setColor(colour);
  text->setBrush(coloursOf(plot_.palette()).background);  // lines pass behind it
  text->setFont(plot_.xAxis->tickLabelFont());
  const QString shown = QFontMetrics(text->font()).elidedText(name, Qt::ElideMiddle, plot_.width() / 4);
  text->setText(reference ? FrontOthersWords::tr("%1, hypervolume %2")
                                .arg(shown, QLocale().toString(hypervolume(front, *reference), 'f', 4))
                          : shown);
  text->setPadding(QMargins(2, 0, 2, 0));
  text->position->setType(QCPItemPosition::ptPlotCoords);
  lines_.push_back({text, {scale.x(front.back().cost), scale.y(front.back().accuracy)}});
  text->position->setCoords(lines_.back().end);
}

// Under the end of each line, inside the plot; names that would cover one another go below.
void FrontOthers::placeTexts() {
  const QRect room = plot_.axisRect()->rect();
  std::vector<QRect> taken;
  for (const Line& line : lines_) {
    const QFontMetrics metrics(line.text->font());
    const QSize size(metrics.horizontalAdvance(line.text->text()) + 6, metrics.height());
    const double x = plot_.xAxis->coordToPixel(line.end.x()), y = plot_.yAxis->coordToPixel(line.end.y());
    QRect area(QPoint(static_cast<int>(std::clamp(x, double(room.left()), double(room.right()))) - size.width(),
                      static_cast<int>(std::clamp(y, double(room.top()), double(room.bottom()))) + 8),
               size);
    area.moveLeft(std::clamp(area.left(), room.left(), std::max(room.left(), room.right() - size.width())));
    const auto covered = [&] {
      return std::any_of(taken.begin(), taken.end(), [&](const QRect& other) { return other.intersects(area); });
    };
    while (covered() && area.bottom() + size.height() <= room.bottom()) area.translate(0, size.height());
    while (covered() && area.top() - size.height() >= room.top()) area.translate(0, -size.height());
    if (area.bottom() > room.bottom()) area.moveBottom(room.bottom());
    taken.push_back(area);
    line.text->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    line.text->position->setCoords(plot_.xAxis->pixelToCoord(area.left()), plot_.yAxis->pixelToCoord(area.top()));
  }
}

QPoint FrontOthers::pixelOf(const OtherPoint& point) const {
  const auto found = std::find(points_.begin(), points_.end(), point);
  if (found == points_.end()) return {};
  const QPointF& at = grid_.points()[static_cast<std::size_t>(found - points_.begin())];
  return {static_cast<int>(plot_.xAxis->coordToPixel(at.x())), static_cast<int>(plot_.yAxis->coordToPixel(at.y()))};
}

std::optional<OtherPoint> FrontOthers::nearest(const QPoint& pixel, int reach) const {
  const QPointF topLeft(plot_.xAxis->pixelToCoord(pixel.x() - reach), plot_.yAxis->pixelToCoord(pixel.y() - reach));
  const QPointF bottomRight(plot_.xAxis->pixelToCoord(pixel.x() + reach), plot_.yAxis->pixelToCoord(pixel.y() + reach));
  std::optional<OtherPoint> found;
  double best = static_cast<double>(reach) * reach;
  grid_.within(QRectF(topLeft, bottomRight).normalized(), [&](std::size_t point) {
    if (!ofPoints_[point]->visible()) return;
    const QPointF& at = grid_.points()[point];
    const QPointF away = QPointF(plot_.xAxis->coordToPixel(at.x()), plot_.yAxis->coordToPixel(at.y())) - pixel;
    const double distance = QPointF::dotProduct(away, away);
    if (distance >= best) return;
    best = distance;
    found = points_[point];
  });
  return found;
}

QStringList FrontOthers::texts() const {
  QStringList texts;
  for (const Line& line : lines_) texts << line.text->text();
  return texts;
}

}  // namespace bitprism
