#include <QAbstractItemModelTester>
#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QtTest>
#include <limits>

#include "qcustomplot.h"
#include "tests/gui/widgets_tests.h"
#include "widgets/change_text.h"
#include "widgets/changed_images.h"
#include "widgets/class_changes.h"
#include "widgets/compare_answers.h"
#include "widgets/compare_plans.h"
#include "widgets/compare_table.h"
#include "widgets/compare_view.h"
#include "widgets/compare_weights.h"
#include "widgets/confusion_table.h"

namespace bitprism::test {
namespace {

const QChar minus(0x2212);

// Three layers: the first alike, the second with fewer bits, the third with another method.
std::vector<CompareRow> comparedRows() {
  std::vector<CompareRow> rows(3);
  for (int i = 0; i < 3; ++i) {
    CompareRow& row = rows[static_cast<std::size_t>(i)];
    row.name = QStringLiteral("layer%1.conv").arg(i);
    row.a = {.scheme = {.bits = 8}, .method = QStringLiteral("uniform"), .sqnrDb = 40.5, .bytes = 1000};
    row.b = row.a;
    row.layer = row.layerA = row.layerB = i;
  }
  rows[1].b.scheme.bits = 4;
  rows[1].b.sqnrDb = 20;
  rows[1].b.bytes = 500;
  rows[2].b.scheme.method = Method::Pwlq;
  rows[2].b.method = QStringLiteral("PWLQ");
  rows[2].b.sqnrDb = 43;
  rows[2].b.bytes = 1200;
  return rows;
}

// Six images of three classes; images 2, 3 and 5 change.
AnswersPicture someAnswers() {
  return {std::make_shared<const AnswerComparison>(
              compareAnswers({0, 0, 1, 1, 2, 2}, {0, 0, 2, 0, 2, 0}, {0, 0, 1, 0, 1, 1}, 3)),
          {QStringLiteral("cat"), QStringLiteral("dog")}};
}

QString textAt(const QTableView& table, int row, int column) {
  return table.model()->index(row, column).data().toString();
}

}  // namespace

class CompareViewsTest : public QObject {
  Q_OBJECT

 private slots:
  void differencesAreSignsAndWords() {
    QCOMPARE(signedText(1.25, 1), QString("+1.3"));
    QCOMPARE(signedText(-2, 0), minus + QString("2"));
    QCOMPARE(signedText(-0.001, 1), QString("0.0"));  // no sign for what rounds to nothing
    QCOMPARE(signedBytesText(-2048), minus + QString("2.0 KiB"));
    QCOMPARE(changeText("8", "8"), QString("8"));
    QCOMPARE(changeText("8", "4"), QString("8 → 4"));
    QCOMPARE(qualityChangeText(Metric::Accuracy, 0.0125), QString("+1.25 points"));
    QCOMPARE(qualityChangeText(Metric::Sqnr, -0.05), minus + QString("3.00 dB"));
    QCOMPARE(chanceText(0.314), QString("may be chance: p = 0.31"));
    QCOMPARE(chanceText(0.0123), QString("is hardly chance: p = 0.012"));
    QCOMPARE(chanceText(1e-9), QString("is hardly chance: p < 0.001"));
  }

  void theTableShowsOneValueOrBoth() {
    CompareTable view;
    const QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    view.resize(900, 300);
    view.show(comparedRows());
    view.show();
    QTableView& table = *view.table();
    QCOMPARE(textAt(table, 0, CompareModel::Bits), QString("8"));
    QCOMPARE(textAt(table, 1, CompareModel::Bits), QString("8 → 4 (") + minus + "4)");
    QCOMPARE(textAt(table, 1, CompareModel::Sqnr), QString("40.5 → 20.0 (") + minus + "20.5)");
    QCOMPARE(textAt(table, 2, CompareModel::MethodName), QString("uniform → PWLQ"));
    QVERIFY(textAt(table, 2, CompareModel::Size).endsWith("(+20 %)"));
    QVERIFY(table.isColumnHidden(CompareModel::Input));
    std::vector<CompareRow> rows = comparedRows();
    rows[0].b.inputBits = 8;
    rows[2].b.method = rows[2].a.method;  // with other options only
    view.show(rows);
    QVERIFY(!table.isColumnHidden(CompareModel::Input));
    QCOMPARE(textAt(table, 0, CompareModel::Input), QString("float → 8"));
    QCOMPARE(textAt(table, 2, CompareModel::MethodName), QString("uniform, other options"));
    rows[1].a.sqnrDb = std::numeric_limits<double>::infinity();
    rows[1].b.sqnrDb.reset();
    view.show(rows);
    QCOMPARE(textAt(table, 1, CompareModel::Sqnr), QString("∞ → …"));
  }

