#include "widgets/trials_view.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>
#include <QtTest>
#include <algorithm>

#include "tests/gui/fitting.h"
#include "tests/gui/widgets_tests.h"
#include "tests/support/made_search.h"
#include "widgets/bit_lines_view.h"
#include "widgets/trials_filter.h"

namespace bitprism::test {
namespace {

std::vector<TrialLayer> layersOf(int count) {
  std::vector<TrialLayer> layers;
  for (int l = 0; l < count; ++l)
    layers.push_back({l == 0 ? QStringLiteral("conv1") : QStringLiteral("layer%1.conv").arg(l), 100 * (l + 1)});
  return layers;
}

std::vector<FrontPoint> pointsOf(const SearchSnapshot& snapshot) {
  std::vector<FrontPoint> points;
  for (std::size_t i = 0; i < snapshot.evaluations.size(); ++i)
    if (snapshot.evaluations[i].ok() && snapshot.evaluations[i].taskIndex == 1)
      points.push_back({snapshot.evaluations[i].score.accuracy, snapshot.evaluations[i].bytes, i});
  return paretoFront(points);
}

}  // namespace

// The table of trials: order, filter, selection, copying, lines.
class TrialsViewTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    view = std::make_unique<TrialsView>();
    view->resize(900, 320);
    view->QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(view.get(), patience));
  }

  void itsModelsKeepTheRulesWhileASearchGrows() {
    const QAbstractItemModelTester tester(view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester outer(view->filter(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    view->table()->sortByColumn(TrialsModel::Quality, Qt::DescendingOrder);
    QSignalSpy resets(view->model(), &QAbstractItemModel::modelReset);
    for (const int count : {3, 40, 41, 200}) {
      show(madeSearch(count));
      QCOMPARE(view->model()->rowCount(), count);
      QCOMPARE(view->filter()->rowCount(), count);
    }
    QCOMPARE(resets.count(), 1);  // it grew by rows
    view->filterLine()->setText("conv1<=4");
    show(madeSearch(260));
    view->setListed({1, 2, 3, 250});
    show(madeSearch(30, 20, 9));  // another search
    show(nullptr);
    QCOMPARE(view->model()->rowCount(), 0);
  }

  void everyColumnSorts() {
    const auto snapshot = madeSearch(120);
    show(snapshot);
    const auto orderOf = [&](int column, Qt::SortOrder order) {
      view->table()->sortByColumn(column, order);
      return view->shown();
    };
    const auto at = [&](int trial) { return snapshot->evaluations[static_cast<std::size_t>(trial)]; };
    const std::vector<int> byMemory = orderOf(TrialsModel::Memory, Qt::AscendingOrder);
    for (std::size_t i = 1; i < byMemory.size(); ++i) QVERIFY(at(byMemory[i - 1]).bytes <= at(byMemory[i]).bytes);
    const std::vector<int> byQuality = orderOf(TrialsModel::Quality, Qt::DescendingOrder);
    QVERIFY(!at(byQuality.back()).ok());
    QVERIFY(at(byQuality.front()).ok());
    for (std::size_t i = 1; i < byQuality.size(); ++i)
      if (at(byQuality[i]).ok()) QVERIFY(at(byQuality[i - 1]).score.accuracy >= at(byQuality[i]).score.accuracy);
    for (int column = 0; column < TrialsModel::ColumnCount; ++column) {
      std::vector<int> up = orderOf(column, Qt::AscendingOrder);
      std::sort(up.begin(), up.end());
      QCOMPARE(up.size(), std::size_t{120});
      QCOMPARE(up.back(), 119);
    }
  }

  void meanBitsAreWeighedByTheWeights() {
    auto snapshot = madeSearch(1, 2);
    snapshot->evaluations[0].bits = {LayerChoice(2), LayerChoice(8)};
    view->show(snapshot, {{"a", 300}, {"b", 100}}, {}, {});
    QCOMPARE(view->model()->row(0).meanBits, 3.5);
    QCOMPARE(view->model()->index(0, TrialsModel::Bits).data().toString(), QString("2 8"));
  }

  void filterWords_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("bits of a layer") << "conv1<=4";
    QTest::newRow("two conditions") << "conv1<=4 layer3.conv>6";
    QTest::newRow("accuracy") << "accuracy>50";
    QTest::newRow("memory and a word") << "memory<150KiB random";
    QTest::newRow("blanks") << "conv1 = 3  memory >= 100";
    QTest::newRow("task") << "256";
    QTest::newRow("mean bits") << "bits<5";
    QTest::newRow("trial") << "trial>=100";
    QTest::newRow("part of names") << "conv>=2";
    QTest::newRow("front") << "front";
  }

  void filterWords() {
    QFETCH(QString, text);
    const auto snapshot = madeSearch(200);
    const auto front = pointsOf(*snapshot);
    show(snapshot);
    view->filterLine()->setText(text);
    const auto meets = [&](const Evaluation& e) {
      const auto bits = [&](std::size_t layer) { return e.bits[layer].bits; };
      double mean = 0, weights = 0;
      for (std::size_t l = 0; l < e.bits.size(); ++l) {
        mean += static_cast<double>(bits(l)) * static_cast<double>(l + 1);
        weights += static_cast<double>(l + 1);
      }
      mean /= weights;
      const double kib = static_cast<double>(e.bytes) / 1024;
      if (text == "conv1<=4") return bits(0) <= 4;
      if (text.startsWith("conv1<=4 ")) return bits(0) <= 4 && bits(3) > 6;
      if (text.startsWith("accuracy")) return e.ok() && e.score.accuracy > 0.5;
      if (text.startsWith("memory")) return kib < 150 && e.why == "a random plan";
      if (text.startsWith("conv1 =")) return bits(0) == 3 && kib >= 100;
      if (text == "256") return e.taskIndex == 0;
      if (text == "bits<5") return mean < 5;
      if (text.startsWith("trial")) return e.trial >= 100;
      if (text == "conv>=2") return true;
      return std::any_of(front.begin(), front.end(),
                         [&](const FrontPoint& p) { return snapshot->evaluations[p.index].trial == e.trial; });
    };
    std::vector<int> expected;
    for (const Evaluation& evaluation : snapshot->evaluations)
      if (meets(evaluation)) expected.push_back(evaluation.trial);
    QCOMPARE(view->shown(), expected);
    QVERIFY(!expected.empty());
    QVERIFY(view->filter()->query().problem().isEmpty());
    view->filterLine()->clear();
    QCOMPARE(view->shown().size(), std::size_t{200});
  }

  void aConditionOnNothingSaysSo() {
    show(madeSearch(20));
    view->filterLine()->setText("conv9<=4");
    QVERIFY2(view->filter()->query().problem().contains("conv9"), qPrintable(view->filter()->query().problem()));
    QCOMPARE(view->shown().size(), std::size_t{20});
    view->filterLine()->setText("conv1<=");
    QVERIFY(!view->filter()->query().problem().isEmpty());
  }

  void listedTrialsStandAloneAndSelectionsAreTold() {
    show(madeSearch(60));
    QSignalSpy told(view.get(), &TrialsView::selectionChanged);
    view->setListed({5, 9, 12, 40});
    view->setSelected({5, 9, 12, 40});
    QCOMPARE(view->shown(), (std::vector<int>{5, 9, 12, 40}));
    QCOMPARE(view->selected(), (std::vector<int>{5, 9, 12, 40}));
    QCOMPARE(told.count(), 0);
    clickRow(1);
    QCOMPARE(told.last()[0].value<std::vector<int>>(), std::vector<int>{9});
    QSignalSpy all(view.get(), &TrialsView::allWished);
    view->allButton()->click();
    QCOMPARE(all.count(), 1);
    view->setListed({});
    QCOMPARE(view->shown().size(), std::size_t{60});
    QVERIFY(!view->allButton()->isEnabled());
    // The selection survives another order and more rows.
    view->setSelected({3, 50});
    view->table()->sortByColumn(TrialsModel::Memory, Qt::DescendingOrder);
    show(madeSearch(80));
    QCOMPARE(view->selected(), (std::vector<int>{3, 50}));
    QTest::keyClick(view->table(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(told.last()[0].value<std::vector<int>>().size(), std::size_t{80});
  }

  void enterAsksForThePlan() {
    show(madeSearch(20));
    view->table()->sortByColumn(TrialsModel::Memory, Qt::AscendingOrder);
    QSignalSpy wished(view.get(), &TrialsView::planWished);
    clickRow(2);
    view->table()->setFocus();
    QTest::keyClick(view->table(), Qt::Key_Return);
    QCOMPARE(wished.count(), 1);
    QCOMPARE(wished[0][0].toInt(), view->shown()[2]);
  }

  void copiedTrialsAreATableWithAColumnForEveryLayer() {
    const auto snapshot = madeSearch(60, 4);
    view->show(snapshot, layersOf(4), pointsOf(*snapshot), {});
    view->setSelected({49, 50});
    view->copy();
    const QStringList lines = QGuiApplication::clipboard()->text().split('\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 3);
    const QStringList header = lines[0].split('\t');
    QCOMPARE(header.mid(header.size() - 4), QStringList({"conv1", "layer1.conv", "layer2.conv", "layer3.conv"}));
    const QStringList failed = lines[1].split('\t'), good = lines[2].split('\t');
    QCOMPARE(failed.size(), header.size());
    QVERIFY(failed.contains("ran out of memory"));
    const Evaluation& evaluation = snapshot->evaluations[50];
    QCOMPARE(good[header.indexOf("trial")], QString("50"));
    QVERIFY(std::abs(good[header.indexOf("accuracy")].toDouble() - evaluation.score.accuracy) < 1e-8);
    QCOMPARE(good[header.indexOf("bytes")].toLongLong(), static_cast<qlonglong>(evaluation.bytes));
    for (int l = 0; l < 4; ++l)
      QCOMPARE(good[header.indexOf("conv1") + l].toInt(), evaluation.bits[static_cast<std::size_t>(l)].bits);
  }

  void linesShowTheBitsOfTheSelectedAndOfThePlan() {
    const auto snapshot = madeSearch(200, 5);
    view->show(snapshot, layersOf(5), {}, {});
    view->setPlan({8, 7, 6, 5, 4});
    view->linesButton()->click();
    QVERIFY(view->lines()->isVisible());
    QCOMPARE(view->lines()->lineCount(), std::size_t{200});
    QVERIFY(view->lines()->bundled());
    view->setSelected({4, 5, 6});
    QTRY_COMPARE_WITH_TIMEOUT(view->lines()->lineCount(), std::size_t{3}, patience);
    QVERIFY(!view->lines()->bundled());
    const QString tip = view->lines()->tipAt(view->lines()->pixelOf(1, 4).toPoint());
    QVERIFY2(tip.startsWith("layer1.conv") && tip.contains("this plan: 7 bits"), qPrintable(tip));
    int plans = 0;
    for (int bits = 2; bits <= 8; ++bits)
      for (const int trial : {4, 5, 6})
        plans += snapshot->evaluations[static_cast<std::size_t>(trial)].bits[1].bits == bits &&
                 tip.contains(QStringLiteral("%1 bits: ").arg(bits));
    QCOMPARE(plans, 3);
    QCOMPARE(view->lines()->table().count('\n'), 5);  // a header, three trials, the plan
    const QImage before = view->lines()->grab().toImage();
    view->setPlan({8, 7, 2, 5, 4});
    QVERIFY(view->lines()->grab().toImage() != before);
  }

  void noTextIsCutAtAnyWidth() {
    show(madeSearch(120));
    for (const int width : {900, 600, 420, 300}) {
      view->resize(width, 260);
      settleLayouts();
      const QStringList faults = cutTexts(*view);
      QVERIFY2(faults.isEmpty(), qPrintable(QString::number(width) + ": " + faults.join('\n')));
      QVERIFY(!view->table()->isColumnHidden(TrialsModel::Quality));
      QVERIFY(!view->table()->isColumnHidden(TrialsModel::Memory));
    }
  }

 private:
  void show(const std::shared_ptr<SearchSnapshot>& snapshot) {
    const std::vector<FrontPoint> front = snapshot ? pointsOf(*snapshot) : std::vector<FrontPoint>();
    view->show(snapshot, layersOf(20), front, kneeOf(front));
  }

  void clickRow(int row) {
    const QModelIndex index = view->table()->model()->index(row, TrialsModel::Memory);
    view->table()->scrollTo(index);
    QTest::mouseClick(view->table()->viewport(), Qt::LeftButton, {}, view->table()->visualRect(index).center());
  }

  std::unique_ptr<TrialsView> view;
};

std::unique_ptr<QObject> makeTrialsViewTest() {
  return std::make_unique<TrialsViewTest>();
}

}  // namespace bitprism::test

#include "trials_view_test.moc"
