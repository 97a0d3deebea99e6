#pragma once

#include <QWidget>
#include <vector>

namespace bitprism {

// The cost of each task so far: a bar for the mean seconds per evaluation, and their number.
class TaskCostView : public QWidget {
  Q_OBJECT

 public:
  struct Cost {
    QString task;
    int evaluations = 0;
    double seconds = 0;  // mean of those measured
    bool operator==(const Cost&) const = default;
  };

  explicit TaskCostView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<Cost>& costs);

  QString table() const;  // as CSV

  QSize sizeHint() const override { return {220, 90}; }
  QSize minimumSizeHint() const override { return {120, 40}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<Cost> costs_;
};

}  // namespace bitprism
