#include "app/desktop/start_page.h"

#include <QDir>
#include <QDockWidget>
#include <QEvent>
#include <QFileInfo>
#include <QMainWindow>
#include <QMenuBar>
#include <QStatusBar>
#include <QToolBar>
#include <algorithm>
#include <filesystem>

#include "app/desktop/actions.h"
#include "app/desktop/data_folders.h"
#include "app/desktop/edits_offer.h"
#include "app/desktop/network_opener.h"
#include "app/desktop/preferences.h"
#include "app/desktop/stored_search.h"
#include "app/desktop/workspace.h"
#include "core/base/error.h"
#include "widgets/banner.h"
#include "widgets/number_text.h"
#include "widgets/start_row.h"
#include "widgets/start_view.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostOwn = 12, mostToGoOn = 5, mostRecent = 12;

QString nameOf(const SessionSummary& summary) {
  return QFileInfo(QString::fromStdString(summary.networkName)).completeBaseName();
}

bool canGoOn(const SessionSummary& summary) {
  return summary.found &&
         (summary.state == SessionSummary::State::Killed || summary.state == SessionSummary::State::Stopped);
}

QString countText(const SessionSummary& summary) {
  if (summary.trials == 0) return StartPage::tr("no evaluations yet");
  return summary.done == summary.trials ? StartPage::tr("%1 evaluations").arg(summary.done)
                                        : StartPage::tr("%1 of %2 evaluations").arg(summary.done).arg(summary.trials);
}

QString detailOf(const SessionSummary& summary) {
  switch (summary.state) {
    case SessionSummary::State::Killed:
      return StartPage::tr("%1, stopped by a crash").arg(countText(summary));
    case SessionSummary::State::Stopped:
      return StartPage::tr("%1, stopped").arg(countText(summary));
    case SessionSummary::State::InUse:
      return StartPage::tr("%1, in use by a search in another window").arg(countText(summary));
    case SessionSummary::State::Complete:
      break;
  }
  if (summary.front.empty()) return countText(summary);
  const FrontPoint& least = summary.front.front();
  const FrontPoint& best = summary.front.back();
  return StartPage::tr("%1 · %2 in %3 to %4 in %5")
      .arg(countText(summary), metricText(summary.metric, least.accuracy), bytesText(least.cost),
           metricText(summary.metric, best.accuracy), bytesText(best.cost));
}

std::vector<std::string> newestIn(const std::string& folder, const std::vector<std::string>& hidden) {
  std::vector<std::pair<fs::file_time_type, std::string>> files;
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(folder, problem)) {
    const std::string path = entry.path().string();
    std::error_code gone;
    if (entry.path().extension() == ".bitprism" && std::find(hidden.begin(), hidden.end(), path) == hidden.end())
      files.emplace_back(fs::last_write_time(entry.path(), gone), path);
  }
  std::sort(files.rbegin(), files.rend());
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < std::min(mostOwn, files.size()); ++i) paths.push_back(files[i].second);
  return paths;
}

}  // namespace

StartPage::StartPage(QMainWindow& window, const PanelContext& context, NetworkOpener& opener, EditsOffer& edits,
                     QWidget& centre)
    : window_(window),
      context_(context),
      opener_(opener),
      edits_(edits),
      centre_(centre),
      view_(new StartView(&window)) {
  view_->hide();
  context_.workspace.jobs().add(
      {.name = "reading sessions", .running = [this] { return job_.running(); }, .shown = false, .awaited = false});
  window.installEventFilter(this);
  connect(view_, &StartView::openRequested, this, &StartPage::open);
  connect(view_, &StartView::otherRequested, this, &StartPage::other);
  connect(view_, &StartView::removeRequested, this, &StartPage::remove);
  connect(view_, &StartView::chooseRequested, &opener, &NetworkOpener::chooseNetwork);
  connect(view_, &StartView::exampleRequested, context_.actions.openExample, &QAction::trigger);
  connect(&edits, &EditsOffer::changed, this, &StartPage::fill);
  connect(&context_.workspace.document(), &Document::networkChanged, this, &StartPage::decide);
  connect(&opener, &NetworkOpener::failed, this, [this] {
    resuming_.clear();
    setOpening(false);
  });
  connect(&opener, &NetworkOpener::opened, this, [this](const QString& path) {
    if (std::exchange(resuming_, QString()) != path) return;
    if (context_.actions.startSearch->isEnabled()) context_.actions.startSearch->trigger();
  });
}

void StartPage::setOpening(bool opening) {
  opening_ = opening;
  decide();
}

void StartPage::decide() {
  setShown(window_.isVisible() && !opening_ && !context_.workspace.document().network());
}

