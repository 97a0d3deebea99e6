#include <QComboBox>
#include <QSignalSpy>
#include <QtTest>
#include <numeric>

#include "app/desktop/bits_panel.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/layers_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/search_panel.h"
#include "app/desktop/training_panel.h"
#include "app/desktop/weights_panel.h"
#include "app/workflow/automatic_methods.h"
#include "core/base/file.h"
#include "core/quant/scheme/layer_choice.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "widgets/banner.h"
#include "widgets/bits_view.h"
#include "widgets/front_view.h"
#include "widgets/layers_view.h"
#include "widgets/method_form.h"
#include "widgets/search_form.h"
#include "widgets/search_view.h"
#include "widgets/training_view.h"

namespace bitprism::test {

// What the window does where nobody chooses a method: the same as the command line.
class AutomaticMethodsTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    document = std::make_unique<Document>();
    document->setNetwork(std::make_shared<const Network>(smallNetwork()));
  }

  void layersFollowTheirBits() {
    QSignalSpy bases(document.get(), &Document::baseSchemeChanged);
    document->setBits({0, 1, 2}, 2);
    QTRY_VERIFY_WITH_TIMEOUT(document->choicesComplete(), patience);
    for (const BitAllocation& bits : {BitAllocation{2, 2, 2}, BitAllocation{3, 1, 4}, BitAllocation{8, 16, 32}}) {
      for (int l = 0; l < 3; ++l) document->setBits({l}, bits[static_cast<std::size_t>(l)]);
      QCOMPARE(document->plan(), automaticPlan(*document->network(), {}, bits));
      QCOMPARE(document->bytes(), modelSize(*document->network(), document->plan()).total());
    }
    QVERIFY(automaticPlan(*document->network(), {}, {2, 2, 2}) !=
            uniformPlan(3, {.bits = 2}));  // or nothing is shown here
    QCOMPARE(bases.count(), 0);
    QVERIFY(document->automaticBase());
  }

  void whatBecomesKnownIsNoStepToUndo() {
    document->setBits({0, 1, 2}, 2);
    QCOMPARE(document->plan(), uniformPlan(3, {.bits = 2}));  // as long as nothing better is known
    QCOMPARE(document->undoStack().count(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(document->plan(), automaticPlan(*document->network(), {}, {2, 2, 2}), patience);
    QTRY_VERIFY_WITH_TIMEOUT(document->choicesComplete(), patience);
    QCOMPARE(document->undoStack().count(), 1);
    document->undoStack().undo();
    QCOMPARE(document->plan(), automaticPlan(*document->network(), {}, {8, 8, 8}));
    document->undoStack().redo();
    QCOMPARE(document->plan(), automaticPlan(*document->network(), {}, {2, 2, 2}));
    // A drag that ends where it began is none.
    for (const int bits : {3, 4, 3, 2}) document->dragBits(1, bits);
    document->finishDrag();
    QCOMPARE(document->undoStack().count(), 1);
    // Nor does it matter that the first state of a drag was not known yet.
    document->setNetwork(std::make_shared<const Network>(smallNetwork()));
    document->dragBits(0, 2);
    document->finishDrag();
    document->dragBits(0, 3);
    QTRY_VERIFY_WITH_TIMEOUT(document->choicesComplete(), patience);
    document->dragBits(0, 2);
    document->finishDrag();
    QCOMPARE(document->undoStack().count(), 1);
  }

  void anExplicitChoiceStaysAndIsTakenBack() {
    QTRY_VERIFY_WITH_TIMEOUT(document->choicesComplete(), patience);
    document->setMethod({1}, {.method = Method::Kmeans});
    document->setBits({0, 1, 2}, 2);
    QuantPlan plan = automaticPlan(*document->network(), {}, {2, 2, 2});
    plan.layers[1] = {.method = Method::Kmeans, .bits = 2};
    QCOMPARE(document->plan(), plan);
    document->setAutomatic({0, 1});
    QCOMPARE(document->undoStack().count(), 3);
    QCOMPARE(document->undoStack().undoText(), QString("automatic method for 2 layers"));
    QCOMPARE(document->plan(), automaticPlan(*document->network(), {}, {2, 2, 2}));
    document->setAutomatic({1});
    QCOMPARE(document->undoStack().count(), 3);  // it is already
    document->undoStack().undo();
    QCOMPARE(document->plan(), plan);
    QVERIFY(!document->automatic(1) && document->automatic(0));
    // The method that a layer has by itself, chosen, stays as well.
    document->setMethod({0}, plan.layers[0]);
    document->setBits({0}, 5);
    QuantScheme chosen = plan.layers[0];
    chosen.bits = 5;
    QCOMPARE(document->plan().layers[0], chosen);
    document->setLocked({2}, true);
    QSignalSpy refusals(document.get(), &Document::refused);
    document->setAutomatic({2});
    QCOMPARE(refusals.count(), 1);
  }

  void plansMeanTheirSchemes() {
    QTRY_VERIFY_WITH_TIMEOUT(document->choicesComplete(), patience);
    const QuantPlan byWeights = automaticPlan(*document->network(), {}, {2, 2, 2});
    document->setPlan(byWeights, "load");
    const std::vector<QuantScheme> other(8, QuantScheme{.method = Method::Gdrq});
    std::vector<std::vector<QuantScheme>> learnt(3, other);
    for (auto& layer : learnt)
      for (int bits = 1; bits <= 8; ++bits) layer[static_cast<std::size_t>(bits) - 1].bits = bits;
    document->learnChoices(learnt);
    QCOMPARE(document->plan(), byWeights);  // though something else is known to be better now
    QuantPlan half = byWeights;
    half.layers[1] = {.method = Method::Gdrq, .bits = 2};
    document->setPlan(half, "load");
    QCOMPARE(document->plan(), half);
    QVERIFY(document->automatic(1) && !document->automatic(0));
    document->setBits({0, 1}, 3);
    QCOMPARE(document->plan().layers[1], (QuantScheme{.method = Method::Gdrq, .bits = 3}));
    QCOMPARE(document->plan().layers[0].method, byWeights.layers[0].method);
    for (int i = 0; i < 3; ++i) document->undoStack().undo();
    QVERIFY(document->automatic(0));
  }

  void sensitivityIsOfWhatAWidthIsGiven() {
    QTRY_VERIFY_WITH_TIMEOUT(document->choicesComplete(), patience);
    SearchRequest request;
    std::vector<std::vector<QuantScheme>> schemes(3);
    for (std::size_t l = 0; l < 3; ++l)
      for (const int bits : request.widths) schemes[l].push_back(document->schemeAt(l, bits));
    setChoices(request, schemes);
    QCOMPARE(chosenSchemes(request), schemes);
    const SearchSpace space =
        searchSpace(*document->network(), request.scheme, request.widths, {}, request.others, request.choices);
    Sensitivity sensitivity;
    for (const auto& layer : space.layers) {
      sensitivity.kl.emplace_back();
      for (const LayerChoice& choice : layer.widths) sensitivity.kl.back().push_back(1.0 / choice.bits);
    }
    document->setSensitivity(sensitivity, space);
    for (std::size_t l = 0; l < 3; ++l)
      for (const int bits : request.widths) QCOMPARE(document->sensitivity(l, bits).value(), 1.0 / bits);
    const auto [least, most] = document->reachableBytes();
    for (int i = 10; i >= 0; --i) {
      const std::int64_t budget = least + (most - least) * i / 10;
      document->dragPlan(document->allocationForBudget(budget), "budget");
      QVERIFY(document->bytes() <= budget);
      QCOMPARE(document->plan(), automaticPlan(*document->network(), {}, document->plan().bits()));
    }
    document->finishDrag();
    QCOMPARE(document->undoStack().count(), 1);
    document->setMethod({1}, {.method = Method::Kl});
    QVERIFY(!document->sensitivity(1, 4));
  }

  void draggedBarsHaveWhatTheCommandLineGives() {
    openExample();
    Document& shown = window->document();
    BitsView* bits = window->panel<BitsPanel>().view();
    for (int l = 0; l < static_cast<int>(shown.layerCount()); ++l) {
      const int x = static_cast<int>(bits->barArea(l).center().x());
      QTest::mousePress(bits, Qt::LeftButton, {}, {x, static_cast<int>(bits->yOfBits(8))});
      for (int wished = 7; wished >= 2; --wished) QTest::mouseMove(bits, {x, static_cast<int>(bits->yOfBits(wished))});
      QTest::mouseRelease(bits, Qt::LeftButton, {}, {x, static_cast<int>(bits->yOfBits(2))});
    }
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    const QuantPlan atTwo = automaticPlan(*commandLine(), 2), atEight = automaticPlan(*commandLine(), 8);
    QCOMPARE(shown.plan(), atTwo);
    QCOMPARE(shown.undoStack().count(), static_cast<int>(shown.layerCount()));
    while (shown.undoStack().canUndo()) shown.undoStack().undo();
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QCOMPARE(shown.plan(), atEight);
    while (shown.undoStack().canRedo()) shown.undoStack().redo();
    QCOMPARE(shown.plan(), atTwo);
    for (std::size_t l = 0; l < shown.layerCount(); ++l) QVERIFY(shown.sensitivity(l, 2).has_value());

    window->setCurrentLayer(1);
    MethodForm* form = window->panel<WeightsPanel>().form();
    QCOMPARE(form->methods()->currentText(), QStringLiteral("Auto: %1").arg(methodTitle(atTwo.layers[1].method)));
    LayersModel* model = window->panel<LayersPanel>().view()->model();
    QVERIFY(model->index(1, LayersModel::MethodName).data().toString().startsWith("auto: "));
    form->methods()->setCurrentIndex(form->methods()->findData(static_cast<int>(Method::Dsconv)));
    emit form->methods()->activated(form->methods()->currentIndex());
    QCOMPARE(shown.plan().layers[1].method, Method::Dsconv);
    shown.setBits({1}, 3);
    QCOMPARE(shown.plan().layers[1].method, Method::Dsconv);
    form->methods()->setCurrentIndex(0);
    emit form->methods()->activated(0);
    QVERIFY(shown.automatic(1));
    shown.setBits({1}, 2);
    QTRY_COMPARE_WITH_TIMEOUT(shown.plan(), atTwo, patience);
  }

  void exportsWaitForTheBest() {
    openExample(false);  // what layers read is not measured yet
    std::vector<int> all(window->document().layerCount());
    std::iota(all.begin(), all.end(), 0);
    window->document().setBits(all, 2);
    const std::string file = *folder / "plan.json";
    window->exportTo(OtherExport::Plan, QString::fromStdString(file));
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(QString::fromStdString(file)), patience);
    const Bytes json = readFile(file);
    QCOMPARE(planFromJson(parseJson(std::string(json.begin(), json.end()), file), *window->document().network(), file),
             automaticPlan(*commandLine(), 2));
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  void aCancelledExportIsNotWritten() {
    openExample(false);  // what layers read is not measured yet
    std::vector<int> all(window->document().layerCount());
    std::iota(all.begin(), all.end(), 0);
    window->document().setBits(all, 2);
    const std::string file = *folder / "cancelled.json";
    window->exportTo(OtherExport::Plan, QString::fromStdString(file));
    QVERIFY(window->workspace().jobs().running().contains("choices waited for"));
    QTest::keyClick(window.get(), Qt::Key_Escape);
    QVERIFY(!window->workspace().jobs().running().contains("choices waited for"));
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QVERIFY(!QFileInfo::exists(QString::fromStdString(file)));
  }

  void aPlanFileKeepsItsSchemes() {
    openExample(false);
    const QuantPlan plan = uniformPlan(window->document().layerCount(), {.bits = 2});
    const std::string file = *folder / "uniform.json";
    writeFile(file, planToJson(plan, *window->document().network()).dump());
    window->openPlan(QString::fromStdString(file));
    QTRY_COMPARE_WITH_TIMEOUT(window->document().plan(), plan, patience);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QCOMPARE(window->document().plan(), plan);
  }

  void aSearchChoosesAsTheCommandLineDoes() {
    openExample();
    const SearchWish wish = shortWish(11);
    search(wish);
    SearchRequest expected;
    chooseMethods(expected, *commandLine());
    const SearchRequest found = window->search().request();
    QVERIFY(found.automatic);
    QCOMPARE(found.scheme, expected.scheme);
    QCOMPARE(found.others, expected.others);
    QCOMPARE(found.choices, expected.choices);
    const Evaluation chosen = window->search().snapshot()->evaluations.back();
    emit window->panel<FrontPanel>().view()->planChosen(chosen.trial);
    QTRY_COMPARE_WITH_TIMEOUT(window->document().plan(), found.plan(chosen.bits), patience);
    QCOMPARE(window->document().bytes(), chosen.bytes);
    for (std::size_t l = 0; l < window->document().layerCount(); ++l) QVERIFY(window->document().automatic(l));
    // With more trials the same search goes on, from the point that was looked at.
    SearchWish more = wish;
    more.trials = 4;
    const std::string path = found.sessionPath;
    search(more);
    QCOMPARE(window->search().request().sessionPath, path);
    QCOMPARE(window->search().snapshot()->evaluations.size(), std::size_t{4});
    QVERIFY2(window->banner()->text().contains("continues with what"), qPrintable(window->banner()->text()));
    // Opened again, too.
    window = std::make_unique<MainWindow>(*preferences);
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot() != nullptr, patience);
    QVERIFY(window->document().automaticBase());
    QVERIFY(window->panel<SearchPanel>().view()->form()->wish().methods.empty());
    more.trials = 5;
    search(more);
    QCOMPARE(window->search().request().sessionPath, path);
    QCOMPARE(window->search().snapshot()->evaluations.size(), std::size_t{5});
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    QFile::remove(QString::fromStdString(path));
  }

  void aSearchBegunAtOnceIsToldWhatWasChosen() {
    openExample(false);
    search(shortWish(12));
    SearchRequest expected;
    chooseMethods(expected, *commandLine());
    QCOMPARE(window->search().request().choices, expected.choices);
    QCOMPARE(window->search().request().others, expected.others);
    QFile::remove(QString::fromStdString(window->search().request().sessionPath));
  }

  void aSearchKeepsWhatSomebodyChose() {
    openExample(false);
    window->document().setMethod({1}, {.method = Method::Kmeans});
    search(shortWish(13));
    const SearchRequest& found = window->search().request();
    for (const LayerChoice& choice : found.choices[1])
      QCOMPARE(SearchSpace({.scheme = found.scheme, .others = found.others}).schemeOf(choice).method, Method::Kmeans);
    SearchRequest expected;
    chooseMethods(expected, *commandLine());
    const auto others = chosenSchemes(expected), chosen = chosenSchemes(found);
    for (std::size_t l = 0; l < others.size(); ++l)
      if (l != 1) QCOMPARE(chosen[l], others[l]);
    QFile::remove(QString::fromStdString(found.sessionPath));
  }

  void trainingHasWhatFollowsTheWeights() {
    openExample(false);
    QTest::keyClick(window.get(), Qt::Key_Escape);  // sensitivities would only keep it waiting
    std::vector<int> all(window->document().layerCount());
    std::iota(all.begin(), all.end(), 0);
    window->document().setBits(all, 3);
    TrainingView* view = window->panel<TrainingPanel>().view();
    TrainingWish wish = view->form()->wish();
    wish.settings.epochs = 1;
    view->form()->show(wish);
    view->start();
    QTRY_VERIFY_WITH_TIMEOUT(!window->workspace().trainer().running(), patience);
    QVERIFY(window->workspace().trainer().result());
    QCOMPARE(window->workspace().trainer().result()->plan, automaticPlan(*commandLine(), 3, SchemeUse::Trained));
  }

  void cleanup() {
    window.reset();
    document.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  static QString example() {
    return QStringLiteral(BITPRISM_SOURCE_DIR) + QStringLiteral("/resources/example/example.pt");
  }

  void openExample(bool settled = true) {
    if (!QFileInfo::exists(example())) QSKIP("the example network is not there");
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1400, 900);
    window->show();
    window->resetLayout();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
    window->openNetwork(example(), "example");
    QTRY_VERIFY_WITH_TIMEOUT(settled ? window->settled() : window->opened(), patience);
  }

  // What it measures and chooses with.
  static std::unique_ptr<Study> commandLine() {
    return Study::open({.networkPath = example().toStdString(), .dataPath = "example"});
  }

  static SearchWish shortWish(std::uint64_t seed) {
    SearchWish wish;
    wish.method = "random";
    wish.trials = 2;
    wish.tasks = {{64, 0}};
    wish.seed = seed;
    return wish;
  }

  void search(const SearchWish& wish) {
    QSignalSpy ended(&window->search(), &SearchController::ended);
    window->panel<SearchPanel>().view()->form()->show(wish);
    window->panel<SearchPanel>().start(wish);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    QVERIFY2(window->search().snapshot()->state == SearchState::Finished, window->search().snapshot()->failure.c_str());
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<Document> document;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeAutomaticMethodsTest() {
  return std::make_unique<AutomaticMethodsTest>();
}

}  // namespace bitprism::test

#include "desktop_automatic_test.moc"
