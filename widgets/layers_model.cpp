#include "widgets/layers_model.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/changed_rows.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"
#include "widgets/table_copy.h"

namespace bitprism {
namespace {

// Bars of SQNR are full at the 50 dB that 8 bits reach on weights.
constexpr double fullSqnrDb = 50;

// "4-8", "from 4" and "to 6" as typed: 4-, -6.
QString rangeText(const LayerRow& row) {
  if (row.minimumBits == 0 && row.maximumBits == 0) return {};
  if (row.minimumBits == row.maximumBits) return bitsText(row.minimumBits);
  const auto end = [](int bits) { return bits == 0 ? QString() : bitsText(bits); };
  return end(row.minimumBits) + QChar(0x2013) + end(row.maximumBits);
}

// Groups are called A, B, ... Z, AA, AB, ...
QString tieText(int group) {
  QString name;
  for (; group > 0; group = (group - 1) / 26) name.prepend(QChar('A' + (group - 1) % 26));
  return name;
}

bool sameLayers(const std::vector<LayerRow>& a, const std::vector<LayerRow>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const LayerRow& x, const LayerRow& y) {
           return x.name == y.name && x.weights == y.weights;
         });
}

}  // namespace

LayersModel::LayersModel(QObject* parent) : QAbstractTableModel(parent) {}

void LayersModel::setRows(std::vector<LayerRow> rows) {
  if (!sameLayers(rows, rows_)) {
    beginResetModel();
    rows_ = std::move(rows);
    endResetModel();
    return;
  }
  const auto changed = changedRows(rows_, rows);
  rows_ = std::move(rows);
  if (changed) emit dataChanged(index(changed->first, 0), index(changed->second, ColumnCount - 1));
}

int LayersModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int LayersModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant LayersModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const LayerRow& row = rows_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.row(), index.column());
    case Qt::EditRole:
      if (index.column() == Bits) return row.bits;
      if (index.column() == Input) return row.inputBits;
      if (index.column() == MethodName) return row.automatic ? automaticMethodData : static_cast<int>(row.method);
      return text(row, index.row(), index.column());
    case Qt::ToolTipRole:
      return tip(row, index.column());
    case Qt::AccessibleTextRole:
      if (index.column() == Lock) return row.locked ? tr("locked") : tr("not locked");
      return text(row, index.row(), index.column());
    case Qt::CheckStateRole:
      if (index.column() == Lock) return static_cast<int>(row.locked ? Qt::Checked : Qt::Unchecked);
      return {};
    case Qt::TextAlignmentRole:
      switch (index.column()) {
        case Index:
        case Weights:
        case Sqnr:
        case Size:
          return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
        case Bits:
        case Input:
        case Range:
        case Tie:
          return static_cast<int>(Qt::AlignCenter);
        default:
          return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
      }
    case SortRole:
      return sortValue(row, index.row(), index.column());
    case fileRole:
      return fileValue(row, index.row(), index.column());
    case BarRole:
      if (index.column() == Sqnr && row.sqnrDb) return std::clamp(*row.sqnrDb / fullSqnrDb, 0.0, 1.0);
      if (index.column() == Sensitivity && row.sensitivity) return row.sensitivityShare;
      return {};
    default:
      return {};
  }
}

