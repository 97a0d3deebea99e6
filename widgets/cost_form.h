#pragma once

#include <QWidget>
#include <array>
#include <optional>
#include <vector>

#include "core/search/cost.h"

class QComboBox;
class QLabel;
class QLineEdit;

namespace bitprism {

// What a search trades for quality, and the most that its plans may cost: a field with a unit for each cost that is
// known, empty for no limit. What is wrong with a limit stands below the fields, which are marked.
class CostForm : public QWidget {
  Q_OBJECT

 public:
  explicit CostForm(QWidget* parent = nullptr);

  using QWidget::show;
  void show(Cost axis, const std::vector<CostLimit>& limits);
  void setKnown(const std::vector<Cost>& known);  // others are offered only where they are set
  Cost axis() const;
  std::vector<CostLimit> limits() const;  // throws UsageError when one cannot be read

  // Why no plan keeps the limits, and which one if it is one alone; empty: plans do. Gone with the next change.
  void setUnreachable(const QString& why, std::optional<Cost> which = {});
  QString problem() const;
  QComboBox* axisChoice() const { return axis_; }
  QLineEdit* field(Cost cost) const { return fields_[static_cast<std::size_t>(cost)]; }

 signals:
  void changed();  // by the user or by code

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void reserve();
  std::optional<CostLimit> limit(Cost cost) const;  // throws UsageError
  void offer();
  void check();

  QComboBox* axis_;
  std::array<QLineEdit*, 3> fields_;  // by cost
  QLabel* problem_;
  std::vector<Cost> known_ = {Cost::Memory};
  QString unreachable_;
  std::optional<Cost> unreachableField_;
};

// "2.5 GBOPs": a limit as the user writes it, with the locale's decimal point. Empty text: no limit. Throws UsageError.
std::optional<CostLimit> limitFromText(Cost cost, const QString& text);
QString limitText(const CostLimit& limit);  // read back, it is the same limit

}  // namespace bitprism
