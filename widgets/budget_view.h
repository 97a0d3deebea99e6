#pragma once

#include <QWidget>
#include <cstdint>

class QLabel;
class QSlider;

namespace bitprism {

// A slider for the size budget, with the reachable range.
class BudgetView : public QWidget {
  Q_OBJECT

 public:
  explicit BudgetView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(std::int64_t budget, std::int64_t least, std::int64_t most);  // most 0: no network

 signals:
  void budgetWished(std::int64_t bytes);
  void wishFinished();  // the slider was released

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void reserve();

  QSlider* slider_;
  QLabel* value_;
  QLabel* range_;
  std::int64_t least_ = 0, most_ = 0;
};

}  // namespace bitprism
