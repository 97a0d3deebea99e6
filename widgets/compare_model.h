#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "widgets/compare_row.h"

namespace bitprism {

// The layers under two plans as a table: one value where the plans agree, "A → B (difference)" where they differ; or
// the layers of two networks with their counterparts.
class CompareModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Index, Name, Bits, Input, Sqnr, Size, MethodName, Match, Between, Largest, ColumnCount };
  enum Role {
    SortRole = Qt::UserRole,  // a difference, a place or a text
    SameRole                  // whether the plans agree in this cell
  };

  using QAbstractTableModel::QAbstractTableModel;

  void setRows(std::vector<CompareRow> rows);  // if the layers are the same, only what differs is repainted
  const std::vector<CompareRow>& rows() const { return rows_; }

  // Sizes without their difference in percent, for tables with too little width.
  void setBrief(bool brief) { brief_ = brief; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  QString text(const CompareRow& row, int index, int column) const;
  QString networksText(const CompareRow& row, int index, int column) const;
  QString sizesText(std::int64_t a, std::int64_t b) const;
  QVariant sortValue(const CompareRow& row, int index, int column) const;
  static bool same(const CompareRow& row, int column);
  static QString tip(const CompareRow& row);

  std::vector<CompareRow> rows_;
  bool brief_ = false;
};

}  // namespace bitprism
