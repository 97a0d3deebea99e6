#include "app/desktop/dock_layout.h"

#include <QAction>
#include <QDataStream>
#include <QDockWidget>
#include <QEvent>
#include <QIODevice>
#include <QMainWindow>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QTabBar>
#include <algorithm>
#include <numeric>

#include "widgets/panel.h"

namespace bitprism {
namespace {

constexpr int layoutVersion = 8;  // raise when docks change, so that an old layout is not restored
// In lines of the font: the least width for three columns, the least height for two stacked panels.
constexpr int narrowLines = 76;
constexpr int shortLines = 48;
constexpr int lowLines = 60;           // the least height of a narrow window for half of it at the bottom
constexpr double foldedHeight = 0.5;   // of the docks at the bottom if they hold most panels
constexpr double smallFolded = 0.36;   // likewise, in a window that is also low
constexpr double bottomHeight = 0.36;  // at most, otherwise: the front needs its room

Qt::DockWidgetArea areaOf(const PanelPlace& place) {
  return place.area == PanelPlace::Area::Left    ? Qt::LeftDockWidgetArea
         : place.area == PanelPlace::Area::Right ? Qt::RightDockWidgetArea
                                                 : Qt::BottomDockWidgetArea;
}

// Behind another tab a dock is not hidden but moved out of the window.
bool isInFront(const QDockWidget& dock) {
  return !dock.isHidden() && !dock.isFloating() && dock.geometry().right() >= 0 && dock.geometry().bottom() >= 0;
}

// The first control in the view that accepts keyboard focus.
void focusInto(QWidget& view) {
  if (view.focusProxy() || view.focusPolicy() & Qt::TabFocus) return view.setFocus(Qt::ShortcutFocusReason);
  for (QWidget* child : view.findChildren<QWidget*>()) {
    if (!child->isVisible() || !child->isEnabled() || !(child->focusPolicy() & Qt::TabFocus)) continue;
    return child->setFocus(Qt::ShortcutFocusReason);
  }
}

}  // namespace

DockLayout::DockLayout(QMainWindow& window) : window_(window), centre_(new QSplitter(Qt::Vertical)) {
  window.setDockOptions(QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks);
  window.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
  window.setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  window.setTabPosition(Qt::RightDockWidgetArea, QTabWidget::North);
  window.setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
  window.installEventFilter(this);
  centre_->setChildrenCollapsible(false);
  connect(centre_, &QSplitter::splitterMoved, &noting_, qOverload<>(&QTimer::start));
  noting_.setSingleShot(true);
  noting_.setInterval(0);
  connect(&noting_, &QTimer::timeout, this, &DockLayout::noteShares);
  settling_.setSingleShot(true);
  settling_.setInterval(0);
  connect(&settling_, &QTimer::timeout, this, &DockLayout::applyShares);
}

QWidget* DockLayout::centre() const {
  return centre_;
}

void DockLayout::add(Panel& panel) {
  const PanelPlace place = panel.place();
  connect(&panel, &Panel::showRequested, this, [this, name = panel.name()] { show(name); });
  if (place.area != PanelPlace::Area::Centre) return addDock(panel);
  auto* frame = new PanelFrame(panel.title(), panel.widget(), panel.scrolls());
  frame->setObjectName(panel.name());
  panel.setHead(frame->title());
  centre_->addWidget(frame);
  centre_->setStretchFactor(static_cast<int>(parts_.size()), place.height);
  parts_.push_back(place.height);
  centreNames_ << panel.name();
}

void DockLayout::addDock(Panel& panel) {
  auto* dock = new QDockWidget(panel.title());
  dock->setObjectName(panel.name());
  auto* head = new PanelTitle(panel.title());
  panel.setHead(head);
  dock->setTitleBarWidget(head);
  dock->setWidget(new PanelBody(panel.widget(), panel.scrolls()));
  dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable |
                    QDockWidget::DockWidgetFloatable);
  window_.addDockWidget(areaOf(panel.place()), dock);
  dock->toggleViewAction()->setStatusTip(tr("Show or hide this panel"));
  auto* goTo = new QAction(tr("Go to %1").arg(panel.title()), &window_);
  goTo->setStatusTip(tr("Bring this panel to the front and give it the keyboard focus"));
  if (docks_.size() < 9) goTo->setShortcut(QKeySequence(QStringLiteral("Alt+%1").arg(docks_.size() + 1)));
  connect(goTo, &QAction::triggered, dock, [this, view = panel.widget(), name = panel.name()] {
    show(name);
    focusInto(*view);
  });
  connect(dock, &QDockWidget::visibilityChanged, &panel, [&panel](bool visible) {
    if (visible) panel.cameToFront();
  });
  connect(dock, &QDockWidget::dockLocationChanged, &noting_, qOverload<>(&QTimer::start));
  docks_.push_back({panel.name(), panel.place(), dock, goTo});
}

void DockLayout::finish() {
  stackTabs();
  raiseFronts();
  first_ = window_.saveState(layoutVersion);
}

