#include "widgets/theme_keeper.h"

#include <QApplication>
#include <QEvent>
#include <QTimer>

namespace bitprism {

ThemeKeeper::ThemeKeeper(Theme theme, QObject* parent) : QObject(parent), theme_(theme) {
  qApp->installEventFilter(this);
}

void ThemeKeeper::choose(Theme theme) {
  theme_ = theme;
  apply(theme);
}

void ThemeKeeper::apply(Theme theme) {
  applying_ = true;
  applyTheme(theme);
  applying_ = false;
}

bool ThemeKeeper::eventFilter(QObject* watched, QEvent* event) {
  if (theme_ != Theme::System || applying_) return false;
  // Some desktops notify windows, others set the application's palette. The new palette is valid only after the event,
  // so it is read then.
  if (event->type() == QEvent::ThemeChange) {
    QTimer::singleShot(0, this, [this] {
      if (theme_ == Theme::System) apply(Theme::System);
    });
  } else if (event->type() == QEvent::ApplicationPaletteChange && watched == qApp) {
    QTimer::singleShot(0, this, [this, palette = QApplication::palette()] {
      if (theme_ == Theme::System) apply(themeLike(palette));
    });
  }
  return false;
}

}  // namespace bitprism
