#pragma once

#include <QWidget>
#include <cstdint>

#include "core/search/cost.h"

class QLabel;
class QSlider;

namespace bitprism {

// A slider for the budget of memory or of another cost, with the reachable range.
class BudgetView : public QWidget {
  Q_OBJECT

 public:
  explicit BudgetView(QWidget* parent = nullptr);

  using QWidget::show;
  // most 0: no network.
  void show(Cost cost, std::int64_t budget, std::int64_t least, std::int64_t most);

 signals:
  void budgetWished(std::int64_t amount);
  void wishFinished();   // the slider was released
  void wishCancelled();  // by Esc while it was held: as before

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void reserve();
  void release();
  void place();

  QSlider* slider_;
  QLabel* name_;
  QLabel* value_;
  QLabel* range_;
  Cost cost_ = Cost::Memory;
  std::int64_t budget_ = 0, least_ = 0, most_ = 0;
  bool cancelled_ = false;  // until the hand lets go
};

}  // namespace bitprism
