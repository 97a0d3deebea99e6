#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "qcustomplot.h"
#include "tests/gui/widgets_tests.h"
#include "widgets/banner.h"
#include "widgets/budget_view.h"
#include "widgets/elided_path.h"
#include "widgets/empty_hint.h"
#include "widgets/number_text.h"
#include "widgets/offer_bar.h"
#include "widgets/search_view.h"
#include "widgets/target_choice.h"
#include "widgets/theme.h"
#include "widgets/weights_view.h"

namespace bitprism::test {
namespace {

QColor middleOf(QWidget& widget) {
  return widget.grab().toImage().pixelColor(widget.width() / 2, widget.height() / 2);
}

}  // namespace

class SmallViewsTest : public QObject {
  Q_OBJECT

 private slots:
  void numbersReadWell() {
    QCOMPARE(bytesText(512), QString("512 B"));
    QCOMPARE(bytesText(122061), QString("119.2 KiB"));
    QCOMPARE(bytesText(std::int64_t{3} << 20), QString("3.00 MiB"));
    QCOMPARE(percentText(0.7614), QString("76.1 %"));
    QCOMPARE(decibelText(std::numeric_limits<double>::infinity()), QString("exact"));
    QCOMPARE(durationText(130), QString("2 min 10 s"));
    QCOMPARE(durationText(3900), QString("1 h 05 min"));
    QCOMPARE(countText(268336), QString("268,336"));
  }

  void theBannerShowsASentenceAsItIsAndCloses() {
    QWidget window;
    Banner banner(&window);
    window.show();
    QVERIFY(!banner.isVisible());
    banner.showError("cannot read '<b>x</b>': expected ONNX");
    QVERIFY(banner.isVisible());
    QCOMPARE(banner.text(), QString("cannot read '<b>x</b>': expected ONNX"));
    banner.findChild<QToolButton*>()->click();
    QVERIFY(!banner.isVisible());
  }

  void tasksAreReadOrRefusedInASentence() {
    QCOMPARE(tasksFromText("128, 512 ,all").size(), std::size_t{3});
    QCOMPARE(tasksFromText("128, 512 ,all").back(), Task{});
    QCOMPARE(tasksFromText("512,all, 2000:1 ,all : 1,all:2"),
             (std::vector<Task>{{512, 0}, {0, 0}, {2000, 1}, {0, 1}, {0, 2}}));
    QCOMPARE(tasksToText(tasksFromText("512,all,2000:1")), std::string("512, all, 2000:1"));
    QCOMPARE(tasksToText({{256, 0}, {0, 0}}), std::string("256, all"));
    for (const char* bad : {"", "many", "0", "-3", "512, 128", "all, 128", "all, all", "1e3"}) {
      QVERIFY_EXCEPTION_THROWN(tasksFromText(bad), UsageError);
    }
  }

  void theSearchFormGivesBackWhatItShows() {
    SearchForm form;
    const SearchWish wish{.method = "sensitivity",
                          .trials = 77,
                          .seed = 12,
                          .widths = {3, 4, 6, 16},
                          .tasks = {{64, 0}, {500, 0}},
                          .cheap = CheapObservation::Accuracy,
                          .methods = {Method::Aciq, Method::Dsconv}};
    form.show(wish);
    QVERIFY(form.wish() == wish);
    form.show(SearchWish{});
    QVERIFY(form.wish().methods.empty());
  }

  void solversCompeteOnlyWhereThereAreImages() {
    SearchForm form;
    SearchWish wish;
    wish.methods = {Method::Uniform, Method::Gptq};
    form.setSolvers(true);
    form.show(wish);
    QCOMPARE(form.wish().methods, wish.methods);
    form.setSolvers(false);
    QCOMPARE(form.wish().methods, std::vector<Method>{Method::Uniform});
  }

