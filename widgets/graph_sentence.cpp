#include "widgets/graph_sentence.h"

#include <QCoreApplication>
#include <QStringList>

#include "widgets/number_text.h"

namespace bitprism {
namespace {

QString sentenceWords(const char* source) {
  return QCoreApplication::translate("graph_sentence", source);
}

}  // namespace

QString boxSentence(const GraphPicture& picture, const std::vector<LayerRow>& rows, int box) {
  if (box < 0 || static_cast<std::size_t>(box) >= picture.boxes.size()) return {};
  const GraphBox& content = picture.boxes[static_cast<std::size_t>(box)];
  QStringList parts = {content.title};
  if (!content.detail.isEmpty()) parts << content.detail;
  if (!content.layers.empty() && static_cast<std::size_t>(content.layers[0]) < rows.size()) {
    const LayerRow& row = rows[static_cast<std::size_t>(content.layers[0])];
    parts << bitsCountText(row.bits);
    if (row.sqnrDb) parts << sentenceWords("SQNR %1").arg(decibelText(*row.sqnrDb));
    if (row.sensitivity) parts << sentenceWords("sensitivity %1 nats").arg(smallText(*row.sensitivity));
  }
  QStringList before, after;
  for (const auto& [from, to] : picture.shape.edges) {
    if (to == box) before << picture.boxes[static_cast<std::size_t>(from)].title;
    if (from == box) after << picture.boxes[static_cast<std::size_t>(to)].title;
  }
  if (!before.isEmpty()) parts << sentenceWords("after %1").arg(before.join(QStringLiteral(", ")));
  if (!after.isEmpty()) parts << sentenceWords("before %1").arg(after.join(QStringLiteral(", ")));
  return parts.join(QStringLiteral("; "));
}

}  // namespace bitprism
