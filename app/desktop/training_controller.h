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

// Runs one training at a time in the background and reports its progress. A training interrupted by closing the window
// or by cancelling continues from its checkpoint when the same training is started again. Belongs to the window's
// thread.
class TrainingController : public QObject {
  Q_OBJECT

 public:
  explicit TrainingController(QObject* parent = nullptr);

  // automatic: layers whose scheme is chosen for training (trainedPlan). checkpoint: the file of the training's state;
  // empty: none.
  void start(std::shared_ptr<SharedStudy> study, std::shared_ptr<const Network> network, const QuantPlan& planned,
             const std::vector<bool>& automatic, const TrainingWish& wish, const std::string& checkpoint);
  // Source of the next training's settings, which come from the user.
  void setWishSource(std::function<TrainingWish()> source) { wish_ = std::move(source); }
  TrainingWish wish() const { return wish_(); }  // throws UsageError if they cannot be read
  void finish();                                 // ends early with the best epoch so far
  void cancel() { job_.cancel(); }
  void forget();  // discards the result; stops a running training

  bool running() const { return job_.running(); }
  bool stopping() const { return job_.stopping(); }
  const TrainingPicture& picture() const { return picture_; }
  const std::optional<TrainingResult>& result() const { return result_; }    // of the last that ended, unless discarded
  const std::optional<TrainingSnapshot>& glance() const { return glance_; }  // of the running one

 signals:
  void changed();
  void glanced();
  void ended();  // result() is available
  void failed(const QString& sentence);
  void stopped();  // nothing runs any more, with any outcome

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
