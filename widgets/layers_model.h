#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "widgets/layer_row.h"

namespace bitprism {

// The layers as a table, one row each. Edits are requests: the model emits a signal and changes when the rows are set
// again.
class LayersModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    Index,
    Name,
    Kind,
    LayerShape,
    Weights,
    Bits,
    Input,
    MethodName,
    Sqnr,
    Size,
    Sensitivity,
    Range,
    Tie,
    Lock,
    ColumnCount
  };
  enum Role {
    SortRole = Qt::UserRole,  // a number or text in natural sort order
    BarRole                   // 0 to 1 for columns with a bar, else invalid
  };

  explicit LayersModel(QObject* parent = nullptr);

  // Sets all rows; if the layers are the same, only rows that differ are repainted.
  void setRows(std::vector<LayerRow> rows);
  const std::vector<LayerRow>& rows() const { return rows_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

 signals:
  void bitsWished(int layer, int bits);
  void automaticWished(int layer);
  void methodWished(int layer, Method method);
  void inputBitsWished(int layer, int bits);
  void lockWished(int layer, bool locked);
  void rangeWished(int layer, int minimum, int maximum);  // 0: no bound
  void tieWished(int layer, int group);                   // 0: none

 private:
  bool setRange(int layer, const QString& text);
  bool setTie(int layer, const QString& text);
  QVariant text(const LayerRow& row, int index, int column) const;
  QVariant sortValue(const LayerRow& row, int index, int column) const;
  QVariant fileValue(const LayerRow& row, int index, int column) const;
  QString tip(const LayerRow& row, int column) const;

  std::vector<LayerRow> rows_;
};

}  // namespace bitprism