  void aNarrowTableShowsSizesWithoutPercentAndWhole() {
    CompareTable view;
    std::vector<CompareRow> rows = comparedRows();
    rows[1].a.bytes = 147 * 1024;
    rows[1].b.bytes = 36 * 1024;
    view.show(rows);
    view.show();
    QTableView& table = *view.table();
    const int narrow = table.fontMetrics().averageCharWidth() * 60;
    view.resize(narrow, 300);
    QTRY_COMPARE(textAt(table, 1, CompareModel::Size), QString("147.0 KiB → 36.0 KiB"));
    int used = 0;
    for (int column = 0; column < CompareModel::ColumnCount; ++column)
      used += table.isColumnHidden(column) ? 0 : table.columnWidth(column);
    QVERIFY2(used <= table.viewport()->width(),
             qPrintable(QString("%1 > %2").arg(used).arg(table.viewport()->width())));
    view.resize(4 * narrow, 300);
    QTRY_VERIFY(textAt(table, 1, CompareModel::Size).endsWith("%)"));
  }

  void theTableSortsByDifferenceFiltersAndChooses() {
    CompareTable view;
    view.resize(900, 300);
    view.show(comparedRows());
    view.show();
    QTableView& table = *view.table();
    table.sortByColumn(CompareModel::Sqnr, Qt::AscendingOrder);
    QCOMPARE(textAt(table, 0, CompareModel::Name), QString("layer1.conv"));  // loses most
    table.sortByColumn(CompareModel::Size, Qt::DescendingOrder);
    QCOMPARE(textAt(table, 0, CompareModel::Name), QString("layer2.conv"));
    QSignalSpy chosen(&view, &CompareTable::rowChosen);
    table.setCurrentIndex(table.model()->index(0, 0));
    QCOMPARE(chosen.count(), 0);  // looking is not choosing
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(chosen.takeFirst().first().toInt(), 2);
    const QRect cell = table.visualRect(table.model()->index(2, CompareModel::Name));
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, cell.center());
    QTest::mouseDClick(table.viewport(), Qt::LeftButton, {}, cell.center());
    QCOMPARE(chosen.takeFirst().first().toInt(), 1);
    QTest::keyClick(view.onlyDifferences(), Qt::Key_Space);
    QCOMPARE(table.model()->rowCount(), 2);
    std::vector<CompareRow> rows = comparedRows();
    rows[0].b.scheme.bits = 2;
    view.show(rows);  // the filter follows the plans
    QCOMPARE(table.model()->rowCount(), 3);
    view.setCurrentLayer(2);
    QCOMPARE(textAt(table, table.currentIndex().row(), CompareModel::Name), QString("layer2.conv"));
  }

  void layersOfTwoNetworksSayHowTheyMatch() {
    std::vector<CompareRow> rows = comparedRows();
    rows[0].match = CompareMatch::Name;
    rows[0].nameB = rows[0].name;
    rows[0].largest = 0;
    rows[0].betweenDb = std::numeric_limits<double>::infinity();
    rows[1].match = CompareMatch::Shape;
    rows[1].nameB = "onnx::Conv_7";
    rows[1].largest = 0.25;
    rows[1].betweenDb = 21.5;
    rows[2].match = CompareMatch::OnlyA;
    rows[2].layerB = -1;
    CompareTable view;
    view.resize(900, 300);
    view.show(rows);
    view.show();
    QTableView& table = *view.table();
    QVERIFY(table.isColumnHidden(CompareModel::Sqnr) && !table.isColumnHidden(CompareModel::Between));
    QCOMPARE(textAt(table, 0, CompareModel::Match), QString("name"));
    QCOMPARE(textAt(table, 0, CompareModel::Between), QString(QChar(0x221e)));
    QCOMPARE(textAt(table, 1, CompareModel::Match), QString("shape and order"));
    QVERIFY(textAt(table, 1, CompareModel::Name).endsWith("onnx::Conv_7"));
    QCOMPARE(textAt(table, 2, CompareModel::Match), QString("only in A"));
    QVERIFY(textAt(table, 2, CompareModel::Between).isEmpty());
    QTest::keyClick(view.onlyDifferences(), Qt::Key_Space);
    QCOMPARE(table.model()->rowCount(), 2);  // equal weights are no difference
    QVERIFY(view.copied().contains("layer1.conv\tonnx::Conv_7\tshape and order\t8\t4\t21.500\t0.25\t1000\t500"));
    view.show(comparedRows());  // plans again
    QVERIFY(!table.isColumnHidden(CompareModel::Sqnr) && table.isColumnHidden(CompareModel::Match));
  }

