#include "widgets/empty_hint.h"

#include <QEvent>

#include "widgets/spacing.h"

namespace bitprism {

EmptyHint::EmptyHint(QWidget& over) : QLabel(&over), over_(over) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setAlignment(Qt::AlignCenter);
  setWordWrap(true);
  setForegroundRole(QPalette::PlaceholderText);
  over.installEventFilter(this);
  hide();
}

void EmptyHint::tell(const QString& sentence) {
  setText(sentence);
  place();
}

bool EmptyHint::eventFilter(QObject* watched, QEvent* event) {
  if (watched == &over_ && (event->type() == QEvent::Resize || event->type() == QEvent::Show)) place();
  return QLabel::eventFilter(watched, event);
}

void EmptyHint::changeEvent(QEvent* event) {
  QLabel::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) place();
}

void EmptyHint::place() {
  const QRect room = over_.rect().adjusted(spacing::wide, spacing::tight, -spacing::wide, -spacing::tight);
  const bool fits = room.width() >= minimumSizeHint().width() && room.height() >= heightForWidth(room.width());
  setVisible(fits && !text().isEmpty());
  setGeometry(room);
}

}  // namespace bitprism
