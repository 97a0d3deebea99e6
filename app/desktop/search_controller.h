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
#include "app/workflow/search_workers.h"
#include "app/workflow/session_difference.h"
#include "core/run/search_snapshot.h"

namespace bitprism {

// Runs one search at a time on a thread of its own and brings its snapshots to the window, at most 30 a second and only
// when something changed. While a search is prepared, the previous one stays visible with its evaluations; it is
// restored if the new one fails. Belongs to the window's thread.
class SearchController : public QObject {
  Q_OBJECT

 public:
  explicit SearchController(QObject* parent = nullptr);
  ~SearchController() override;

  // Nothing happens while one is active. The new search's thread waits for earlier ones: they may have its session
  // open.
  void start(std::shared_ptr<SharedStudy> study, const SearchRequest& request);
  void pause();
  void resume();
  void togglePause();
  void stop();
  void clear();  // stops and discards the results
  // Shows the content of a session file and its model's predictions; only while nothing runs.
  void showStored(const StoredSearch& stored);

  // The session was also saved there, and the search shown continues in that file; only while nothing runs.
  void goOnIn(const std::string& sessionPath);

  // Applies these to the running search from its next proposals on, after the measurements they need.
  void changeRules(const SpaceRules& rules);

  bool active() const { return run_ != nullptr && !reported_; }  // until its end is reported
  bool stopping() const { return active() && run_->thread.get_stop_token().stop_requested(); }
  // Duration of the newest search, including its preparation.
  double secondsSinceStart() const { return started_.isValid() ? static_cast<double>(started_.elapsed()) / 1000 : 0; }
  const std::shared_ptr<const SearchSnapshot>& snapshot() const { return snapshot_; }
  // The request of the snapshot's evaluations, with its chosen methods.
  const SearchRequest& request() const { return request_; }
  // The last rules of the newest search.
  const SpaceRules& rules() const { return active() ? rules_ : request_.rules; }
  // The sensitivities of the newest search and its space; empty if it needs none.
  const std::optional<KnownSensitivity>& sensitivity() const { return sensitivity_; }

  // The bytes that the running or last search counts for a plan of its space; absent for other plans or before it has
  // begun.
  std::optional<std::int64_t> bytes(const PlanChoice& bits) const;

  // What workers do for the running search; absent if it runs in this process.
  std::optional<std::vector<WorkerActivity>> workers() const;
  std::optional<Endpoint> endpoint() const;  // where they connect to; absent: nowhere
  void sendHome(WorkerId worker);

  // From the model of the running or last search, or of the session shown.
  std::optional<Prediction> predict(const PlanChoice& bits) const;
  std::optional<SearchModel> model() const;  // without insight and sensitivities

 signals:
  void snapshotChanged();
  void prepared();  // request() is complete, and the study may have new layer inputs
  void failed(const QString& sentence);
  void refused(const bitprism::SettingsDiffer& difference);  // instead of failed; the previous search is shown again
  void noticed(const QString& sentences);      // repeated measurements with reasons, and the initial evaluations
  void workersNews(const QString& sentence);   // who comes and goes
  void rulesRefused(const QString& sentence);  // the search keeps its rules
  void ended();

 private:
  // The results of preparing a search.
  struct Prepared {
    SearchRequest request;  // with its chosen methods
    std::optional<KnownSensitivity> sensitivity;
  };

  // The state shared by the search's thread and the window.
  struct Run {
    std::shared_ptr<SharedStudy> study;
    std::vector<std::unique_ptr<Run>> before;  // ended first
    std::mutex mutex;                          // of job
    std::unique_ptr<SearchJob> job;
    std::optional<Prepared> prepared;        // guarded by mutex, until it is taken
    std::vector<std::string> notices;        // of its preparation; guarded by mutex, until they are taken
    std::vector<std::string> news;           // of its workers, likewise
    std::mutex workersMutex;                 // of workers, so that the search's thread alone ends them
    std::unique_ptr<SearchWorkers> workers;  // null: it is evaluated in this process
    Latest<ProgressStep> preparing;
    std::shared_ptr<const SearchSnapshot> last;  // read after done; null: it was not prepared
    std::string failure;                         // of the preparation; read after done
    std::optional<SettingsDiffer> difference;    // likewise
    std::atomic<bool> done = false;
    std::jthread thread;                    // it uses the members above
    std::optional<SpaceRules> wishedRules;  // guarded by mutex, like the following
    bool changing = false;                  // the changer is running
    std::string changeProblem;
    std::jthread changer;  // last: it uses the rest
  };

  // The view of a search that is not running.
  struct Shown {
    SearchRequest request;
    std::shared_ptr<const SearchSnapshot> snapshot;
    std::optional<SearchModel> model;
  };

  static void change(Run& run, std::stop_token stop);
  static void prepare(Run& run, const SearchRequest& request, const std::stop_token& stop);
  static SearchWorkers* workersFor(Run& run, const SearchRequest& request, const std::stop_token& stop,
                                   const Progress& progress);
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
  SearchRequest asked_;  // the original request of the newest search
  SpaceRules rules_;
  std::shared_ptr<const SearchSnapshot> snapshot_;
  std::optional<SearchModel> model_;  // of the search shown, while no run has one
  std::optional<Shown> before_;       // the newest search, until that is prepared
  std::optional<KnownSensitivity> sensitivity_;
  RemainingTime remaining_;
  QElapsedTimer started_;
  bool reported_ = true;     // the end of run_ was reported
  std::size_t noticed_ = 0;  // number of the snapshot's notices already reported
  std::unique_ptr<Run> run_;
  std::vector<std::unique_ptr<Run>> retired_;  // asked to stop, not yet ended
};

}  // namespace bitprism
