#pragma once

#include <QByteArray>
#include <QObject>
#include <QStringList>
#include <vector>

#include "app/desktop/panel.h"

class QAction;
class QDockWidget;
class QMainWindow;
class QSplitter;

namespace bitprism {

// Lays panels out as their places say: docks around a centre, some of them tabs of one another. Belongs to the window's
// thread.
class DockLayout : public QObject {
  Q_OBJECT

 public:
  explicit DockLayout(QMainWindow& window);

  void add(Panel& panel);
  void finish();  // once all are added, and with them all else of the window
  QWidget* centre() const;
  QList<QAction*> toggles() const;  // an action for every dock, to show or hide it

  bool show(const QString& name);  // brings it to the front; false when there is none of that name
  void reset();
  QByteArray save() const;
  bool restore(const QByteArray& layout);

 private:
  struct Dock {
    QString name;
    PanelPlace place;
    QDockWidget* widget = nullptr;
  };

  QDockWidget* find(const QString& name) const;
  void addDock(Panel& panel);
  void stackTabs();
  void resize();

  QMainWindow& window_;
  QSplitter* centre_;
  std::vector<Dock> docks_;
  QStringList centreNames_;  // of the panels in the centre, from the top
  std::vector<int> shares_;  // of its height
  QByteArray first_;
};

}  // namespace bitprism
