#pragma once

#include <QWidget>
#include <cstdint>
#include <optional>

#include "core/eval/evaluation.h"
#include "core/search/search.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace bitprism {

class FittingLabel;

// The figures of the current plan. A plain value.
struct StatusFigures {
  Metric metric = Metric::Accuracy;
  std::optional<double> floatAccuracy;
  std::optional<Prediction> predicted;
  std::optional<Score> measured;
  std::optional<double> reportAccuracy;  // on images no search sees
  bool measuring = false;
  std::int64_t bytes = 0;  // 0: no network
  std::int64_t floatBytes = 0;
};

// The status bar: figures of the plan on the left, running work on the right.
class StatusView : public QWidget {
  Q_OBJECT

 public:
  explicit StatusView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const StatusFigures& figures);
  void setWork(const QString& what, std::int64_t done, std::int64_t total);  // total 0: unknown
  void clearWork();

 signals:
  void cancelRequested();

 private:
  FittingLabel* figures_;
  QLabel* work_;
  QProgressBar* progress_;
  QToolButton* cancel_;
};

}  // namespace bitprism
