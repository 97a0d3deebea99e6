#include <QTableWidget>
#include <QtTest>

#include "core/base/error.h"
#include "qcustomplot.h"
#include "tests/gui/widgets_tests.h"
#include "widgets/maps_view.h"
#include "widgets/training_view.h"

namespace bitprism::test {
namespace {

TrainingRecord recordOf(int epoch, double accuracy) {
  TrainingRecord record;
  record.epoch = epoch;
  record.measured = true;
  record.score.accuracy = accuracy;
  return record;
}

MapsPicture somePicture() {
  MapsPicture picture;
  picture.images = 3;
  picture.bits = 8;
  for (const int every : {2, 5}) {
    ActivationMap map{.shape = {3, 4, 8, 8}, .grid = {.bits = 8, .limit = 1}};
    for (int i = 0; i < 3 * 4 * 64; ++i) map.codes.push_back(static_cast<std::uint16_t>(i % every ? 0 : 1 + i % 200));
    picture.maps.push_back({QStringLiteral("map %1").arg(every), QStringLiteral("4 x 8 x 8"), codedSizes(map)});
  }
  picture.alive = {4096, 8192, 2048};
  picture.aliveCoded = {4096, 5000, 1024};
  return picture;
}

}  // namespace

class TrainingViewsTest : public QObject {
  Q_OBJECT

 private slots:
  void theFormGivesBackWhatItShows() {
    TrainingForm form;
    form.setBatchNorm(true);
    form.setReshaping(true);
    TrainingWish wish;
    wish.data = "/somewhere/images";
    wish.settings.objective = TrainingObjective::Distillation;
    wish.settings.epochs = 7;
    wish.settings.batch = 32;
    wish.settings.optimizer = TrainingOptimizer::Sgd;
    wish.settings.learningRate = 0.0125;
    wish.settings.batchNorm = BatchNormTraining::Trained;
    wish.settings.reshapeEpochs = 3;
    wish.settings.sparsity = 0.5;
    wish.settings.flip = true;
    wish.settings.padding = 4;
    form.show(wish);
    QCOMPARE(form.wish(), wish);
    form.setBatchNorm(false);  // the network has none that could stand apart
    form.setReshaping(false);
    QCOMPARE(form.wish().settings.batchNorm, BatchNormTraining::Folded);
    QCOMPARE(form.wish().settings.reshapeEpochs, 0);
  }

  void theFormRefusesWhatCannotBeRead() {
    TrainingView view;
    view.setPossible(true, {});
    QSignalSpy started(&view, &TrainingView::startRequested);
    TrainingWish wish;
    wish.settings.learningRate = -1;
    view.form()->show(wish);
    QVERIFY_EXCEPTION_THROWN(view.form()->wish(), UsageError);
    view.start();
    QCOMPARE(started.count(), 0);
    wish.settings.learningRate = 0.01;
    view.form()->show(wish);
    view.start();
    QCOMPARE(started.count(), 1);
  }

  void tellsWhatCameOfIt() {
    TrainingView view;
    view.resize(800, 260);
    view.setPossible(true, {});
    QVERIFY(view.startButton()->isEnabled());
    QVERIFY(!view.stopButton()->isEnabled());
    TrainingPicture picture;
    picture.state = TrainingPicture::State::Running;
    picture.epochs = 2;
    picture.steps = 20;
    picture.records = {recordOf(0, 0.5)};
    for (int i = 0; i < 15; ++i) picture.losses.push_back(2.0 / (1 + i));
    picture.records.push_back(recordOf(1, 0.75));
    picture.secondsLeft = 61;
    view.show(picture);
    QVERIFY(!view.startButton()->isEnabled());
    QVERIFY(view.stopButton()->isEnabled());
    QVERIFY2(view.sentence().contains("50.0 %") && view.sentence().contains("75.0 %"), qPrintable(view.sentence()));
    QVERIFY(TrainingView::summary(picture).startsWith("epoch 2 of 2"));
    QCOMPARE(view.plot()->graph(0)->data()->size(), 15);
    QCOMPARE(view.plot()->graph(1)->data()->size(), 2);
    picture.state = TrainingPicture::State::Ended;
    picture.bestEpoch = 1;
    view.show(picture);
    QVERIFY(view.keepButton()->isEnabled());
    QVERIFY(view.sentence().contains("epoch 1"));
    picture.bestEpoch = 0;
    view.show(picture);
    QVERIFY(!view.keepButton()->isEnabled());
    QVERIFY(view.sentence().contains("nothing to keep"));
  }

  void mapsAreListedAndDrawn() {
    MapsView view;
    view.resize(900, 260);
    view.setPossible(false, QStringLiteral("Open images first"));
    QVERIFY(!view.measureButton()->isEnabled());
    QCOMPARE(view.measureButton()->toolTip(), QString("Open images first"));
    view.setPossible(true, {});
    QSignalSpy asked(&view, &MapsView::measureRequested);
    QTest::mouseClick(view.measureButton(), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][0].toInt(), 16);
    const MapsPicture picture = somePicture();
    view.show(picture);
    QCOMPARE(view.table()->rowCount(), 3);
    QCOMPARE(view.table()->item(1, 0)->text(), QString("map 2"));
    QCOMPARE(view.table()->item(1, 1)->text(), QString("50.0 %"));
    QCOMPARE(view.memoryPlot()->graph(0)->data()->size(), 3);
    QCOMPARE(view.memoryPlot()->graph(1)->data()->at(1)->value, 5000.0 / 1024);
    const auto* bars = qobject_cast<QCPBars*>(view.codesPlot()->plottable(0));
    QCOMPARE(bars->data()->size(), 6);
    const double ofAll = bars->data()->at(5)->value;
    view.table()->setCurrentCell(2, 0);
    QVERIFY(bars->data()->at(5)->value < ofAll);  // the sparser map alone
    QVERIFY(MapsView::summary(picture).contains("zeros"));
    view.clear();
    QCOMPARE(view.table()->rowCount(), 0);
    QCOMPARE(bars->data()->size(), 0);
  }
};

std::unique_ptr<QObject> makeTrainingViewsTest() {
  return std::make_unique<TrainingViewsTest>();
}

}  // namespace bitprism::test

#include "training_views_test.moc"
