#include <QApplication>
#include <QTemporaryDir>
#include <QtTest>

#include "core/torch/network_apart.h"
#include "tests/gui/desktop_tests.h"
#include "widgets/theme.h"

namespace {

std::unique_ptr<bitprism::ApartProcess> reading;

}  // namespace

const bitprism::ApartProcess* bitprism::test::readingProcess() {
  return reading.get();
}

// Runs every test object; the exit code is the number of those that failed.
int main(int argc, char** argv) {
  reading = bitprism::startReadingApart();  // before there are threads
  const QTemporaryDir folder;
  qputenv("XDG_DATA_HOME", folder.path().toUtf8());  // sessions of tests stay apart from the user's
  QApplication application(argc, argv);
  QApplication::setApplicationName("BitPrismTest");
  bitprism::applyTheme(bitprism::Theme::Light);
  int failed = 0;
  for (const auto& make : bitprism::test::desktopTests()) {
    const std::unique_ptr<QObject> test = make();
    failed += QTest::qExec(test.get(), argc, argv) != 0;
  }
  reading.reset();
  return failed;
}
