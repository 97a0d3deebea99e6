#pragma once

#include <QTableView>
#include <vector>

#include "widgets/answers_picture.h"

class QStandardItemModel;

namespace bitprism {

// A confusion matrix as a table: how many images of one class (rows) were given another (columns). Of many classes only
// those that are confused most.
class ConfusionTable : public QTableView {
  Q_OBJECT

 public:
  enum class Kind { Between, FirstAgainstLabels, SecondAgainstLabels };
  static constexpr std::size_t mostClasses = 40;

  explicit ConfusionTable(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const AnswersPicture& picture, Kind kind);
  QString csv() const;  // all classes: row, column, images
  std::size_t hiddenClasses() const { return hiddenClasses_; }
  std::int64_t imagesAt(std::int32_t row, std::int32_t column) const;  // 0 where nothing is shown

 signals:
  void cellChosen(std::int32_t row, std::int32_t column);  // classes; by a double click or Enter

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  const std::vector<ConfusionCell>& cells() const;
  std::vector<std::int32_t> shownClasses() const;
  void fill();
  void fit();
  void choose(const QModelIndex& index);

  QStandardItemModel* model_;
  AnswersPicture picture_;
  Kind kind_ = Kind::Between;
  std::vector<std::int32_t> classes_;
  std::size_t hiddenClasses_ = 0;
};

}  // namespace bitprism
