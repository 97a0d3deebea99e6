#include <QApplication>
#include <QTemporaryDir>

#include "core/torch/read/network_apart.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/run_tests.h"
#include "widgets/theme.h"

namespace {

std::unique_ptr<bitprism::ApartProcess> reading;

}  // namespace

const bitprism::ApartProcess* bitprism::test::readingProcess() {
  return reading.get();
}

int main(int argc, char** argv) {
  reading = bitprism::startReadingApart();  // before there are threads
  const QTemporaryDir folder;
  qputenv("XDG_DATA_HOME", folder.path().toUtf8());  // sessions of tests stay apart from the user's
  QApplication application(argc, argv);
  QApplication::setApplicationName("BitPrismTest");
  bitprism::applyTheme(bitprism::Theme::Light);
  const int failed = bitprism::test::runTests(bitprism::test::desktopTests(), argc, argv);
  reading.reset();
  return failed;
}
