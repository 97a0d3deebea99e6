#pragma once

#include <QFileInfo>
#include <QtTest>

#include "app/desktop/main_window.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"
#include "tests/gui/patience.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "widgets/banner.h"

namespace bitprism::test {

// The real window with preferences of its own, for tests of its stories.
class WindowFixture : public QObject {
 protected:
  void start() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1400, 900);
    window->show();
    window->resetLayout();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
  }

  void finish() {
    window.reset();
    preferences.reset();
    folder.reset();
  }

  QString smallFile() {
    const Network network = smallNetwork();
    QuantScheme scheme;
    scheme.bits = 8;
    const std::string path = *folder / "small.packed";
    writeFile(path, packNetwork(network, uniformPlan(network.layers.size(), scheme)));
    return QString::fromStdString(path);
  }

  void openExample() {
    const std::string example = std::string(BITPRISM_SOURCE_DIR) + "/resources/example/example.pt";
    if (!QFileInfo::exists(QString::fromStdString(example))) QSKIP("the example network is not there");
    window->openNetwork(QString::fromStdString(example), "example");
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  void openSmall() {
    window->openNetwork(smallFile(), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

}  // namespace bitprism::test
