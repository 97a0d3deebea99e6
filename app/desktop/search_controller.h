#pragma once

#include <QObject>
#include <QTimer>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "app/desktop/shared_study.h"
#include "app/desktop/stored_search.h"
#include "core/run/search_snapshot.h"

namespace bitprism {

// Runs one search at a time on a thread of its own and brings its snapshots to the window, at most 30 a second and only
// when something changed. Belongs to the window's thread.
class SearchController : public QObject {
  Q_OBJECT

 public:
  explicit SearchController(QObject* parent = nullptr);
  ~SearchController() override;

  // Nothing happens while one is active.
  void start(std::shared_ptr<SharedStudy> study, const SearchRequest& request);
  void pause();
  void resume();
  void stop();
  void clear();  // stops, and forgets what was found
  // What a session file holds, with what its model expects; while nothing runs.
  void showStored(const StoredSearch& stored);

  // The search under way keeps to these from its next proposals on, once what they need is measured.
  void changeRules(const SpaceRules& rules);

  bool active() const { return run_ != nullptr && !run_->done; }
  const std::shared_ptr<const SearchSnapshot>& snapshot() const { return snapshot_; }
  // Of the newest search; once it is prepared, with the methods that were chosen for it.
  const SearchRequest& request() const { return request_; }

  // What the running or last search counts for a plan of its space; nothing for another or before it has begun.
  std::optional<std::int64_t> bytes(const PlanChoice& bits) const;

  // From the model of the running or last search, or of the session that is shown.
  std::optional<Prediction> predict(const PlanChoice& bits) const;
  std::optional<SearchModel> model() const;  // without insight and sensitivities

 signals:
  void snapshotChanged();
  void prepared();  // request() is whole, and the study may have learnt what layers read
  void failed(const QString& sentence);
  void noticed(const QString& sentences);      // what was measured again and why, what it goes on with
  void rulesRefused(const QString& sentence);  // the search keeps to those it has
  void ended();

 private:
  // What the search's thread and the window share.
  struct Run {
    std::shared_ptr<SharedStudy> study;
    std::mutex mutex;  // of job
    std::unique_ptr<SearchJob> job;
    std::optional<SearchRequest> whole;  // with what was chosen for it; guarded by mutex, until it is taken
    std::vector<std::string> notices;    // of its preparation; guarded by mutex, until they are taken
    Latest<SearchSnapshot> prepared;     // before the runner is there, and the last of all
    std::string failure;                 // read after done
    std::atomic<bool> done = false;
    std::jthread thread;                    // it uses what is above
    std::optional<SpaceRules> wishedRules;  // guarded by mutex, as what follows
    bool changing = false;                  // the changer is at work
    std::string changeProblem;
    std::jthread changer;  // last: it uses the rest
  };

  static void change(Run& run, std::stop_token stop);

  static void work(Run& run, const SearchRequest& request, std::stop_token stop);
  void poll();
  void dropEnded();
  void take(std::shared_ptr<const SearchSnapshot> snapshot);

  QTimer timer_;
  SearchRequest request_;
  std::shared_ptr<const SearchSnapshot> snapshot_;
  std::optional<SearchModel> model_;  // of the session that was shown
  bool reported_ = true;              // the end of run_ was told
  std::size_t noticed_ = 0;           // so many of the snapshot's notices were told
  std::unique_ptr<Run> run_;
  std::vector<std::unique_ptr<Run>> retired_;  // asked to stop, not yet ended
};

}  // namespace bitprism
