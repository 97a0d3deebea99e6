#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QtTest>

#include "app/desktop/main_window.h"
#include "app/desktop/search_panel.h"
#include "app/desktop/search_requests.h"
#include "app/desktop/window_commands.h"
#include "core/quant/plan/latency_table.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/window_fixture.h"
#include "widgets/cost_form.h"
#include "widgets/search_form.h"
#include "widgets/search_view.h"

namespace bitprism::test {

// Searches that trade other costs than memory, within limits.
class CostsTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void init() { start(); }

  void aSearchTradesBitOperationsWithinALimitOnMemory() {
    openExample();
    QTRY_VERIFY_WITH_TIMEOUT(window->document().costs().knows(Cost::BitOperations), patience);
    const auto [least, most] = window->document().reachableBytes();
    const CostLimit limit{Cost::Memory, (least + most) / 2};
    SearchWish wish;
    wish.method = "random";
    wish.trials = 5;
    wish.tasks = {{64, 0}};
    wish.methods = {Method::Uniform};
    wish.cost = Cost::BitOperations;
    wish.limits = {limit};
    form()->show(wish);
    QSignalSpy ended(&window->search(), &SearchController::ended);
    window->panel<SearchPanel>().start(form()->wish());
    QCOMPARE(window->search().snapshot()->axis, Cost::BitOperations);  // while it is prepared
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    const auto snapshot = window->search().snapshot();
    QVERIFY2(snapshot->state == SearchState::Finished, snapshot->failure.c_str());
    QCOMPARE(snapshot->axis, Cost::BitOperations);
    QCOMPARE(window->workspace().budget().cost(), Cost::BitOperations);  // the front follows
    for (const Evaluation& evaluation : snapshot->evaluations) {
      QVERIFY(evaluation.bytes <= limit.most);
      QCOMPARE(evaluation.cost(), window->document().costs().costOf(Cost::BitOperations,
                                                                    window->search().request().plan(evaluation.bits)));
    }
    const SearchRequest& request = window->search().request();
    const std::string line = searchCommand(openStudySettings(window->workspace()), request).line();
    QVERIFY2(line.find("--cost bops") != std::string::npos && line.find(exactLimitText(limit)) != std::string::npos,
             line.c_str());

    // Another limit is another search; the session has its own.
    const QString session = QString::fromStdString(request.sessionPath);
    window = std::make_unique<MainWindow>(*preferences);
    window->openNetwork(session, {});
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot() != nullptr, patience);
    QCOMPARE(form()->wish().cost, Cost::BitOperations);
    QCOMPARE(form()->wish().limits, std::vector<CostLimit>{limit});
    QCOMPARE(window->search().snapshot()->axis, Cost::BitOperations);
    QTRY_COMPARE_WITH_TIMEOUT(window->workspace().budget().cost(), Cost::BitOperations, patience);
  }

  void anUnreachableLimitIsSaidBesideItsFieldBeforeAnythingRuns() {
    openExample();
    window->document().setScheme({});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    CostForm* costs = form()->costs();
    costs->field(Cost::Memory)->setText("1 KiB");
    QTRY_VERIFY_WITH_TIMEOUT(!costs->problem().isEmpty(), patience);
    QCOMPARE(costs->field(Cost::Memory)->accessibleDescription(), costs->problem());
    QVERIFY(!window->search().active());
    costs->field(Cost::Memory)->setText("10 MiB");
    QVERIFY(costs->problem().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QVERIFY(costs->problem().isEmpty());
  }

  void aLatencyTableBesideTheNetworkMakesLatencyACost() {
    openSmall();
    QVERIFY(form()->costs()->field(Cost::Latency)->isHidden());
    const Network& network = *window->document().network();
    LatencyTable table;
    table.conditions = {"ONNX Runtime 1.30.0", "a processor", 1, 1, "2026-01-31"};
    table.network = network.name;
    table.networkHash = network.hash;
    table.values.resize(network.layers.size() + 1);
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      const int number = static_cast<int>(l);
      table.layers.push_back(network.layers[l].name);
      table.parts.push_back({network.layers[l].name, number, {number}, number + 1, true, {4000, 1000, 4000, 6000}});
    }
    table.outputs = {static_cast<int>(network.layers.size())};
    writeLatencyTable(latencyTablePath(smallFile().toStdString()), table);
    openSmall();
    QTRY_VERIFY_WITH_TIMEOUT(window->document().costs().knows(Cost::Latency), patience);
    QVERIFY(!form()->costs()->field(Cost::Latency)->isHidden());
    window->workspace().budget().setCost(Cost::Latency);
    QCOMPARE(window->workspace().budget().cost(), Cost::Latency);
    QCOMPARE(window->document().cost(Cost::Latency).value(),
             std::int64_t{4000} * 3);  // stored weights, as fast as float
  }

  // Stored weights are no faster than float, so a search for latency without them would have nothing to find.
  void aSearchForLatencyGetsIntegerKernels() {
    openSmall();
    SearchWish wish;
    wish.widths = {4, 8};
    form()->show(wish);
    QVERIFY(form()->target() == Target::Any);
    wish = form()->wish();
    wish.cost = Cost::Latency;
    QVERIFY(!searchRequest(window->workspace(), wish).wantsActivations());  // any target: not known to have kernels
    form()->costs()->show(Cost::Latency, {});
    QVERIFY(form()->target() == Target::Ort);
    const SearchRequest request = searchRequest(window->workspace(), form()->wish());
    QVERIFY(request.target == Target::Ort);
    QCOMPARE(request.activation.bits, 8);
    wish.target = Target::Any;
    form()->show(wish);  // another choice stays
    QVERIFY(form()->target() == Target::Any);
  }

  void aSearchForLatencyThatWasBegunWithFloatInputsGoesOnSo() {
    openSmall();
    StoredSearch stored;
    stored.snapshot = std::make_shared<const SearchSnapshot>();
    stored.request.cost = Cost::Latency;
    stored.request.target = Target::Ort;
    SearchWish wish;
    wish.widths = {4, 8};
    wish.cost = Cost::Latency;
    wish.target = Target::Ort;
    QVERIFY(searchRequest(window->workspace(), wish).wantsActivations());
    window->search().showStored(stored);
    QVERIFY(!searchRequest(window->workspace(), wish).wantsActivations());
  }

  void latencyIsNotMeasuredWithoutItsRuntime() {
    openSmall();
    QAction* measure = nullptr;
    for (QAction* one : window->findChildren<QAction*>())
      if (QString(one->text()).remove(QChar('&')) == "Measure latency") measure = one;
    QVERIFY(measure && measure->isEnabled());
    measure->trigger();
    QVERIFY2(window->banner()->isVisible() && window->banner()->text().contains("ONNX Runtime, which was not found"),
             qPrintable(window->banner()->text()));
  }

  void cleanup() { finish(); }

 private:
  SearchForm* form() const { return window->panel<SearchPanel>().view()->form(); }
};

std::unique_ptr<QObject> makeCostsTest() {
  return std::make_unique<CostsTest>();
}

}  // namespace bitprism::test

#include "desktop_costs_test.moc"
