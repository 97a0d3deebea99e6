#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace bitprism {

// The rows of the layers' table in which every word of a filter occurs, each in any column, and their order. "1x1" also
// finds the shape 1×1.
class LayersFilter : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  using QSortFilterProxyModel::QSortFilterProxyModel;

  void setWords(const QString& words);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  QStringList words_;
};

}  // namespace bitprism
