#include "widgets/compare_model.h"

#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/change_text.h"
#include "widgets/changed_rows.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

constexpr double exactDb = 1000;  // stands for infinity where differences are sorted

QString widthsText(int a, int b) {
  const QString change = changeText(bitsText(a), bitsText(b));
  if (a == b || a == floatBits || b == floatBits) return change;
  return QStringLiteral("%1 (%2)").arg(change, signedText(b - a, 0));
}

QString sqnrText(const std::optional<double>& sqnrDb) {
  if (!sqnrDb) return QString(QChar(0x2026));
  return std::isinf(*sqnrDb) ? QString(QChar(0x221e)) : QLocale().toString(*sqnrDb, 'f', 1);
}

double finiteDb(double sqnrDb) {
  return std::isfinite(sqnrDb) ? sqnrDb : exactDb;
}

QString sqnrsText(const ComparedLayer& a, const ComparedLayer& b) {
  const QString change = changeText(sqnrText(a.sqnrDb), sqnrText(b.sqnrDb));
  if (!a.sqnrDb || !b.sqnrDb || !std::isfinite(*a.sqnrDb) || !std::isfinite(*b.sqnrDb) || *a.sqnrDb == *b.sqnrDb)
    return change;
  return QStringLiteral("%1 (%2)").arg(change, signedText(*b.sqnrDb - *a.sqnrDb, 1));
}

bool isNumber(int column) {
  return column == CompareModel::Index || column == CompareModel::Sqnr || column == CompareModel::Size ||
         column == CompareModel::Between || column == CompareModel::Largest;
}

}  // namespace

void CompareModel::setRows(std::vector<CompareRow> rows) {
  const bool sameLayers = std::equal(
      rows.begin(), rows.end(), rows_.begin(), rows_.end(), [](const CompareRow& one, const CompareRow& other) {
        return one.name == other.name && one.nameB == other.nameB && one.match == other.match;
      });
  if (!sameLayers) {
    beginResetModel();
    rows_ = std::move(rows);
    endResetModel();
    return;
  }
  const auto changed = changedRows(rows_, rows);
  rows_ = std::move(rows);
  if (changed) emit dataChanged(index(changed->first, 0), index(changed->second, ColumnCount - 1));
}

int CompareModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int CompareModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant CompareModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const CompareRow& row = rows_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.row(), index.column());
    case Qt::ToolTipRole:
      return tip(row);
    case Qt::TextAlignmentRole:
      return static_cast<int>((isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case SortRole:
      return sortValue(row, index.row(), index.column());
    case SameRole:
      return same(row, index.column());
    default:
      return {};
  }
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
  if (role == Qt::TextAlignmentRole)
    return static_cast<int>((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
  const bool tip = role == Qt::ToolTipRole;
  switch (section) {
    case Index:
      return tip ? tr("Place in execution order") : tr("#");
    case Name:
      return tip ? tr("Double-click or press Enter to select the layer in all panels") : tr("Layer");
    case Bits:
      return tip ? tr("Bit-width in A and in B; sorted by the difference") : tr("Bits");
    case Input:
      return tip ? tr("Bit-width of the layer's input in A and in B") : tr("Input");
    case MethodName:
      return tip ? tr("How the weights are quantized in A and in B") : tr("Method");
    case Sqnr:
      return tip ? tr("Signal-to-quantization-noise ratio of the weights; more is better; sorted by the difference")
                 : tr("SQNR dB");
    case Size:
      return tip ? tr("Bytes of the layer in the packed file; sorted by the difference") : tr("Size");
    case Match:
      return tip ? tr("How the layer's counterpart in the other network was found") : tr("Matched by");
    case Between:
      return tip ? tr("Signal-to-noise ratio of B's weights against A's; more is closer") : tr("B to A dB");
    case Largest:
      return tip ? tr("The largest difference of a weight between A and B") : tr("Largest");
    default:
      return {};
  }
}

bool CompareModel::same(const CompareRow& row, int column) {
  switch (column) {
    case Bits:
      return row.a.scheme.bits == row.b.scheme.bits;
    case Input:
      return row.a.inputBits == row.b.inputBits;
    case MethodName:
      return row.a.method == row.b.method && row.a.scheme.quantization() == row.b.scheme.quantization();
    case Sqnr:
      return row.a.sqnrDb == row.b.sqnrDb;
    case Size:
      return row.a.bytes == row.b.bytes;
    case Match:
      return row.match == CompareMatch::Name || !row.ofNetworks();
    case Between:
    case Largest:
      return row.largest == 0.0;
    default:
      return !row.differs();
  }
}

QString CompareModel::sizesText(std::int64_t a, std::int64_t b) const {
  if (a == b) return bytesText(a);
  const QString change = bytesText(a) + QStringLiteral(" → ") + bytesText(b);
  if (a <= 0 || brief_) return change;
  return QStringLiteral("%1 (%2)").arg(change,
                                       signedPercentText(static_cast<double>(b - a) / static_cast<double>(a), 0));
}

QString CompareModel::text(const CompareRow& row, int index, int column) const {
  if (row.ofNetworks()) return networksText(row, index, column);
  switch (column) {
    case Index:
      return QString::number(index);
    case Name:
      return row.name;
    case Bits:
      return widthsText(row.a.scheme.bits, row.b.scheme.bits);
    case Input:
      return widthsText(row.a.inputBits, row.b.inputBits);
    case MethodName:
      if (row.a.method == row.b.method && !same(row, MethodName)) return tr("%1, other options").arg(row.a.method);
      return changeText(row.a.method, row.b.method);
    case Sqnr:
      return sqnrsText(row.a, row.b);
    default:
      return sizesText(row.a.bytes, row.b.bytes);
  }
}

// A layer without a counterpart has only its own figures.
QString CompareModel::networksText(const CompareRow& row, int index, int column) const {
  const ComparedLayer& own = row.match == CompareMatch::OnlyB ? row.b : row.a;
  switch (column) {
    case Index:
      return QString::number(index);
    case Name:
      return row.both() && row.nameB != row.name ? QStringLiteral("%1 ↔ %2").arg(row.name, row.nameB) : row.name;
    case Bits:
      return row.both() ? widthsText(row.a.scheme.bits, row.b.scheme.bits) : bitsText(own.scheme.bits);
    case Size:
      return row.both() ? sizesText(row.a.bytes, row.b.bytes) : bytesText(own.bytes);
    case MethodName:
      return row.both() ? changeText(row.a.method, row.b.method) : own.method;
    case Match:
      switch (row.match) {
        case CompareMatch::OnlyA:
          return tr("only in A");
        case CompareMatch::OnlyB:
          return tr("only in B");
        case CompareMatch::Shape:
          return tr("shape and order");
        default:
          return tr("name");
      }
    case Between:
      return row.both() && !row.largest ? tr("other shape") : row.betweenDb ? sqnrText(row.betweenDb) : QString();
    case Largest:
      return row.largest ? QLocale().toString(*row.largest, 'g', 3) : QString();
    default:
      return {};
  }
}

QVariant CompareModel::sortValue(const CompareRow& row, int index, int column) const {
  switch (column) {
    case Between:
      return row.betweenDb ? finiteDb(*row.betweenDb) : -exactDb;
    case Largest:
      return row.largest ? *row.largest : -1.0;
    case Index:
      return index;
    case Bits:
      return row.b.scheme.bits - row.a.scheme.bits;
    case Input:
      return row.b.inputBits - row.a.inputBits;
    case Sqnr:
      if (!row.a.sqnrDb || !row.b.sqnrDb) return std::numeric_limits<double>::max();
      return finiteDb(*row.b.sqnrDb) - finiteDb(*row.a.sqnrDb);
    case Size:
      return static_cast<qlonglong>(row.b.bytes - row.a.bytes);
    default:
      return text(row, index, column);
  }
}

QString CompareModel::tip(const CompareRow& row) {
  const auto told = [](const ComparedLayer& layer) {
    const QString how = layer.scheme.hasCodes() ? schemeText(layer.scheme.quantization()) : QString();
    const QString bits = bitsCountText(layer.scheme.bits);
    return how.isEmpty() ? bits : tr("%1, %2").arg(bits, how);
  };
  if (row.ofNetworks()) {
    if (row.match == CompareMatch::OnlyA) return tr("%1\nIt has no counterpart in B.").arg(row.name);
    if (row.match == CompareMatch::OnlyB) return tr("%1\nIt has no counterpart in A.").arg(row.name);
    return tr("A: %1, %2\nB: %3, %4")
        .arg(row.name, row.a.method, row.nameB.isEmpty() ? row.name : row.nameB, row.b.method);
  }
  if (!row.differs()) return tr("%1\nA and B: %2").arg(row.name, told(row.a));
  return tr("%1\nA: %2\nB: %3").arg(row.name, told(row.a), told(row.b));
}

}  // namespace bitprism
