#include "widgets/front_selection.h"

#include <QCoreApplication>
#include <algorithm>
#include <iterator>

#include "widgets/dot_graph.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {

FrontSelection::FrontSelection(QCustomPlot& plot, const FrontDots& dots)
    : dots_(dots), rings_(new DotGraph(plot)), box_(new QCPItemRect(&plot)) {
  rings_->setLineStyle(QCPGraph::lsNone);
  rings_->setLayer("overlay");
  rings_->removeFromLegend();
  rings_->setName(QCoreApplication::translate("front_selection", "selected"));
  markHelper(*rings_);
  box_->setLayer("overlay");
  box_->setVisible(false);
  for (QCPItemPosition* corner : {box_->topLeft, box_->bottomRight}) corner->setType(QCPItemPosition::ptAbsolute);
}

void FrontSelection::show(std::shared_ptr<const SearchSnapshot> snapshot, const FrontScale& scale) {
  snapshot_ = std::move(snapshot);
  scale_ = scale;
  showRings(trials_);
}

bool FrontSelection::set(std::vector<int> trials) {
  if (trials == trials_) return false;
  trials_ = std::move(trials);
  showRings(trials_);
  return true;
}

void FrontSelection::toggle(int trial) {
  const auto place = std::lower_bound(trials_.begin(), trials_.end(), trial);
  if (place != trials_.end() && *place == trial)
    trials_.erase(place);
  else
    trials_.insert(place, trial);
  showRings(trials_);
}

void FrontSelection::add(int trial) {
  const auto place = std::lower_bound(trials_.begin(), trials_.end(), trial);
  if (place == trials_.end() || *place != trial) trials_.insert(place, trial);
  showRings(trials_);
}

// Evaluations stand by trial.
int FrontSelection::indexOf(int trial) const {
  if (!snapshot_) return -1;
  const auto& evaluations = snapshot_->evaluations;
  const auto found =
      std::lower_bound(evaluations.begin(), evaluations.end(), trial,
                       [](const Evaluation& evaluation, int wanted) { return evaluation.trial < wanted; });
  return found != evaluations.end() && found->trial == trial ? static_cast<int>(found - evaluations.begin()) : -1;
}

std::vector<int> FrontSelection::boxed(const QRect& box, bool add) const {
  std::vector<int> inside;
  for (const int index : dots_.within(box))
    inside.push_back(snapshot_->evaluations[static_cast<std::size_t>(index)].trial);
  if (!add) return inside;
  std::vector<int> all;
  std::set_union(trials_.begin(), trials_.end(), inside.begin(), inside.end(), std::back_inserter(all));
  return all;
}

void FrontSelection::showBox(const QRect& box, bool add) {
  box_->setVisible(true);
  box_->topLeft->setCoords(box.topLeft());
  box_->bottomRight->setCoords(box.bottomRight());
  showRings(boxed(box, add));
}

void FrontSelection::takeBox(const QRect& box, bool add) {
  trials_ = boxed(box, add);
  endBox();
}

void FrontSelection::endBox() {
  box_->setVisible(false);
  showRings(trials_);
}

bool FrontSelection::boxShown() const {
  return box_->visible();
}

void FrontSelection::showRings(const std::vector<int>& trials) {
  QVector<QCPGraphData> data;
  for (const int trial : trials) {
    const int index = indexOf(trial);
    if (index < 0 || !snapshot_->evaluations[static_cast<std::size_t>(index)].ok()) continue;
    const QPointF at = scale_.at(snapshot_->evaluations[static_cast<std::size_t>(index)]);
    data.append({at.x(), at.y()});
  }
  rings_->data()->set(data);
}

void FrontSelection::retheme(const Colours& colours, double pixelRatio) {
  rings_->setScatterStyle(QCPScatterStyle(ringPixmap(9, 1.5, colours.text, pixelRatio)));
  box_->setPen(thinPen(colours.accent, Qt::DashLine));
  QColor inside = colours.accent;
  inside.setAlphaF(0.12F);
  box_->setBrush(inside);
}

}  // namespace bitprism
