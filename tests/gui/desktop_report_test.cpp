#include <QCheckBox>
#include <QClipboard>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include "app/desktop/command_lines_dialog.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/report_dialog.h"
#include "app/desktop/search_panel.h"
#include "app/desktop/training_panel.h"
#include "app/desktop/window_commands.h"
#include "app/workflow/plan_file.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "tests/support/xml_reader.h"
#include "widgets/banner.h"
#include "widgets/search_view.h"
#include "widgets/training_view.h"

namespace bitprism::test {

// Reports, and commands for the shell, from the real window.
class ReportTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    preferences->setExportFolder(QString::fromStdString(folder->path()));
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1400, 900);
    window->show();
    window->resetLayout();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
    QGuiApplication::clipboard()->clear();
  }

  void isSavedFromTheMenuWithASuffix() {
    openSmall();
    window->document().setBits({1}, 3);
    whenDialogOpens<QFileDialog>([](QFileDialog* dialog) {
      dialog->findChild<QLineEdit*>("fileNameEdit")->setText(QStringLiteral("mine"));
      QMetaObject::invokeMethod(dialog, "accept");
    });
    QSignalSpy saved(&window->reports(), &ReportFiles::saved);
    action("Report...")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, patience);
    const auto root = reportIn(*folder / "mine.html");
    QCOMPARE(root->all("table").size(), std::size_t{1});
    QCOMPARE(root->all("table")[0]->all("tbody")[0]->all("tr").size(), std::size_t{3});
    QVERIFY(root->text.find("second") != std::string::npos);
    QVERIFY(window->banner()->text().contains("mine.html"));
    // The plan in it is the window's.
    const std::string json = root->all("details")[0]->all("pre")[0]->text;
    QVERIFY(planFromJson(parseJson(json, "report"), *window->document().network(), "report") ==
            window->document().plan());
  }

  void hasTheSearchAndThePlanOfItsTrial() {
    openExample();
    SearchRequest request;
    request.search.method = "random";
    request.search.trials = 4;
    request.search.tasks = {{40, 0}};
    request.sessionPath = *folder / "s.bitprism";
    window->search().start(window->workspace().study(), request);
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    const auto& evaluation = window->search().snapshot()->evaluations.front();
    window->document().setPlan(window->search().request().plan(evaluation.bits), "a trial");
    QSignalSpy saved(&window->reports(), &ReportFiles::saved);
    window->reports().saveAs(QString::fromStdString(*folder / "r.html"));
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, patience);
    const auto root = reportIn(*folder / "r.html");
    QCOMPARE(root->all("table").size(), std::size_t{2});
    QVERIFY(root->text.find("plan of trial 0") != std::string::npos);
    QVERIFY(root->text.find("bitprism-cli search example --data example") != std::string::npos);
  }

  void comparesMethodsWhereTheDialogIsAsked() {
    openExample();
    whenDialogOpens<ReportDialog>([this](ReportDialog* dialog) {
      QVERIFY(dialog->options().methods.empty());
      dialog->findChildren<QCheckBox*>().at(1)->setChecked(true);
      const auto fields = dialog->findChildren<QLineEdit*>();
      fields[0]->setText("nonsense");
      QVERIFY(dialog->problem().contains("nonsense"));
      fields[0]->setText("uniform");
      fields[1]->setText("W3A32, W4A32");
      QCOMPARE(dialog->problem(), QString());
      whenDialogOpens<QFileDialog>([](QFileDialog* file) {
        file->findChild<QLineEdit*>("fileNameEdit")->setText(QStringLiteral("methods"));
        QMetaObject::invokeMethod(file, "accept");
      });
      dialog->accept();
    });
    QSignalSpy saved(&window->reports(), &ReportFiles::saved);
    action("Report...")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, patience);
    const auto root = reportIn(*folder / "methods.html");
    QVERIFY(root->text.find("Methods compared") != std::string::npos);
    QVERIFY(root->text.find("W3A32") != std::string::npos && root->text.find("W4A32") != std::string::npos);
  }

  void aCancelledOneLeavesNoFile() {
    openSmall();
    QSignalSpy saved(&window->reports(), &ReportFiles::saved);
    const QString file = QString::fromStdString(*folder / "r.html");
    // A fast machine may have written it before the cancel comes.
    for (int attempt = 0; attempt < 50; ++attempt) {
      QFile::remove(file);
      saved.clear();
      window->reports().saveAs(file);
      window->workspace().jobs().cancelAll();
      QTRY_VERIFY_WITH_TIMEOUT(!window->workspace().jobs().running().contains("making a report"), patience);
      QTRY_VERIFY_WITH_TIMEOUT(action("Report...")->isEnabled(), patience);
      if (!saved.isEmpty()) continue;
      QVERIFY(!QFileInfo::exists(file));
      return;
    }
    QFAIL("no cancel came in time");
  }

  void theExportDialogCopiesItsCommandWithThePlan() {
    openSmall();
    window->document().setBits({1}, 3);
    whenDialogOpens<ExportDialog>([](ExportDialog* dialog) {
      QTest::mouseClick(dialog->findChild<QPushButton*>("copyCommand"), Qt::LeftButton);
    });
    QSignalSpy copied(&window->commands(), &CommandCopier::copied);
    action("Export...")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(copied.size(), 1, patience);
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY2(text.startsWith("bitprism-cli export "), qPrintable(text));
    QVERIFY(text.endsWith(QString("-quantized.onnx\n")));
    const QStringList words = text.split(QChar(' '));
    const QString plan = words.value(words.indexOf("--plan") + 1);
    QVERIFY(PlanFile(plan.toStdString()).plan(*window->document().network()) == window->document().plan());
    QVERIFY(window->banner()->text().contains("bitprism-cli export"));
  }

  void everyPossibleActionIsListedWithACopyButton() {
    openSmall();
    std::vector<QString> titles;
    for (const WindowCommand& command : window->commands().commands()) titles.push_back(command.title);
    QCOMPARE(titles, (std::vector<QString>{"Open", "Export", "Report"}));  // there are no images
    window->close();
    openExample();
    action("Command lines...")->trigger();
    auto* dialog = window->findChild<CommandLinesDialog*>();
    QVERIFY(dialog);
    const auto fields = dialog->findChildren<QPlainTextEdit*>();
    QStringList names;
    for (const QPlainTextEdit* field : fields) {
      QVERIFY2(field->toPlainText().contains("bitprism-cli "), qPrintable(field->toPlainText()));
      names << field->accessibleName();
    }
    QCOMPARE(names, (QStringList{"Open", "Measure plan", "Search", "Train", "Compare methods", "Export", "Report"}));
    QSignalSpy copied(&window->commands(), &CommandCopier::copied);
    for (QPushButton* button : dialog->findChildren<QPushButton*>())
      if (button->accessibleName() == "Copy: Search") QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(copied.size(), 1, patience);
    QVERIFY(QGuiApplication::clipboard()->text().contains("bitprism-cli search example --data example"));
    dialog->close();
  }

  void searchAndTrainingHaveTheirButtons() {
    openExample();
    for (QWidget* view :
         std::initializer_list<QWidget*>{window->panel<SearchPanel>().view(), window->panel<TrainingPanel>().view()}) {
      QToolButton* button = nullptr;
      for (auto* one : view->findChildren<QToolButton*>())
        if (one->accessibleName() == "Copy command line") button = one;
      QVERIFY(button);
      QVERIFY(button->isEnabled());
      QSignalSpy copied(&window->commands(), &CommandCopier::copied);
      button->click();
      QTRY_COMPARE_WITH_TIMEOUT(copied.size(), 1, patience);
    }
    QVERIFY2(QGuiApplication::clipboard()->text().contains("bitprism-cli finetune example --data example"),
             qPrintable(QGuiApplication::clipboard()->text()));
  }

  void theCommandOfAnExportNamesItsTarget() {
    openSmall();
    WindowState state{.workspace = &window->workspace()};
    state.exportFolder = folder->path();
    const ExportKind onnx = networkWriters().front();
    QVERIFY(exportCommandOf(state, onnx).words.line().find("--target") == std::string::npos);
    const std::string line = exportCommandOf(state, onnx, Target::Ort).words.line();
    QVERIFY2(line.find("--target ort") != std::string::npos, line.c_str());
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  // Once a dialog of this kind is there, as the user would answer it.
  template <class Dialog, class Answer>
  static void whenDialogOpens(const Answer& answer) {
    QTimer::singleShot(20, qApp, [answer] {
      if (auto* dialog = qobject_cast<Dialog*>(QApplication::activeModalWidget())) return answer(dialog);
      whenDialogOpens<Dialog>(answer);
    });
  }

  static std::unique_ptr<XmlElement> reportIn(const std::string& path) {
    const Bytes bytes = readFile(path);
    return XmlReader::read(std::string(bytes.begin(), bytes.end()));
  }

  QAction* action(const QString& text) const {
    for (QAction* one : window->findChildren<QAction*>())
      if (QString(one->text()).remove(QChar('&')) == text) return one;
    return nullptr;
  }

  void openSmall() {
    const Network network = smallNetwork();
    const std::string path = *folder / "small.bprm";
    writeFile(path, packNetwork(network, floatPlan(network.layers.size())));
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  void openExample() {
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1400, 900);
    window->show();
    window->openNetwork("example", {});
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeReportTest() {
  return std::make_unique<ReportTest>();
}

}  // namespace bitprism::test

#include "desktop_report_test.moc"