QVariant LayersModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
  if (role == Qt::TextAlignmentRole) {
    const bool right = section == Index || section == Weights || section == Size;
    const Qt::AlignmentFlag side = section == Bits || section == Input || section == Range || section == Tie
                                       ? Qt::AlignHCenter
                                   : right ? Qt::AlignRight
                                           : Qt::AlignLeft;
    return static_cast<int>(side | Qt::AlignVCenter);
  }
  if (role == fileRole && section == Size) return QStringLiteral("Bytes");
  if (role == fileRole && section == Lock) return QStringLiteral("Locked");
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
  const bool tip = role == Qt::ToolTipRole;
  switch (section) {
    case Index:
      return tip ? tr("Place in execution order") : tr("#");
    case Name:
      return tip ? tr("Name in the file") : tr("Layer");
    case Kind:
      return tip ? tr("Operator") : tr("Kind");
    case LayerShape:
      return tip ? tr("Shape of the weights") : tr("Shape");
    case Weights:
      return tip ? tr("Number of weights") : tr("Weights");
    case Bits:
      return tip ? tr("Bit-width; type 1 to 8, + and - step") : tr("Bits");
    case Input:
      return tip ? tr("Bit-width of the layer's input (needs images)") : tr("Input");
    case MethodName:
      return tip ? tr("How the weights are quantized; double-click to choose (Ctrl+M)") : tr("Method");
    case Sqnr:
      return tip ? tr("Signal-to-quantization-noise ratio of the weights") : tr("SQNR dB");
    case Size:
      return tip ? tr("Bytes of this layer in the packed file") : tr("Size");
    case Sensitivity:
      return tip ? tr("KL to the float network when only this layer is quantized like this (log scale)")
                 : tr("Sensitivity");
    case Range:
      return tip ? tr("Minimum and maximum bits in searches, such as 4-8, 4- or -6; empty: no bounds") : tr("Range");
    case Tie:
      return tip ? tr("Layers with the same letter share one bit-width; empty: none") : tr("Tie");
    case Lock:
      return tip ? tr("Locked layers keep their bits in edits and searches (L)") : QString();
    default:
      return {};
  }
}

Qt::ItemFlags LayersModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  if (!index.isValid()) return flags;
  flags |= Qt::ItemNeverHasChildren;
  if (index.column() == Range || index.column() == Tie) flags |= Qt::ItemIsEditable;
  const LayerRow& row = rows_[static_cast<std::size_t>(index.row())];
  if ((index.column() == Bits || index.column() == MethodName) && !row.locked) flags |= Qt::ItemIsEditable;
  if (index.column() == Input && row.inputsPossible) flags |= Qt::ItemIsEditable;
  if (index.column() == Lock) flags |= Qt::ItemIsUserCheckable;
  return flags;
}

bool LayersModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
  const LayerRow& row = rows_[static_cast<std::size_t>(index.row())];
  if (role == Qt::EditRole && index.column() == Bits) {
    bool number = false;
    const int bits = value.toInt(&number);
    if (!number || row.locked || !bitsExist(bits)) return false;
    if (bits != row.bits) emit bitsWished(index.row(), bits);
    return true;
  }
  if (role == Qt::EditRole && index.column() == MethodName) {
    bool number = false;
    const int method = value.toInt(&number);
    if (!number || row.locked) return false;
    if (method == automaticMethodData) {
      if (!row.automatic) emit automaticWished(index.row());
      return true;
    }
    if (method < 0 || method >= static_cast<int>(existingMethods.size())) return false;
    if (row.automatic || method != static_cast<int>(row.method))
      emit methodWished(index.row(), static_cast<Method>(method));
    return true;
  }
  if (role == Qt::EditRole && index.column() == Input) {
    bool number = false;
    const int bits = value.toInt(&number);
    if (!number || !row.inputsPossible || !bitsExist(bits) || bits == halfBits) return false;
    if (bits != row.inputBits) emit inputBitsWished(index.row(), bits);
    return true;
  }
  if (role == Qt::EditRole && index.column() == Range) return setRange(index.row(), value.toString());
  if (role == Qt::EditRole && index.column() == Tie) return setTie(index.row(), value.toString());
  if (role == Qt::CheckStateRole && index.column() == Lock) {
    emit lockWished(index.row(), value.toInt() == Qt::Checked);
    return true;
  }
  return false;
}

bool LayersModel::setRange(int layer, const QString& text) {
  QString written = text.simplified().remove(' ');
  written.replace(QChar(0x2013), QChar('-'));
  const qsizetype dash = written.indexOf(QChar('-'));
  bool readable = true;
  const auto bound = [&](const QString& part) {
    if (part.isEmpty()) return 0;
    bool number = false;
    const int bits = part.toInt(&number);
    readable = readable && number && bitsExist(bits);
    return bits;
  };
  const int low = bound(dash < 0 ? written : written.left(dash));
  const int high = dash < 0 ? low : bound(written.mid(dash + 1));
  if (!readable || (high != 0 && low > high)) return false;
  const LayerRow& row = rows_[static_cast<std::size_t>(layer)];
  if (low != row.minimumBits || high != row.maximumBits) emit rangeWished(layer, low, high);
  return true;
}