  void theTableIsCopiedWithAColumnPerFigure() {
    CompareTable view;
    view.show(comparedRows());
    const QStringList lines = view.copied().split('\n');
    QCOMPARE(lines.size(), 5);  // with the header and the end
    QCOMPARE(lines[0].count('\t'), 13);
    QCOMPARE(lines[2],
             QString("layer1.conv\t8\t4\t-4\t32\t32\tuniform\tuniform\t40.500\t20.000\t-20.500\t1000\t500\t-500"));
    view.onlyDifferences()->setChecked(true);
    QCOMPARE(view.copied().count('\n'), 3);
    for (QAction* action : view.table()->actions()) action->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), view.copied());
  }

  void histogramsLieOverOneAnother() {
    CompareWeights view;
    view.resize(500, 300);
    const auto bins = [](std::vector<std::int64_t> counts) {
      auto histogram = std::make_shared<Histogram>();
      histogram->low = -1;
      histogram->high = 1;
      histogram->counts = std::move(counts);
      return histogram;
    };
    view.show({.layer = "conv",
               .a = {"pin", bins({1, 5, 1, 0}), {-0.5, 0.5}},
               .b = {"current", bins({0, 2, 9, 2}), {-0.75, -0.25, 0.25, 0.75}},
               .note = "conv."});
    QCOMPARE(view.plot()->plottableCount(), 4);
    QCOMPARE(view.plot()->legend->itemCount(), 4);
    QVERIFY(view.plot()->legend->visible());
    const QString csv = csvText(view);
    QVERIFY2(csv.contains("A,-0.25,5"), qPrintable(csv));
    QVERIFY2(csv.contains("B,0.25,9"), qPrintable(csv));
    QCOMPARE(csv.count("levels of B"), 4);
    QVERIFY(view.plot()->yAxis->range().upper > 9);
    view.logarithmic()->setChecked(true);
    QVERIFY(view.plot()->yAxis->range().upper < 3);
    view.clear();
    QVERIFY(!view.plot()->legend->visible());
  }

  void answersAreToldInPlainWords() {
    CompareAnswers view;
    view.resize(800, 300);
    view.setHint("not yet");
    QCOMPARE(view.verdict()->text(), QString("not yet"));
    view.show(someAnswers());
    view.show();
    // A is right about images 0, 1 and 2, B about 0, 1 and 3.
    QVERIFY2(view.verdict()->text().startsWith("3 of 6 images change their answer."),
             qPrintable(view.verdict()->text()));
    QVERIFY(view.verdict()->text().contains("equally many"));
    QVERIFY(view.counts()->text().contains("only A right <b>1</b>"));
    QVERIFY(view.counts()->text().contains("both wrong, differently <b>1</b>"));
    QCOMPARE(view.classes()->model()->rowCount(), 2);
    QCOMPARE(textAt(*view.classes(), 0, ClassChanges::Class), QString("dog"));  // loses one of three
    QCOMPARE(textAt(*view.classes(), 0, ClassChanges::Change), minus + QString("33.3"));
    QCOMPARE(textAt(*view.classes(), 1, ClassChanges::Change), QString("+33.3"));
    view.classes()->sortByColumn(ClassChanges::Change, Qt::DescendingOrder);
    QCOMPARE(textAt(*view.classes(), 0, ClassChanges::Class), QString("cat"));
    QCOMPARE(view.classes()->csv().count('\n'), 3);
    AnswersPicture worse = someAnswers();
    worse.answers = std::make_shared<const AnswerComparison>(
        compareAnswers(Answers(20, 0), Answers(20, 1), std::vector<std::int32_t>(20, 0), 2));
    view.show(worse);
    QVERIFY2(view.verdict()->text().contains("20 fewer rightly than A; the difference is hardly chance: p < 0.001"),
             qPrintable(view.verdict()->text()));
    worse.answers = std::make_shared<const AnswerComparison>(compareAnswers({0, 1}, {0, 0}, {}, 2));
    view.show(worse);
    QVERIFY(view.verdict()->text().contains("Without labels"));
    QVERIFY(!view.classes()->isVisible());
    QVERIFY(!view.kinds()->isEnabled());
  }

  void theConfusionMatrixHasAKeyboardAndATable() {
    CompareAnswers view;
    view.resize(800, 300);
    view.show(someAnswers());
    view.show();
    ConfusionTable& matrix = *view.confusion();
    QCOMPARE(matrix.imagesAt(1, 2), std::int64_t{1});
    QCOMPARE(matrix.imagesAt(0, 0), std::int64_t{2});
    QCOMPARE(matrix.model()->headerData(0, Qt::Horizontal).toString(), QString("0"));
    QCOMPARE(matrix.model()->headerData(0, Qt::Vertical).toString(), QString("0 cat"));
    QCOMPARE(matrix.model()->headerData(2, Qt::Vertical).toString(), QString("2"));  // has no name
    QSignalSpy pairs(&view, &CompareAnswers::pairChosen);
    matrix.setCurrentIndex(matrix.model()->index(1, 2));
    QTest::keyClick(&matrix, Qt::Key_Return);
    QCOMPARE(pairs.count(), 1);
    QCOMPARE(pairs.first()[0].toInt(), 1);
    QCOMPARE(pairs.first()[1].toInt(), 2);
    matrix.setCurrentIndex(matrix.model()->index(0, 0));
    QTest::keyClick(&matrix, Qt::Key_Return);
    QCOMPARE(pairs.count(), 1);  // they do not change
    view.kinds()->setCurrentIndex(1);
    QCOMPARE(matrix.imagesAt(1, 2), std::int64_t{2});  // the label dog, answered with 2 by A
    QVERIFY(matrix.csv().startsWith("label,answer,images\n"));
    // Of many classes the most confused.
    Answers first, second;
    for (std::int32_t label = 0; label < 100; ++label)
      for (int image = 0; image < 2; ++image) {
        first.push_back(label);
        second.push_back(label >= 90 ? 99 - label : label);
      }
    view.show({std::make_shared<const AnswerComparison>(compareAnswers(first, second, {}, 100)), {}});
    QCOMPARE(matrix.model()->rowCount(), static_cast<int>(ConfusionTable::mostClasses));
    QCOMPARE(matrix.hiddenClasses(), std::size_t{60});
    for (std::int32_t label = 90; label < 100; ++label) QCOMPARE(matrix.imagesAt(label, 99 - label), std::int64_t{2});
    QCOMPARE(matrix.csv().count('\n'), 101);
  }

  void changedImagesAskForPicturesInSight() {
    ChangedImages view;
    const QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    view.resize(500, 260);
    Answers first(1000, 0), second(1000, 1);
    view.show({std::make_shared<const AnswerComparison>(compareAnswers(first, second, {}, 2)), {}});
    view.show();
    QSignalSpy wishes(&view, &ChangedImages::picturesWished);
    QTRY_VERIFY_WITH_TIMEOUT(!wishes.isEmpty(), patience);
    const auto wished = wishes.last().first().value<std::vector<std::int64_t>>();
    QCOMPARE(wished.front(), std::int64_t{0});
    QVERIFY2(wished.size() < 100, qPrintable(QString::number(wished.size())));  // not all thousand
    QImage picture(8, 8, QImage::Format_RGB32);
    picture.fill(Qt::red);
    view.setPicture(0, picture);
    QVERIFY(view.model()->known(0));
    view.list()->scrollToBottom();
    QTRY_VERIFY_WITH_TIMEOUT(wishes.last().first().value<std::vector<std::int64_t>>().back() > 900, patience);
    view.forgetPictures();
    QVERIFY(!view.model()->known(0));
  }

  void changedImagesAreListedByKind() {
    ChangedImages view;
    view.resize(500, 260);
    view.show(someAnswers());
    view.show();
    QCOMPARE(view.model()->images(), (std::vector<std::int64_t>{2, 3, 5}));
    const QString first = view.model()->index(0).data().toString();
    QCOMPARE(first, QString("dog, A: dog ✓, B: 2 ✗"));
    view.kinds()->setCurrentIndex(2);
    QCOMPARE(view.kinds()->currentText(), QString("only B right"));
    QCOMPARE(view.model()->images(), (std::vector<std::int64_t>{3}));
    view.showPair(2, 0);
    QCOMPARE(view.model()->images(), (std::vector<std::int64_t>{5}));
    QCOMPARE(view.csv(), QString("image,label,A,B\n5,dog,2,cat\n"));
  }

  void pinsAreRenamedLoadedAndRemovedByKeys() {
    ComparePlans view;
    view.resize(600, 260);
    view.setPossible(true);
    view.show({{.key = "current", .name = "current plan", .bytes = 500, .floatBytes = 4000, .current = true},
               {.key = "float", .name = "float", .bytes = 4000, .floatBytes = 4000},
               {.key = "pin 1", .name = "first", .bytes = 1000, .floatBytes = 4000, .meanBits = 8, .pinned = true}});
    view.show();
    QTableView& table = *view.table();
    QCOMPARE(textAt(table, 2, ComparePlans::Ratio), QString("4.0×"));
    QSignalSpy loads(&view, &ComparePlans::loadWished), removals(&view, &ComparePlans::removeWished),
        renames(&view, &ComparePlans::renameWished);
    table.setCurrentIndex(table.model()->index(0, 0));
    QVERIFY(!view.loadButton()->isEnabled() && !view.removeButton()->isEnabled());
    QTest::keyClick(&table, Qt::Key_Down);
    QVERIFY(view.loadButton()->isEnabled() && !view.removeButton()->isEnabled());
    QTest::keyClick(&table, Qt::Key_Down);
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(loads.takeFirst().first().toString(), QString("pin 1"));
    QTest::keyClick(&table, Qt::Key_Delete);
    QCOMPARE(removals.takeFirst().first().toString(), QString("pin 1"));
    table.model()->setData(table.model()->index(2, 0), "  second  ");
    QCOMPARE(renames.count(), 1);
    QCOMPARE(renames.first()[1].toString(), QString("second"));
    table.model()->setData(table.model()->index(2, 0), "   ");
    QCOMPARE(renames.count(), 1);
    QCOMPARE(textAt(table, 2, 0), QString("first"));  // a pin keeps a name
  }

  void totalsAndSidesAreShown() {
    CompareView view;
    view.resize(900, 300);
    Score accurate{.accuracy = 0.92}, less{.accuracy = 0.9};
    const std::vector<PlanEntry> plans = {
        {.key = "current", .name = "current plan", .bytes = 512, .floatBytes = 4096, .score = less, .current = true},
        {.key = "float", .name = "float", .bytes = 4096, .floatBytes = 4096, .score = accurate}};
    view.showPlans(plans, "float", "current");
    view.setPossible(true, {});
    view.show();
    QCOMPARE(view.a()->currentText(), QString("float"));
    QVERIFY2(view.difference()->text().contains(minus + QString("3.5 KiB")), qPrintable(view.difference()->text()));
    QVERIFY2(view.difference()->text().contains(minus + QString("2.00 points")), qPrintable(view.difference()->text()));
    QSignalSpy chosen(&view, &CompareView::chosen);
    view.swapButton()->click();
    QCOMPARE(chosen.takeFirst(), (QVariantList{"current", "float"}));
    QTest::keyClick(view.a(), Qt::Key_Up);
    QCOMPARE(chosen.takeFirst(), (QVariantList{"current", "current"}));
    view.setPossible(true, "there are no classes");
    QVERIFY(!view.measureButton()->isEnabled());
    QCOMPARE(view.answers()->verdict()->text(), QString("there are no classes"));
    view.setPossible(true, {});
    view.setMeasuring(true);
    QVERIFY(!view.measureButton()->isEnabled());
    view.setMeasuring(false);
    QVERIFY(view.measureButton()->isEnabled());
    view.showAnswers(someAnswers());
    view.open(CompareView::Answers);
    emit view.answers()->pairChosen(1, 2);
    QCOMPARE(view.pages()->currentIndex(), static_cast<int>(CompareView::Images));
    QCOMPARE(view.images()->model()->images(), (std::vector<std::int64_t>{2}));
  }

 private:
  static QString csvText(CompareWeights& view) {
    for (QAction* action : view.plot()->actions())
      if (action->objectName() == "copy-numbers") action->trigger();
    return QGuiApplication::clipboard()->text().replace('\t', ',');
  }
};

std::unique_ptr<QObject> makeCompareViewsTest() {
  return std::make_unique<CompareViewsTest>();
}

}  // namespace bitprism::test

#include "compare_views_test.moc"
