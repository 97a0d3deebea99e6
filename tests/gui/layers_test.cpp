#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

#include "tests/gui/widgets_tests.h"
#include "widgets/layers_view.h"
#include "widgets/method_text.h"

namespace bitprism::test {

class LayersTest : public QObject {
  Q_OBJECT

 private slots:
  void passesTheModelTester() {
    LayersModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRows(someRows(20));
    std::vector<LayerRow> rows = someRows(20);
    rows[3].bits = 4;
    rows[7].locked = true;
    rows[8].method = Method::Kmeans;
    rows[9].inputsPossible = true;
    rows[9].inputBits = 5;
    model.setRows(rows);
    model.setRows(someRows(5));
    model.setRows({});
    QCOMPARE(model.rowCount(), 0);
  }

  void asksForBitsAndWaitsForTheAnswer() {
    LayersModel model;
    model.setRows(someRows(3));
    QSignalSpy wishes(&model, &LayersModel::bitsWished);
    QVERIFY(model.setData(model.index(1, LayersModel::Bits), 4));
    QCOMPARE(wishes.count(), 1);
    QCOMPARE(wishes[0][0].toInt(), 1);
    QCOMPARE(wishes[0][1].toInt(), 4);
    QCOMPARE(model.index(1, LayersModel::Bits).data(Qt::EditRole).toInt(), 8);
  }

  void refusesBitsThatDoNotExistAndLockedLayers() {
    LayersModel model;
    std::vector<LayerRow> rows = someRows(2);
    rows[1].locked = true;
    model.setRows(rows);
    QSignalSpy wishes(&model, &LayersModel::bitsWished);
    for (const QVariant& bits : {QVariant(0), QVariant(9), QVariant(33), QVariant("many")}) {
      QVERIFY(!model.setData(model.index(0, LayersModel::Bits), bits));
    }
    QVERIFY(!model.setData(model.index(1, LayersModel::Bits), 4));
    QVERIFY(!(model.flags(model.index(1, LayersModel::Bits)) & Qt::ItemIsEditable));
    QVERIFY(model.setData(model.index(0, LayersModel::Bits), 32));
    QCOMPARE(wishes.count(), 1);
  }

  void asksForAutomaticMethods() {
    LayersModel model;
    std::vector<LayerRow> rows = someRows(3);
    rows[1].automatic = true;
    rows[2].locked = true;
    model.setRows(rows);
    QSignalSpy automatic(&model, &LayersModel::automaticWished);
    QSignalSpy methods(&model, &LayersModel::methodWished);
    const auto cell = [&](int row) { return model.index(row, LayersModel::MethodName); };
    QCOMPARE(cell(1).data().toString(), QStringLiteral("auto: ") + methodText(rows[1].method));
    QCOMPARE(cell(1).data(Qt::EditRole).toInt(), automaticMethodData);
    QVERIFY(model.setData(cell(0), automaticMethodData));
    QCOMPARE(automatic.count(), 1);
    QVERIFY(model.setData(cell(1), automaticMethodData));
    QVERIFY(!model.setData(cell(2), automaticMethodData));
    QCOMPARE(automatic.count(), 1);
    // What happens to be its method now is a choice as well.
    QVERIFY(model.setData(cell(1), static_cast<int>(rows[1].method)));
    QCOMPARE(methods.count(), 1);
  }

