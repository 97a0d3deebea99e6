#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <vector>

namespace bitprism::test {

using MakeTest = std::function<std::unique_ptr<QObject>()>;

std::unique_ptr<QObject> makeBackgroundJobTest();
std::unique_ptr<QObject> makeDataDialogTest();
std::unique_ptr<QObject> makeDocumentTest();
std::unique_ptr<QObject> makeMainWindowTest();

inline std::vector<MakeTest> desktopTests() {
  return {makeBackgroundJobTest, makeDataDialogTest, makeDocumentTest, makeMainWindowTest};
}

}  // namespace bitprism::test
