#include "widgets/trials_model.h"

#include <QLocale>
#include <algorithm>
#include <limits>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/number_text.h"
#include "widgets/task_text.h"

namespace bitprism {

TrialsModel::TrialsModel(QObject* parent) : QAbstractTableModel(parent) {}

// A search only adds evaluations; those of before are the same then.
bool TrialsModel::grownFrom(const SearchSnapshot& now, const std::vector<TrialLayer>& layers) const {
  if (!snapshot_ || now.axis != snapshot_->axis || now.evaluations.size() < snapshot_->evaluations.size() ||
      layers != layers_)
    return false;
  return std::equal(snapshot_->evaluations.begin(), snapshot_->evaluations.end(), now.evaluations.begin(),
                    [](const Evaluation& a, const Evaluation& b) {
                      return a.trial == b.trial && a.bytes == b.bytes && a.score.accuracy == b.score.accuracy &&
                             a.reportAccuracy == b.reportAccuracy && a.seconds == b.seconds && a.bits == b.bits;
                    });
}

void TrialsModel::show(std::shared_ptr<const SearchSnapshot> snapshot, std::vector<TrialLayer> layers,
                       const std::vector<FrontPoint>& front, const std::optional<Knee>& knee) {
  if (snapshot && grownFrom(*snapshot, layers)) {
    const int before = rowCount(), after = static_cast<int>(snapshot->evaluations.size());
    if (after > before) beginInsertRows({}, before, after - 1);
    snapshot_ = std::move(snapshot);
    for (int row = before; row < after; ++row) meanBits_.push_back(meanBitsOf(at(row)));
    places_.resize(static_cast<std::size_t>(after), FrontPlace::None);
    if (after > before) endInsertRows();
    return placeOnFront(front, knee);
  }
  if (!snapshot && !snapshot_) return;
  beginResetModel();
  snapshot_ = std::move(snapshot);
  layers_ = std::move(layers);
  meanBits_.clear();
  places_.clear();
  onFront_.clear();
  metric_ = Metric::Accuracy;
  if (snapshot_) {
    for (const Evaluation& evaluation : snapshot_->evaluations) {
      meanBits_.push_back(meanBitsOf(evaluation));
      if (evaluation.ok()) metric_ = evaluation.score.metric;
    }
    places_.resize(meanBits_.size(), FrontPlace::None);
  }
  endResetModel();
  placeOnFront(front, knee);
}

double TrialsModel::meanBitsOf(const Evaluation& evaluation) const {
  double bits = 0, weights = 0;
  for (std::size_t l = 0; l < evaluation.bits.size(); ++l) {
    const double count = l < layers_.size() ? static_cast<double>(layers_[l].weights) : 1;
    bits += count * evaluation.bits[l].bits;
    weights += count;
  }
  return weights > 0 ? bits / weights : 0;
}

void TrialsModel::placeOnFront(const std::vector<FrontPoint>& front, const std::optional<Knee>& knee) {
  std::vector<std::pair<std::size_t, FrontPlace>> changes;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < front.size(); ++i) {
    if (front[i].index >= places_.size()) continue;
    const bool isKnee = knee && knee->position == i;
    rows.push_back(front[i].index);
    changes.emplace_back(front[i].index, isKnee ? FrontPlace::Knee : FrontPlace::Front);
  }
  for (const std::size_t row : onFront_)
    if (std::find(rows.begin(), rows.end(), row) == rows.end()) changes.emplace_back(row, FrontPlace::None);
  onFront_ = std::move(rows);
  for (const auto& [row, place] : changes) {
    if (places_[row] == place) continue;
    places_[row] = place;
    const QModelIndex cell = index(static_cast<int>(row), Place);
    emit dataChanged(cell, cell);
  }
}

TrialRow TrialsModel::row(int index) const {
  return {&at(index), meanBits_[static_cast<std::size_t>(index)], places_[static_cast<std::size_t>(index)]};
}

int TrialsModel::rowOf(int trial) const {
  if (!snapshot_) return -1;
  const auto& all = snapshot_->evaluations;
  const auto found = std::lower_bound(all.begin(), all.end(), trial, [](const Evaluation& evaluation, int wanted) {
    return evaluation.trial < wanted;
  });
  return found != all.end() && found->trial == trial ? static_cast<int>(found - all.begin()) : -1;
}

bool TrialsModel::before(int left, int right, int column) const {
  const Evaluation& a = at(left);
  const Evaluation& b = at(right);
  constexpr double none = -std::numeric_limits<double>::infinity();
  const auto places = [&](int row) { return places_[static_cast<std::size_t>(row)]; };
  switch (column) {
    case TaskName:
      return a.taskIndex < b.taskIndex;
    case Quality:
      return (a.ok() ? a.score.accuracy : none) < (b.ok() ? b.score.accuracy : none);
    case Unseen:
      return a.reportAccuracy.value_or(none) < b.reportAccuracy.value_or(none);
    case Memory:
      return a.bytes < b.bytes;
    case AxisCost:
      return a.cost() < b.cost();
    case MeanBits:
      return meanBits_[static_cast<std::size_t>(left)] < meanBits_[static_cast<std::size_t>(right)];
    case Bits:
      return a.bits < b.bits;
    case Seconds:
      return a.seconds < b.seconds;
    case Place:
      return places(left) < places(right);
    case Why:
      return (a.ok() ? a.why : a.failure) < (b.ok() ? b.why : b.failure);
    default:
      return a.trial < b.trial;
  }
}

int TrialsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !snapshot_ ? 0 : static_cast<int>(snapshot_->evaluations.size());
}

int TrialsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant TrialsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return text(index.row(), index.column());
    case Qt::ToolTipRole: {
      if (index.column() == Bits) return bitsOfLayers(at(index.row()));
      const QString why = text(index.row(), Why);
      return why.isEmpty() ? text(index.row(), index.column()) : why;
    }
    case Qt::TextAlignmentRole:
      switch (index.column()) {
        case TaskName:
        case Bits:
        case Place:
        case Why:
          return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
        default:
          return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
      }
    default:
      return {};
  }
}

QString TrialsModel::text(int row, int column) const {
  const Evaluation& evaluation = at(row);
  switch (column) {
    case Trial:
      return QString::number(evaluation.trial);
    case TaskName:
      return taskText(evaluation.task);
    case Quality:
      return evaluation.ok() ? metricText(metric_, evaluation.score.accuracy, 2) : tr("failed");
    case Unseen:
      return evaluation.reportAccuracy ? metricText(metric_, *evaluation.reportAccuracy, 2) : QString();
    case Memory:
      return bytesText(evaluation.bytes);
    case AxisCost:
      return amountText(axis(), evaluation.cost());
    case MeanBits:
      return QLocale().toString(meanBits_[static_cast<std::size_t>(row)], 'f', 2);
    case Bits: {
      QStringList bits;
      for (const LayerChoice& choice : evaluation.bits) bits << bitsText(choice.bits);
      return bits.join(QChar(' '));
    }
    case Seconds:
      return evaluation.seconds < 10 ? tr("%1 s").arg(QLocale().toString(evaluation.seconds, 'f', 1))
                                     : durationText(evaluation.seconds);
    case Place:
      return places_[static_cast<std::size_t>(row)] == FrontPlace::Knee    ? tr("knee")
             : places_[static_cast<std::size_t>(row)] == FrontPlace::Front ? tr("front")
                                                                           : QString();
    case Why:
      return QString::fromStdString(evaluation.ok() ? evaluation.why : evaluation.failure);
    default:
      return {};
  }
}

QString TrialsModel::bitsOfLayers(const Evaluation& evaluation) const {
  constexpr std::size_t most = 40;  // lines of a tip
  QStringList lines;
  for (std::size_t l = 0; l < evaluation.bits.size() && l < most; ++l)
    lines << tr("%1: %2").arg(l < layers_.size() ? layers_[l].name : QString::number(l),
                              bitsCountText(evaluation.bits[l].bits));
  if (evaluation.bits.size() > most) lines << QString(QChar(0x2026));
  return lines.join(QChar('\n'));
}

QVariant TrialsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
  if (role == Qt::DisplayRole) return header(section, false);
  if (role == Qt::ToolTipRole) return header(section, true);
  return {};
}

QString TrialsModel::header(int column, bool tip) const {
  switch (column) {
    case Trial:
      return tip ? tr("Number of the evaluation, in the order in which they were proposed") : tr("Trial");
    case TaskName:
      return tip ? tr("What the evaluation cost and saw: its images and epochs") : tr("Task");
    case Quality:
      if (tip) return tr("%1 on the search images").arg(metricLabel(metric_));
      return metricLabel(metric_).left(1).toUpper() + metricLabel(metric_).mid(1);
    case Unseen:
      return tip ? tr("The same on images that the search never saw; only at the last task") : tr("Unseen");
    case Memory:
      return tip ? tr("Memory of the plan") : tr("Memory");
    case AxisCost:
      if (axis() == Cost::Memory) return header(Memory, tip);
      if (axis() == Cost::Latency) return tip ? tr("Predicted latency of the plan, for one image") : tr("Latency");
      return tip ? tr("Bit operations of the plan, for one image") : tr("Bit operations");
    case MeanBits:
      return tip ? tr("Mean bits per weight") : tr("Mean bits");
    case Bits:
      return tip ? tr("Bits of every layer, from the input to the output") : tr("Bits per layer");
    case Seconds:
      return tip ? tr("How long the evaluation took") : tr("Time");
    case Place:
      return tip ? tr("Whether the plan is on the front, or its knee") : tr("Front");
    case Why:
      return tip ? tr("Why the plan was tried, or why its evaluation failed") : tr("Why");
    default:
      return {};
  }
}

}  // namespace bitprism
