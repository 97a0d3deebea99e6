#include <SQLiteCpp/SQLiteCpp.h>

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QMessageBox>
#include <QMimeData>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>
#include <QtTest>

#include "app/desktop/activations_panel.h"
#include "app/desktop/bits_panel.h"
#include "app/desktop/error_panel.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/layers_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/maps_panel.h"
#include "app/desktop/panels.h"
#include "app/desktop/search_panel.h"
#include "app/desktop/training_panel.h"
#include "app/desktop/weights_panel.h"
#include "core/base/file.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/packed_file.h"
#include "core/quant/scheme/layer_choice.h"
#include "core/torch/write/packed_writer.h"
#include "qcustomplot.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "widgets/banner.h"
#include "widgets/bits_view.h"
#include "widgets/error_view.h"
#include "widgets/front_view.h"
#include "widgets/input_form.h"
#include "widgets/layers_view.h"
#include "widgets/maps_view.h"
#include "widgets/method_form.h"
#include "widgets/search_form.h"
#include "widgets/search_view.h"
#include "widgets/training_view.h"
#include "widgets/weights_view.h"

namespace bitprism::test {

class MainWindowTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1400, 900);
    window->show();
    window->resetLayout();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
  }

  void aBadFileIsASentenceInTheBanner() {
    const std::string path = *folder / "broken.onnx";
    writeFile(path, std::string_view("this is no network"));
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), patience);
    QVERIFY2(window->banner()->text().contains("broken.onnx"), qPrintable(window->banner()->text()));
    QVERIFY(!window->opened());
    QVERIFY(preferences->recentFiles().isEmpty());
    QTest::keyClick(window.get(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!window->banner()->isVisible(), patience);
  }

  void anOpenNetworkFillsTheViews() {
    openSmall();
    QCOMPARE(window->panel<LayersPanel>().view()->model()->rowCount(), 3);
    QCOMPARE(preferences->recentFiles().size(), 1);
    QVERIFY(window->windowTitle().contains("small"));
  }

  void aDraggedBarIsOneStepToUndoAndAllViewsFollow() {
    openSmall();
    BitsView* bits = window->panel<BitsPanel>().view();
    const int x = static_cast<int>(bits->barArea(1).center().x());
    QTest::mousePress(bits, Qt::LeftButton, {}, {x, static_cast<int>(bits->yOfBits(8))});
    for (int wished = 7; wished >= 3; --wished) QTest::mouseMove(bits, {x, static_cast<int>(bits->yOfBits(wished))});
    QTest::mouseRelease(bits, Qt::LeftButton, {}, {x, static_cast<int>(bits->yOfBits(3))});
    QCOMPARE(window->document().plan().layers[1].bits, 3);
    QCOMPARE(window->document().undoStack().count(), 1);
    LayersModel* model = window->panel<LayersPanel>().view()->model();
    QCOMPARE(model->index(1, LayersModel::Bits).data(Qt::EditRole).toInt(), 3);
    QCOMPARE(window->panel<LayersPanel>().view()->currentLayer(), 1);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(model->index(1, LayersModel::Bits).data(Qt::EditRole).toInt(), 8);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(model->index(1, LayersModel::Bits).data(Qt::EditRole).toInt(), 3);
  }

  void bitsAreEditedInTheTable() {
    openSmall();
    QTableView* table = window->panel<LayersPanel>().view()->table();
    const QModelIndex cell = table->model()->index(2, LayersModel::Bits);
    table->setCurrentIndex(cell);
    table->edit(cell);
    auto* editor = table->findChild<QComboBox*>();
    QVERIFY(editor);
    editor->setCurrentIndex(editor->findData(5));
    emit editor->activated(editor->currentIndex());
    QCOMPARE(window->document().plan().layers[2].bits, 5);
  }

  void aDroppedFileIsOpened() {
    const QString path = smallFile();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.get(), &drop);
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
  }

  void aMethodIsChosenForOneLayerSomeOrAll() {
    openSmall();
    Document& document = window->document();
    window->setCurrentLayer(1);
    MethodForm* form = window->panel<WeightsPanel>().form();
    const auto choose = [&](Method method) {
      form->methods()->setCurrentIndex(form->methods()->findData(static_cast<int>(method)));
      emit form->methods()->activated(form->methods()->currentIndex());
    };
    choose(Method::Dsconv);
    QCOMPARE(document.undoStack().count(), 1);
    QCOMPARE(document.plan().layers[1].method, Method::Dsconv);
    QCOMPARE(document.plan().layers[0].method, Method::Uniform);
    QCOMPARE(document.undoStack().undoText(),
             QStringLiteral("method DSConv for ") + QString::fromStdString(document.network()->layers[1].name));
    LayersModel* model = window->panel<LayersPanel>().view()->model();
    QCOMPARE(model->index(1, LayersModel::MethodName).data().toString(), QString("DSConv"));
    document.setLocked({0}, true);
    form->scope()->setScope(Scope::All);
    choose(Method::Kmeans);
    QCOMPARE(document.undoStack().count(), 3);
    QCOMPARE(document.plan().layers[0].method, Method::Uniform);  // locked
    QCOMPARE(document.plan().layers[2].method, Method::Kmeans);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(document.plan().layers[2].method, Method::Uniform);
    QCOMPARE(document.plan().layers[1].method, Method::Dsconv);
    QCOMPARE(form->quantization().method, Method::Dsconv);  // the form follows
    form->scope()->setScope(Scope::Layer);
    document.setBits({1}, 1);
    choose(Method::Pwlq);
    QVERIFY(window->banner()->isVisible());
    QVERIFY2(window->banner()->text().contains("pwlq at 1 bit"), qPrintable(window->banner()->text()));
    QCOMPARE(form->methods()->currentData().toInt(), static_cast<int>(Method::Dsconv));  // not what was not granted
  }

  void trainingIsKeptAsAVersionThatUndoTakesBack() {
    window->openNetwork(QStringLiteral("example"), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    Document& document = window->document();
    document.setScheme({.range = RangeRule::LeastSquares, .correction = Correction::Gain});
    document.setBits({0, 1, 2, 3}, 3);
    const std::uint64_t before = document.network()->hash;
    const QuantPlan plan = document.plan();
    TrainingView* view = window->panel<TrainingPanel>().view();
    TrainingWish wish = view->form()->wish();
    QCOMPARE(wish.data, std::string("example"));
    wish.settings.epochs = 2;
    view->form()->show(wish);
    QTest::keyClick(window.get(), Qt::Key_T, Qt::ControlModifier);
    QVERIFY(window->workspace().trainer().running());
    QVERIFY(!view->startButton()->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(!window->workspace().trainer().running(), patience);
    QVERIFY2(view->keepButton()->isEnabled(), qPrintable(view->sentence()));
    QVERIFY2(view->sentence().contains("with the weights of epoch"), qPrintable(view->sentence()));
    QCOMPARE(document.network()->hash, before);  // nothing changes unasked
    QTest::mouseClick(view->keepButton(), Qt::LeftButton);
    QVERIFY(document.network()->hash != before);
    QVERIFY(document.undoStack().undoText().startsWith("training, epoch"));
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    const std::uint64_t after = document.network()->hash;
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(document.network()->hash, before);
    QCOMPARE(document.plan(), plan);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    document.undoStack().redo();
    QCOMPARE(document.network()->hash, after);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  void theErrorPlotFollowsTheActivationsDock() {
    window->openNetwork(QStringLiteral("example"), {});
    window->resize(1680, 1050);
    window->resetLayout();
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    window->setCurrentLayer(3);
    window->showPanel("activations");
    QCustomPlot* plot = window->panel<ErrorPanel>().view()->plot();
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    const auto curve = [&](const QString& name) -> QCPGraph* {
      for (int i = 0; i < plot->graphCount(); ++i)
        if (plot->graph(i)->name() == name) return plot->graph(i);
      return nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(curve(QStringLiteral("least squares")), patience);
    const auto at = [&](const QString& name, double bits) {
      const auto data = curve(name)->data();
      return data->findBegin(bits)->value;
    };
    // At few bits the least squares beat the whole range; every bit adds some 6 dB.
    QVERIFY(at("least squares", 3) > at("min-max", 3));
    QVERIFY(at("least squares", 8) > at("least squares", 4) + 18);
    window->document().setInputs({3}, ActivationRequest{.bits = 4});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QVERIFY(window->panel<ErrorPanel>().view()->ringed());
    QCOMPARE(window->panel<ErrorPanel>().view()->ringed()->x(), 4.0);
    window->showPanel("weights");
    QTRY_VERIFY_WITH_TIMEOUT(curve(QStringLiteral("DSConv")), patience);
  }

  void mapsAreMeasured() {
    window->openNetwork(QStringLiteral("example"), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QTest::mouseClick(window->panel<MapsPanel>().view()->measureButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!window->panel<MapsPanel>().view()->picture().maps.empty(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    const MapsPicture& picture = window->panel<MapsPanel>().view()->picture();
    QCOMPARE(picture.images, std::int64_t{256});
    QCOMPARE(picture.alive.size(), picture.aliveCoded.size());
    QVERIFY(*std::max_element(picture.aliveCoded.begin(), picture.aliveCoded.end()) <
            *std::max_element(picture.alive.begin(), picture.alive.end()));
  }

  void trainingStopsEarlyAndIsDiscarded() {
    window->openNetwork(QStringLiteral("example"), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    window->document().setScheme({});
    const std::uint64_t before = window->document().network()->hash;
    TrainingView* view = window->panel<TrainingPanel>().view();
    TrainingWish wish = view->form()->wish();
    wish.settings.epochs = 1000;
    view->form()->show(wish);
    view->start();
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().trainer().picture().losses.size() > 3, patience);
    QTest::mouseClick(view->stopButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!window->workspace().trainer().running(), patience);
    QVERIFY(window->workspace().trainer().result());
    QTest::mouseClick(view->discardButton(), Qt::LeftButton);
    QVERIFY(!window->workspace().trainer().result());
    QCOMPARE(window->document().network()->hash, before);
    view->start();
    QTRY_VERIFY_WITH_TIMEOUT(!window->workspace().trainer().picture().losses.empty(), patience);
    QTest::keyClick(window.get(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!window->workspace().trainer().running(), patience);
    QVERIFY(!window->workspace().trainer().result());
  }

  void mixedMethodsSurviveDraggedBarsAndBudgets() {
    openSmall();
    Document& document = window->document();
    document.setMethod({1}, {.method = Method::Pwlq});
    document.setMethod({2}, {.method = Method::Kmeans});
    BitsView* bits = window->panel<BitsPanel>().view();
    const int x = static_cast<int>(bits->barArea(1).center().x());
    QTest::mousePress(bits, Qt::LeftButton, {}, {x, static_cast<int>(bits->yOfBits(8))});
    for (int wished = 7; wished >= 1; --wished) QTest::mouseMove(bits, {x, static_cast<int>(bits->yOfBits(wished))});
    QTest::mouseRelease(bits, Qt::LeftButton, {}, {x, static_cast<int>(bits->yOfBits(1))});
    QCOMPARE(document.plan().layers[1], (QuantScheme{.method = Method::Pwlq, .bits = 2}));
    QCOMPARE(document.undoStack().count(), 3);
    emit window->panel<FrontPanel>().view()->budgetWished(document.reachableBytes().first);
    emit window->panel<FrontPanel>().view()->budgetFinished();
    QCOMPARE(document.plan().layers[1].method, Method::Pwlq);
    QCOMPARE(document.plan().layers[2].method, Method::Kmeans);
    QCOMPARE(document.bytes(), document.reachableBytes().first);
  }

  void theBestMethodIsChosenInOneStepAndSaysWhy() {
    openSmall();
    Document& document = window->document();
    document.setScheme({});
    window->setCurrentLayer(1);
    document.setBits({1}, 4);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    const QuantScheme own = document.plan().layers[1];
    const std::vector<MethodScore> scores = window->workspace().curves().scores(1, own, false);
    QCOMPARE(scores.size(), competitors(own, false).size());
    double best = -1e9;
    std::int64_t ofNow = 0;
    for (const MethodScore& score : scores)
      if (score.scheme == own) ofNow = score.bytes;
    for (const MethodScore& score : scores)
      if (static_cast<double>(score.bytes) <= 1.02 * static_cast<double>(ofNow))
        best = std::max(best, score.error.sqnrDb);
    const QString advice = window->panel<WeightsPanel>().form()->advice();
    const int before = document.undoStack().count();
    QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier);
    QCOMPARE(document.undoStack().count(), before + 1);
    const QuantScheme chosen = document.plan().layers[1];
    QCOMPARE(layerError(document.network()->layers[1], chosen).sqnrDb, best);
    QCOMPARE(chosen.bits, 4);
    QVERIFY2(advice.startsWith(QStringLiteral("At 4 bits: ") + QString::fromStdString(schemeTitle(chosen))),
             qPrintable(advice));
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QVERIFY2(window->panel<WeightsPanel>().form()->advice().contains("(current) is the best for its bytes"),
             qPrintable(window->panel<WeightsPanel>().form()->advice()));
    // A click before the comparison has ended waits for it.
    document.undoStack().undo();
    document.setBits({0}, 3);
    window->setCurrentLayer(0);
    QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(document.plan().layers[0].method != Method::Uniform, patience);
  }

  void curvesOfAllMethodsAppear() {
    openSmall();
    window->setCurrentLayer(2);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QCustomPlot* plot = window->panel<ErrorPanel>().view()->plot();
    int items = 0;
    for (int i = 0; i < plot->legend->itemCount(); ++i) items += plot->legend->item(i) ? 1 : 0;  // null: an empty cell
    QCOMPARE(items, static_cast<int>(existingMethods.size()) - 2);
    QVERIFY(window->panel<ErrorPanel>().view()->ringed());
    QVERIFY(!window->panel<ErrorPanel>().view()->solvers()->isEnabled());  // there are no images
    QVERIFY(window->panel<ErrorPanel>().view()->solvers()->toolTip().contains("Ctrl+I"));
  }

  void planFilesWithAnyMethodAreLoaded() {
    openSmall();
    QuantPlan plan = window->document().plan();
    plan.layers[0] = {.method = Method::Dsconv, .bits = 3, .options = DsconvOptions{.block = 2}};
    plan.layers[1] = {.method = Method::Aciq, .bits = 4, .options = AciqOptions{.allocate = true}};
    const std::string file = *folder / "mixed.json";
    writeFile(file, planToJson(plan, *window->document().network()).dump());
    window->openPlan(QString::fromStdString(file));
    QTRY_VERIFY_WITH_TIMEOUT(window->document().plan() == plan, patience);
    window->setCurrentLayer(1);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QCOMPARE(window->panel<WeightsPanel>().view()->picture().channelBits.size(), std::size_t{5});
  }

  void exportsAreWhatWasPromised() {
    openSmall();
    window->document().setBits({0, 1}, 3);
    const std::string packed = *folder / "out.packed";
    window->exportTo(&packedWriter, QString::fromStdString(packed));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), patience);
    const Bytes bytes = readFile(packed);
    QCOMPARE(static_cast<std::int64_t>(bytes.size()), window->document().bytes());
    QVERIFY(unpackNetwork(bytes, packed).plan == window->document().plan());
    window->banner()->dismiss();

    const std::string plan = *folder / "plan.json";
    window->exportTo(OtherExport::Plan, QString::fromStdString(plan));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), patience);
    const Bytes json = readFile(plan);
    QVERIFY(planFromJson(parseJson(std::string(json.begin(), json.end()), plan), *window->document().network(), plan) ==
            window->document().plan());
  }

  void anExportThatFailsIsASentence() {
    openSmall();
    window->exportTo(OtherExport::Plan, QString::fromStdString(*folder / "no such folder/plan.json"));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), patience);
    QVERIFY2(window->banner()->text().contains("no such folder"), qPrintable(window->banner()->text()));
  }

  void aSearchRunsBesideTheWindowAndIsFoundAgain() {
    const std::string example = std::string(BITPRISM_SOURCE_DIR) + "/resources/example/example.pt";
    if (!QFileInfo::exists(QString::fromStdString(example))) QSKIP("the example network is not there");
    window->openNetwork(QString::fromStdString(example), "example");
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
    QSignalSpy ended(&window->search(), &SearchController::ended);
    SearchWish wish;
    wish.method = "random";
    wish.trials = 4;
    wish.tasks = {{32, 0}, {64, 0}};
    wish.methods = {Method::Uniform, Method::Dsconv};
    QTRY_VERIFY_WITH_TIMEOUT(window->document().activationCalibration() != nullptr, patience);
    const auto bits = window->panel<ActivationsPanel>().form()->bits();
    bits->setCurrentIndex(bits->findData(6));
    emit bits->activated(bits->currentIndex());
    QTRY_COMPARE_WITH_TIMEOUT(window->document().plan().activation(0).bits, 6, patience);
    QVERIFY(window->document().plan().activation(1).isFloat());  // of this layer alone
    window->panel<SearchPanel>().start(wish);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    const auto snapshot = window->search().snapshot();
    QVERIFY2(snapshot->state == SearchState::Finished, snapshot->failure.c_str());
    QCOMPARE(snapshot->evaluations.size(), std::size_t{4});

    const Evaluation& chosen = snapshot->evaluations.back();
    const QuantPlan before = window->document().plan();
    emit window->panel<FrontPanel>().view()->planChosen(chosen.trial);
    QVERIFY(window->search().request().choicesOf(window->document().plan()) == chosen.bits);
    QCOMPARE(window->document().bytes(), chosen.bytes);
    QCOMPARE(window->document().plan().activation(0).bits, 6);
    window->document().undoStack().undo();
    QVERIFY(window->document().plan() == before);

    const QString session = QString::fromStdString(window->search().request().sessionPath);
    QVERIFY(QFileInfo::exists(session));
    window = std::make_unique<MainWindow>(*preferences);
    window->openNetwork(session, {});
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot() != nullptr, patience);
    QCOMPARE(window->search().snapshot()->evaluations.size(), std::size_t{4});
    QVERIFY(window->opened());
    QCOMPARE(window->panel<SearchPanel>().view()->form()->wish().methods, wish.methods);
    QCOMPARE(window->search().request().others.size(), std::size_t{1});
    QCOMPARE(window->document().input(0).bits, 6);
    QVERIFY(!window->document().input(1).wanted());
  }

  void locksHoldFromTheNextProposalsOnWhileASearchRuns() {
    openExample();
    QSignalSpy ended(&window->search(), &SearchController::ended);
    SearchWish wish = window->panel<SearchPanel>().view()->form()->wish();
    wish.method = "mtgp";
    wish.trials = 16;
    wish.tasks = {{0, 0}};
    wish.seed = 77;
    window->panel<SearchPanel>().view()->form()->show(wish);
    QTRY_VERIFY_WITH_TIMEOUT(
        window->panel<SearchPanel>().view()->estimate()->text().contains("16 evaluations of about"), patience);
    window->panel<SearchPanel>().start(wish);
    const auto finished = [&] { return window->search().snapshot()->evaluations.size(); };
    QTRY_VERIFY_WITH_TIMEOUT(finished() >= 3, patience);
    window->document().setBits({2}, 5);
    window->document().setLocked({2}, true);
    window->document().setRange({4}, 4, 6);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    const auto snapshot = window->search().snapshot();
    QVERIFY2(snapshot->state == SearchState::Finished, snapshot->failure.c_str());
    QCOMPARE(snapshot->evaluations.size(), std::size_t{16});
    QVERIFY(snapshot->rulesSince >= 3);
    QVERIFY2(snapshot->rulesSince < 16, "the rules came too late");
    for (const Evaluation& evaluation : snapshot->evaluations) {
      if (evaluation.trial < snapshot->rulesSince) continue;
      QCOMPARE(evaluation.bits[2].bits, 5);
      QVERIFY(evaluation.bits[4].bits >= 4 && evaluation.bits[4].bits <= 6);
    }
    // The session says so, and answers when it is opened again.
    const std::string path = window->search().request().sessionPath;
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    const auto segments = Session::openForReading(path).segments();
    QCOMPARE(segments.size(), std::size_t{2});
    QCOMPARE(segments[1].firstTrial, snapshot->rulesSince);
    QVERIFY(segments[1].rules == window->document().rules());

    const PlanChoice bits = snapshot->evaluations.back().bits;
    QVERIFY(window->search().predict(bits).has_value());  // though it has ended
    window = std::make_unique<MainWindow>(*preferences);
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot() != nullptr, patience);
    QVERIFY(window->document().locked(2));
    QVERIFY(window->search().predict(bits).has_value());
    QVERIFY(!window->search().snapshot()->insight.band.empty());

    // A budget loads the best known plan, and shows the best one predicted beside it.
    const auto [least, most] = window->document().reachableBytes();
    emit window->panel<FrontPanel>().view()->budgetWished((least + most) / 2);
    QTRY_VERIFY_WITH_TIMEOUT(window->panel<FrontPanel>().untried().has_value(), patience);
    QVERIFY(window->panel<FrontPanel>().untried()->bytes <= (least + most) / 2);
    emit window->panel<FrontPanel>().view()->untriedChosen();
    QTRY_COMPARE_WITH_TIMEOUT(window->document().bytes(), window->panel<FrontPanel>().untried()->bytes, patience);

    // Fork it, with other settings; then see both.
    SearchWish other = window->panel<SearchPanel>().view()->form()->wish();
    QCOMPARE(other.trials, 16);
    other.method = "random";
    other.trials = 18;
    window->panel<SearchPanel>().view()->form()->show(other);
    QSignalSpy endedAgain(&window->search(), &SearchController::ended);
    const QString fork = QString::fromStdString(*folder / "fork.bitprism");
    window->panel<SearchPanel>().fork(fork);
    QTRY_COMPARE_WITH_TIMEOUT(endedAgain.count(), 1, patience);
    QVERIFY2(window->search().snapshot()->state == SearchState::Finished, window->search().snapshot()->failure.c_str());
    QCOMPARE(window->search().snapshot()->evaluations.size(), std::size_t{18});
    window->panel<FrontPanel>().compareWith(QString::fromStdString(path));
    QTRY_COMPARE_WITH_TIMEOUT(window->panel<FrontPanel>().view()->others().size(), std::size_t{1}, patience);
    window->panel<FrontPanel>().compareWith(QString::fromStdString(*folder / "nowhere.bitprism"));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->text().contains("nowhere.bitprism"), patience);
    QFile::remove(QString::fromStdString(path));
  }

  void asksOnceWhetherASessionOfAnOlderVersionIsMeasuredAgain() {
    openExample();
    SearchWish wish = window->panel<SearchPanel>().view()->form()->wish();
    wish.method = "random";
    wish.trials = 2;
    wish.tasks = {{0, 0}};
    wish.seed = 91;
    QSignalSpy ended(&window->search(), &SearchController::ended);
    window->panel<SearchPanel>().start(wish);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    const std::string path = window->search().request().sessionPath;
    const std::vector<Evaluation> right = Session::openForReading(path).evaluations();
    QCOMPARE(right.size(), std::size_t{2});
    window = std::make_unique<MainWindow>(*preferences);
    {
      Evaluation wrong = right[0];
      wrong.score.accuracy = 0.125;
      Session::open(path).addEvaluation(wrong);
      SQLite::Database(path, SQLite::OPEN_READWRITE).exec("DELETE FROM documents WHERE name = 'measuring'");
    }
    QVERIFY(Session::openForReading(path).measuredByOlder());

    const auto question = [&] { return window->findChild<QMessageBox*>("measureAgain"); };
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(question() != nullptr, patience);
    QSignalSpy endedAgain(&window->search(), &SearchController::ended);
    for (QAbstractButton* button : question()->buttons())
      if (question()->buttonRole(button) == QMessageBox::AcceptRole) {
        button->click();
        break;
      }
    QTRY_COMPARE_WITH_TIMEOUT(endedAgain.count(), 1, patience);
    QVERIFY2(window->search().snapshot()->state == SearchState::Finished, window->search().snapshot()->failure.c_str());
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    window = std::make_unique<MainWindow>(*preferences);
    {
      const Session session = Session::openForReading(path);
      QVERIFY(!session.measuredByOlder());
      QVERIFY(session.evaluations().at(0).score == right[0].score);
      QVERIFY(session.evaluations().at(1).score == right[1].score);
    }
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot() != nullptr, patience);
    QVERIFY(question() == nullptr);
    QFile::remove(QString::fromStdString(path));
  }

  void solversAreComparedWhereThereAreImages() {
    const std::string example = std::string(BITPRISM_SOURCE_DIR) + "/resources/example/example.pt";
    if (!QFileInfo::exists(QString::fromStdString(example))) QSKIP("the example network is not there");
    window->openNetwork(QString::fromStdString(example), "example");
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
    window->document().setScheme({});
    window->document().setBits({0}, 3);
    QVERIFY(window->panel<ErrorPanel>().view()->solvers()->isEnabled());
    window->panel<ErrorPanel>().view()->solvers()->click();
    QTRY_VERIFY_WITH_TIMEOUT(window->document().calibration().of(0) != nullptr, patience);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().curves().complete(), patience);
    const std::vector<MethodScore> scores =
        window->workspace().curves().scores(0, window->document().plan().layers[0], true);
    QCOMPARE(scores.size(), existingMethods.size());
    for (const MethodScore& score : scores) QVERIFY(score.outputSqnrDb);
    QTRY_VERIFY_WITH_TIMEOUT(window->panel<WeightsPanel>().form()->advice().startsWith("Output at 3 bits"), patience);
    const QuantScheme gptq = withMethod(window->document().plan().layers[0], Method::Gptq);
    emit window->panel<WeightsPanel>().form()->schemeWished(gptq, Scope::Layer);
    QCOMPARE(window->document().plan().layers[0], gptq);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QVERIFY(!window->panel<WeightsPanel>().view()->picture().levels.empty());
    QVERIFY2(!window->banner()->isVisible() || !window->banner()->text().contains("gptq"),
             qPrintable(window->banner()->text()));
  }

  void comparingSolversIsCancelled() {
    openExample();
    JobBoard& jobs = window->workspace().jobs();
    ErrorView* errors = window->panel<ErrorPanel>().view();
    const auto compare = [&] {
      errors->solvers()->click();
      QTRY_VERIFY_WITH_TIMEOUT(jobs.running().contains("solvers"), patience);
      QVERIFY(jobs.busy());
      QVERIFY(window->workspace().solversCompared());
    };
    compare();
    QTest::keyClick(window.get(), Qt::Key_Escape);
    QVERIFY(!window->workspace().solversCompared());
    QVERIFY(!jobs.running().contains("solvers"));
    QVERIFY(errors->solvers()->isEnabled());  // they can be asked for again
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    compare();
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QVERIFY(window->workspace().solversCompared());
    QVERIFY(!jobs.busy());
  }

  void comparingSessionsIsCancelled() {
    openSmall();
    JobBoard& jobs = window->workspace().jobs();
    window->panel<FrontPanel>().compareWith(QString::fromStdString(*folder / "nowhere.bitprism"));
    QVERIFY(jobs.running().contains("comparing"));
    QVERIFY(!window->settled());
    QTest::keyClick(window.get(), Qt::Key_Escape);
    QVERIFY(!jobs.running().contains("comparing"));
    QTest::qWait(200);
    QVERIFY(!window->banner()->isVisible());  // nothing of it is told any more
  }

  void theWindowSettlesAfterAnExport() {
    openSmall();
    const std::string file = *folder / "settled.packed";
    window->exportTo(&packedWriter, QString::fromStdString(file));
    QVERIFY(window->workspace().jobs().running().contains("exporting"));
    QVERIFY(!window->settled());
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QCOMPARE(static_cast<std::int64_t>(readFile(file).size()), window->document().bytes());
  }

  void everyPanelIsThereUnderItsName() {
    for (const QString& name : panelNames()) QVERIFY2(window->showPanel(name), qPrintable(name));
    QVERIFY(!window->showPanel("nothing"));
  }

  void theLayoutSurvivesARestart() {
    auto* search = window->findChild<QDockWidget*>("search");
    QVERIFY(search->isVisible());
    search->hide();
    window->close();
    window = std::make_unique<MainWindow>(*preferences);
    window->restoreLayout();
    window->show();
    QVERIFY(!window->findChild<QDockWidget*>("search")->isVisible());
    QVERIFY(window->findChild<QDockWidget*>("layers")->isVisible());
  }

  void everyActionHasAStatusTipAndEveryViewAName() {
    for (const QAction* action : window->findChildren<QAction*>(Qt::FindDirectChildrenOnly)) {
      if (!action->isSeparator()) QVERIFY2(!action->statusTip().isEmpty(), qPrintable(action->text()));
    }
    for (const QCustomPlot* plot : window->findChildren<QCustomPlot*>()) {
      const bool named = !plot->accessibleName().isEmpty() || !plot->parentWidget()->accessibleName().isEmpty();
      QVERIFY(named);
    }
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  QString smallFile() {
    const Network network = smallNetwork();
    QuantScheme scheme;
    scheme.bits = 8;
    const std::string path = *folder / "small.packed";
    writeFile(path, packNetwork(network, uniformPlan(network.layers.size(), scheme)));
    return QString::fromStdString(path);
  }

  void openExample() {
    const std::string example = std::string(BITPRISM_SOURCE_DIR) + "/resources/example/example.pt";
    if (!QFileInfo::exists(QString::fromStdString(example))) QSKIP("the example network is not there");
    window->openNetwork(QString::fromStdString(example), "example");
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  void openSmall() {
    window->openNetwork(smallFile(), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeMainWindowTest() {
  return std::make_unique<MainWindowTest>();
}

}  // namespace bitprism::test

#include "desktop_main_window_test.moc"
