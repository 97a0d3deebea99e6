#include "widgets/elided_path.h"

namespace bitprism {

QString elidedPath(const QFontMetrics& metrics, const QString& path, int width) {
  QString shown = metrics.elidedText(path, Qt::ElideLeft, width);
  constexpr char16_t ellipsis = 0x2026;
  if (shown.size() > 2 && shown != path && shown[0] == QChar(ellipsis) &&
      (shown[1] == QChar('.') || shown[1] == QChar('/')))
    shown.remove(1, 1);
  return shown;
}

}  // namespace bitprism