QList<QAction*> DockLayout::toggles() const {
  QList<QAction*> actions;
  for (const Dock& dock : docks_) actions << dock.widget->toggleViewAction();
  return actions;
}

QList<QAction*> DockLayout::goTos() const {
  QList<QAction*> actions;
  for (const Dock& dock : docks_) actions << dock.goTo;
  return actions;
}

QDockWidget* DockLayout::find(const QString& name) const {
  for (const Dock& dock : docks_)
    if (dock.name == name) return dock.widget;
  return nullptr;
}

bool DockLayout::show(const QString& name) {
  if (centreNames_.contains(name)) return true;  // always visible
  QDockWidget* dock = find(name);
  if (!dock) return false;
  dock->show();
  dock->raise();
  return true;
}

// Side by side they would widen the window.
void DockLayout::stackTabs() {
  for (const Dock& dock : docks_)
    if (QDockWidget* front = find(dock.place.behind)) window_.tabifyDockWidget(front, dock.widget);
}

// Of each stack of tabs the panel that the others stand behind.
void DockLayout::raiseFronts() {
  for (const Dock& dock : docks_)
    if (dock.place.behind.isEmpty()) dock.widget->raise();
}

void DockLayout::reset() {
  {
    const QScopedValueRollback guard(fitting_, true);
    window_.restoreState(first_, layoutVersion);
    for (const Dock& dock : docks_) dock.widget->show();
    raiseFronts();
    room_ = Room::Wide;
    wide_.clear();
    for (const Room room : {Room::Wide, Room::Short, Room::Narrow, Room::Small})
      shares_[static_cast<std::size_t>(room)] = firstShares(room);
    const int all = std::accumulate(parts_.begin(), parts_.end(), 0);
    centreShares_.clear();
    for (const int part : parts_) centreShares_ << static_cast<double>(part) / all;
  }
  fit();
}

DockLayout::Room DockLayout::roomOfWindow() const {
  const int line = std::max(1, window_.fontMetrics().height());
  const int height = window_.height();
  if (window_.width() < narrowLines * line) return height < lowLines * line ? Room::Small : Room::Narrow;
  return height < shortLines * line ? Room::Short : Room::Wide;
}

// Shares of the window from the places; the panels at the bottom get their size hint, up to a limit.
DockLayout::Shares DockLayout::firstShares(Room room) const {
  int asked = 0;
  for (const Dock& dock : docks_)
    if (dock.place.area == PanelPlace::Area::Bottom) asked = std::max(asked, dock.widget->sizeHint().height());
  const double bottom = std::clamp(static_cast<double>(asked) / std::max(1, window_.height()), 0.2, bottomHeight);
  const bool folded = room == Room::Narrow || room == Room::Small;
  Shares shares;
  for (const Dock& dock : docks_) {
    const Dock* front = &dock;
    for (const Dock& other : docks_)
      if (other.name == dock.place.behind) front = &other;
    const bool atSide = dock.place.area != PanelPlace::Area::Bottom;
    double width = front->place.width;
    double height = atSide ? front->place.height / 100.0 : bottom;
    if (folded && dock.place.area != PanelPlace::Area::Left) height = room == Room::Small ? smallFolded : foldedHeight;
    if (folded) width *= 1.15;  // two columns instead of three
    shares[dock.name] = {width, height};
  }
  return shares;
}

// Another arrangement for another Room, with the same shares of the available size.
void DockLayout::fit() {
  if (docks_.empty() || first_.isEmpty()) return;
  const Room room = roomOfWindow();
  if (room != room_) arrange(room);
  applyShares();
  for (QTabBar* tabs : window_.findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) {
    tabs->setDrawBase(false);
    tabs->setElideMode(Qt::ElideNone);
    tabs->setUsesScrollButtons(true);
  }
}

void DockLayout::arrange(Room room) {
  const QScopedValueRollback guard(fitting_, true);
  if (room_ == Room::Wide) wide_ = window_.saveState(layoutVersion);
  std::vector<bool> hidden;
  std::vector<QDockWidget*> inFront;
  for (const Dock& dock : docks_) {
    hidden.push_back(dock.widget->isHidden());
    if (window_.isVisible() && isInFront(*dock.widget)) inFront.push_back(dock.widget);
  }
  if (room_ != Room::Wide && !wide_.isEmpty()) window_.restoreState(wide_, layoutVersion);
  room_ = room;
  if (room == Room::Short) foldShort();
  if (room == Room::Narrow || room == Room::Small) foldNarrow();
  for (std::size_t i = 0; i < docks_.size(); ++i) docks_[i].widget->setVisible(!hidden[i]);
  for (QDockWidget* dock : inFront) dock->raise();
}

// Stacked panels at a side become tabs behind the first.
void DockLayout::foldShort() {
  for (const auto area : {Qt::LeftDockWidgetArea, Qt::RightDockWidgetArea}) {
    QDockWidget* front = nullptr;
    for (const Dock& dock : docks_) {
      if (dock.widget->isFloating() || window_.dockWidgetArea(dock.widget) != area) continue;
      if (front)
        window_.tabifyDockWidget(front, dock.widget);
      else
        front = dock.widget;
    }
    if (front) front->raise();
  }
}

