#pragma once

#include <QObject>

#include "widgets/theme.h"

namespace bitprism {

// Keeps the application in the chosen theme. The system theme follows the desktop when it changes its colours while the
// program runs. Belongs to the window's thread.
class ThemeKeeper : public QObject {
  Q_OBJECT

 public:
  explicit ThemeKeeper(Theme theme, QObject* parent = nullptr);  // theme: already applied

  void choose(Theme theme);
  Theme theme() const { return theme_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void apply(Theme theme);

  Theme theme_;
  bool applying_ = false;
};

}  // namespace bitprism
