#include <QApplication>

#include "tests/gui/run_tests.h"
#include "tests/gui/widgets_tests.h"
#include "widgets/theme.h"

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  bitprism::applyTheme(bitprism::Theme::Light);
  return bitprism::test::runTests(bitprism::test::widgetTests(), argc, argv);
}
