#pragma once

#include <QObject>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "app/desktop/background_job.h"
#include "app/desktop/compared_plan.h"
#include "app/desktop/shared_study.h"
#include "core/data/image_set.h"
#include "core/eval/answer_comparison.h"

namespace bitprism {

// What two plans answer for the images of searches, image by image. Answers of a plan are measured once. Belongs to the
// window's thread.
class AnswerMeasurement : public QObject {
  Q_OBJECT

 public:
  explicit AnswerMeasurement(QObject* parent = nullptr);

  void forget();  // other images
  // Measures what is unknown of the two, and compares.
  void measure(std::shared_ptr<SharedStudy> study, const ComparedPlan& a, const ComparedPlan& b);
  bool running() const { return job_.running(); }
  BackgroundJob& job() { return job_; }

  bool known(const PlannedNetwork& planned) const;
  std::optional<Score> score(const PlannedNetwork& planned) const;  // with that accuracy; absent if not measured
  // Of the two plans last measured, if it is these two; null where they are not, or their outputs are no classes.
  std::shared_ptr<const AnswerComparison> comparison(const PlannedNetwork& a, const PlannedNetwork& b) const;
  // Whether the outputs are classes; absent before anything was measured.
  const std::optional<bool>& classes() const { return classes_; }
  const ImageSet& images() const { return images_; }  // those measured on; empty before

 signals:
  void changed();

 private:
  using Key = std::pair<std::uint64_t, QuantPlan>;  // hash of the network

  struct Measured {
    Score score;
    std::shared_ptr<const Answers> answers;  // null where the outputs are no classes
  };

  struct Request {
    PlannedNetwork planned;
    std::optional<Measured> known;
  };

  static Key keyOf(const PlannedNetwork& planned) { return {planned.network->hash, planned.plan}; }
  Request requestOf(const PlannedNetwork& planned) const;
  static Measured measured(AccuracyEvaluator& evaluator, const PlannedNetwork& planned, std::stop_token stop,
                           const Progress& progress);
  void keep(const Key& key, const Measured& measured);

  std::map<Key, Measured> known_;
  std::optional<std::pair<Key, Key>> compared_;
  std::shared_ptr<const AnswerComparison> comparison_;
  std::optional<bool> classes_;
  ImageSet images_;
  BackgroundJob job_;
};

}  // namespace bitprism
