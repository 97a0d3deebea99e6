#pragma once

#include <QObject>
#include <QTimer>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "app/desktop/remaining_time.h"
#include "app/desktop/shared_study.h"
#include "app/desktop/stored_search.h"
#include "app/workflow/session_difference.h"
#include "core/run/search_snapshot.h"

namespace bitprism {

// Runs one search at a time on a thread of its own and brings its snapshots to the window, at most 30 a second and only
// when something changed. While a search is prepared, what was shown before stays with its evaluations; it comes back
// when nothing comes of the new one. Belongs to the window's thread.
class SearchController : public QObject {
  Q_OBJECT

 public:
  explicit SearchController(QObject* parent = nullptr);
  ~SearchController() override;

  // Nothing happens while one is active. Earlier searches are waited for on the new one's thread: they may have its
  // session open.
  void start(std::shared_ptr<SharedStudy> study, const SearchRequest& request);
  void pause();
  void resume();
  void togglePause();
  void stop();
  void clear();  // stops, and forgets what was found
  // What a session file holds, with what its model expects; while nothing runs.
  void showStored(const StoredSearch& stored);

  // The session was saved there too, and the search that is shown goes on in that file; while nothing runs.
  void goOnIn(const std::string& sessionPath);

  // The search under way keeps to these from its next proposals on, once what they need is measured.
  void changeRules(const SpaceRules& rules);

  bool active() const { return run_ != nullptr && !reported_; }  // until its end is told
  bool stopping() const { return active() && run_->thread.get_stop_token().stop_requested(); }
  // How long the newest search has run, with its preparation.
  double secondsSinceStart() const { return started_.isValid() ? static_cast<double>(started_.elapsed()) / 1000 : 0; }
  const std::shared_ptr<const SearchSnapshot>& snapshot() const { return snapshot_; }
  // Of the search that the snapshot's evaluations are of, with the methods that were chosen for it.
  const SearchRequest& request() const { return request_; }
  // Of the newest search, as they were last changed.
  const SpaceRules& rules() const { return active() ? rules_ : request_.rules; }
  // What the newest search measured of layers alone, or knew, and its space; nothing where it needs none.
  const std::optional<KnownSensitivity>& sensitivity() const { return sensitivity_; }

  // What the running or last search counts for a plan of its space; nothing for another or before it has begun.
  std::optional<std::int64_t> bytes(const PlanChoice& bits) const;

  // From the model of the running or last search, or of the session that is shown.
  std::optional<Prediction> predict(const PlanChoice& bits) const;
  std::optional<SearchModel> model() const;  // without insight and sensitivities

 signals:
  void snapshotChanged();
  void prepared();  // request() is whole, and the study may have learnt what layers read
  void failed(const QString& sentence);
  void refused(const bitprism::SettingsDiffer& difference);  // instead of failed; what was shown before is shown again
  void noticed(const QString& sentences);                    // what was measured again and why, what it goes on with
  void rulesRefused(const QString& sentence);                // the search keeps to those it has
  void ended();

 private:
  // What was found out while a search was prepared.
  struct Prepared {
    SearchRequest request;  // with what was chosen for it
    std::optional<KnownSensitivity> sensitivity;
  };

  // What the search's thread and the window share.
  struct Run {
    std::shared_ptr<SharedStudy> study;
    std::vector<std::unique_ptr<Run>> before;  // ended first
    std::mutex mutex;                          // of job
    std::unique_ptr<SearchJob> job;
    std::optional<Prepared> prepared;  // guarded by mutex, until it is taken
    std::vector<std::string> notices;  // of its preparation; guarded by mutex, until they are taken
    Latest<ProgressStep> preparing;
    std::shared_ptr<const SearchSnapshot> last;  // read after done; null: it was not prepared
    std::string failure;                         // of the preparation; read after done
    std::optional<SettingsDiffer> difference;    // likewise
    std::atomic<bool> done = false;
    std::jthread thread;                    // it uses what is above
    std::optional<SpaceRules> wishedRules;  // guarded by mutex, as what follows
    bool changing = false;                  // the changer is at work
    std::string changeProblem;
    std::jthread changer;  // last: it uses the rest
  };

  // What is shown of a search that does not run.
  struct Shown {
    SearchRequest request;
    std::shared_ptr<const SearchSnapshot> snapshot;
    std::optional<SearchModel> model;
  };

  static void change(Run& run, std::stop_token stop);
  static void work(Run& run, const SearchRequest& request, std::stop_token stop);
  void poll();
  void dropEnded();
  void take(std::shared_ptr<const SearchSnapshot> snapshot);
  void showPreparing(const ProgressStep& step);
  void takePrepared(Prepared prepared);
  void tell(std::vector<std::string> notices);
  void end();

  QTimer timer_;
  SearchRequest request_;
  SearchRequest asked_;  // of the newest search, as it was asked for
  SpaceRules rules_;
  std::shared_ptr<const SearchSnapshot> snapshot_;
  std::optional<SearchModel> model_;  // of the search that is shown, while no run has one
  std::optional<Shown> before_;       // the newest search, until that is prepared
  std::optional<KnownSensitivity> sensitivity_;
  RemainingTime remaining_;
  QElapsedTimer started_;
  bool reported_ = true;     // the end of run_ was told
  std::size_t noticed_ = 0;  // so many of the snapshot's notices were told
  std::unique_ptr<Run> run_;
  std::vector<std::unique_ptr<Run>> retired_;  // asked to stop, not yet ended
};

}  // namespace bitprism
