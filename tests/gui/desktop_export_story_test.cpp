#include <QtTest>

#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/write/onnx_writer.h"
#include "core/torch/write/packed_writer.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/window_fixture.h"
#include "widgets/banner.h"

namespace bitprism::test {

// The plan leaves the window as a file.
class ExportStoryTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void init() { start(); }

  void exportsAreWhatWasPromised() {
    openSmall();
    window->document().setBits({0, 1}, 3);
    const std::string packed = *folder / "out.packed";
    window->exportTo(&packedWriter, QString::fromStdString(packed));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), patience);
    const Bytes bytes = readFile(packed);
    QCOMPARE(static_cast<std::int64_t>(bytes.size()), window->document().bytes());
    QVERIFY(unpackNetwork(bytes, packed).plan == window->document().plan());
    window->banner()->dismiss();

    const std::string plan = *folder / "plan.json";
    window->exportTo(OtherExport::Plan, QString::fromStdString(plan));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), patience);
    const Bytes json = readFile(plan);
    QVERIFY(planFromJson(parseJson(std::string(json.begin(), json.end()), plan), *window->document().network(), plan) ==
            window->document().plan());
  }

  void anExportThatFailsIsASentence() {
    openSmall();
    window->exportTo(OtherExport::Plan, QString::fromStdString(*folder / "no such folder/plan.json"));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), patience);
    QVERIFY2(window->banner()->text().contains("no such folder"), qPrintable(window->banner()->text()));
  }

  void theWindowSettlesAfterAnExport() {
    openSmall();
    const std::string file = *folder / "settled.packed";
    window->exportTo(&packedWriter, QString::fromStdString(file));
    QVERIFY(window->workspace().jobs().running().contains("exporting"));
    QVERIFY(!window->settled());
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QCOMPARE(static_cast<std::int64_t>(readFile(file).size()), window->document().bytes());
  }

  // What the file is in its runtime stands in the result, where the runtime is there.
  void anOnnxExportIsRunInItsRuntime() {
    const QByteArray judge = qgetenv("BITPRISM_JUDGE");
    if (judge.isEmpty()) QSKIP("no ONNX Runtime (BITPRISM_JUDGE names the folder of its node_modules)");
    openExample();
    qunsetenv("BITPRISM_ONNXRUNTIME");
    const auto restore = qScopeGuard([] { qputenv("BITPRISM_ONNXRUNTIME", "none"); });
    window->exportTo(&onnxWriter, QString::fromStdString(*folder / "out.onnx"));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), patience);
    const QString text = window->banner()->text();
    QVERIFY2(text.contains(QRegularExpression("In ONNX Runtime \\d[^\n]* images: accuracy \\d")), qPrintable(text));
    QVERIFY2(text.contains(QRegularExpression("batch 1, one thread: [\\d.]+ ms a run, float network [\\d.]+ ms")),
             qPrintable(text));
  }

  void aMissingRuntimeIsASentenceOfTheResult() {
    openSmall();
    qputenv("BITPRISM_ONNXRUNTIME", QFile::encodeName(QString::fromStdString(*folder / "nowhere")));
    const auto restore = qScopeGuard([] { qputenv("BITPRISM_ONNXRUNTIME", "none"); });
    window->exportTo(&onnxWriter, QString::fromStdString(*folder / "out.onnx"));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), patience);
    QVERIFY2(window->banner()->text().contains("not measured in ONNX Runtime: cannot find ONNX Runtime at"),
             qPrintable(window->banner()->text()));
    QVERIFY(QFileInfo::exists(QString::fromStdString(*folder / "out.onnx")));
  }

  void cleanup() { finish(); }
};

std::unique_ptr<QObject> makeExportStoryTest() {
  return std::make_unique<ExportStoryTest>();
}

}  // namespace bitprism::test

#include "desktop_export_story_test.moc"