void StartPage::setShown(bool shown) {
  if (shown == !view_->isHidden()) return;
  const bool message = !context_.banner.isHidden();
  if (!shown) {
    job_.cancel();
    view_->hide();
    cover(false);
    context_.banner.lieOver(&centre_, centre_.parentWidget());
    context_.banner.setVisible(message);
    return;
  }
  place();
  fill();
  view_->show();
  view_->raise();
  context_.banner.lieOver(view_, view_);
  context_.banner.setVisible(message);
  read();
}

// The covered docks, their tabs and the centre cannot have the focus.
void StartPage::cover(bool covered) {
  for (QWidget* part : window_.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
    const bool own = part == view_ || part == window_.menuBar() || part == window_.statusBar() || part->isWindow() ||
                     qobject_cast<QToolBar*>(part);
    if (own) continue;
    if (part->isEnabled() == covered) part->setEnabled(!covered);
    if (covered) part->installEventFilter(this);  // keeps it below the page; repeating has no effect
  }
}

// Everything between the tool bar and the status bar.
void StartPage::place() {
  int top = window_.menuBar()->geometry().bottom() + 1;
  for (const QToolBar* bar : window_.findChildren<QToolBar*>(QString(), Qt::FindDirectChildrenOnly))
    if (!bar->isHidden() && window_.toolBarArea(bar) == Qt::TopToolBarArea)
      top = std::max(top, bar->geometry().bottom() + 1);
  const int bottom = window_.statusBar()->isHidden() ? window_.height() : window_.statusBar()->geometry().top();
  view_->setGeometry(0, top, window_.width(), std::max(0, bottom - top));
  cover(true);
  view_->raise();
}

bool StartPage::eventFilter(QObject* watched, QEvent* event) {
  if (watched != &window_) {
    // Afterwards: a dock comes in front of its tabs only if nothing is above it when it handles this event.
    if (event->type() == QEvent::ZOrderChange && !view_->isHidden())
      QMetaObject::invokeMethod(view_, &QWidget::raise, Qt::QueuedConnection);
    return QObject::eventFilter(watched, event);
  }
  switch (event->type()) {
    case QEvent::Show:
      decide();
      break;
    case QEvent::Resize:
    case QEvent::LayoutRequest:
      if (!view_->isHidden()) place();
      break;
    default:
      break;
  }
  return QObject::eventFilter(watched, event);
}

void StartPage::read() {
  std::vector<std::string> recent, hidden;
  for (const QString& path : context_.preferences.recentFiles()) recent.push_back(path.toStdString());
  for (const QString& path : context_.preferences.hiddenSessions()) hidden.push_back(path.toStdString());
  job_.start([this, recent, hidden, folder = sessionsFolder().toStdString()](std::stop_token stop, const Progress&,
                                                                             Mailbox& mailbox) {
    Listing listing = list(recent, hidden, folder, stop);
    mailbox.post([this, listing = std::move(listing)] {
      listing_ = listing;
      fill();
    });
  });
}

StartPage::Listing StartPage::list(const std::vector<std::string>& recent, const std::vector<std::string>& hidden,
                                   const std::string& folder, std::stop_token stop) {
  Listing listing;
  const auto add = [&](const std::string& path, bool own) {
    if (std::any_of(listing.begin(), listing.end(), [&](const auto& one) { return one.first == path; })) return;
    Found found{.own = own};
    std::error_code problem;
    found.there = path == "example" || fs::exists(path, problem);
    found.session = found.there && isSession(path);
    try {
      if (found.session) found.summary = summaryOf(path, stop);
    } catch (const Cancelled&) {
      throw;
    } catch (const std::exception& error) {
      found.problem = error.what();
    }
    listing.emplace_back(path, std::move(found));
  };
  for (const std::string& path : recent) add(path, false);
  if (!folder.empty())
    for (const std::string& path : newestIn(folder, hidden)) add(path, true);
  return listing;
}

void StartPage::fill() {
  std::vector<StartEntry> entries;
  addEdits(entries);
  addSessions(entries);
  addRecent(entries);
  view_->show(entries);
}

void StartPage::addEdits(std::vector<StartEntry>& entries) const {
  for (const OrphanedEdits& orphan : edits_.orphans()) {
    const UnsavedEdits& edits = orphan.edits;
    QStringList parts;
    if (edits.edits > 0) parts << (edits.edits == 1 ? tr("1 edit") : tr("%1 edits").arg(edits.edits));
    if (!edits.weightsFile.isEmpty()) parts << tr("trained weights");
    if (!edits.planFile.isEmpty()) parts << tr("of %1").arg(QFileInfo(edits.planFile).fileName());
    if (!edits.study.dataPath.empty())
      parts << tr("images %1").arg(QFileInfo(QString::fromStdString(edits.study.dataPath)).fileName());
    entries.push_back({.id = orphan.file,
                       .group = StartEntry::Group::GoOn,
                       .title = EditsOffer::sentence(edits),
                       .detail = parts.join(QStringLiteral(" · ")),
                       .tip = QString::fromStdString(edits.opened),
                       .openText = tr("Restore"),
                       .others = {tr("Discard")}});
  }
}

