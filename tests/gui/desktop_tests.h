#pragma once

#include <QObject>
#include <memory>
#include <vector>

#include "tests/gui/patience.h"
#include "tests/gui/run_tests.h"

namespace bitprism::test {

std::unique_ptr<QObject> makeBackgroundJobTest();
std::unique_ptr<QObject> makeDataDialogTest();
std::unique_ptr<QObject> makeDocumentTest();
std::unique_ptr<QObject> makeMainWindowTest();

inline std::vector<MakeTest> desktopTests() {
  return {makeBackgroundJobTest, makeDataDialogTest, makeDocumentTest, makeMainWindowTest};
}

}  // namespace bitprism::test
