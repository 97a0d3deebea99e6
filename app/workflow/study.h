#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "app/workflow/search_request.h"
#include "core/run/search_runner.h"
#include "core/search/search_estimate.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "core/torch/measure/made_images.h"
#include "core/torch/train/plan_training.h"
#include "core/work/worker_evaluator.h"

namespace bitprism {

// A prepared or running search: its session, evaluators and runner. Made by Study, run on the caller's thread.
class SearchJob {
 public:
  SearchRunner& runner() { return *runner_; }
  const Session* session() const { return session_ ? &*session_ : nullptr; }
  const SearchSpace& space() const { return space_; }                   // the initial space
  const SearchRequest& request() const { return request_; }             // complete, with the chosen methods
  const std::vector<std::string>& notices() const { return notices_; }  // notices for the user, one sentence each
  const Sensitivity& sensitivity() const { return sensitivity_; }       // in space(); empty if the method needs none

 private:
  friend class Study;
  friend class SearchPreparation;
  std::mutex sessionMutex_;  // while it runs
  std::optional<Session> session_;
  SearchSpace space_;
  SearchRequest request_;
  std::vector<std::string> notices_;
  Sensitivity sensitivity_;
  std::unique_ptr<TrainingEvaluator> search_, report_;  // null if no task trains
  std::unique_ptr<SearchRunner> runner_;
};

// The schemes of all choices that layers have.
std::vector<QuantScheme> schemesIn(const SearchSpace& space);

// The network after cross-layer equalization, with a notice about it.
Network equalizedWithNotice(Network network);

// A part of a study's images, by the name that workers know it by: "all", "search", "report", "calibration".
enum class StudyPart { All, Search, Report, Calibration };
const char* studyPartName(StudyPart part);
StudyPart studyPartFromName(const std::string& name);  // throws UsageError

// One network with its images, split by StudySettings::seed: what the window and the command line measure with. The
// evaluators are safe from many threads; the rest is for one thread at a time.
class Study {
 public:
  // Reads network and images. network: what reading it by these settings gave another process, whose weights and
  // equalization are in it; null: it is read. Throws InputError, UsageError, Cancelled.
  static std::unique_ptr<Study> open(const StudySettings& settings, std::stop_token stop = {},
                                     const Progress& progress = {}, std::shared_ptr<const Network> network = nullptr);

  const StudySettings& settings() const { return settings_; }
  std::shared_ptr<const Network> network() const {
    const std::lock_guard lock(buildMutex_);
    return network_;
  }
  const Preprocessing& preprocessing() const { return preprocessing_; }  // completed for the network
  // Assumptions about the images and their preprocessing, one sentence each.
  const std::vector<std::string>& dataNotices() const { return dataNotices_; }
  bool hasData() const { return images_.count() > 0; }
  const ImageSet& images() const { return images_; }  // all of dataPath, in the size that the network takes
  bool canCalibrate() const { return calibrationImages_.count() > 0; }

  // The layer inputs, once collected (calibrateInputs); empty before.
  Calibration calibration() const {
    const std::lock_guard lock(buildMutex_);
    return calibration_;
  }

  // Evaluators on all images, and on those for searching, reporting (never seen by the search) and calibration. Throw
  // UsageError without images.
  AccuracyEvaluator& evaluator();
  AccuracyEvaluator& searchEvaluator();
  AccuracyEvaluator& reportEvaluator();
  AccuracyEvaluator& calibrationEvaluator();
  AccuracyEvaluator& evaluatorOf(StudyPart part);

  // Has plans evaluated by workers that have opened the same network and images, `parallel` requests at a time: all
  // that planEvaluator gives measures there. Until useNetwork.
  void measureElsewhere(const MeasureByWorker& measure, int parallel);
  bool measuresElsewhere() const { return !elsewhere_.empty(); }

  // The end of that for what is asked from now on. The evaluators stay valid as long as the result.
  using PartEvaluators = std::map<StudyPart, std::unique_ptr<WorkerEvaluator>>;
  [[nodiscard]] PartEvaluators measureHere() { return std::exchange(elsewhere_, {}); }

  // Whether these are the weights of the network's file, and not some that were trained since.
  bool asOpened() const { return network()->hash == openedHash_; }

  // The float network's score on that part, measured by workers if there are any and remembered by the part's evaluator
  // above, so that this process does not measure it.
  Score floatScore(StudyPart part, std::stop_token stop = {}, const Progress& progress = {});

  // What evaluates plans on a part of the images: that part's evaluator above, or workers.
  Evaluator& planEvaluator(StudyPart part);

  // Collects all layer inputs on the calibration images, once; deterministic. The evaluators use them from then on.
  // Throws UsageError without images.
  void calibrateInputs(std::stop_token stop = {}, const Progress& progress = {});

  // The same if one of the schemes needs it (needsInputs). Throws UsageError naming that scheme's method without
  // images.
  void calibrateInputsFor(std::span<const QuantScheme> schemes, std::stop_token stop = {},
                          const Progress& progress = {});

  // Switches to another version of the network, trained further, with the same layers but other weights, and to its
  // known layer inputs. Measurements of the old one are discarded; its evaluators stay alive for running measurements.
  void useNetwork(std::shared_ptr<const Network> network, Calibration calibration = {});

