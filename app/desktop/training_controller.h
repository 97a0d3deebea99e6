#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <functional>
#include <memory>
#include <optional>

#include "app/desktop/background_job.h"
#include "app/desktop/shared_study.h"
#include "core/train/training.h"
#include "widgets/training_view.h"

namespace bitprism {

// Runs one training at a time in the background and tells how it goes. What was interrupted by closing the window or
// by a cancel goes on from its checkpoint when the same training is started again. Belongs to the window's thread.
class TrainingController : public QObject {
  Q_OBJECT

 public:
  explicit TrainingController(QObject* parent = nullptr);

  // automatic: layers whose scheme is chosen for training (trainedPlan). checkpoint: a file that the training keeps its
  // state in; empty: none.
  void start(std::shared_ptr<SharedStudy> study, std::shared_ptr<const Network> network, const QuantPlan& planned,
             const std::vector<bool>& automatic, const TrainingWish& wish, const std::string& checkpoint);
  // What the next training is asked for, from whoever asks the user.
  void setWishSource(std::function<TrainingWish()> source) { wish_ = std::move(source); }
  TrainingWish wish() const { return wish_(); }  // throws UsageError when it cannot be read
  void finish();                                 // ends early with what there is
  void cancel() { job_.cancel(); }
  void forget();  // what came out; stops what runs

  bool running() const { return job_.running(); }
  bool stopping() const { return job_.stopping(); }
  const TrainingPicture& picture() const { return picture_; }
  const std::optional<TrainingResult>& result() const { return result_; }  // of the last that ended, not yet forgotten
  const std::optional<TrainingSnapshot>& glance() const { return glance_; }  // of the one that runs

 signals:
  void changed();
  void glanced();
  void ended();  // result() is there
  void failed(const QString& sentence);
  void stopped();  // nothing runs any more, whatever came of it

 private:
  void publish();

  std::function<TrainingWish()> wish_;
  TrainingPicture picture_;
  std::optional<TrainingResult> result_;
  std::optional<TrainingSnapshot> glance_;
  std::stop_source finish_;
  QElapsedTimer clock_;
  std::int64_t firstStep_ = -1;  // of this run: a resumed one does not begin at 0
  QTimer redraw_;
  BackgroundJob job_;
};

}  // namespace bitprism
