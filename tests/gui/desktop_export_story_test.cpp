#include <QAbstractButton>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMessageBox>
#include <QMimeData>
#include <QtTest>

#include "core/base/file.h"
#include "core/network/graphless.h"
#include "core/quant/methods/quantizer.h"
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

  void weightsLeaveAloneAndComeBackOverTheNetwork() {
    openSmall();
    Document& document = window->document();
    document.setBits({0, 1, 2}, 3);
    QTRY_VERIFY_WITH_TIMEOUT(!document.choosing(), patience);
    const Floats rounded = quantizedWeights(document.network()->layers[1], document.plan().layers[1]);
    const QString file = QString::fromStdString(*folder / "out.safetensors");
    window->exportTo(OtherExport::Weights, file);
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->text().contains("every weight is the plan's"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);

    // Dropped on the network, they are asked about, and then are its own.
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(window.get(), &enter);
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(window.get(), &drop);
    const auto question = [&] { return window->findChild<QMessageBox*>("weightsQuestion"); };
    QTRY_VERIFY_WITH_TIMEOUT(question() != nullptr, patience);
    window->unsaved().planSaved();
    QTest::mouseClick(question()->defaultButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(window->workspace().study()->study->settings().weightsPath), file,
                              patience);
    QCOMPARE(document.layerCount(), std::size_t{3});
    QCOMPARE(*document.network()->layers[1].weights, *rounded);
  }

  void aFileOfWeightsCanBeOpenedAloneOverANetwork() {
    openSmall();
    const QString file = QString::fromStdString(*folder / "out.safetensors");
    window->exportTo(OtherExport::Weights, file);
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(file) && window->settled(), patience);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(window.get(), &enter);
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(window.get(), &drop);
    const auto question = [&] { return window->findChild<QMessageBox*>("weightsQuestion"); };
    QTRY_VERIFY_WITH_TIMEOUT(question() != nullptr, patience);
    QAbstractButton* alone = nullptr;
    for (QAbstractButton* button : question()->buttons())
      if (button->text() == "&Open alone") alone = button;
    QVERIFY(alone);
    QTest::mouseClick(alone, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(window->workspace().study()->study->settings().networkPath), file,
                              patience);
    QVERIFY(!hasGraph(*window->document().network()));
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
