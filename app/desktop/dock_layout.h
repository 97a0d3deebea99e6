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

// Lays panels out as their places say: docks around a centre, some of them tabs of one another. Fits them to the
// window: where it is small, more docks become tabs, and where it grows again, all have the shares of it that they had.
// Belongs to the window's thread.
class DockLayout : public QObject {
  Q_OBJECT

 public:
  // The room that the window has, in lines of its font: a large font leaves less of the same pixels.
  enum class Room { Wide, Short, Narrow };

  explicit DockLayout(QMainWindow& window);

  void add(Panel& panel);
  void finish();  // once all are added, and with them all else of the window
  QWidget* centre() const;
  QList<QAction*> toggles() const;  // an action for every dock, to show or hide it
  QList<QAction*> goTos() const;    // and one that brings it to the front, with the keyboard in it

  bool show(const QString& name);  // brings it to the front; false when there is none of that name
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
  Room roomOfWindow() const;
  void fit();
  void arrange(Room room);
  void foldShort();
  void foldNarrow();
  Shares firstShares(Room room) const;
  void noteShares();
  void applyShares();
  Shares& shares() { return shares_[static_cast<std::size_t>(room_)]; }

  QMainWindow& window_;
  QSplitter* centre_;
  std::vector<Dock> docks_;
  QStringList centreNames_;     // of the panels in the centre, from the top
  std::vector<int> parts_;      // of its height, as their places say
  QList<double> centreShares_;  // as they are now
  QByteArray first_, wide_;     // states of the window: at first, and before docks became tabs
  Room room_ = Room::Wide;
  std::array<Shares, 3> shares_;  // in each room
  QTimer noting_;
  bool fitting_ = false;
};

}  // namespace bitprism