  // Whatever is chosen before and after, the form asks only for what the target takes.
  void theSearchFormOffersWhatItsTargetTakes() {
    SearchForm form;
    SearchWish wish;
    wish.methods = {Method::Uniform, Method::Pwlq};
    form.show(wish);
    auto* targets = form.findChild<TargetChoice*>();
    QVERIFY(targets);
    targets->setTarget(Target::TensorRt);
    QCOMPARE(form.wish().target, Target::TensorRt);
    QCOMPARE(form.wish().methods, std::vector<Method>{Method::Uniform});
    QCOMPARE(form.wish().widths, std::vector<int>{8});
    for (const QAction* action : form.findChild<QMenu*>()->actions()) {
      if (action->isEnabled() || isSolver(static_cast<Method>(action->data().toInt()))) continue;
      QVERIFY2(action->toolTip().contains(QStringLiteral("TensorRT")), qPrintable(action->text()));
    }
    targets->setTarget(Target::OrtFloat);
    for (const QAction* action : form.findChild<QMenu*>()->actions()) QVERIFY(action->isEnabled());
    for (const TargetProfile& target : targetProfiles()) {
      targets->setTarget(target.target);
      QCOMPARE(targets->target(), target.target);
      QVERIFY(targets->toolTip().contains(QString::fromUtf8(target.source)));
    }
  }

  void buttonsOfASearchFollowItsState() {
    SearchView view;
    view.setPossible(true, {});
    QSignalSpy starts(&view, &SearchView::startRequested);
    QSignalSpy pauses(&view, &SearchView::pauseRequested);
    QSignalSpy resumes(&view, &SearchView::resumeRequested);
    view.togglePause();
    QCOMPARE(pauses.count(), 0);  // nothing runs
    view.start();
    QCOMPARE(starts.count(), 1);
    auto snapshot = std::make_shared<SearchSnapshot>();
    snapshot->state = SearchState::Running;
    snapshot->tasks = {{0, 0}};
    snapshot->trials = 10;
    view.show(snapshot);
    view.togglePause();
    QCOMPARE(pauses.count(), 1);
    auto paused = std::make_shared<SearchSnapshot>(*snapshot);
    paused->state = SearchState::Paused;
    view.show(paused);
    view.togglePause();
    QCOMPARE(resumes.count(), 1);
  }

  void theSearchShowsWhatItThinks() {
    SearchView view;
    view.setPossible(true, {});
    view.resize(900, 240);
    view.QWidget::show();
    view.setEstimate("40 evaluations of about 1.5 s: about 60 s");
    QVERIFY(view.estimate()->isVisible());
    auto snapshot = std::make_shared<SearchSnapshot>();
    snapshot->state = SearchState::Running;
    snapshot->tasks = {{64, 0}, {0, 0}};
    snapshot->insight.lengthScales = {0.25, 4};
    for (int i = 0; i < 6; ++i) {
      Evaluation evaluation;
      evaluation.trial = i;
      evaluation.taskIndex = i % 2;
      evaluation.seconds = 2;
      evaluation.score.images = 100;
      evaluation.score.accuracy = 0.5;
      if (i > 0) evaluation.prediction = {0.5, 0.05};
      snapshot->evaluations.push_back(evaluation);
      if (i % 2) snapshot->hypervolumes.push_back(0.1 * i);
    }
    view.show(snapshot);
    QVERIFY(!view.estimate()->isVisible());  // it runs: what is left is shown instead
    QVERIFY(view.scales()->text().contains("0.25 · 4"));
    const QCPGraph* curve = view.plot()->graph(0);
    QCOMPARE(curve->dataCount(), 3);
    QCOMPARE(curve->dataMainKey(2), 3.0);
    view.curves()->setCurrentIndex(
        view.curves()->findData(static_cast<int>(SearchView::Curve::HypervolumeOverSeconds)));
    QCOMPARE(curve->dataCount(), 3);
    QCOMPARE(curve->dataMainKey(0), 4.0);  // the cheap one before it took its time too
    QCOMPARE(curve->dataMainKey(2), 12.0);
    QCOMPARE(curve->dataMainValue(2), 0.5);
    view.curves()->setCurrentIndex(view.curves()->findData(static_cast<int>(SearchView::Curve::Information)));
    QCOMPARE(curve->dataCount(), 5);  // the first was tried without a prediction
    QVERIFY(std::abs(curve->dataMainValue(0) - 0.5 * std::log(2.0)) < 1e-9);
    view.show(std::shared_ptr<const SearchSnapshot>());
    QCOMPARE(curve->dataCount(), 0);
    QVERIFY(view.estimate()->isVisible());
  }

