#pragma once

#include <QObject>
#include <QPointer>
#include <map>
#include <string>
#include <vector>

#include "app/desktop/background_job.h"
#include "app/desktop/panel.h"
#include "app/workflow/session_summary.h"
#include "widgets/start_entry.h"

class QMainWindow;

namespace bitprism {

class EditsOffer;
class NetworkOpener;
class StartView;

// Covers the panels while no network is open, with a list of what can be opened: shown immediately, with the content of
// sessions read in the background. Belongs to the window's thread.
class StartPage : public QObject {
  Q_OBJECT

 public:
  // centre: the place of messages while the page is hidden.
  StartPage(QMainWindow& window, const PanelContext& context, NetworkOpener& opener, EditsOffer& edits,
            QWidget& centre);

  StartView* view() const { return view_; }
  void setOpening(bool opening);  // a network was given at start: no page unless it fails to open
  bool reading() const { return job_.running(); }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  // An entry for any path.
  struct Found {
    bool there = false, session = false;
    SessionSummary summary;  // of a session that can be read
    std::string problem;     // of one that cannot be read
    bool own = false;        // in the program's own folder, not opened recently
  };
  using Listing = std::vector<std::pair<std::string, Found>>;  // the newest first

  void decide();
  void setShown(bool shown);
  void cover(bool covered);
  void place();
  void read();
  static Listing list(const std::vector<std::string>& recent, const std::vector<std::string>& hidden,
                      const std::string& folder, std::stop_token stop);
  void fill();
  void addEdits(std::vector<StartEntry>& entries) const;
  void addSessions(std::vector<StartEntry>& entries) const;
  void addRecent(std::vector<StartEntry>& entries) const;
  StartEntry networkEntry(const QString& path) const;
  StartEntry sessionEntry(const std::string& path, const Found& found) const;
  const Found* found(const QString& path) const;
  void open(const StartEntry& entry);
  void other(const StartEntry& entry, int which);
  void remove(const StartEntry& entry);
  void resume(const QString& path);

  QMainWindow& window_;
  PanelContext context_;
  NetworkOpener& opener_;
  EditsOffer& edits_;
  QWidget& centre_;
  StartView* view_;
  bool opening_ = false;
  Listing listing_;
  QString resuming_;  // a session whose search starts once it is open
  BackgroundJob job_;
};

}  // namespace bitprism
