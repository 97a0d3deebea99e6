#include <QApplication>
#include <QtTest>

#include "tests/gui/widgets_tests.h"
#include "widgets/theme.h"

// Runs every test object; the exit code is the number of those that failed.
int main(int argc, char** argv) {
  QApplication application(argc, argv);
  bitprism::applyTheme(bitprism::Theme::Light);
  int failed = 0;
  for (const auto& make : bitprism::test::widgetTests()) {
    const std::unique_ptr<QObject> test = make();
    failed += QTest::qExec(test.get(), argc, argv) != 0;
  }
  return failed;
}
