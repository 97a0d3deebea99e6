#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <vector>

namespace bitprism {
class ApartProcess;
}

namespace bitprism::test {

using MakeTest = std::function<std::unique_ptr<QObject>()>;

std::unique_ptr<QObject> makeBackgroundJobTest();
std::unique_ptr<QObject> makeDataDialogTest();
std::unique_ptr<QObject> makeDocumentTest();
std::unique_ptr<QObject> makeMainWindowTest();
std::unique_ptr<QObject> makeReadingTest();

// Where tests may have files read; null where there is none.
const ApartProcess* readingProcess();

inline std::vector<MakeTest> desktopTests() {
  return {makeBackgroundJobTest, makeDataDialogTest, makeDocumentTest, makeMainWindowTest, makeReadingTest};
}

}  // namespace bitprism::test
