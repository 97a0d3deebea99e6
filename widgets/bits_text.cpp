#include "widgets/bits_text.h"

#include <QCoreApplication>
#include <cmath>

#include "widgets/number_text.h"

namespace bitprism {
namespace {

struct BitsTextWords {
  Q_DECLARE_TR_FUNCTIONS(BitsTextWords)
};

}  // namespace

QString bitsTip(const LayerRow& row) {
  QString text = BitsTextWords::tr("%1: %2, %3 weights, %4")
                     .arg(row.name, bitsCountText(row.bits), countText(row.weights), bytesText(row.bytes));
  if (row.sqnrDb) text += BitsTextWords::tr("\nSQNR %1").arg(decibelText(*row.sqnrDb));
  if (row.sensitivity) text += BitsTextWords::tr("\nsensitivity %1 nats").arg(smallText(*row.sensitivity));
  if (row.locked) text += BitsTextWords::tr("\nlocked (L unlocks)");
  return text;
}

QString bitsTable(const std::vector<LayerRow>& rows) {
  QString csv = QStringLiteral("layer,bits,weights,bytes,sqnr_db,harm\n");
  for (const LayerRow& row : rows) {
    QString name = row.name;
    name.replace(QChar(','), QChar(';'));
    csv += QStringLiteral("%1,%2,%3,%4,%5,%6\n")
               .arg(name)
               .arg(row.bits)
               .arg(row.weights)
               .arg(row.bytes)
               .arg(row.sqnrDb && std::isfinite(*row.sqnrDb) ? QString::number(*row.sqnrDb, 'g', 9) : QString(),
                    row.sensitivity ? QString::number(*row.sensitivity, 'g', 9) : QString());
  }
  return csv;
}

}  // namespace bitprism
