#pragma once

#include <QByteArray>
#include <QMap>
#include <QObject>
#include <QPair>
#include <QStringList>
#include <QTimer>
#include <array>
#include <vector>

#include "app/desktop/panel.h"

class QAction;
class QDockWidget;
class QMainWindow;
class QSplitter;

namespace bitprism {

// Lays panels out according to their places: docks around a centre, some of them tabbed. Fits them to the window: if it
// is small, more docks become tabs; if it grows again, all get their previous shares. Belongs to the window's thread.
class DockLayout : public QObject {
  Q_OBJECT

 public:
  // The size of the window in lines of its font: a large font fits less into the same pixels.
  enum class Room { Wide, Short, Narrow, Small };  // Small: narrow and low

  explicit DockLayout(QMainWindow& window);

  void add(Panel& panel);
  void finish();  // after all panels and everything else of the window are added
  QWidget* centre() const;
  QList<QAction*> toggles() const;  // an action for every dock, to show or hide it
  QList<QAction*> goTos() const;    // an action that brings it to the front and focuses it

  bool show(const QString& name);  // brings it to the front; false if there is no such panel
  void reset();
  QByteArray save() const;
  bool restore(const QByteArray& layout);
  Room room() const { return room_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  using Shares = QMap<QString, QPair<double, double>>;  // by the dock's name: of the window's width and height

  struct Dock {
    QString name;
    PanelPlace place;
    QDockWidget* widget = nullptr;
    QAction* goTo = nullptr;
  };

  QDockWidget* find(const QString& name) const;
  void addDock(Panel& panel);
  void stackTabs();
  void raiseFronts();
  Room roomOfWindow() const;
  void fit();
  void arrange(Room room);
  void foldShort();
  void foldNarrow();
  Shares firstShares(Room room) const;
  void noteShares();
  void applyShares();
  int tabsHeight(QDockWidget& dock) const;
  Shares& shares() { return shares_[static_cast<std::size_t>(room_)]; }

  QMainWindow& window_;
  QSplitter* centre_;
  std::vector<Dock> docks_;
  QStringList centreNames_;     // of the panels in the centre, from the top
  std::vector<int> parts_;      // of its height, from their places
  QList<double> centreShares_;  // current
  QByteArray first_, wide_;     // states of the window: initial, and before docks became tabs
  Room room_ = Room::Wide;
  std::array<Shares, 4> shares_;  // for each Room
  QTimer noting_, settling_;
  bool fitting_ = false;
};

}  // namespace bitprism
