#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

#include "app/desktop/cost_counter.h"
#include "app/desktop/document.h"
#include "app/desktop/job_board.h"
#include "app/desktop/layer_inputs.h"
#include "app/desktop/method_curves.h"
#include "app/desktop/network_analysis.h"
#include "app/desktop/plan_budget.h"
#include "app/desktop/plan_measurement.h"
#include "app/desktop/search_controller.h"
#include "app/desktop/selection.h"
#include "app/desktop/training_controller.h"
#include "app/desktop/trial_selection.h"
#include "widgets/layer_row.h"

namespace bitprism {

// The state shared by all panels of a window: the open study, its plan, the selection, and work shown by several
// panels. Independent of widgets. Belongs to the window's thread.
class Workspace : public QObject {
  Q_OBJECT

 public:
  Workspace();
  ~Workspace() override;

  const std::shared_ptr<SharedStudy>& study() const { return study_; }
  bool hasImages() const { return study_ && study_->study->hasData(); }
  bool changingWeights() const { return changingWeights_.running(); }  // the study gets those of the document

  // What the plans are for, as chosen in the form of the search.
  Target target() const { return target_; }
  void setTarget(Target target);

  JobBoard& jobs() { return jobs_; }
  const JobBoard& jobs() const { return jobs_; }
  Document& document() { return document_; }
  const Document& document() const { return document_; }
  Selection& selection() { return selection_; }
  const Selection& selection() const { return selection_; }
  TrialSelection& trials() { return trials_; }
  CostCounter& costCounter() { return costCounter_; }
  PlanBudget& budget() { return budget_; }
  const PlanBudget& budget() const { return budget_; }
  NetworkAnalysis& analysis() { return analysis_; }
  const NetworkAnalysis& analysis() const { return analysis_; }
  PlanMeasurement& measurement() { return measurement_; }
  const PlanMeasurement& measurement() const { return measurement_; }
  LayerInputs& inputs() { return inputs_; }
  SearchController& search() { return search_; }
  const SearchController& search() const { return search_; }
  TrainingController& trainer() { return trainer_; }
  const TrainingController& trainer() const { return trainer_; }
  MethodCurves& curves() { return curves_; }
  const std::vector<LayerRow>& rows() const { return rows_; }  // of the document, for tables and bars

  // Another network, or other images for the open one, which keeps its plan.
  void adopt(std::shared_ptr<SharedStudy> study);
  // The search of a session file, for the study just adopted.
  void showStored(const StoredSearch& stored);
  // Starts the analysis with the current methods; after the search if one is active.
  void analyse();
  // The images are probably not prepared as the network expects; nothing is measured until the user has decided.
  bool preprocessingDoubted() const { return analysis_.doubted(); }
  void keepPreprocessing();  // on the user's request
  void interruptAnalysis();  // for a search, after which it continues

  // Also compares AdaRound and GPTQ, which needs layer inputs.
  void compareSolvers();
  bool solversCompared() const { return solversCompared_; }
  bool comparesSolvers(std::size_t layer) const;  // only if the layer's input is known

  void refreshNow();                       // everything shown of the plan
  void noteWork() { emit workChanged(); }  // something began
  void refreshSoon();                      // new figures of layers; combines several causes

 signals:
  void studyChanged();
  void storedShown(const StoredSearch& stored);
  void planChanged();  // or figures of its layers; selection().changed() follows
  void searchChanged();
  void figuresChanged();  // scores, predictions; workChanged() follows
  void workChanged();     // something began or ended, so other actions are possible
  void targetChanged();
  void preprocessingAdvised(const PreprocessingAdvice& advice);
  void failed(const QString& sentence);
  void noticed(const QString& sentence);

 private:
  void addJobs();
  void connectDocument();
  void connectMeasuring();
  void connectSearch();
  void discard(Lifetime ended);
  void adoptWeights();
  void learnFromSearch();
  void refreshFigures();
  void stopComparingSolvers();
  void beginMeasuring();
  void measurePlan();
  template <class Sender, class Progressed>
  void showProgressOf(const Sender* sender, Progressed progressed, const char* name);
  void describeSearch(RunningJob& job) const;
  void describeTraining(RunningJob& job) const;

  JobBoard jobs_;
  std::shared_ptr<SharedStudy> study_;
  Target target_ = Target::Any;
  Document document_;
  Selection selection_;
  std::vector<LayerRow> rows_;
  NetworkAnalysis analysis_;
  PlanMeasurement measurement_;
  LayerInputs inputs_;
  SearchController search_;
  TrainingController trainer_;
  MethodCurves curves_;
  bool solversCompared_ = false;
  bool analysisDue_ = false;  // once no search is active
  TrialSelection trials_;
  PlanBudget budget_;
  CostCounter costCounter_;
  QTimer refreshing_;
  BackgroundJob changingWeights_;
};

}  // namespace bitprism
