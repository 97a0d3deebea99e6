#include <QPushButton>
#include <QToolButton>
#include <QtTest>
#include <numeric>

#include "app/desktop/error_panel.h"
#include "app/desktop/figures.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/maps_panel.h"
#include "app/desktop/search_panel.h"
#include "app/desktop/weights_panel.h"
#include "core/quant/choice/competing_methods.h"
#include "qcustomplot.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/window_fixture.h"
#include "widgets/banner.h"
#include "widgets/error_view.h"
#include "widgets/front_view.h"
#include "widgets/maps_view.h"
#include "widgets/method_form.h"
#include "widgets/search_form.h"
#include "widgets/search_view.h"
#include "widgets/weights_view.h"

namespace bitprism::test {

// What the window computes beside the plan: errors, solvers, activation maps.
class MeasuringStoryTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void init() { start(); }

  void theErrorPlotFollowsTheActivationsDock() {
    window->openNetwork(QStringLiteral("example"), {});
    window->resize(1680, 1050);
    window->resetLayout();
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    window->setCurrentLayer(3);
    window->showPanel("activations");
    QCustomPlot* plot = window->panel<ErrorPanel>().view()->plot();
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    const auto curve = [&](const QString& name) -> QCPGraph* {
      for (int i = 0; i < plot->graphCount(); ++i)
        if (plot->graph(i)->name() == name) return plot->graph(i);
      return nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(curve(QStringLiteral("least squares")), patience);
    const auto at = [&](const QString& name, double bits) {
      const auto data = curve(name)->data();
      return data->findBegin(bits)->value;
    };
    // At few bits the least squares beat the whole range; every bit adds some 6 dB.
    QVERIFY(at("least squares", 3) > at("min-max", 3));
    QVERIFY(at("least squares", 8) > at("least squares", 4) + 18);
    window->document().setInputs({3}, ActivationRequest{.bits = 4});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QVERIFY(window->panel<ErrorPanel>().view()->ringed());
    QCOMPARE(window->panel<ErrorPanel>().view()->ringed()->x(), 4.0);
    window->showPanel("weights");
    QTRY_VERIFY_WITH_TIMEOUT(curve(QStringLiteral("DSConv")), patience);
  }

  // As the exported file computes, not only with rounded inputs.
  void aPlanIsMeasuredAsItsTargetComputes() {
    window->openNetwork(QStringLiteral("example"), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    Document& document = window->document();
    std::vector<int> layers(document.layerCount());
    std::iota(layers.begin(), layers.end(), 0);
    document.setScheme(Quantization{.symmetric = true});
    document.setInputs(layers, ActivationRequest{.bits = 8});
    PlanMeasurement& measurement = window->workspace().measurement();
    QTRY_VERIFY_WITH_TIMEOUT(measurement.score() && window->settled(), patience);
    QVERIFY(measurement.measuredPlan().integer.empty());
    QVERIFY(!statusFigures(window->workspace()).inIntegers);
    SearchForm* form = window->panel<SearchPanel>().view()->form();
    SearchWish wish = form->wish();
    wish.target = Target::Ort;
    form->show(wish);
    QVERIFY(!measurement.score());
    QTRY_VERIFY_WITH_TIMEOUT(measurement.score() && window->settled(), patience);
    const QuantPlan measured = measurement.measuredPlan();
    QVERIFY(!measured.integer.empty());
    QVERIFY(statusFigures(window->workspace()).inIntegers);
    QCOMPARE(window->workspace().study()->study->searchEvaluator().evaluate(measured, Task{}).accuracy,
             measurement.score()->accuracy);
    QVERIFY(document.plan().integer.empty());  // the plan itself is the user's
    wish.target = Target::Any;
    form->show(wish);
    QTRY_VERIFY_WITH_TIMEOUT(measurement.score() && window->settled(), patience);
    QVERIFY(measurement.measuredPlan().integer.empty());
  }

  void mapsAreMeasured() {
    window->openNetwork(QStringLiteral("example"), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QTest::mouseClick(window->panel<MapsPanel>().view()->measureButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!window->panel<MapsPanel>().view()->picture().maps.empty(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    const MapsPicture& picture = window->panel<MapsPanel>().view()->picture();
    QCOMPARE(picture.images, std::int64_t{256});
    QCOMPARE(picture.alive.size(), picture.aliveCoded.size());
    QVERIFY(*std::max_element(picture.aliveCoded.begin(), picture.aliveCoded.end()) <
            *std::max_element(picture.alive.begin(), picture.alive.end()));
  }

  void curvesOfAllMethodsAppear() {
    openSmall();
    window->setCurrentLayer(2);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QCustomPlot* plot = window->panel<ErrorPanel>().view()->plot();
    int items = 0;
    for (int i = 0; i < plot->legend->itemCount(); ++i) items += plot->legend->item(i) ? 1 : 0;  // null: an empty cell
    QCOMPARE(items, static_cast<int>(existingMethods.size()) - 2);
    QVERIFY(window->panel<ErrorPanel>().view()->ringed());
    QVERIFY(!window->panel<ErrorPanel>().view()->solvers()->isEnabled());  // there are no images
    QVERIFY(window->panel<ErrorPanel>().view()->solvers()->toolTip().contains("Ctrl+I"));
  }

  void solversAreComparedWhereThereAreImages() {
    const std::string example = std::string(BITPRISM_SOURCE_DIR) + "/resources/example/example.pt";
    if (!QFileInfo::exists(QString::fromStdString(example))) QSKIP("the example network is not there");
    window->openNetwork(QString::fromStdString(example), "example");
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
    window->document().setScheme({});
    window->document().setBits({0}, 3);
    QVERIFY(window->panel<ErrorPanel>().view()->solvers()->isEnabled());
    window->panel<ErrorPanel>().view()->solvers()->click();
    QTRY_VERIFY_WITH_TIMEOUT(window->document().calibration().of(0) != nullptr, patience);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().curves().complete(), patience);
    const std::vector<MethodScore> scores =
        window->workspace().curves().scores(0, window->document().plan().layers[0], true);
    QCOMPARE(scores.size(), existingMethods.size());
    for (const MethodScore& score : scores) QVERIFY(score.outputSqnrDb);
    QTRY_VERIFY_WITH_TIMEOUT(window->panel<WeightsPanel>().form()->advice().startsWith("Output at 3 bits"), patience);
    const QuantScheme gptq = withMethod(window->document().plan().layers[0], Method::Gptq);
    emit window->panel<WeightsPanel>().form()->schemeWished(gptq, Scope::Layer);
    QCOMPARE(window->document().plan().layers[0], gptq);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QVERIFY(!window->panel<WeightsPanel>().view()->picture().levels.empty());
    QVERIFY2(!window->banner()->isVisible() || !window->banner()->text().contains("gptq"),
             qPrintable(window->banner()->text()));
  }

  void comparingSolversIsCancelled() {
    openExample();
    JobBoard& jobs = window->workspace().jobs();
    ErrorView* errors = window->panel<ErrorPanel>().view();
    const auto compare = [&] {
      errors->solvers()->click();
      QTRY_VERIFY_WITH_TIMEOUT(jobs.running().contains("solvers"), patience);
      QVERIFY(jobs.busy());
      QVERIFY(window->workspace().solversCompared());
    };
    compare();
    QTest::keyClick(window.get(), Qt::Key_Escape);
    QVERIFY(!window->workspace().solversCompared());
    QVERIFY(!jobs.running().contains("solvers"));
    QVERIFY(errors->solvers()->isEnabled());  // they can be asked for again
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    compare();
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QVERIFY(window->workspace().solversCompared());
    QVERIFY(!jobs.busy());
  }

  void comparingSessionsIsCancelled() {
    openSmall();
    JobBoard& jobs = window->workspace().jobs();
    window->panel<FrontPanel>().compareWith(QString::fromStdString(*folder / "nowhere.bitprism"));
    QVERIFY(jobs.running().contains("comparing"));
    QVERIFY(!window->settled());
    QTest::keyClick(window.get(), Qt::Key_Escape);
    QVERIFY(!jobs.running().contains("comparing"));
    QTest::qWait(200);
    QVERIFY(!window->banner()->isVisible());  // nothing of it is told any more
  }

  void cleanup() { finish(); }
};

std::unique_ptr<QObject> makeMeasuringStoryTest() {
  return std::make_unique<MeasuringStoryTest>();
}

}  // namespace bitprism::test

#include "desktop_measuring_story_test.moc"
