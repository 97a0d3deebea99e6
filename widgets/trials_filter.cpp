#include "widgets/trials_filter.h"

#include <utility>

namespace bitprism {

TrialsFilter::TrialsFilter(TrialsModel& model, QObject* parent) : QSortFilterProxyModel(parent), model_(model) {
  setSourceModel(&model);
}

void TrialsFilter::setQuery(TrialsQuery query) {
  if (query.empty() && query_.empty()) {
    query_ = std::move(query);
    return;
  }
  query_ = std::move(query);
  invalidateFilter();
}

void TrialsFilter::setListed(const std::vector<int>& trials) {
  if (trials.empty() && !listed_) return;
  listed_.reset();
  if (!trials.empty()) listed_.emplace(trials.begin(), trials.end());
  invalidateFilter();
}

bool TrialsFilter::filterAcceptsRow(int row, const QModelIndex&) const {
  const TrialRow trial = model_.row(row);
  return (!listed_ || listed_->contains(trial.evaluation->trial)) && query_.accepts(trial);
}

bool TrialsFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  return model_.before(left.row(), right.row(), left.column());
}

}  // namespace bitprism
