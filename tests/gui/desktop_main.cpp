#include <QApplication>
#include <QTemporaryDir>

#include "core/torch/read/reading_process.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/run_tests.h"
#include "widgets/theme.h"

namespace {

std::unique_ptr<bitprism::SeparateProcess> reading;

}  // namespace

const bitprism::SeparateProcess* bitprism::test::readingProcess() {
  return reading.get();
}

int main(int argc, char** argv) {
  reading = bitprism::startReadingProcess();  // before there are threads
  const QTemporaryDir folder;
  qputenv("XDG_DATA_HOME", folder.path().toUtf8());  // sessions of tests stay apart from the user's
  if (!qEnvironmentVariableIsSet("BITPRISM_ONNXRUNTIME"))
    qputenv("BITPRISM_ONNXRUNTIME", "none");  // exports are run there only where a test asks for it
  QApplication application(argc, argv);
  QApplication::setApplicationName("BitPrismTest");
  bitprism::applyTheme(bitprism::Theme::Light);
  const int failed = bitprism::test::runTests(bitprism::test::desktopTests(), argc, argv);
  reading.reset();
  return failed;
}
