#pragma once

#include <QObject>
#include <memory>
#include <vector>

#include "tests/gui/patience.h"
#include "tests/gui/run_tests.h"

namespace bitprism {
class SeparateProcess;
}

namespace bitprism::test {

std::unique_ptr<QObject> makeAutomaticMethodsTest();
std::unique_ptr<QObject> makeBackgroundJobTest();
std::unique_ptr<QObject> makeCalibrationTest();
std::unique_ptr<QObject> makeCompareTest();
std::unique_ptr<QObject> makeCostsTest();
std::unique_ptr<QObject> makeDataDialogTest();
std::unique_ptr<QObject> makeDesktopNoticeTest();
std::unique_ptr<QObject> makeDoctorTest();
std::unique_ptr<QObject> makeDocumentTest();
std::unique_ptr<QObject> makeEditingStoryTest();
std::unique_ptr<QObject> makeExportStoryTest();
std::unique_ptr<QObject> makeGraphLayoutTest();
std::unique_ptr<QObject> makeGraphTest();
std::unique_ptr<QObject> makeGuideTest();
std::unique_ptr<QObject> makeHandOnBitsTest();
std::unique_ptr<QObject> makeHandOnCurveTest();
std::unique_ptr<QObject> makeJobBoardTest();
std::unique_ptr<QObject> makeKeyboardTest();
std::unique_ptr<QObject> makeLanguageTest();
std::unique_ptr<QObject> makeMainWindowTest();
std::unique_ptr<QObject> makeMeasuringStoryTest();
std::unique_ptr<QObject> makeModelsTest();
std::unique_ptr<QObject> makeNewcomerTest();
std::unique_ptr<QObject> makeNothingLostTest();
std::unique_ptr<QObject> makePlacesTest();
std::unique_ptr<QObject> makeReadingTest();
std::unique_ptr<QObject> makeReportTest();
std::unique_ptr<QObject> makeSearchLifeTest();
std::unique_ptr<QObject> makeSearchStoryTest();
std::unique_ptr<QObject> makeSensitivityTest();
std::unique_ptr<QObject> makeSizesTest();
std::unique_ptr<QObject> makeStartPageTest();
std::unique_ptr<QObject> makeThemeTest();
std::unique_ptr<QObject> makeTrainingStoryTest();
std::unique_ptr<QObject> makeTrialsTest();
std::unique_ptr<QObject> makeWindowManagerTest();
std::unique_ptr<QObject> makeWorkersTest();

// Where tests may have files read; null where there is none.
const SeparateProcess* readingProcess();

inline std::vector<MakeTest> desktopTests() {
  return {makeAutomaticMethodsTest,
          makeBackgroundJobTest,
          makeCalibrationTest,
          makeCompareTest,
          makeCostsTest,
          makeDataDialogTest,
          makeDesktopNoticeTest,
          makeDoctorTest,
          makeDocumentTest,
          makeEditingStoryTest,
          makeExportStoryTest,
          makeGraphLayoutTest,
          makeGraphTest,
          makeGuideTest,
          makeHandOnBitsTest,
          makeHandOnCurveTest,
          makeJobBoardTest,
          makeKeyboardTest,
          makeLanguageTest,
          makeMainWindowTest,
          makeMeasuringStoryTest,
          makeModelsTest,
          makeNewcomerTest,
          makeNothingLostTest,
          makePlacesTest,
          makeReadingTest,
          makeReportTest,
          makeSearchLifeTest,
          makeSearchStoryTest,
          makeSensitivityTest,
          makeSizesTest,
          makeStartPageTest,
          makeThemeTest,
          makeTrainingStoryTest,
          makeTrialsTest,
          makeWindowManagerTest,
          makeWorkersTest};
}

}  // namespace bitprism::test
