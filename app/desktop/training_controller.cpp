#include "app/desktop/training_controller.h"

#include <filesystem>

#include "app/workflow/automatic_methods.h"
#include "app/workflow/training_images.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/torch/train/trainer.h"

namespace bitprism {

TrainingController::TrainingController(QObject* parent) : QObject(parent) {
  redraw_.setSingleShot(true);
  redraw_.setInterval(100);
  connect(&redraw_, &QTimer::timeout, this, &TrainingController::changed);
  connect(&job_, &BackgroundJob::finished, this, [this] {
    glance_.reset();
    emit changed();
    if (result_) emit ended();
    emit stopped();
  });
  const auto stop = [this] {
    glance_.reset();
    picture_ = {};
    emit changed();
    emit stopped();
  };
  connect(&job_, &BackgroundJob::cancelled, this, stop);
  connect(&job_, &BackgroundJob::failed, this, [this, stop](const QString& sentence) {
    stop();
    emit failed(sentence);
  });
}

void TrainingController::start(std::shared_ptr<SharedStudy> study, std::shared_ptr<const Network> network,
                               const QuantPlan& planned, const std::vector<bool>& automatic, const TrainingWish& wish,
                               const std::string& checkpoint) {
  result_.reset();
  glance_.reset();
  firstStep_ = -1;
  finish_ = std::stop_source();
  picture_ = {};
  picture_.state = TrainingPicture::State::Running;
  picture_.labels = wish.settings.objective == TrainingObjective::Labels;
  picture_.epochs = wish.settings.epochs;
  clock_.start();
  job_.start([this, study, network, planned, automatic, wish, checkpoint, finish = finish_.get_token()](
                 std::stop_token stop, const Progress&, Mailbox& mailbox) {
    TrainingImages images;
    Preprocessing preprocessing;
    QuantPlan plan;
    {
      const std::lock_guard lock(study->mutex);
      images = trainingImages(*study->study, wish.data, {}, 0, wish.settings.seed);
      preprocessing = study->study->preprocessing();
      plan = trainedPlan(*study->study, *network, planned, automatic, stop);
    }
    Trainer trainer(network, plan, images.learning, images.heldOut, preprocessing, wish.settings);
    if (!checkpoint.empty() && std::filesystem::exists(checkpoint)) {
      try {
        trainer.resume(readFile(checkpoint), checkpoint);
      } catch (const Error&) {  // of another training or damaged: start over and overwrite it
        trainer = Trainer(network, plan, images.learning, images.heldOut, preprocessing, wish.settings);
      }
    }
    TrainingWatch watch;
    watch.finish = finish;
    watch.step = [&](const TrainingStep& step) {
      mailbox.post([this, step] {
        if (firstStep_ < 0) {
          firstStep_ = step.step - 1;
          clock_.restart();
        }
        picture_.steps = step.steps;
        picture_.losses.resize(static_cast<std::size_t>(step.step), step.loss);
        const std::int64_t made = step.step - firstStep_;
        picture_.secondsLeft = static_cast<double>(clock_.elapsed()) / 1000 *
                               static_cast<double>(step.steps - step.step) /
                               static_cast<double>(std::max<std::int64_t>(1, made));
        publish();
      });
    };
    watch.record = [&](const TrainingRecord& record) {
      mailbox.post([this, record] {
        picture_.records.push_back(record);
        publish();
      });
    };
    watch.snapshot = [&](const TrainingSnapshot& glance) {
      mailbox.post([this, glance] {
        glance_ = glance;
        emit glanced();
      });
    };
    if (!checkpoint.empty()) watch.checkpoint = [&](const Bytes& bytes) { writeFile(checkpoint, bytes); };
    TrainingResult result = trainer.run(stop, watch);
    std::error_code ignored;
    if (!checkpoint.empty()) std::filesystem::remove(checkpoint, ignored);
    mailbox.post([this, result] {
      picture_.records = result.records;
      picture_.bestEpoch = result.bestEpoch;
      picture_.state = TrainingPicture::State::Ended;
      picture_.secondsLeft = -1;
      result_ = result;
    });
  });
  emit changed();
}

void TrainingController::publish() {
  if (!redraw_.isActive()) redraw_.start();
}

void TrainingController::finish() {
  finish_.request_stop();
}

void TrainingController::forget() {
  job_.cancel();
  result_.reset();
  picture_ = {};
  emit changed();
}

}  // namespace bitprism
