#pragma once

#include <QObject>
#include <memory>
#include <vector>

#include "tests/gui/patience.h"
#include "tests/gui/run_tests.h"

namespace bitprism {
class ApartProcess;
}

namespace bitprism::test {

std::unique_ptr<QObject> makeAutomaticMethodsTest();
std::unique_ptr<QObject> makeBackgroundJobTest();
std::unique_ptr<QObject> makeCalibrationTest();
std::unique_ptr<QObject> makeDataDialogTest();
std::unique_ptr<QObject> makeDocumentTest();
std::unique_ptr<QObject> makeJobBoardTest();
std::unique_ptr<QObject> makeMainWindowTest();
std::unique_ptr<QObject> makeReadingTest();

// Where tests may have files read; null where there is none.
const ApartProcess* readingProcess();

inline std::vector<MakeTest> desktopTests() {
  return {makeAutomaticMethodsTest, makeBackgroundJobTest, makeCalibrationTest, makeDataDialogTest,
          makeDocumentTest,         makeJobBoardTest,      makeMainWindowTest,  makeReadingTest};
}

}  // namespace bitprism::test
