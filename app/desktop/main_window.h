#pragma once

#include <QMainWindow>
#include <memory>
#include <optional>

#include "app/desktop/actions.h"
#include "app/desktop/background_job.h"
#include "app/desktop/document.h"
#include "app/desktop/export_dialog.h"
#include "app/desktop/input_curves.h"
#include "app/desktop/method_curves.h"
#include "app/desktop/network_analysis.h"
#include "app/desktop/plan_measurement.h"
#include "app/desktop/preferences.h"
#include "app/desktop/search_controller.h"
#include "app/desktop/training_controller.h"
#include "app/workflow/plan_file.h"
#include "app/workflow/program_trust.h"

class QDockWidget;
class QSplitter;

namespace bitprism {

class Banner;
class BitsView;
class BudgetView;
class ErrorView;
class FrontView;
class InputForm;
class LayersView;
class MapsView;
class MethodForm;
class Panel;
class PanelTitle;
class SearchView;
class StatusView;
class TrainingView;
class WeightsView;
enum class Scope;
struct InputWish;
struct SearchWish;
struct TrainingWish;

// The window: builds the views, lays them out, and carries values from document, measurements and search to the views
// and wishes back. Holds no numbers of its own.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(Preferences& preferences, QWidget* parent = nullptr);
  ~MainWindow() override;

  // Networks are read there from now on, and where one is a program that is not among the trusted the user is asked
  // before it runs. Null and nothing, and without this call: in this process, and nothing is asked.
  void guardReading(const ApartProcess* process, const std::optional<TrustedPrograms>& trusted);

  // Opens a network by file name, or "example"; data as the user names it, empty: none ("example" brings its own). Or
  // opens a session, which names both.
  void openNetwork(const QString& path, const QString& data, const std::optional<Preprocessing>& preprocessing = {},
                   const QString& train = {});
  void startSearch(const SearchWish& wish);
  void forkSearch(const QString& path);   // of the search that is shown, into a new session
  void compareWith(const QString& path);  // another session's front, beside this one's
  void startTraining(const TrainingWish& wish);
  void exportTo(ExportKind kind, const QString& path);  // overwrites: whoever calls has asked
  void restoreLayout();
  void resetLayout();

  // Whether all that follows from opening is done: errors, analysis, measurement.
  bool settled() const;
  bool measured() const { return !measurement_.running(); }
  const std::optional<PredictedPlan>& untried() const { return untried_; }  // within the budget
  bool opened() const { return document_.network() != nullptr; }

  Document& document() { return document_; }
  SearchController& search() { return search_; }
  Banner* banner() const { return banner_; }
  LayersView* layersView() const { return layers_; }
  BitsView* bitsView() const { return bits_; }
  FrontView* frontView() const { return front_; }
  SearchView* searchView() const { return searchView_; }
  TrainingView* trainingView() const { return training_; }
  MapsView* mapsView() const { return maps_; }
  const TrainingController& trainer() const { return trainer_; }
  WeightsView* weightsView() const { return weights_; }
  WeightsView* inputsView() const { return inputs_; }
  ErrorView* errorView() const { return errorPlot_; }
  MethodForm* methodForm() const { return methodForm_; }
  InputForm* inputForm() const { return inputForm_; }
  const MethodCurves& methodCurves() const { return curves_; }
  void setCurrentLayer(int layer);
  void openPlan(const QString& path);
  bool showPanel(const QString& name);  // brings it to the front; false when there is none of that name

 signals:
  void openFailed(const QString& sentence);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void buildViews();
  void buildDocks();
  void tabifyDocks();
  QDockWidget* addDock(const QString& name, const QString& title, QWidget* content, Qt::DockWidgetArea area,
                       PanelTitle** head);
  void connectViews();
  void connectActions();
  void connectWork();
  void connectTraining();
  void connectMaps();
  void measureMaps(int codeBits);
  void clearMaps();

