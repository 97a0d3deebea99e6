#pragma once

#include <QWidget>
#include <vector>

#include "widgets/compare_model.h"

class QCheckBox;
class QSortFilterProxyModel;
class QTableView;

namespace bitprism {

class FittingLabel;

// The layers under two plans, sortable, all or only those that differ. Copying gives the selected rows, or all of them,
// as a table with a column for each figure.
class CompareTable : public QWidget {
  Q_OBJECT

 public:
  explicit CompareTable(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<CompareRow>& rows);
  void setCurrentLayer(int layer);  // of the open network
  QString copied() const;

  QTableView* table() const { return table_; }
  CompareModel* model() const { return model_; }
  QCheckBox* onlyDifferences() const { return onlyDifferences_; }

 signals:
  void rowChosen(int row);  // of the model, by a double click or Enter

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void fit();
  int fitColumns();
  void choose(const QModelIndex& index);

  CompareModel* model_;
  QSortFilterProxyModel* proxy_;
  QCheckBox* onlyDifferences_;
  FittingLabel* count_;
  QTableView* table_;
};

}  // namespace bitprism
