#pragma once

#include <QObject>
#include <QPointer>

#include "app/desktop/panel.h"

class QDialog;
class QMainWindow;

namespace bitprism {

class Tour;

// The windows of the Help menu: command palette, tour, shortcuts, the program's own files. Belongs to the window's
// thread.
class HelpMenu : public QObject {
  Q_OBJECT

 public:
  HelpMenu(QMainWindow& window, const PanelContext& context);

 private:
  void showPalette();
  void showTour();
  void open(QDialog* dialog);

  QMainWindow& window_;
  PanelContext context_;
  QPointer<Tour> tour_;
};

}  // namespace bitprism
