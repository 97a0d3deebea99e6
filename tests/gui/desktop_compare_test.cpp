#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QtTest>

#include "app/desktop/compare_panel.h"
#include "app/desktop/compare_pictures.h"
#include "app/desktop/main_window.h"
#include "core/base/file.h"
#include "core/quant/measures/quant_error.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/write/packed_writer.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/fitting.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "widgets/banner.h"
#include "widgets/changed_images.h"
#include "widgets/compare_answers.h"
#include "widgets/compare_plans.h"
#include "widgets/compare_table.h"
#include "widgets/compare_view.h"
#include "widgets/compare_weights.h"

namespace bitprism::test {

// Plans are pinned and compared in the real window.
class CompareTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1680, 1050);
    window->show();
    window->resetLayout();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get(), patience));
  }

  void aPlanIsPinnedEditedComparedLoadedAndUndone() {
    openSmall();
    showPanel();
    press(Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(panel().pins().all().size(), std::size_t{1});
    const QString key = panel().pins().all()[0].key;
    const QuantPlan pinned = window->document().plan();
    window->document().setBits({1}, 3);
    window->document().setMethod({2}, {.method = Method::Pwlq});
    settle();
    QCOMPARE(view().a()->currentData().toString(), key);
    QCOMPARE(view().b()->currentText(), QString("current plan"));
    const std::vector<CompareRow>& rows = view().layers()->model()->rows();
    QCOMPARE(rows.size(), std::size_t{3});
    QVERIFY(!rows[0].differs() && rows[1].differs() && rows[2].differs());
    QCOMPARE(rows[1].a.scheme.bits, 8);
    QCOMPARE(rows[1].b.scheme.bits, 3);
    QCOMPARE(rows[2].b.method, QString("PWLQ"));
    for (std::size_t l = 0; l < 3; ++l) {
      const Layer& layer = window->document().network()->layers[l];
      QCOMPARE(rows[l].a.sqnrDb.value(), layerError(layer, pinned.layers[l]).sqnrDb);
      QCOMPARE(rows[l].b.sqnrDb.value(), layerError(layer, window->document().plan().layers[l]).sqnrDb);
    }
    view().plans()->table()->setCurrentIndex(view().plans()->table()->model()->index(2, 0));
    view().open(CompareView::Plans);
    settleLayouts();
    QTest::keyClick(view().plans()->table(), Qt::Key_Return);
    settle();
    QCOMPARE(window->document().plan(), pinned);
    QVERIFY(window->document().undoStack().undoText().startsWith("pinned plan "));
    press(Qt::Key_Z, Qt::ControlModifier);
    settle();
    QCOMPARE(window->document().plan().layers[1].bits, 3);
    QCOMPARE(window->document().plan().layers[2].method, Method::Pwlq);
  }

  void pinningBehindAnotherPanelSaysWhereToLook() {
    openSmall();
    window->showPanel("search");
    settleLayouts();
    press(Qt::Key_D, Qt::ControlModifier);
    QVERIFY2(window->banner()->text().contains("Compare"), qPrintable(window->banner()->text()));
    press(Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(panel().pins().all().size(), std::size_t{1});  // the same plan
    window->document().setBits({0}, 5);
    settle();
    QVERIFY(view().layers()->model()->rows().empty());  // nothing is computed out of sight
    showPanel();
    QTRY_COMPARE_WITH_TIMEOUT(view().layers()->model()->rows().size(), std::size_t{3}, patience);
    QVERIFY(view().layers()->model()->rows()[0].differs());
  }

  void aRowChosenIsSelectedEverywhere() {
    openSmall();
    showPanel();
    QTableView* table = view().layers()->table();
    table->setFocus();
    table->setCurrentIndex(table->model()->index(2, CompareModel::Name));
    QCOMPARE(window->workspace().selection().layer(), 0);
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(window->workspace().selection().layer(), 2);
    QTRY_COMPARE_WITH_TIMEOUT(view().weights()->picture().layer, layerName(2), patience);
    window->setCurrentLayer(1);
    QTRY_COMPARE_WITH_TIMEOUT(view().weights()->picture().layer, layerName(1), patience);
    QCOMPARE(table->currentIndex().row(), 1);
  }

  void histogramsCountEveryQuantizedWeight() {
    const auto network = std::make_shared<const Network>(smallNetwork());
    const auto side = [&](const Quantization& quantization, int bits) {
      ComparedPlan plan{.key = "x", .name = "x"};
      plan.planned = {network, uniformPlan(3, quantization.at(bits)), {}};
      return plan;
    };
    const auto all = [](const ComparedWeights& weights) {
      std::int64_t sum = 0;
      for (const std::int64_t count : weights.histogram->counts) sum += count;
      return sum;
    };
    const ComparedPlan whole = side({.granularity = Granularity::Tensor, .correction = Correction::None}, 2),
                       each = side({}, 4), floating = side({}, 32);
    const CompareWeightsPicture plain = compareWeights(whole, floating, 1, -1);
    QVERIFY(!plain.channelUnits);
    QCOMPARE(all(plain.a), std::int64_t{270});
    QCOMPARE(all(plain.b), std::int64_t{270});
    QVERIFY(plain.a.levels.size() <= 4 && plain.a.levels.size() > 1);
    QVERIFY(plain.b.levels.empty());
    // Two bits: at most four bars.
    QVERIFY(std::count_if(plain.a.histogram->counts.begin(), plain.a.histogram->counts.end(),
                          [](std::int64_t count) { return count > 0; }) <= 4);
    const CompareWeightsPicture units = compareWeights(each, floating, 1, -1);
    QVERIFY(units.channelUnits);
    for (const float largest : {units.a.levels.front(), units.a.levels.back()}) QVERIFY(std::abs(largest) < 1.3);
    const CompareWeightsPicture channel = compareWeights(each, whole, 1, 3);
    QVERIFY(!channel.channelUnits);
    QCOMPARE(all(channel.a), std::int64_t{54});
  }

  void answersAreComparedImageByImage() {
    openExample();
    showPanel();
    press(Qt::Key_D, Qt::ControlModifier);
    window->document().setBits(allLayers(), 2);
    settle();
    QVERIFY(view().answers()->verdict()->text().contains("is measured on"));
    press(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(window->workspace().jobs().running().contains("answers"));
    QVERIFY(!view().measureButton()->isEnabled());
    settle();
    QVERIFY(view().answers()->verdict()->text().contains("images change their answer"));
    // The counts agree with the scores that the window measures.
    const AnswersPicture picture = shown();
    QVERIFY(picture.answers);
    const AnswerCounts& counts = picture.answers->counts;
    const double images = static_cast<double>(counts.images());
    QCOMPARE(static_cast<double>(counts.secondRight()) / images, window->workspace().measurement().score()->accuracy);
    QCOMPARE(counts.changed(), static_cast<std::int64_t>(picture.answers->changed.size()));
    QVERIFY2(counts.changed() > 0, "or nothing is shown here");
    view().open(CompareView::Images);
    settleLayouts();
    QCOMPARE(view().images()->model()->rowCount(), static_cast<int>(counts.changed()));
    QTRY_VERIFY_WITH_TIMEOUT(view().images()->model()->known(0), patience);
    // Another plan has other answers; the old ones are still known.
    window->document().setBits({0}, 3);
    settle();
    QVERIFY(!shown().answers);
    press(Qt::Key_Z, Qt::ControlModifier);
    settle();
    QTRY_VERIFY_WITH_TIMEOUT(shown().answers != nullptr, patience);
    QCOMPARE(shown().answers->counts, counts);
  }

  void comparingIsCancelledAndRepeated() {
    openExample();
    showPanel();
    window->document().setBits(allLayers(), 3);
    settle();
    QTest::mouseClick(view().measureButton(), Qt::LeftButton);
    QVERIFY(window->workspace().jobs().running().contains("answers"));
    window->workspace().jobs().cancel("answers");
    QVERIFY(!window->workspace().jobs().running().contains("answers"));
    QVERIFY(view().measureButton()->isEnabled());
    QVERIFY(!shown().answers);
    QTest::mouseClick(view().measureButton(), Qt::LeftButton);
    settle();
    QVERIFY(shown().answers);
  }

  void aPlanFileIsPinned() {
    openSmall();
    showPanel();
    QuantPlan plan = window->document().plan();
    plan.layers[0] = {.method = Method::Aciq, .bits = 3};
    const std::string file = *folder / "other.json";
    writeFile(file, planToJson(plan, *window->document().network()).dump());
    panel().pinFile(QString::fromStdString(file));
    QTRY_COMPARE_WITH_TIMEOUT(panel().pins().all().size(), std::size_t{1}, patience);
    settle();
    QCOMPARE(panel().pins().all()[0].name, QString("other"));
    QCOMPARE(panel().pins().all()[0].planned.plan, plan);
    QCOMPARE(view().b()->currentText(), QString("other"));
    // Its errors are computed, though no edit ever had this scheme.
    QTRY_VERIFY_WITH_TIMEOUT(view().layers()->model()->rows()[0].b.sqnrDb.has_value(), patience);
    panel().pinFile(QString::fromStdString(*folder / "missing.json"));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->text().contains("missing.json"), patience);
  }

  void pinsEndWithTheirNetworkAndFallBack() {
    openSmall();
    showPanel();
    press(Qt::Key_D, Qt::ControlModifier);
    const QString key = panel().pins().all()[0].key;
    panel().pins().rename(key, "start");
    settleLayouts();
    QCOMPARE(view().a()->currentText(), QString("start"));
    window->document().setBits({0}, 2);
    press(Qt::Key_D, Qt::ControlModifier);
    panel().pins().rename(panel().pins().all()[1].key, "start");
    QCOMPARE(panel().pins().all()[1].name, QString("start (2)"));
    panel().compare(key, "current");
    panel().pins().remove(key);
    settleLayouts();
    QCOMPARE(view().a()->currentText(), QString("float"));
    while (window->unsaved().planEdited()) window->document().undoStack().undo();  // or it asks what becomes of it
    openSmall(7);
    QVERIFY(panel().pins().all().empty());
    QCOMPARE(view().a()->count(), 2);
  }

  void pinsAreUndoneByTheirNamesAndAreNoEdits() {
    openSmall();
    showPanel();
    press(Qt::Key_D, Qt::ControlModifier);
    const QString key = panel().pins().all()[0].key, name = panel().pins().all()[0].name;
    QCOMPARE(window->document().undoStack().undoText(), QString("pin %1").arg(name));
    QVERIFY(!window->unsaved().planEdited());
    QVERIFY(!window->isWindowModified());
    panel().pins().rename(key, "start");
    QCOMPARE(window->document().undoStack().undoText(), QString("rename pin %1 to start").arg(name));
    view().open(CompareView::Plans);
    settleLayouts();
    view().plans()->table()->setCurrentIndex(view().plans()->table()->model()->index(2, 0));
    QTest::keyClick(view().plans()->table(), Qt::Key_Delete);
    QVERIFY(panel().pins().all().empty());
    QCOMPARE(window->document().undoStack().undoText(), QString("remove pin start"));
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(panel().pins().all().size(), std::size_t{1});
    QCOMPARE(panel().pins().all()[0].name, QString("start"));
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(panel().pins().all()[0].name, name);
    press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(panel().pins().all().empty());
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(panel().pins().all().size(), std::size_t{1});
    // An edit after a pin is one, and is counted without it.
    window->document().setBits({0}, 3);
    QVERIFY(window->unsaved().planEdited());
    QCOMPARE(window->unsaved().edits(), 1);
    QVERIFY(window->isWindowModified());
    press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!window->isWindowModified());
  }

  void anotherNetworksFileIsComparedLayerByLayer() {
    openSmall();
    showPanel();
    // The same network with its middle layer on four bits.
    const Network network = smallNetwork(1);
    QuantPlan plan = floatPlan(network.layers.size());
    plan.layers[1] = Quantization{.correction = Correction::None}.at(4);
    // The open file is at 8 bits: it is compared with what it was made from.
    const std::string file = *folder / "other.packed";
    writeFile(file, packNetwork(network, plan));
    emit panel().networkWanted(QString::fromStdString(file));
    QTRY_COMPARE_WITH_TIMEOUT(panel().pins().all().size(), std::size_t{1}, patience);
    settle();
    QCOMPARE(view().b()->currentText(), QString("other.packed"));
    panel().compare("float", panel().pins().all()[0].key);
    settle();
    const std::vector<CompareRow>& rows = view().layers()->model()->rows();
    QTRY_COMPARE_WITH_TIMEOUT(rows.size(), std::size_t{3}, patience);
    const PackedNetwork other = unpackNetwork(readFile(file), file);
    for (std::size_t l = 0; l < 3; ++l) {
      const Layer& layer = window->document().network()->layers[l];
      const QuantError error = quantError(*layer.weights, *other.network.layers[l].weights);
      QCOMPARE(rows[l].match, CompareMatch::Name);
      QCOMPARE(rows[l].betweenDb.value(), error.sqnrDb);
      QCOMPARE(rows[l].largest.value(), error.maxError);
      QCOMPARE(rows[l].layer, static_cast<int>(l));
    }
    QCOMPARE(rows[1].b.method, QString("even grid"));
    QVERIFY(rows[1].b.scheme.bits == 4 || rows[1].b.scheme.bits == 3);
    QCOMPARE(rows[2].b.method, QString("float"));
    window->setCurrentLayer(1);
    view().open(CompareView::Weights);
    QTRY_COMPARE_WITH_TIMEOUT(view().weights()->picture().layer, layerName(1), patience);
    QTRY_VERIFY_WITH_TIMEOUT(view().weights()->picture().b.name.startsWith("other.packed"), patience);
    // It cannot become the plan, and is removed like any pin.
    view().open(CompareView::Plans);
    settleLayouts();
    view().plans()->table()->setCurrentIndex(view().plans()->table()->model()->index(2, 0));
    QVERIFY(!view().plans()->loadButton()->isEnabled());
    QTest::mouseClick(view().plans()->removeButton(), Qt::LeftButton);
    QVERIFY(panel().pins().all().empty());
    settle();
    QVERIFY(!view().layers()->model()->rows()[0].ofNetworks());
    emit panel().networkWanted(QString::fromStdString(*folder / "missing.onnx"));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->text().contains("missing.onnx"), patience);
  }

  void layersWithoutACounterpartSaySo() {
    openExample();
    showPanel();
    const std::string file = *folder / "small.packed";
    const Network network = smallNetwork(1);
    writeFile(file, packNetwork(network, floatPlan(network.layers.size())));
    emit panel().networkWanted(QString::fromStdString(file));
    const std::vector<CompareRow>& rows = view().layers()->model()->rows();
    QTRY_VERIFY_WITH_TIMEOUT(!rows.empty() && rows.front().ofNetworks(), patience);
    settle();
    std::size_t a = 0, b = 0;
    for (const CompareRow& row : rows) {
      a += row.match != CompareMatch::OnlyB;
      b += row.match != CompareMatch::OnlyA;
      QCOMPARE(row.layer >= 0, row.match != CompareMatch::OnlyB);
    }
    QCOMPARE(a, window->document().layerCount());
    QCOMPARE(b, network.layers.size());
    QVERIFY(view().layers()->copied().startsWith("layer A\tlayer B\tmatched by"));
    view().grab().save(QString::fromStdString(*folder / "networks.png"));
  }

  void anotherFileAnswersTheSameImages() {
    openExample();
    const QString file = QStringLiteral(BITPRISM_SOURCE_DIR "/resources/example/example.onnx");
    if (!QFileInfo::exists(file)) QSKIP("the example network is not there");
    showPanel();
    emit panel().networkWanted(file);
    QTRY_COMPARE_WITH_TIMEOUT(panel().pins().all().size(), std::size_t{1}, patience);
    panel().compare("float", panel().pins().all()[0].key);
    settle();
    for (const CompareRow& row : view().layers()->model()->rows()) QCOMPARE(row.largest.value(), 0.0);
    QTest::mouseClick(view().measureButton(), Qt::LeftButton);
    settle();
    QVERIFY(shown().answers);
    QCOMPARE(shown().answers->counts.changed(), std::int64_t{0});
    QVERIFY(shown().answers->counts.images() > 0);
    QCOMPARE(shown().answers->p, 1.0);
    // Against two bits it differs as float does.
    window->document().setBits(allLayers(), 2);
    settle();
    panel().compare(panel().pins().all()[0].key, "current");
    panel().measure();
    settle();
    QVERIFY(shown().answers);
    QVERIFY(shown().answers->counts.changed() > 0);
    const double images = static_cast<double>(shown().answers->counts.images());
    QCOMPARE(static_cast<double>(shown().answers->counts.firstRight()) / images,
             window->workspace().analysis().floatScore()->accuracy);
  }

  void withoutImagesItSaysWhatIsMissing() {
    showPanel();
    QVERIFY(!view().pinButton()->isEnabled());
    QVERIFY(view().answers()->verdict()->text().contains("Ctrl+O"));
    openSmall();
    QVERIFY(view().pinButton()->isEnabled());
    QVERIFY(!view().measureButton()->isEnabled());
    QVERIFY(view().answers()->verdict()->text().contains("Ctrl+I"));
  }

  void everyPageFitsWhereThePanelIsSmall() {
    openExample();
    press(Qt::Key_D, Qt::ControlModifier);
    window->document().setBits(allLayers(), 2);
    settle();
    showPanel();
    panel().measure();
    settle();
    const QFont before = QApplication::font();
    QStringList faults;
    for (const int points : {10, 14}) {
      QFont font = before;
      font.setPointSize(points);
      QApplication::setFont(font);
      window->resize(1008, 652);
      settleLayouts();
      showPanel();
      for (const auto page :
           {CompareView::Layers, CompareView::Weights, CompareView::Answers, CompareView::Images, CompareView::Plans}) {
        view().open(page);
        settleLayouts();
        for (const QString& fault : cutTexts(*window) + overlaps(*window))
          if (!faults.contains(fault)) faults << fault;
      }
    }
    QApplication::setFont(before);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QChar('\n'))));
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  ComparePanel& panel() { return window->panel<ComparePanel>(); }
  CompareView& view() { return *panel().view(); }
  AnswersPicture shown() { return view().answers()->picture(); }

  void press(Qt::Key key, Qt::KeyboardModifiers modifiers) { QTest::keyClick(window.get(), key, modifiers); }

  void showPanel() {
    window->showPanel("compare");
    settleLayouts();
  }

  void settle() {
    settleLayouts();
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    settleLayouts();
  }

  QString layerName(std::size_t layer) {
    return QString::fromStdString(window->document().network()->layers[layer].name);
  }

  std::vector<int> allLayers() {
    std::vector<int> layers(window->document().layerCount());
    for (std::size_t l = 0; l < layers.size(); ++l) layers[l] = static_cast<int>(l);
    return layers;
  }

  void openSmall(std::uint64_t seed = 1) {
    const Network network = smallNetwork(seed);
    const std::string path = *folder / ("small" + std::to_string(seed) + ".packed");
    writeFile(path, packNetwork(network, uniformPlan(network.layers.size(), QuantScheme{.bits = 8})));
    const auto before = window->document().network();
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->document().network() != before, patience);
    settle();
  }

  void openExample() {
    window->openNetwork("example", {});
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().analysis().floatScore().has_value(), patience);
    window->workspace().jobs().cancel("analysis");  // sensitivities take long and are not compared
    settle();
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeCompareTest() {
  return std::make_unique<CompareTest>();
}

}  // namespace bitprism::test

#include "desktop_compare_test.moc"
