#include <QComboBox>
#include <QPushButton>
#include <QTableView>
#include <QtTest>

#include "app/desktop/bits_panel.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/layers_panel.h"
#include "app/desktop/weights_panel.h"
#include "core/base/file.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/quantizer.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/window_fixture.h"
#include "widgets/banner.h"
#include "widgets/bits_view.h"
#include "widgets/front_view.h"
#include "widgets/layers_view.h"
#include "widgets/method_form.h"
#include "widgets/weights_view.h"

namespace bitprism::test {

// The plan is edited by bars, cells, methods and files.
class EditingStoryTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void init() { start(); }

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

  void cleanup() { finish(); }
};

std::unique_ptr<QObject> makeEditingStoryTest() {
  return std::make_unique<EditingStoryTest>();
}

}  // namespace bitprism::test

#include "desktop_editing_story_test.moc"
