#pragma once

#include <QAbstractTableModel>
#include <memory>
#include <vector>

#include "core/run/search_snapshot.h"
#include "core/search/knee.h"
#include "widgets/trial_row.h"

namespace bitprism {

// The evaluations of a search as a table, one row each, in their order. A growing search adds rows.
class TrialsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Trial, TaskName, Quality, Unseen, Memory, AxisCost, MeanBits, Bits, Seconds, Place, Why, ColumnCount };

  explicit TrialsModel(QObject* parent = nullptr);

  // snapshot: null for none. front: its points, index into the evaluations.
  void show(std::shared_ptr<const SearchSnapshot> snapshot, std::vector<TrialLayer> layers,
            const std::vector<FrontPoint>& front, const std::optional<Knee>& knee);
  const std::shared_ptr<const SearchSnapshot>& snapshot() const { return snapshot_; }
  const std::vector<TrialLayer>& layers() const { return layers_; }
  Metric metric() const { return metric_; }
  Cost axis() const { return snapshot_ ? snapshot_->axis : Cost::Memory; }
  TrialRow row(int index) const;
  int rowOf(int trial) const;                          // -1: there is none
  bool before(int left, int right, int column) const;  // whether a row stands before another in that order

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  const Evaluation& at(int row) const { return snapshot_->evaluations[static_cast<std::size_t>(row)]; }
  bool grownFrom(const SearchSnapshot& now, const std::vector<TrialLayer>& layers) const;
  double meanBitsOf(const Evaluation& evaluation) const;
  void placeOnFront(const std::vector<FrontPoint>& front, const std::optional<Knee>& knee);
  QString text(int row, int column) const;
  QString bitsOfLayers(const Evaluation& evaluation) const;
  QString header(int column, bool tip) const;

  std::shared_ptr<const SearchSnapshot> snapshot_;
  std::vector<TrialLayer> layers_;
  std::vector<double> meanBits_;      // by row
  std::vector<FrontPlace> places_;    // likewise
  std::vector<std::size_t> onFront_;  // rows
  Metric metric_ = Metric::Accuracy;
};

}  // namespace bitprism
