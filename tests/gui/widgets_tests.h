#pragma once

#include <QObject>
#include <memory>
#include <vector>

#include "tests/gui/patience.h"
#include "tests/gui/run_tests.h"
#include "widgets/layer_row.h"

namespace bitprism::test {

std::unique_ptr<QObject> makeBitsViewTest();
std::unique_ptr<QObject> makeColumnLayoutTest();
std::unique_ptr<QObject> makeCompareViewsTest();
std::unique_ptr<QObject> makeCostFormTest();
std::unique_ptr<QObject> makeFindingsViewTest();
std::unique_ptr<QObject> makeFrontSelectionTest();
std::unique_ptr<QObject> makeFrontViewTest();
std::unique_ptr<QObject> makeGraphViewTest();
std::unique_ptr<QObject> makeJobsViewTest();
std::unique_ptr<QObject> makeLayersTest();
std::unique_ptr<QObject> makeMethodViewsTest();
std::unique_ptr<QObject> makeNumberTextTest();
std::unique_ptr<QObject> makePlotExportTest();
std::unique_ptr<QObject> makePlotLooksTest();
std::unique_ptr<QObject> makeSensitivityViewTest();
std::unique_ptr<QObject> makeSmallViewsTest();
std::unique_ptr<QObject> makeTrainingViewsTest();
std::unique_ptr<QObject> makeTrialsViewTest();

inline std::vector<MakeTest> widgetTests() {
  return {makeBitsViewTest,      makeColumnLayoutTest,   makeCompareViewsTest,    makeCostFormTest,
          makeFindingsViewTest,  makeFrontSelectionTest, makeFrontViewTest,       makeGraphViewTest,
          makeJobsViewTest,      makeLayersTest,         makeMethodViewsTest,     makeNumberTextTest,
          makePlotExportTest,    makePlotLooksTest,      makeSensitivityViewTest, makeSmallViewsTest,
          makeTrainingViewsTest, makeTrialsViewTest};
}

// Rows of a network that widens with depth, at 8 bits.
inline std::vector<LayerRow> someRows(int count) {
  std::vector<LayerRow> rows;
  for (int i = 0; i < count; ++i) {
    LayerRow row;
    row.name = QStringLiteral("layer%1.conv").arg(i);
    row.kind = QStringLiteral("conv");
    row.shape = QStringLiteral("16×16×3×3");
    row.method = i % 4 == 3 ? Method::Pwlq : Method::Uniform;
    row.weights = 100 * (i + 1) * (i + 1);
    row.bits = 8;
    row.bytes = row.weights;
    row.sqnrDb = 40;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace bitprism::test
