#include <QMessageBox>
#include <QPushButton>
#include <QtTest>

#include "app/desktop/main_window.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/test_paths.h"
#include "tests/support/torchscript_archive.h"
#include "widgets/banner.h"

namespace bitprism::test {

// Untrusted files in the window: it asks about programs, and reading that never ends can be cancelled.
class ReadingTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = openWindow();
  }

  void cleanup() { window.reset(); }

  void aProgramIsAskedAboutOnceBeforeItRuns() {
    const Bytes archive = netArchive({});
    const std::string path = *folder / "net.pt";
    writeFile(path, archive);
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(question(), patience);
    QVERIFY(question()->text().contains("net.pt"));
    QVERIFY(question()->detailedText().contains(QString::fromStdString(sha256(archive))));
    QVERIFY(!window->opened());
    question()->button(QMessageBox::Cancel)->click();
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), patience);
    QVERIFY(!trusted().contains(sha256(archive)));
    QVERIFY(!window->opened());

    QTRY_VERIFY_WITH_TIMEOUT(!question(), patience);
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(question(), patience);
    for (QAbstractButton* button : question()->buttons())
      if (question()->buttonRole(button) == QMessageBox::AcceptRole) button->click();
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
    QVERIFY(trusted().contains(sha256(archive)));

    // The same content under another name, after a restart.
    writeFile(*folder / "other.pt", archive);
    window = openWindow();
    window->openNetwork(QString::fromStdString(*folder / "other.pt"), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
    QVERIFY(!question());
  }

  void aReaderThatNeverEndsIsLeftWhenAsked() {
    const Bytes archive = netArchive(settingItself("    i = 0\n    while True:\n      i = torch.add(i, 1)\n"));
    const std::string path = *folder / "endless.pt";
    writeFile(path, archive);
    writeFile(*folder / "net.pt", netArchive({}));
    TrustedPrograms list = trusted();
    list.remember(sha256(archive), "endless.pt");
    list.remember(sha256(netArchive({})), "net.pt");
    window->openNetwork(QString::fromStdString(path), {});
    QTest::qWait(2000);
    QTest::keyClick(window.get(), Qt::Key_Escape);
    // Only one file is read at a time, so this one is when the other was left.
    window->openNetwork(QString::fromStdString(*folder / "net.pt"), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
    QVERIFY(window->windowTitle().contains("net"));
  }

 private:
  std::unique_ptr<MainWindow> openWindow() {
    auto opened = std::make_unique<MainWindow>(*preferences);
    opened->guardReading(readingProcess(), trusted());
    opened->resize(1400, 900);
    opened->show();
    return opened;
  }
  TrustedPrograms trusted() const { return TrustedPrograms(*folder / "trusted.txt"); }
  QMessageBox* question() const { return window->findChild<QMessageBox*>("programQuestion"); }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeReadingTest() {
  return std::make_unique<ReadingTest>();
}

}  // namespace bitprism::test

#include "desktop_reading_test.moc"
