#include "widgets/reserved_width.h"

#include <QAbstractButton>
#include <QComboBox>
#include <algorithm>

namespace bitprism {

void reserveWidth(QAbstractButton& button, const QStringList& texts) {
  const QFontMetrics metrics = button.fontMetrics();
  const int around = button.sizeHint().width() - metrics.size(Qt::TextShowMnemonic, button.text()).width();
  int widest = 0;
  for (const QString& text : texts) widest = std::max(widest, metrics.size(Qt::TextShowMnemonic, text).width());
  button.setMinimumWidth(widest + around);
}

void reserveWidth(QComboBox& box, const QStringList& texts) {
  const QFontMetrics metrics = box.fontMetrics();
  int inBox = 0;
  for (int i = 0; i < box.count(); ++i) inBox = std::max(inBox, metrics.boundingRect(box.itemText(i)).width());
  int widest = inBox;
  for (const QString& text : texts) widest = std::max(widest, metrics.boundingRect(text).width());
  box.setMinimumWidth(box.sizeHint().width() + widest - inBox);
}

}  // namespace bitprism