// The panels at the right go to those at the bottom.
void DockLayout::foldNarrow() {
  QDockWidget* bottom = nullptr;
  for (const Dock& dock : docks_)
    if (!bottom && !dock.widget->isFloating() && window_.dockWidgetArea(dock.widget) == Qt::BottomDockWidgetArea)
      bottom = dock.widget;
  if (!bottom) return foldShort();
  QDockWidget* front = bottom;
  for (const Dock& dock : docks_) {
    if (dock.widget->isFloating() || window_.dockWidgetArea(dock.widget) != Qt::RightDockWidgetArea) continue;
    window_.tabifyDockWidget(bottom, dock.widget);
    if (front == bottom) front = dock.widget;
  }
  front->raise();
}

void DockLayout::noteShares() {
  if (fitting_ || !window_.isVisible() || window_.width() <= 0 || window_.height() <= 0) return;
  for (const Dock& dock : docks_) {
    if (!isInFront(*dock.widget)) continue;
    const QPair<double, double> share(static_cast<double>(dock.widget->width()) / window_.width(),
                                      static_cast<double>(dock.widget->height()) / window_.height());
    shares()[dock.name] = share;
    for (const QDockWidget* behind : window_.tabifiedDockWidgets(dock.widget)) shares()[behind->objectName()] = share;
  }
  const QList<int> heights = centre_->sizes();
  const int all = std::accumulate(heights.begin(), heights.end(), 0);
  if (all <= 0) return;
  centreShares_.clear();
  for (const int height : heights) centreShares_ << static_cast<double>(height) / all;
}

// QMainWindow counts the tabs to the height of a dock that has some.
int DockLayout::tabsHeight(QDockWidget& dock) const {
  if (window_.tabifiedDockWidgets(&dock).isEmpty()) return 0;
  for (const QTabBar* tabs : window_.findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly))
    if (tabs->isVisible()) return tabs->sizeHint().height();
  return 0;
}

void DockLayout::applyShares() {
  const QScopedValueRollback guard(fitting_, true);
  noting_.stop();
  QList<QDockWidget*> sides, all;
  QList<int> widths, heights;
  for (const Dock& dock : docks_) {
    const auto share = shares().constFind(dock.name);
    if (!isInFront(*dock.widget) || share == shares().constEnd()) continue;
    const Qt::DockWidgetArea area = window_.dockWidgetArea(dock.widget);
    if (area != Qt::BottomDockWidgetArea && area != Qt::TopDockWidgetArea && share->first > 0) {
      sides << dock.widget;
      widths << static_cast<int>(share->first * window_.width());
    }
    if (share->second > 0) {
      all << dock.widget;
      heights << static_cast<int>(share->second * window_.height()) + tabsHeight(*dock.widget);
    }
  }
  if (!sides.isEmpty()) window_.resizeDocks(sides, widths, Qt::Horizontal);
  if (!all.isEmpty()) window_.resizeDocks(all, heights, Qt::Vertical);
  QList<int> parts;
  for (const double part : centreShares_) parts << static_cast<int>(part * centre_->height());
  if (!parts.isEmpty()) centre_->setSizes(parts);
}

bool DockLayout::eventFilter(QObject* watched, QEvent* event) {
  if (fitting_) return QObject::eventFilter(watched, event);
  if (watched == &window_) {
    // The docks were already resized before this event.
    if (event->type() == QEvent::Resize || event->type() == QEvent::Show || event->type() == QEvent::FontChange) {
      fit();
      settling_.start();  // tool bars may change their rows after this event
    }
    // Borders of docks belong to the window: a mouse release there means that the user has moved one.
    if (event->type() == QEvent::MouseButtonRelease) noting_.start();
  }
  return QObject::eventFilter(watched, event);
}

QByteArray DockLayout::save() const {
  QByteArray bytes;
  QDataStream stream(&bytes, QIODevice::WriteOnly);
  stream << (room_ == Room::Wide || wide_.isEmpty() ? window_.saveState(layoutVersion) : wide_);
  for (const Shares& shares : shares_) stream << shares;
  stream << centreShares_;
  return bytes;
}

bool DockLayout::restore(const QByteArray& layout) {
  QDataStream stream(layout);
  QByteArray state;
  std::array<Shares, 4> shares;
  QList<double> centre;
  stream >> state;
  for (Shares& each : shares) stream >> each;
  stream >> centre;
  if (stream.status() != QDataStream::Ok || centre.size() != static_cast<qsizetype>(parts_.size())) return false;
  {
    const QScopedValueRollback guard(fitting_, true);
    if (!window_.restoreState(state, layoutVersion)) return false;
    shares_ = shares;
    centreShares_ = centre;
    room_ = Room::Wide;
    wide_ = state;
  }
  fit();
  return true;
}

}  // namespace bitprism
