#pragma once

#include <QWidget>
#include <cstdint>
#include <optional>

#include "core/eval/evaluation.h"
#include "core/search/search.h"

class QLabel;

namespace bitprism {

class FittingLabel;
class JobsView;

// The figures of the current plan. A plain value.
struct StatusFigures {
  Metric metric = Metric::Accuracy;
  std::optional<double> floatAccuracy;
  std::optional<Prediction> predicted;
  std::optional<Score> measured;
  std::optional<double> reportAccuracy;  // on images no search sees
  bool inIntegers = false;               // measured under the plan's integer form
  bool measuring = false;
  std::int64_t bytes = 0;  // 0: no network
  std::int64_t floatBytes = 0;
  std::optional<std::int64_t> bitOperations;  // for one image
};

// The status bar: figures of the plan on the left, running work on the right, tips of menus and buttons in the space
// between them. Nothing hides the figures or the work.
class StatusView : public QWidget {
  Q_OBJECT

 public:
  explicit StatusView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const StatusFigures& figures);
  JobsView* jobs() const { return jobs_; }
  QLabel* figures() const;
  QLabel* tip() const { return tip_; }

 public slots:
  void setTip(const QString& tip);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void reserveHeight();
  void elideTip();

  FittingLabel* figures_;
  QLabel* tip_;
  QString wholeTip_;
  JobsView* jobs_;
};

}  // namespace bitprism
