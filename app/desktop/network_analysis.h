#pragma once

#include <QObject>
#include <memory>
#include <optional>
#include <vector>

#include "app/desktop/background_job.h"
#include "app/desktop/shared_study.h"
#include "app/workflow/preprocessing_advice.h"
#include "widgets/front_view.h"

namespace bitprism {

// The initial measurements of an opened network: float accuracy, uniform bits, and the sensitivity of every layer.
// Results arrive one by one. Belongs to the window's thread.
class NetworkAnalysis : public QObject {
  Q_OBJECT

 public:
  explicit NetworkAnalysis(QObject* parent = nullptr);

  // First checks, once per study, whether its images are prepared as the network expects: if another preprocessing is
  // clearly better, it ends there, with doubted() until passDoubt(). Measures under this scheme; without one, each
  // layer at each width under its choice by layer inputs, from `known` if that has all of them (widths()).
  void start(std::shared_ptr<SharedStudy> study, const std::optional<Quantization>& scheme,
             std::vector<std::vector<QuantScheme>> known = {});
  static std::vector<int> widths() { return SearchRequest().widths; }  // of sensitivities and uniform bits
  void cancel() { job_.cancel(); }
  void clear();
  // Takes sensitivities in this space from a search or its session.
  void learn(const Sensitivity& sensitivity, const SearchSpace& space);
  bool running() const { return job_.running(); }
  bool doubted() const { return doubted_; }  // the preprocessing is probably wrong, and the user has not answered
  void passDoubt() { doubted_ = false; }
  bool stopping() const { return job_.stopping(); }

  const std::optional<Score>& floatScore() const { return floatScore_; }
  const std::optional<Sensitivity>& sensitivity() const { return sensitivity_; }
  const SearchSpace& space() const { return space_; }  // of the sensitivity
  const std::optional<MeasuringCosts>& costs() const { return costs_; }
  const std::shared_ptr<const ActivationCalibration>& calibration() const { return calibration_; }
  const std::vector<FrontMarks::Uniform>& uniforms() const { return uniforms_; }

 signals:
  void changed();
  void sensitivityChanged();
  void calibrationChanged();
  void inputsLearned(const std::shared_ptr<const Network>& network, const Calibration& calibration);
  void methodsChosen(const std::vector<std::vector<QuantScheme>>& ofLayers);
  void progressed(const QString& what, qint64 done, qint64 total);
  void looked();                                   // the preprocessing is as good as any, or kept by the user
  void doubts(const PreprocessingAdvice& advice);  // another is clearly better; the analysis ends here
  void advised(const QString& sentence);           // the preprocessing is probably wrong, and no usual one is better
  void failed(const QString& sentence);
  void ended();

 private:
  struct Analysis;

  std::optional<Score> floatScore_;
  std::optional<Sensitivity> sensitivity_;
  SearchSpace space_;
  std::optional<MeasuringCosts> costs_;
  std::shared_ptr<const ActivationCalibration> calibration_;
  std::vector<FrontMarks::Uniform> uniforms_;
  std::weak_ptr<SharedStudy> lookedAt_;
  bool doubted_ = false;
  BackgroundJob job_;
};

}  // namespace bitprism
