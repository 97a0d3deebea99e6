#include "widgets/cost_form.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSlider>
#include <QtTest>

#include "core/base/error.h"
#include "tests/gui/widgets_tests.h"
#include "widgets/budget_view.h"
#include "widgets/search_form.h"

namespace bitprism::test {

// What a search costs and may cost, as the user writes it.
class CostFormTest : public QObject {
  Q_OBJECT

 private slots:
  void cleanup() { QLocale::setDefault(QLocale::c()); }

  void limitsAreReadInTheUnitsOfTheirCost() {
    QVERIFY(!limitFromText(Cost::Memory, "  "));
    QCOMPARE(limitFromText(Cost::Memory, "100 KiB")->most, std::int64_t{102400});
    QCOMPARE(limitFromText(Cost::Memory, "1.5MiB")->most, std::int64_t{1572864});
    QCOMPARE(limitFromText(Cost::BitOperations, "2.5 GBOPs")->most, std::int64_t{2500000000});
    QCOMPARE(limitFromText(Cost::Latency, " 250 µs ")->most, std::int64_t{250000});
    QLocale::setDefault(QLocale(QLocale::German));
    QCOMPARE(limitFromText(Cost::Latency, "2,5 ms")->most, std::int64_t{2500000});
    QCOMPARE(limitFromText(Cost::Latency, "2.5 ms")->most, std::int64_t{2500000});
    for (const char* bad : {"100", "-3 KiB", "0 KiB", "many", "3 ms", "100 KB", "1e30 KiB", "KiB"})
      QVERIFY_EXCEPTION_THROWN(limitFromText(Cost::Memory, bad), UsageError);
  }

  void aLimitIsReadBackAsItIsWritten() {
    for (const QLocale::Language language : {QLocale::C, QLocale::German}) {
      QLocale::setDefault(QLocale(language));
      for (const Cost cost : {Cost::Memory, Cost::BitOperations, Cost::Latency})
        for (const std::int64_t most : {1LL, 999LL, 1024LL, 102400LL, 1572864LL, 123456789LL, 2500000LL, 7000000001LL})
          QCOMPARE(limitFromText(cost, limitText({cost, most}))->most, most);
    }
    QLocale::setDefault(QLocale::c());
    QCOMPARE(limitText({Cost::Memory, 102400}), QString("100 KiB"));
    QCOMPARE(limitText({Cost::BitOperations, 2500000000}), QString("2.5 GBOPs"));
    QCOMPARE(limitText({Cost::Latency, 3000000}), QString("3 ms"));
  }

  void theSearchFormGivesBackCostAndLimits() {
    SearchForm form;
    SearchWish wish;
    wish.cost = Cost::Latency;
    wish.limits = {{Cost::Memory, 102400}, {Cost::Latency, 3000000}};
    form.show(wish);
    QVERIFY(form.wish() == wish);
    form.show(SearchWish{});
    QVERIFY(form.wish() == SearchWish{});
  }

  void costsAreOfferedWhereTheyAreKnown() {
    CostForm form;
    QCOMPARE(form.axisChoice()->count(), 1);
    QVERIFY(!form.axisChoice()->isEnabled());
    QVERIFY(form.field(Cost::Latency)->isHidden());
    form.setKnown({Cost::Memory, Cost::BitOperations});
    QCOMPARE(form.axisChoice()->count(), 2);
    QVERIFY(!form.field(Cost::BitOperations)->isHidden());
    form.show(Cost::Latency, {{Cost::Latency, 3000000}});  // of a session: it stays though it is unknown here
    QCOMPARE(form.axis(), Cost::Latency);
    QVERIFY(!form.field(Cost::Latency)->isHidden());
    form.setKnown({Cost::Memory, Cost::BitOperations, Cost::Latency});
    QCOMPARE(form.axis(), Cost::Latency);
    QCOMPARE(form.axisChoice()->count(), 3);
  }

  void whatIsWrongStandsBelowTheFields() {
    CostForm form;
    form.setKnown({Cost::Memory, Cost::BitOperations});
    form.show();
    QVERIFY(QTest::qWaitForWindowExposed(&form, patience));
    QSignalSpy changes(&form, &CostForm::changed);
    QTest::keyClicks(form.field(Cost::Memory), "100");
    QVERIFY(changes.count() > 0);
    QVERIFY2(form.problem().contains("'100' is not a limit on memory"), qPrintable(form.problem()));
    QCOMPARE(form.field(Cost::Memory)->accessibleDescription(), form.problem());
    QVERIFY_EXCEPTION_THROWN(form.limits(), UsageError);
    QTest::keyClicks(form.field(Cost::Memory), " KiB");
    QVERIFY(form.problem().isEmpty());
    form.setUnreachable("no plan takes so little", Cost::Memory);
    QCOMPARE(form.problem(), QString("no plan takes so little"));
    QVERIFY(form.field(Cost::BitOperations)->accessibleDescription().isEmpty());
    QTest::keyClick(form.field(Cost::Memory), Qt::Key_Backspace);  // it may no longer be so
    QVERIFY(form.problem() != QString("no plan takes so little"));
  }

  void escapeTakesTheSliderOfTheBudgetBack() {
    BudgetView view;
    view.resize(700, 40);
    view.show(Cost::Memory, 600, 100, 1100);
    view.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&view, patience));
    auto* slider = view.findChild<QSlider*>();
    const int before = slider->value();
    QSignalSpy wishes(&view, &BudgetView::budgetWished), ends(&view, &BudgetView::wishFinished),
        cancels(&view, &BudgetView::wishCancelled);
    slider->setSliderDown(true);
    slider->setValue(slider->maximum());
    const int wished = wishes.count();
    QVERIFY(wished > 0);
    QTest::keyClick(slider, Qt::Key_Escape);
    QCOMPARE(cancels.count(), 1);
    slider->setValue(slider->minimum());  // the hand still holds it
    QCOMPARE(wishes.count(), wished);
    slider->setSliderDown(false);
    QCOMPARE(ends.count(), 0);
    QCOMPARE(slider->value(), before);
  }
};

std::unique_ptr<QObject> makeCostFormTest() {
  return std::make_unique<CostFormTest>();
}

}  // namespace bitprism::test

#include "cost_form_test.moc"
