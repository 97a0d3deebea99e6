#include "app/desktop/answer_measurement.h"

#include <array>
#include <utility>

namespace bitprism {
namespace {

constexpr std::size_t mostKnownPlans = 64;

// The share of right answers, as Score::accuracy has it.
double accuracyOf(const Answers& answers, const ImageSet& images, std::int64_t classes) {
  std::int64_t right = 0, labelled = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::int32_t label = images.labels[i];
    if (label < 0 || label >= classes) continue;
    ++labelled;
    right += answers[i] == label;
  }
  return labelled > 0 ? static_cast<double>(right) / static_cast<double>(labelled) : 0;
}

}  // namespace

AnswerMeasurement::AnswerMeasurement(QObject* parent) : QObject(parent) {
  connect(&job_, &BackgroundJob::started, this, &AnswerMeasurement::changed);
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&job_, end, this, &AnswerMeasurement::changed);
  connect(&job_, &BackgroundJob::failed, this, [this] {
    known_.clear();  // or it would be compared again at once
    emit changed();
  });
}

void AnswerMeasurement::forget() {
  job_.cancel();
  known_.clear();
  compared_.reset();
  comparison_.reset();
  classes_.reset();
  images_ = {};
  emit changed();
}

AnswerMeasurement::Request AnswerMeasurement::requestOf(const ComparedPlan& plan, const StudySettings& settings) const {
  const auto found = known_.find(keyOf(plan.planned));
  Request request{plan.planned, found == known_.end() ? std::nullopt : std::optional(found->second), std::nullopt};
  if (plan.ofFile()) {
    request.own = settings;
    request.own->networkPath = plan.file;
    request.own->reading = plan.reading;
  }
  return request;
}

AnswerMeasurement::Measured AnswerMeasurement::measured(AccuracyEvaluator& evaluator, const PlannedNetwork& planned,
                                                        std::stop_token stop, const Progress& progress) {
  if (!evaluator.answersClasses()) return {evaluator.evaluate(planned, Task{}, stop, progress), nullptr, 0};
  auto answers = std::make_shared<const Answers>(evaluator.answers(planned, Task{}, stop, progress));
  if (evaluator.metric() != Metric::Accuracy)
    return {evaluator.evaluate(planned, Task{}, stop, progress), std::move(answers), evaluator.classes()};
  const Score score{.accuracy = accuracyOf(*answers, evaluator.imageSet(), evaluator.classes()),
                    .images = evaluator.images(),
                    .metric = evaluator.metric()};
  return {score, std::move(answers), evaluator.classes()};
}

// With a study of its own: the network may take its images in another size.
AnswerMeasurement::Measured AnswerMeasurement::measuredFile(const StudySettings& settings, std::stop_token stop,
                                                            const Progress& progress) {
  const std::unique_ptr<Study> own = Study::open(settings, stop, progress);
  return measured(own->searchEvaluator(), {own->network(), floatPlan(own->network()->layers.size()), {}}, stop,
                  progress);
}

void AnswerMeasurement::keep(const Key& key, const Measured& measured) {
  if (known_.size() >= mostKnownPlans) known_.clear();
  known_[key] = measured;
}

void AnswerMeasurement::measure(std::shared_ptr<SharedStudy> study, const StudySettings& settings,
                                const ComparedPlan& a, const ComparedPlan& b) {
  job_.start([this, study = std::move(study), requests = std::array{requestOf(a, settings), requestOf(b, settings)},
              what = std::array{tr("answers of A").toStdString(), tr("answers of B").toStdString()}](
                 std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    AccuracyEvaluator& evaluator = study->study->searchEvaluator();
    std::array<Measured, 2> sides;
    for (std::size_t side = 0; side < sides.size(); ++side) {
      const Progress named = [&](const ProgressStep& step) { report(progress, what[side], step.done, step.total); };
      const Request& request = requests[side];
      sides[side] = request.known ? *request.known
                    : request.own ? measuredFile(*request.own, stop, named)
                                  : measured(evaluator, request.planned, stop, named);
      mailbox.post([this, key = keyOf(request.planned), side = sides[side]] { keep(key, side); });
    }
    std::shared_ptr<const AnswerComparison> comparison;
    if (sides[0].answers && sides[1].answers && sides[0].classes == sides[1].classes)
      comparison = std::make_shared<const AnswerComparison>(
          compareAnswers(*sides[0].answers, *sides[1].answers, evaluator.imageSet().labels, evaluator.classes()));
    mailbox.post([this, comparison, images = evaluator.imageSet(), classes = evaluator.answersClasses(),
                  counts = std::pair(sides[0].classes, sides[1].classes),
                  keys = std::pair(keyOf(requests[0].planned), keyOf(requests[1].planned))] {
      comparison_ = comparison;
      compared_ = keys;
      classes_ = classes;
      classCounts_ = counts;
      images_ = images;
      emit changed();
    });
  });
}

bool AnswerMeasurement::known(const PlannedNetwork& planned) const {
  return known_.count(keyOf(planned)) > 0;
}

std::optional<Score> AnswerMeasurement::score(const PlannedNetwork& planned) const {
  const auto found = known_.find(keyOf(planned));
  return found == known_.end() ? std::nullopt : std::optional(found->second.score);
}

std::shared_ptr<const AnswerComparison> AnswerMeasurement::comparison(const PlannedNetwork& a,
                                                                      const PlannedNetwork& b) const {
  return compared(a, b) ? comparison_ : nullptr;
}

bool AnswerMeasurement::compared(const PlannedNetwork& a, const PlannedNetwork& b) const {
  return compared_ && compared_->first == keyOf(a) && compared_->second == keyOf(b);
}

}  // namespace bitprism
