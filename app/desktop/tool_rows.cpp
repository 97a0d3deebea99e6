#include "app/desktop/tool_rows.h"

#include <QEvent>
#include <QMainWindow>
#include <QToolBar>

namespace bitprism {

ToolRows::ToolRows(QMainWindow& window, QToolBar& first, QToolBar& second)
    : window_(window), first_(first), second_(second) {
  window.installEventFilter(this);
  fit();
}

void ToolRows::fit() {
  const bool both = first_.sizeHint().width() + second_.sizeHint().width() <= window_.width();
  if (both == !window_.toolBarBreak(&second_)) return;
  if (both)
    window_.removeToolBarBreak(&second_);
  else
    window_.insertToolBarBreak(&second_);
}

bool ToolRows::eventFilter(QObject* watched, QEvent* event) {
  const QEvent::Type type = event->type();
  if (type == QEvent::Resize || type == QEvent::Show || type == QEvent::FontChange || type == QEvent::LayoutRequest)
    fit();
  return QObject::eventFilter(watched, event);
}

}  // namespace bitprism