  void open(const StudySettings& settings, const std::string& allowed = {});  // a program that may run, by its hash
  void askToRun(const ProgramFile& file, const StudySettings& settings);
  void adopt(std::shared_ptr<SharedStudy> study, const std::string& openedPath);
  std::string checkpointPath(const TrainingWish& wish) const;
  void keepTraining();
  void adoptVersion();
  void chooseTrainingImages();
  void refreshTraining();
  void chooseNetwork();
  void chooseImages(const QString& dropped = {});
  void choosePlan();
  void chooseExport();
  void choosePoint(int trial);
  void chooseBudget(std::int64_t bytes);
  void chooseScheme();
  void chooseActivations();
  void useScheme(QuantScheme scheme);
  void writeExport(ExportKind kind, const QString& path);
  std::vector<int> layersOf(Scope scope) const;
  void chooseMethod(const std::vector<int>& layers, const QuantScheme& scheme);
  void chooseMethodOf(const std::vector<int>& layers, Method method);
  void chooseBest(bool anyBytes);
  void takeBest();
  void compareSolvers();
  void chooseInputs(const std::vector<int>& layers, const ActivationRequest& request);
  void chooseInput(const InputWish& wish, Scope scope);
  void chooseInputBits(const std::vector<int>& layers, int bits);
  void knowInputs(const std::vector<QuantScheme>& schemes, const std::function<void()>& then);
  void measureInputs(const std::function<void()>& then);
  void takeInputs(const std::shared_ptr<const Network>& network);
  bool measuresInputs() const;
  void choicesCame();
  void whenChosen(std::function<void()> then);
  void chooseAutomatic(const std::vector<int>& layers);
  bool leavesMethodsOpen(SearchRequest& request) const;
  bool fillChoices(SearchRequest& request) const;
  void learnFromSearch();
  void knowRanges(const std::vector<ActivationRequest>& ofLayers, const std::function<void()>& then);
  SearchRequest searchRequest(const SearchWish& wish) const;
  void askToMeasureAgain(const SearchRequest& request, bool searchOn);
  bool goesOn(const SearchRequest& request) const;
  void chooseFork();
  void chooseComparison();
  void tellRules();
  void predictForBudget();
  void chooseUntried();
  void refreshEstimate();
  void showMethods();
  void analyse();
  void analyseAgain();
  QString whyNoSolvers() const;
  bool comparesSolvers(std::size_t layer) const;
  void chooseTheme(QAction* action);
  void cancelWork();
  void fillRecentFiles();

  void refreshPlan();
  void refreshLayer();
  void refreshFigures();
  void refreshSearch();
  void refreshActions();
  void showProgress(const QString& what, qint64 done, qint64 total);
  void workEnded();
  std::string sessionPath(const SearchRequest& request) const;
  PlanFacts planFacts() const;

  Preferences& preferences_;
  const ApartProcess* apart_ = nullptr;
  std::optional<TrustedPrograms> trusted_;  // absent: nothing is asked
  std::shared_ptr<SharedStudy> study_;
  Document document_;
  int currentLayer_ = 0;
  int currentChannel_ = -1;
  std::optional<std::int64_t> budget_;

  Actions actions_;
  Banner* banner_;
  LayersView* layers_;
  FrontView* front_;
  BitsView* bits_;
  WeightsView* weights_;
  WeightsView* inputs_;
  MethodForm* methodForm_;
  InputForm* inputForm_;
  ErrorView* errorPlot_;
  SearchView* searchView_;
  TrainingView* training_;
  MapsView* maps_;
  StatusView* status_;
  BudgetView* budgetView_;
  QSplitter* centre_;
  Panel* frontPanel_;
  Panel* bitsPanel_;
  PanelTitle* layersTitle_ = nullptr;
  PanelTitle* weightsTitle_ = nullptr;
  PanelTitle* inputsTitle_ = nullptr;
  PanelTitle* errorTitle_ = nullptr;
  PanelTitle* searchTitle_ = nullptr;
  PanelTitle* trainingTitle_ = nullptr;
  PanelTitle* mapsTitle_ = nullptr;
  QList<QDockWidget*> docks_;
  QByteArray firstLayout_;

  QTimer errorsChanged_;  // many arrive at once; shown together
  MethodCurves curves_;
  InputCurves inputCurves_;
  bool inputsShown_ = false;  // the Activations dock is in front of the Weights dock
  bool solversCompared_ = false;
  bool inputsKnown_ = false;             // of the document's layers (Layer::inputs)
  bool inputsDeclined_ = false;          // measuring them was cancelled, or cannot be
  std::function<void()> afterChoosing_;  // once it is known what does best at the bits of now
  bool analyseAgain_ = false;            // once calibration has ended
  std::optional<bool> bestWished_;       // waits for the comparison; true: whatever it takes
  NetworkAnalysis analysis_;
  PlanMeasurement measurement_;
  SearchController search_;
  TrainingController trainer_;
  BackgroundJob opening_;
  BackgroundJob exporting_;
  BackgroundJob calibrating_;
  BackgroundJob ranging_;
  BackgroundJob versioning_;
  BackgroundJob mapping_;
  BackgroundJob comparing_;
  BackgroundJob predicting_;
  QTimer budgetRests_;  // what is predicted for it is looked for then
  std::optional<PredictedPlan> untried_;
  QTimer rulesChanged_;     // told to the search when the hand rests
  QTimer estimateChanged_;  // many causes at once; looked at together
};

}  // namespace bitprism
