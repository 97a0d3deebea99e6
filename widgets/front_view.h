#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/run/search_snapshot.h"
#include "core/search/knee.h"
#include "widgets/front_axes.h"
#include "widgets/front_curves.h"
#include "widgets/front_dots.h"
#include "widgets/front_groups.h"
#include "widgets/front_hand.h"
#include "widgets/front_hint.h"
#include "widgets/front_legend.h"
#include "widgets/front_marks.h"
#include "widgets/front_others.h"
#include "widgets/front_overlay.h"
#include "widgets/front_selection.h"

namespace bitprism {

class FrontTip;
class FrontTools;

// Accuracy against memory, or another cost: every evaluation a dot coloured by its task, method, age or session, the
// front a step line with its knee and the model's band, and the marks. A click on a dot requests its plan; a rectangle
// and clicks with Ctrl select dots; arrow keys go along the front and Enter requests the plan; the budget line can be
// dragged.
class FrontView : public QWidget {
  Q_OBJECT

 public:
  explicit FrontView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(std::shared_ptr<const SearchSnapshot> snapshot);  // null: no evaluations
  void show(const FrontMarks& marks);
  // Empty: with none. reference: of the hypervolumes that are told of all fronts.
  void compare(std::vector<OtherFront> others, const std::optional<HypervolumeReference>& reference = {});
  void setOwnName(const QString& name);  // in the legend while others are shown
  const std::vector<OtherFront>& others() const { return others_; }
  const FrontOthers& otherFronts() const { return othersDrawn_; }
  void setBudget(std::optional<std::int64_t> bytes);
  std::optional<int> budgetX() const { return overlay_.budgetPixel(); }
  void setHint(const QString& hint);             // shown until there are evaluations
  void setMethods(std::vector<Method> schemes);  // of the evaluations' choices
  void setColouring(FrontColouring colouring);
  FrontColouring colouring() const { return colouring_; }
  void setSelected(std::vector<int> trials);  // emits nothing
  const std::vector<int>& selected() const { return selection_.trials(); }

  const std::vector<FrontPoint>& front() const { return curves_.front(); }  // index: into the snapshot's evaluations
  const std::optional<Knee>& knee() const { return curves_.knee(); }
  QCustomPlot* plot() const { return plot_; }
  const FrontTip* tip() const { return tip_; }
  FrontTools* tools() const { return tools_; }
  const FrontLegend& legend() const { return legend_; }
  const FrontHint& hint() const { return hint_; }
  const FrontOverlay& overlay() const { return overlay_; }
  QPoint pixelOf(const Evaluation& evaluation) const;
  QSize minimumSizeHint() const override;

 signals:
  void planChosen(int trial);
  void untriedChosen();
  void otherChosen(const bitprism::OtherPoint& point);  // of another session
  void axisWished(bitprism::Cost axis);
  void budgetWished(std::int64_t bytes);                 // repeatedly during a drag
  void budgetFinished();                                 // the line was released
  void budgetCancelled();                                // as before the drag
  void listingWished(const std::vector<int>& trials);    // a rectangle or clicks with Ctrl; empty: no longer
  void selectionWished(const std::vector<int>& trials);  // by keys along the front

 protected:
  bool event(QEvent* event) override;
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void connectHand();
  void fill();
  void fillMarks();
  void takeFloat();
  void replotAll();
  void replotOverlay();
  void retheme();
  FrontHand::Grip gripAt(const QPoint& at) const;
  void hover(const QPoint& at, FrontHand::Grip grip);
  void click(const QPoint& at, FrontHand::Grip grip, Qt::KeyboardModifiers keys);
  void clearSelection();
  void showTip(int index);
  void showTip(const OtherPoint& point);
  void hideTip();
  void hideSeries(const QString& name, bool hidden);
  bool step(int key, bool extend);
  void goTo(std::size_t position, bool extend);
  std::optional<std::size_t> stepped() const;
  const Evaluation& evaluation(int index) const { return snapshot_->evaluations[static_cast<std::size_t>(index)]; }

  QCustomPlot* plot_;
  FrontTip* tip_;
  FrontAxes axes_;
  FrontCurves curves_;
  FrontOthers othersDrawn_;
  FrontOverlay overlay_;
  FrontDots dots_;
  FrontSelection selection_;
  FrontLegend legend_;
  FrontTools* tools_;
  FrontHand* hand_ = nullptr;
  FrontHint hint_;

  std::shared_ptr<const SearchSnapshot> snapshot_;
  std::vector<OtherFront> others_;
  std::optional<HypervolumeReference> reference_;
  FrontMarks marks_;
  FrontColouring colouring_ = FrontColouring::Task;
  std::vector<Method> schemes_;
  std::optional<std::int64_t> budget_;
  int steppedTrial_ = -1;  // reached last by keys
  int tipped_ = -1;        // the evaluation that the tip shows
  bool drawn_ = false;     // the overlay has its own buffer
};

}  // namespace bitprism