// Searches that can be resumed.
void StartPage::addSessions(std::vector<StartEntry>& entries) const {
  std::size_t added = 0;
  for (const auto& [path, found] : listing_) {
    if (!found.session || !found.problem.empty() || !canGoOn(found.summary) || added == mostToGoOn) continue;
    ++added;
    StartEntry entry = sessionEntry(path, found);
    entry.group = StartEntry::Group::GoOn;
    entry.openText = tr("Resume");
    entry.others = {tr("Open")};
    entries.push_back(std::move(entry));
  }
}

void StartPage::addRecent(std::vector<StartEntry>& entries) const {
  std::size_t added = 0;
  const auto add = [&](StartEntry entry) {
    const auto same = [&](const StartEntry& one) { return one.id == entry.id; };
    if (added == mostRecent || std::any_of(entries.begin(), entries.end(), same)) return;
    ++added;
    entries.push_back(std::move(entry));
  };
  for (const QString& path : context_.preferences.recentFiles()) {
    const Found* known = found(path);
    add(known && known->session ? sessionEntry(path.toStdString(), *known) : networkEntry(path));
  }
  for (const auto& [path, found] : listing_)
    if (found.own && found.session) add(sessionEntry(path, found));
}

const StartPage::Found* StartPage::found(const QString& path) const {
  for (const auto& [known, found] : listing_)
    if (known == path.toStdString()) return &found;
  return nullptr;
}

StartEntry StartPage::networkEntry(const QString& path) const {
  const Found* known = found(path);
  StartEntry entry{.id = path, .title = QFileInfo(path).fileName(), .tip = QDir::toNativeSeparators(path)};
  entry.detail = path == QStringLiteral("example") ? tr("the bundled network with its images")
                                                   : QDir::toNativeSeparators(QFileInfo(path).absolutePath());
  if (known && !known->there) {
    entry.gone = true;
    entry.detail = tr("no longer in %1").arg(entry.detail);
  }
  // The front of its newest search.
  for (const auto& [session, found] : listing_)
    if (found.session && found.summary.networkPath == path.toStdString() && !found.summary.front.empty()) {
      entry.floatAccuracy = found.summary.floatAccuracy;
      entry.points = found.summary.points;
      entry.front = found.summary.front;
      break;
    }
  return entry;
}

StartEntry StartPage::sessionEntry(const std::string& path, const Found& found) const {
  const QString file = QString::fromStdString(path);
  const SessionSummary& summary = found.summary;
  const bool named = QFileInfo(file).absolutePath() != QFileInfo(sessionsFolder()).absoluteFilePath();
  StartEntry entry{.id = file, .tip = QDir::toNativeSeparators(file)};
  entry.title =
      named || summary.networkName.empty() ? QFileInfo(file).fileName() : tr("Search of %1").arg(nameOf(summary));
  if (!found.problem.empty()) {
    entry.detail = QString::fromStdString(found.problem);
    entry.gone = true;
    return entry;
  }
  entry.detail = detailOf(summary);
  entry.floatAccuracy = summary.floatAccuracy;
  entry.points = summary.points;
  entry.front = summary.front;
  if (!summary.found) {
    entry.gone = true;
    entry.detail = tr("its network or images are no longer there: %1").arg(QString::fromStdString(summary.networkPath));
  }
  return entry;
}

void StartPage::open(const StartEntry& entry) {
  const auto& orphans = edits_.orphans();
  if (std::any_of(orphans.begin(), orphans.end(), [&](const auto& one) { return one.file == entry.id; }))
    edits_.restore(entry.id);
  else if (entry.group == StartEntry::Group::GoOn)
    resume(entry.id);
  else
    opener_.openRecent(entry.id);
}

void StartPage::other(const StartEntry& entry, int) {
  const auto& orphans = edits_.orphans();
  if (std::any_of(orphans.begin(), orphans.end(), [&](const auto& one) { return one.file == entry.id; }))
    edits_.discard(entry.id);
  else
    opener_.openRecent(entry.id);
}

void StartPage::remove(const StartEntry& entry) {
  context_.preferences.removeRecentFile(entry.id);
  if (QFileInfo(entry.id).absolutePath() == QFileInfo(sessionsFolder()).absoluteFilePath())
    context_.preferences.hideSession(entry.id);
  std::erase_if(listing_, [&](const auto& one) { return one.first == entry.id.toStdString(); });
  opener_.fillRecentFiles();
  fill();
}

void StartPage::resume(const QString& path) {
  resuming_ = path;
  opener_.openRecent(path);
}

}  // namespace bitprism