  void asksForMethodsAndInputBits() {
    LayersModel model;
    std::vector<LayerRow> rows = someRows(4);
    rows[1].locked = true;
    rows[2].inputsPossible = true;
    model.setRows(rows);
    QSignalSpy methods(&model, &LayersModel::methodWished);
    QSignalSpy inputs(&model, &LayersModel::inputBitsWished);
    const auto cell = [&](int row, int column) { return model.index(row, column); };
    QCOMPARE(cell(3, LayersModel::MethodName).data().toString(), QString("PWLQ"));
    QVERIFY(model.setData(cell(0, LayersModel::MethodName), static_cast<int>(Method::Dsconv)));
    QCOMPARE(methods.count(), 1);
    QCOMPARE(methods[0][1].value<Method>(), Method::Dsconv);
    QCOMPARE(cell(0, LayersModel::MethodName).data().toString(), QString("Uniform"));  // until it is granted
    QVERIFY(!model.setData(cell(1, LayersModel::MethodName), static_cast<int>(Method::Dsconv)));
    QVERIFY(!(model.flags(cell(1, LayersModel::MethodName)) & Qt::ItemIsEditable));
    for (const QVariant& bad : {QVariant(-2), QVariant(static_cast<int>(existingMethods.size())), QVariant("x")})
      QVERIFY(!model.setData(cell(0, LayersModel::MethodName), bad));
    QVERIFY(!model.setData(cell(0, LayersModel::Input), 4));  // no images
    QVERIFY(!model.setData(cell(2, LayersModel::Input), halfBits));
    QVERIFY(model.setData(cell(2, LayersModel::Input), 4));
    QCOMPARE(inputs.count(), 1);
    QCOMPARE(inputs[0][1].toInt(), 4);
  }

  void readsRangesAndTies() {
    LayersModel model;
    model.setRows(someRows(2));
    QSignalSpy ranges(&model, &LayersModel::rangeWished);
    QSignalSpy ties(&model, &LayersModel::tieWished);
    const std::tuple<const char*, int, int> good[] = {{"4-8", 4, 8}, {" 3 - ", 3, 0}, {"-6", 0, 6}, {"5", 5, 5}};
    for (const auto& [text, low, high] : good) {
      QVERIFY(model.setData(model.index(0, LayersModel::Range), text));
      QCOMPARE(ranges.back()[1].toInt(), low);
      QCOMPARE(ranges.back()[2].toInt(), high);
    }
    for (const char* bad : {"8-4", "9", "x", "2-9", "--"})
      QVERIFY(!model.setData(model.index(0, LayersModel::Range), bad));
    QVERIFY(model.setData(model.index(0, LayersModel::Tie), "b"));
    QCOMPARE(ties.back()[1].toInt(), 2);
    QVERIFY(!model.setData(model.index(0, LayersModel::Tie), "1"));
    std::vector<LayerRow> rows = someRows(2);
    rows[1].minimumBits = 3;
    rows[1].tie = 27;
    model.setRows(rows);
    QCOMPARE(model.index(1, LayersModel::Range).data().toString(), QString("3") + QChar(0x2013));
    QCOMPARE(model.index(1, LayersModel::Tie).data().toString(), QString("AA"));
  }

  void tellsOnlyOfRowsThatChanged() {
    LayersModel model;
    model.setRows(someRows(10));
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setRows(someRows(10));
    QCOMPARE(changes.count(), 0);
    std::vector<LayerRow> rows = someRows(10);
    rows[4].bits = 3;
    rows[6].bits = 2;
    model.setRows(rows);
    QCOMPARE(resets.count(), 0);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(changes[0][0].toModelIndex().row(), 4);
    QCOMPARE(changes[0][1].toModelIndex().row(), 6);
  }

  void filtersAndSortsByNumber() {
    LayersView view;
    view.show(someRows(12));
    QCOMPARE(view.table()->model()->rowCount(), 12);
    view.table()->sortByColumn(LayersModel::Weights, Qt::DescendingOrder);
    QCOMPARE(view.table()->model()->index(0, LayersModel::Name).data().toString(), QString("layer11.conv"));
    view.findChild<QLineEdit*>()->setText("layer1");
    QCOMPARE(view.table()->model()->rowCount(), 3);  // 1, 10 and 11
    view.findChild<QLineEdit*>()->setText("pwlq");
    QCOMPARE(view.table()->model()->rowCount(), 3);  // 3, 7 and 11
  }

