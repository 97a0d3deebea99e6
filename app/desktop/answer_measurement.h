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

// What two plans, or two networks, answer for the images of searches, image by image. Answers of a plan are measured
// once. Belongs to the window's thread.
class AnswerMeasurement : public QObject {
  Q_OBJECT

 public:
  explicit AnswerMeasurement(QObject* parent = nullptr);

  void forget();  // other images
  // Measures what is unknown of the two, and compares.
  // Another network's file is opened with the images of `settings`.
  void measure(std::shared_ptr<SharedStudy> study, const StudySettings& settings, const ComparedPlan& a,
               const ComparedPlan& b);
  bool running() const { return job_.running(); }
  BackgroundJob& job() { return job_; }

  bool known(const PlannedNetwork& planned) const;
  std::optional<Score> score(const PlannedNetwork& planned) const;  // with that accuracy; absent if not measured
  // Of the two plans last measured, if it is these two; null where they are not, or their outputs are no classes.
  std::shared_ptr<const AnswerComparison> comparison(const PlannedNetwork& a, const PlannedNetwork& b) const;
  // Whether these two were the last compared, with any result; and how many classes each answers with.
  bool compared(const PlannedNetwork& a, const PlannedNetwork& b) const;
  std::pair<std::int64_t, std::int64_t> classCounts() const { return classCounts_; }
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
    std::int64_t classes = 0;
  };

  struct Request {
    PlannedNetwork planned;
    std::optional<Measured> known;
    std::optional<StudySettings> own;  // of another network's file
  };

  static Key keyOf(const PlannedNetwork& planned) { return {planned.network->hash, planned.plan}; }
  Request requestOf(const ComparedPlan& plan, const StudySettings& settings) const;
  static Measured measured(AccuracyEvaluator& evaluator, const PlannedNetwork& planned, std::stop_token stop,
                           const Progress& progress);
  static Measured measuredFile(const StudySettings& settings, std::stop_token stop, const Progress& progress);
  void keep(const Key& key, const Measured& measured);

  std::map<Key, Measured> known_;
  std::optional<std::pair<Key, Key>> compared_;
  std::shared_ptr<const AnswerComparison> comparison_;
  std::optional<bool> classes_;
  std::pair<std::int64_t, std::int64_t> classCounts_{0, 0};
  ImageSet images_;
  BackgroundJob job_;
};

}  // namespace bitprism