bool LayersModel::setTie(int layer, const QString& text) {
  const QString written = text.simplified().toUpper();
  int group = 0;
  for (const QChar letter : written) {
    if (letter < QChar('A') || letter > QChar('Z') || group > 1000) return false;
    group = 26 * group + letter.unicode() - 'A' + 1;
  }
  if (group != rows_[static_cast<std::size_t>(layer)].tie) emit tieWished(layer, group);
  return true;
}

QVariant LayersModel::text(const LayerRow& row, int index, int column) const {
  switch (column) {
    case Index:
      return QString::number(index);
    case Name:
      return row.name;
    case Kind:
      return row.kind;
    case LayerShape:
      return row.shape;
    case Weights:
      return countText(row.weights);
    case Bits:
      return bitsText(row.bits);
    case Input:
      return bitsText(row.inputBits);
    case MethodName:
      return row.bits == floatBits  ? tr("float")
             : row.bits == halfBits ? tr("half float")
             : row.automatic        ? tr("auto: %1").arg(methodText(row.method))
                                    : methodText(row.method);
    case Sqnr:
      if (!row.sqnrDb) return QString(QChar(0x2026));
      return std::isinf(*row.sqnrDb) ? QString(QChar(0x221e)) : QLocale().toString(*row.sqnrDb, 'f', 1);
    case Size:
      return bytesText(row.bytes);
    case Sensitivity:
      return row.sensitivity ? smallText(*row.sensitivity) : QString();
    case Range:
      return rangeText(row);
    case Tie:
      return tieText(row.tie);
    default:
      return QString();
  }
}

QVariant LayersModel::sortValue(const LayerRow& row, int index, int column) const {
  switch (column) {
    case Index:
      return index;
    case Weights:
      return static_cast<qlonglong>(row.weights);
    case Bits:
      return row.bits;
    case Input:
      return row.inputBits;
    case Sqnr:
      return row.sqnrDb.value_or(-1e9);
    case Size:
      return static_cast<qlonglong>(row.bytes);
    case Sensitivity:
      return row.sensitivity.value_or(-1);
    case Range:
      return 100 * row.minimumBits + row.maximumBits;
    case Tie:
      return row.tie;
    case Lock:
      return row.locked;
    default:
      return text(row, index, column);
  }
}

// Exact and unrounded; empty where nothing is known.
QVariant LayersModel::fileValue(const LayerRow& row, int index, int column) const {
  switch (column) {
    case Bits:
      return row.bits;
    case Input:
      return row.inputBits;
    case Sqnr:
      return row.sqnrDb ? QVariant(*row.sqnrDb) : QVariant(QString());
    case Sensitivity:
      return row.sensitivity ? QVariant(*row.sensitivity) : QVariant(QString());
    case Index:
    case Weights:
    case Size:
    case Lock:
      return sortValue(row, index, column);
    default:
      return text(row, index, column);
  }
}

QString LayersModel::tip(const LayerRow& row, int column) const {
  if (column == Sensitivity && row.sensitivity)
    return tr("%1 nats of KL when only this layer has %2").arg(smallText(*row.sensitivity), bitsCountText(row.bits));
  if (column == MethodName && !row.methodTip.isEmpty()) return row.methodTip;
  if (column == Sensitivity && row.bits != floatBits)
    return tr("Not measured for %1 at %2").arg(methodText(row.method), bitsCountText(row.bits));
  if (column == Lock)
    return row.locked ? tr("Locked: edits and searches keep its bits") : tr("Click or press L to lock");
  return tr("%1 (%2), %3\n%4 weights, %5, %6")
      .arg(row.name, row.kind, row.shape, countText(row.weights), bitsCountText(row.bits), bytesText(row.bytes));
}

}  // namespace bitprism
