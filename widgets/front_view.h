#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/run/search_snapshot.h"
#include "core/search/pareto.h"

class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;
class QCustomPlot;
class QMouseEvent;

namespace bitprism {

class FrontTip;
enum class MarkerShape;

// The marks next to the evaluations: the float network, uniform bits, the current plan.
struct FrontMarks {
  struct Uniform {
    int bits = 0;
    std::int64_t bytes = 0;
    double accuracy = 0;
    bool operator==(const Uniform&) const = default;
  };
  // The best plan predicted within the budget, of those never tried.
  struct Untried {
    std::int64_t bytes = 0;
    double mean = 0, deviation = 0;
    bool operator==(const Untried&) const = default;
  };
  Metric metric = Metric::Accuracy;
  std::optional<double> floatAccuracy;
  std::vector<Uniform> uniforms;
  std::optional<Untried> untried;
  std::int64_t planBytes = 0;               // 0: no plan
  std::optional<double> planAccuracy;       // measured
  std::optional<double> predictedAccuracy;  // if not measured
  double predictedDeviation = 0;
  bool countsActivations = false;  // memory is the network and the peak of activations
};

// The front of another session, shown for comparison.
struct OtherFront {
  QString name;
  std::shared_ptr<const SearchSnapshot> snapshot;
};

// Accuracy against memory: every evaluation a dot coloured by its task, the front a step line with the model's band,
// and the marks. A click on a dot requests its plan; the budget line can be dragged.
class FrontView : public QWidget {
  Q_OBJECT

 public:
  explicit FrontView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(std::shared_ptr<const SearchSnapshot> snapshot);  // null: no evaluations
  void show(const FrontMarks& marks);
  void compare(std::vector<OtherFront> others);  // empty: with none
  void setOwnName(const QString& name);          // in the legend while others are shown
  const std::vector<OtherFront>& others() const { return others_; }
  void setBudget(std::optional<std::int64_t> bytes);
  void setHint(const QString& hint);  // shown while there is no data

  const std::vector<FrontPoint>& front() const { return front_; }  // index: into the snapshot's evaluations
  QCustomPlot* plot() const { return plot_; }
  const FrontTip* tip() const { return tip_; }
  QPoint pixelOf(const Evaluation& evaluation) const;

 signals:
  void planChosen(int trial);
  void untriedChosen();
  void budgetWished(std::int64_t bytes);  // repeatedly during a drag
  void budgetFinished();                  // the line was released

 protected:
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fillEvaluations();
  void fillOthers();
  void fillMarks();
  void fitAxes();
  void placeBaselineText();
  void replotOverlay();
  void retheme();
  void mousePressed(QMouseEvent* event);
  void mouseMoved(QMouseEvent* event);
  void mouseReleased(QMouseEvent* event);
  int evaluationAt(const QPoint& position) const;  // -1: none near
  void showTip(int index);
  bool onBudget(const QPoint& position) const;
  bool onUntried(const QPoint& position) const;
  QPoint pixelOfUntried() const;
  double x(double bytes) const { return bytes / unit_; }
  double level(double quality) const { return inUnit(shownMetric(), quality); }
  Metric shownMetric() const;
  void nameAxis();
  QColor taskColour(int task) const;
  MarkerShape taskShape(std::size_t task) const;

  QCustomPlot* plot_;
  FrontTip* tip_;
  QCPGraph* bandLow_;
  QCPGraph* bandHigh_;
  QCPGraph* bandMean_;
  QCPGraph* steps_;
  std::vector<QCPGraph*> dots_;  // by task
  QCPGraph* frontDots_;
  std::vector<OtherFront> others_;
  std::vector<QCPGraph*> otherSteps_;  // one per front
  QCPGraph* uniforms_;
  std::vector<QCPItemText*> uniformTexts_;
  QCPGraph* plan_;
  QCPGraph* planError_;
  QCPGraph* untried_;
  QCPGraph* untriedError_;
  QCPItemStraightLine* baseline_;
  QCPItemText* baselineText_;
  QCPItemStraightLine* budgetLine_;
  QCPItemText* empty_;

  std::shared_ptr<const SearchSnapshot> snapshot_;
  FrontMarks marks_;
  std::vector<FrontPoint> front_;
  std::optional<std::int64_t> budget_;
  double unit_ = 1024;           // bytes per unit of the x axis
  std::optional<Metric> named_;  // on the y axis
  bool zoomed_ = false;
  bool drawn_ = false;  // the overlay has its own buffer
  bool draggingBudget_ = false;
  QPoint pressed_;
};

}  // namespace bitprism