  // Takes the float scores and sensitivities of this network on these images from a session, instead of measuring them
  // again. Nothing from other sessions, or if the figures may be wrong. Throws InputError.
  void recall(const Session& session);

  // KL to float when a single layer is quantized, for every layer and width, on the calibration images; each value is
  // measured once.
  Sensitivity sensitivity(const SearchSpace& space, std::stop_token stop = {}, const Progress& progress = {},
                          std::vector<std::string>* notices = nullptr);

  // Images made from this network (`stream`: others of the same seed; count 0: as many as suit it), preprocessed as the
  // study's are. Throws UsageError, Cancelled.
  MadeImages madeImages(std::int64_t count, std::uint64_t stream, std::stop_token stop = {},
                        const Progress& progress = {}) const;

  SearchSpace space(const SearchRequest& request) const;

  // The same before calibration, when of the inputs to quantize only the bits are known.
  SearchSpace foreseenSpace(SearchRequest request) const;

  // Trains this network on these images: with labels if they have any, otherwise by distillation.
  std::shared_ptr<PlanTraining> planTraining(TrainingSettings settings, const std::string& images);

  // The network and plan of one of a session's evaluations: trained again by the same steps if its task has epochs.
  // Throws Cancelled, InputError.
  TrainedPlan measuredPlan(const Session& session, const Evaluation& evaluation, std::stop_token stop = {},
                           const Progress& progress = {});

  // The inputs of all layers on the calibration images; measured once.
  const ActivationCalibration& activationCalibration(std::stop_token stop = {}, const Progress& progress = {});
  std::shared_ptr<const ActivationCalibration> sharedActivationCalibration() const { return activationCalibration_; }

  // The same on every other calibration image and on the others; null with fewer than two images. Measured once.
  using CalibrationHalves = std::array<std::shared_ptr<const ActivationCalibration>, 2>;
  const CalibrationHalves& calibrationHalves(std::stop_token stop = {}, const Progress& progress = {});

  // The multiplications of the layers, counted once, with the request's latency table.
  NetworkCosts costs(const SearchRequest& request) const;

  // The peak memory of activations, for any quantization of them.
  std::shared_ptr<const ActivationMemory> activationMemory() const;

  // The cost of measuring on this machine, available after the float network was measured.
  std::optional<MeasuringCosts> measuringCosts();

  // Opens or creates the session, measures what the method needs, builds the runner. `expected` receives an estimate of
  // the total time as soon as it is known, before the sensitivities are measured. Throws InputError when the session
  // belongs to another network or data, SettingsDiffer (session_difference.h) when it was made with other settings.
  std::unique_ptr<SearchJob> prepareSearch(SearchRequest request, std::stop_token stop = {},
                                           const Progress& progress = {},
                                           const std::function<void(const SearchEstimate&)>& expected = {});

  // Applies other rules to the job's search from its next proposals on, and records that in its session. Measures
  // missing sensitivities. The job may run on another thread. Throws UsageError when the rules leave a layer without a
  // choice, Cancelled.
  void changeRules(SearchJob& job, const SpaceRules& rules, std::stop_token stop = {}, const Progress& progress = {});

 private:
  friend class SearchPreparation;

  AccuracyEvaluator& build(std::unique_ptr<AccuracyEvaluator>& evaluator, const ImageSet& images);
  AccuracyEvaluator& build(std::unique_ptr<AccuracyEvaluator>& evaluator, const ImageSet& images,
                           std::optional<Metric> metric);
  static bool givesClassScores(const Program& program);
  ImageSet calibrationImages(const std::stop_token& stop, const Progress& progress) const;
  void useMadeImages(std::int64_t count, const std::stop_token& stop, const Progress& progress);
  Shape imageShape(const std::string& path);
  void prepareImages();
  SessionSettings sessionSettings(const SearchRequest& request) const;
  void checkSession(const Session& session, const SearchRequest& request) const;

  StudySettings settings_;
  std::shared_ptr<const Network> network_;
  ImageSet images_, searchImages_, reportImages_, calibrationImages_;
  Preprocessing preprocessing_;
  std::vector<std::string> dataNotices_;
  Calibration calibration_;
  std::unique_ptr<AccuracyEvaluator> all_, search_, report_, calibrating_;
  std::vector<std::unique_ptr<AccuracyEvaluator>> former_;  // of versions of the network before this one
  PartEvaluators elsewhere_;                                // empty: plans are measured here
  std::uint64_t openedHash_ = 0;
  mutable std::mutex buildMutex_;
  mutable std::vector<std::int64_t> macs_;  // empty until needed; the same for all versions of the network
  Sensitivity sensitivity(const SearchSpace& space, SearchJob& job, std::stop_token stop, const Progress& progress);
  std::vector<KnownSensitivity> sensitivities_;  // from sessions
  SensitivityMemory measured_;
  std::shared_ptr<const ActivationCalibration> activationCalibration_;  // null until it is measured
  CalibrationHalves calibrationHalves_;                                 // likewise
};

}  // namespace bitprism
