#include <QApplication>
#include <QTemporaryDir>

#include "tests/gui/desktop_tests.h"
#include "tests/gui/run_tests.h"
#include "widgets/theme.h"

int main(int argc, char** argv) {
  const QTemporaryDir folder;
  qputenv("XDG_DATA_HOME", folder.path().toUtf8());  // sessions of tests stay apart from the user's
  QApplication application(argc, argv);
  QApplication::setApplicationName("BitPrismTest");
  bitprism::applyTheme(bitprism::Theme::Light);
  return bitprism::test::runTests(bitprism::test::desktopTests(), argc, argv);
}
