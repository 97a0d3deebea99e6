#pragma once

#include <QObject>

#include "widgets/theme.h"

namespace bitprism {

// Keeps the application in the theme that was chosen. Where that is the desktop's, it follows when the desktop changes
// its colours while the program runs. Belongs to the window's thread.
class ThemeKeeper : public QObject {
  Q_OBJECT

 public:
  explicit ThemeKeeper(Theme theme, QObject* parent = nullptr);  // theme: the one that is applied already

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
