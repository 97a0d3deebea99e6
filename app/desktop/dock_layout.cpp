#include "app/desktop/dock_layout.h"

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>
#include <QSplitter>
#include <QTabBar>
#include <numeric>

#include "widgets/panel.h"

namespace bitprism {
namespace {

constexpr int layoutVersion = 5;  // raise when docks change, so that an old layout is not restored

Qt::DockWidgetArea areaOf(const PanelPlace& place) {
  return place.area == PanelPlace::Area::Left    ? Qt::LeftDockWidgetArea
         : place.area == PanelPlace::Area::Right ? Qt::RightDockWidgetArea
                                                 : Qt::BottomDockWidgetArea;
}

}  // namespace

DockLayout::DockLayout(QMainWindow& window) : window_(window), centre_(new QSplitter(Qt::Vertical)) {
  window.setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks);
  window.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
  window.setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  window.setTabPosition(Qt::RightDockWidgetArea, QTabWidget::North);
  window.setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
  centre_->setChildrenCollapsible(false);
}

QWidget* DockLayout::centre() const {
  return centre_;
}

void DockLayout::add(Panel& panel) {
  const PanelPlace place = panel.place();
  connect(&panel, &Panel::showRequested, this, [this, name = panel.name()] { show(name); });
  if (place.area != PanelPlace::Area::Centre) return addDock(panel);
  auto* frame = new PanelFrame(panel.title(), panel.widget());
  panel.setHead(frame->title());
  centre_->addWidget(frame);
  centre_->setStretchFactor(static_cast<int>(shares_.size()), place.height);
  shares_.push_back(place.height);
  centreNames_ << panel.name();
}

void DockLayout::addDock(Panel& panel) {
  auto* dock = new QDockWidget(panel.title());
  dock->setObjectName(panel.name());
  auto* head = new PanelTitle(panel.title());
  panel.setHead(head);
  dock->setTitleBarWidget(head);
  dock->setWidget(new PanelBody(panel.widget()));
  dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable |
                    QDockWidget::DockWidgetFloatable);
  window_.addDockWidget(areaOf(panel.place()), dock);
  dock->toggleViewAction()->setStatusTip(tr("Show or hide this panel"));
  dock->toggleViewAction()->setShortcut(QKeySequence(QStringLiteral("Alt+%1").arg(docks_.size() + 1)));
  connect(dock, &QDockWidget::visibilityChanged, &panel, [&panel](bool visible) {
    if (visible) panel.cameToFront();
  });
  docks_.push_back({panel.name(), panel.place(), dock});
}

void DockLayout::finish() {
  stackTabs();
  first_ = save();
}

QList<QAction*> DockLayout::toggles() const {
  QList<QAction*> actions;
  for (const Dock& dock : docks_) actions << dock.widget->toggleViewAction();
  return actions;
}

QDockWidget* DockLayout::find(const QString& name) const {
  for (const Dock& dock : docks_)
    if (dock.name == name) return dock.widget;
  return nullptr;
}

bool DockLayout::show(const QString& name) {
  if (centreNames_.contains(name)) return true;  // it always is there
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

void DockLayout::reset() {
  window_.restoreState(first_, layoutVersion);
  for (const Dock& dock : docks_) dock.widget->show();
  stackTabs();
  for (const Dock& dock : docks_)
    if (dock.place.behind.isEmpty()) dock.widget->raise();
  for (QTabBar* tabs : window_.findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) tabs->setDrawBase(false);
  resize();
}

void DockLayout::resize() {
  for (const Dock& dock : docks_)
    if (dock.place.width > 0)
      window_.resizeDocks({dock.widget}, {static_cast<int>(window_.width() * dock.place.width)}, Qt::Horizontal);
  for (const auto area : {PanelPlace::Area::Bottom, PanelPlace::Area::Left, PanelPlace::Area::Right}) {
    QList<QDockWidget*> widgets;
    QList<int> heights;
    for (const Dock& dock : docks_)
      if (dock.place.area == area && dock.place.height > 0) {
        widgets << dock.widget;
        heights << dock.place.height;
      }
    if (!widgets.isEmpty()) window_.resizeDocks(widgets, heights, Qt::Vertical);
  }
  const int all = std::accumulate(shares_.begin(), shares_.end(), 0);
  QList<int> heights;
  for (const int share : shares_) heights << centre_->height() * share / all;
  centre_->setSizes(heights);
}

QByteArray DockLayout::save() const {
  return window_.saveState(layoutVersion);
}

bool DockLayout::restore(const QByteArray& layout) {
  return window_.restoreState(layout, layoutVersion);
}

}  // namespace bitprism
