#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

namespace bitprism {

// The correlation of tasks in the model: a square of coloured cells with their figures.
class CorrelationView : public QWidget {
  Q_OBJECT

 public:
  explicit CorrelationView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const QStringList& tasks, const std::vector<std::vector<double>>& correlation);

  QString table() const;  // as CSV

  QSize sizeHint() const override { return {220, 120}; }
  QSize minimumSizeHint() const override { return {120, 70}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QStringList tasks_;
  std::vector<std::vector<double>> correlation_;
};

}  // namespace bitprism
