#pragma once

#include <QObject>
#include <QPointer>

#include "app/desktop/panel.h"

class QDialog;
class QMainWindow;

namespace bitprism {

class GuideWindow;
class Tour;

// The windows of the Help menu: users' guide, command palette, tour, shortcuts, the program's own files. Belongs to the
// window's thread.
class HelpMenu : public QObject {
  Q_OBJECT

 public:
  HelpMenu(QMainWindow& window, const PanelContext& context);

 private:
  void showPalette();
  void showTour();
  void showGuide();
  void open(QDialog* dialog);

  QMainWindow& window_;
  PanelContext context_;
  QPointer<Tour> tour_;
  QPointer<GuideWindow> guide_;
};

}  // namespace bitprism
