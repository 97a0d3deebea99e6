#pragma once

#include <QSortFilterProxyModel>
#include <optional>
#include <unordered_set>
#include <vector>

#include "widgets/trials_model.h"
#include "widgets/trials_query.h"

namespace bitprism {

// The rows of a TrialsModel in a chosen order: those that meet a query, and if some are listed, only these.
class TrialsFilter : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit TrialsFilter(TrialsModel& model, QObject* parent = nullptr);

  void setQuery(TrialsQuery query);
  const TrialsQuery& query() const { return query_; }
  void setListed(const std::vector<int>& trials);  // empty: all
  bool listsSome() const { return listed_.has_value(); }

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

 private:
  TrialsModel& model_;
  TrialsQuery query_;
  std::optional<std::unordered_set<int>> listed_;
};

}  // namespace bitprism
