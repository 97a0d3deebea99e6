#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

#include "app/desktop/document.h"
#include "core/quant/choice/automatic_scheme.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"

namespace bitprism::test {
namespace {

// What layers read, beside the network that a document has.
class CalibrationTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    network = std::make_shared<const Network>(smallNetwork());
    document = std::make_unique<Document>();
    document->setNetwork(network);
    calibration = AccuracyEvaluator(network, randomImages(40, {3, 8, 8}, 4, 3), {}).calibrateInputs();
  }

  void automaticLayersFollowIt() {
    const BitAllocation bits{2, 2, 2};
    document->setBits({0, 1, 2}, 2);
    QTRY_COMPARE_WITH_TIMEOUT(document->plan(), automaticPlan(*network, {}, bits), patience);
    QTRY_VERIFY_WITH_TIMEOUT(document->choicesComplete(), patience);
    const QuantPlan byOutputs = automaticPlan(*network, calibration, bits);
    QVERIFY(byOutputs != document->plan());  // or nothing is shown here
    QSignalSpy changes(document.get(), &Document::calibrationChanged);
    document->setCalibration(calibration);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(document->network(), network);
    QTRY_COMPARE_WITH_TIMEOUT(document->plan(), byOutputs, patience);
    document->reopen(std::make_shared<const Network>(smallNetwork()));
    QVERIFY(document->calibration().empty());
    QTRY_COMPARE_WITH_TIMEOUT(document->plan(), automaticPlan(*network, {}, bits), patience);
  }

  void solversAreComputedOnceItIsKnown() {
    const QuantScheme solver{.method = Method::Gptq, .bits = 3, .correction = Correction::None};
    document->setMethod({1}, solver);
    document->setBits({1}, 3);
    QTRY_VERIFY_WITH_TIMEOUT(document->errors().complete(), patience);
    QVERIFY(!document->errors().find(1, solver));
    document->setCalibration(calibration);
    QTRY_VERIFY_WITH_TIMEOUT(document->errors().find(1, solver), patience);
    document->setCalibration({});
    QVERIFY(!document->errors().find(1, solver));
  }

  void versionsKeepTheirs() {
    document->setCalibration(calibration);
    document->setVersion(std::make_shared<const Network>(smallNetwork(7)), uniformPlan(3, {.bits = 4}), "trained");
    QVERIFY(document->calibration().empty());
    document->undoStack().undo();
    QCOMPARE(document->network(), network);
    QCOMPARE(document->calibration().layers, calibration.layers);
    document->undoStack().redo();
    QVERIFY(document->calibration().empty());
    // Other images: what any version read was of those before.
    document->reopen(document->network());
    document->undoStack().undo();
    QVERIFY(document->calibration().empty());
  }

 private:
  std::shared_ptr<const Network> network;
  std::unique_ptr<Document> document;
  Calibration calibration;
};

}  // namespace

std::unique_ptr<QObject> makeCalibrationTest() {
  return std::make_unique<CalibrationTest>();
}

}  // namespace bitprism::test

#include "desktop_calibration_test.moc"