  void aSearchThatCannotStartSaysWhy() {
    SearchView view;
    view.setEstimate("40 evaluations");
    view.setPossible(false, "Open images first");
    QCOMPARE(view.estimate()->text(), QString("Open images first"));
    view.setPossible(true, {});
    QCOMPARE(view.estimate()->text(), QString("40 evaluations"));
  }

  void anOfferLeavesItsSentenceAReadableWidth() {
    OfferBar bar;
    for (const int width : {560, 1400}) {
      bar.resize(width, 80);
      bar.offer("The float network is right on only 52.7 % of 150 images. The preprocessing is probably wrong.",
                {"Use mean and deviation of ImageNet, red first (predicted accuracy 94.7 %)", "Keep it as it is"});
      QVERIFY(QTest::qWaitForWindowExposed(&bar));
      bar.resize(width, 80);
      QCoreApplication::sendPostedEvents();
      const auto* sentence = bar.findChild<QLabel*>();
      QVERIFY2(sentence->width() > width / 3, qPrintable(QString::number(sentence->width())));
      for (const auto* button : bar.findChildren<QPushButton*>())
        QVERIFY(button->isHidden() || !button->geometry().intersects(sentence->geometry()));
    }
  }

  void anEmptyViewSaysWhatWillBeThere() {
    QWidget view;
    auto* hint = new EmptyHint(view);
    view.resize(400, 200);
    view.show();
    hint->tell("The evaluations of a search will be listed here.");
    QVERIFY(hint->isVisible() && view.rect().contains(hint->geometry()));
    view.resize(40, 12);
    QVERIFY(!hint->isVisible());  // it does not fit
    view.resize(400, 200);
    QVERIFY(hint->isVisible());
    hint->tell({});
    QVERIFY(!hint->isVisible());
  }

  void aPathIsElidedAtItsStartWithoutALeadingDot() {
    const QFontMetrics metrics(QApplication::font());
    const QString path = "stage1.block1.shortcut";
    QCOMPARE(elidedPath(metrics, path, 10000), path);
    for (int width = 40; width < metrics.horizontalAdvance(path); ++width) {
      const QString shown = elidedPath(metrics, path, width);
      QVERIFY(metrics.horizontalAdvance(shown) <= width);
      QVERIFY(!shown.startsWith(QStringLiteral("\u2026.")));
      QVERIFY(shown.size() < 2 || path.endsWith(shown.mid(1)));
    }
  }

  void theBudgetSliderReachesBothEnds() {
    BudgetView view;
    view.show(Cost::Memory, 150, 100, 1100);
    auto* slider = view.findChild<QSlider*>();
    QSignalSpy wishes(&view, &BudgetView::budgetWished);
    slider->setValue(slider->maximum());
    QCOMPARE(wishes.last()[0].toLongLong(), 1100);
    slider->setValue(slider->minimum());
    QCOMPARE(wishes.last()[0].toLongLong(), 100);
    const std::int64_t many = 3'000'000'000'000'000;  // bit operations
    view.show(Cost::BitOperations, many / 2, many / 10, many);
    slider->setValue(slider->maximum());
    QCOMPARE(wishes.last()[0].toLongLong(), many);
  }

  void plotsFollowThePalette() {
    WeightsView view;
    view.resize(400, 400);
    view.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&view, patience));
    QTRY_VERIFY_WITH_TIMEOUT(middleOf(*view.plot()).lightness() > 200, patience);
    applyTheme(Theme::Dark);
    QTRY_VERIFY_WITH_TIMEOUT(middleOf(*view.plot()).lightness() < 60, patience);
    applyTheme(Theme::Light);
    QTRY_VERIFY_WITH_TIMEOUT(middleOf(*view.plot()).lightness() > 200, patience);
  }
};

std::unique_ptr<QObject> makeSmallViewsTest() {
  return std::make_unique<SmallViewsTest>();
}

}  // namespace bitprism::test

#include "small_views_test.moc"