  void aFilterTakesSeveralWordsAndShapesAsTyped() {
    LayersView view;
    std::vector<LayerRow> rows = someRows(12);
    rows[4].shape = rows[7].shape = QStringLiteral("64×64×1×1");
    view.show(rows);
    QCOMPARE(view.shownLayers().size(), std::size_t{12});
    view.findChild<QLineEdit*>()->setText("1x1");
    QCOMPARE(view.shownLayers(), (std::vector<int>{4, 7}));
    view.findChild<QLineEdit*>()->setText("  pwlq 1X1 ");
    QCOMPARE(view.shownLayers(), std::vector<int>{7});
    QCOMPARE(view.filterText(), QString("pwlq 1X1"));
    view.findChild<QLineEdit*>()->setText("1x1 nothing");
    QVERIFY(view.shownLayers().empty());
  }

  void aSelectionFromElsewhereIsShownAndNotRepeated() {
    LayersView view;
    view.show(someRows(8));
    QSignalSpy selections(&view, &LayersView::selectionChanged);
    QSignalSpy currents(&view, &LayersView::currentLayerChanged);
    view.table()->sortByColumn(LayersModel::Weights, Qt::DescendingOrder);
    view.setSelection(5, {2, 5, 6});
    QCOMPARE(view.selectedLayers(), (std::vector<int>{2, 5, 6}));
    QCOMPARE(view.currentLayer(), 5);
    QCOMPARE(selections.count() + currents.count(), 0);
    view.table()->selectRow(0);
    QCOMPARE(view.selectedLayers(), std::vector<int>{7});
    QCOMPARE(selections.count(), 1);
  }

  void keysWishForAllSelectedLayers() {
    LayersView view;
    view.resize(500, 400);
    view.show(someRows(6));
    view.table()->selectRow(1);
    view.table()->selectionModel()->select(view.table()->model()->index(3, 0),
                                           QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QSignalSpy bits(&view, &LayersView::bitsWished);
    QSignalSpy locks(&view, &LayersView::lockWished);
    QTest::keyClick(view.table(), Qt::Key_4);
    QCOMPARE(bits.count(), 1);
    QCOMPARE(bits[0][0].value<std::vector<int>>(), (std::vector<int>{1, 3}));
    QCOMPARE(bits[0][1].toInt(), 4);
    QTest::keyClick(view.table(), Qt::Key_L);
    QCOMPARE(locks.count(), 1);
    QCOMPARE(locks[0][1].toBool(), true);
  }

  void aMethodIsWishedForAllSelectedLayers() {
    LayersView view;
    view.show(someRows(6));
    view.table()->selectRow(1);
    view.table()->selectionModel()->select(view.table()->model()->index(4, 0),
                                           QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QSignalSpy methods(&view, &LayersView::methodWished);
    const QModelIndex cell = view.table()->model()->index(4, LayersModel::MethodName);
    view.table()->setColumnHidden(LayersModel::MethodName, false);
    view.table()->edit(cell);
    auto* editor = view.table()->findChild<QComboBox*>();
    QVERIFY(editor);
    QCOMPARE(editor->count(), static_cast<int>(existingMethods.size()) + 1);  // and automatic
    editor->setCurrentIndex(editor->findData(static_cast<int>(Method::Gdrq)));
    emit editor->activated(editor->currentIndex());
    QCOMPARE(methods.count(), 1);
    QCOMPARE(methods[0][0].value<std::vector<int>>(), (std::vector<int>{1, 4}));
    QCOMPARE(methods[0][1].value<Method>(), Method::Gdrq);
  }

  void lesserColumnsLeaveWhenItIsNarrow() {
    LayersView view;
    view.resize(1200, 400);
    view.show(someRows(6));
    view.QWidget::show();
    QVERIFY(!view.table()->isColumnHidden(LayersModel::Kind));
    view.resize(330, 400);
    QVERIFY(QTest::qWaitFor([&] { return view.table()->isColumnHidden(LayersModel::Kind); }, patience));
    QVERIFY(!view.table()->isColumnHidden(LayersModel::Bits));
    QVERIFY(view.table()->horizontalHeader()->length() <= view.table()->viewport()->width());
  }
};

std::unique_ptr<QObject> makeLayersTest() {
  return std::make_unique<LayersTest>();
}

}  // namespace bitprism::test

#include "layers_test.moc"
