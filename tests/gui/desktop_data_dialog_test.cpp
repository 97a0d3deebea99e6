#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QtTest>

#include "app/desktop/data_dialog.h"
#include "tests/gui/desktop_tests.h"

namespace bitprism::test {

class DataDialogTest : public QObject {
  Q_OBJECT

 private slots:
  // Two folders of pictures of 60 x 80 pixels.
  void initTestCase() {
    for (const char* name : {"cat", "dog"}) {
      QVERIFY(QDir(folder_.path()).mkdir(name));
      for (int k = 0; k < 3; ++k) {
        QImage image(80, 60, QImage::Format_RGB32);
        image.fill(QColor::fromHsv(60 * k, 200, 220));
        QVERIFY(image.save(QStringLiteral("%1/%2/%3.png").arg(folder_.path(), name).arg(k)));
      }
    }
  }

  void tellsWhatTheNetworkSees() {
    DataDialog dialog(folder_.path(), {}, {3, 32, 32}, {}, nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.settled(), patience);
    QVERIFY2(contains(dialog, "2 classes"), qPrintable(texts(dialog)));
    QVERIFY2(contains(dialog, "3 × 32 × 32"), qPrintable(texts(dialog)));
    QVERIFY2(contains(dialog, "resized to 37"), qPrintable(texts(dialog)));
    QCOMPARE(dialog.preprocessing(), Preprocessing());  // what is left open stays so
  }

  void aPresetFillsTheFields() {
    DataDialog dialog(folder_.path(), {}, {3, 32, 32}, {}, nullptr);
    auto* preset = dialog.findChildren<QComboBox*>().front();
    const int index = preset->findText("Caffe");
    QVERIFY(index > 0);
    preset->setCurrentIndex(index);
    emit preset->activated(index);
    QCOMPARE(dialog.preprocessing().channels, ChannelOrder::Bgr);
    QCOMPARE(dialog.preprocessing().mean, (std::vector<double>{104, 117, 123}));
    QCOMPARE(preset->currentIndex(), index);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.settled(), patience);
  }

  void metricsThatFitTheImagesAreOffered() {
    DataDialog dialog(folder_.path(), {}, {3, 32, 32}, {}, nullptr);
    dialog.setMetric(Metric::MeanIou);  // of other images
    QTRY_VERIFY_WITH_TIMEOUT(dialog.settled(), patience);
    QVERIFY(!dialog.metric());  // which these cannot be measured by
    for (const Metric fitting : {Metric::Accuracy, Metric::Binary, Metric::Agreement, Metric::Sqnr}) {
      dialog.setMetric(fitting);
      QVERIFY(dialog.metric() == fitting);
    }
    const std::vector<Metric> unlabelled = metricsFor(nullptr);
    for (const Metric one : unlabelled) QVERIFY(!needsLabels(one) && !isMade(one));
  }

  void madeImagesAreOneClick() {
    DataDialog dialog({}, {}, {3, 32, 32}, {}, nullptr);
    for (auto* button : dialog.findChildren<QPushButton*>())
      if (button->text() == "Made images") button->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog.settled() && contains(dialog, "made from the network"), patience);
    QCOMPARE(dialog.path(), QString("synthetic"));
    for (auto* button : dialog.findChild<QDialogButtonBox*>()->buttons())
      if (button->text() == "Open") QVERIFY(button->isEnabled());
  }

  void badSettingsAndPathsAreNamed() {
    DataDialog dialog({}, {}, {3, 32, 32}, {}, nullptr);
    auto* open = dialog.findChild<QDialogButtonBox*>()->buttons().front();
    for (auto* button : dialog.findChild<QDialogButtonBox*>()->buttons())
      if (button->text() == "Open") open = button;
    QVERIFY(!open->isEnabled());
    const auto edits = dialog.findChildren<QLineEdit*>();
    edits[0]->setText("/nowhere/at/all");
    QTRY_VERIFY_WITH_TIMEOUT(dialog.settled(), patience);
    QVERIFY2(contains(dialog, "there is no such file or folder"), qPrintable(texts(dialog)));
    edits[0]->setText(folder_.path());
    QTRY_VERIFY_WITH_TIMEOUT(dialog.settled(), patience);
    QVERIFY(open->isEnabled());
    edits[1]->setText("wide");
    QVERIFY(!open->isEnabled());
    QVERIFY2(contains(dialog, "is not a size in pixels"), qPrintable(texts(dialog)));
  }

  void imagesAndNetworksAreToldApartByName() {
    QVERIFY(namesImages(folder_.path()));
    QVERIFY(namesImages("a/photo.JPG"));
    QVERIFY(namesImages("t10k-images-idx3-ubyte"));
    QVERIFY(!namesImages("net.onnx"));
    QVERIFY(!namesImages("net.pt"));
  }

 private:
  static QString texts(const QDialog& dialog) {
    QStringList all;
    for (const QLabel* label : dialog.findChildren<QLabel*>()) all << label->text();
    return all.join(QChar('\n'));
  }
  static bool contains(const QDialog& dialog, const char* part) {
    return texts(dialog).contains(QString::fromUtf8(part));
  }

  QTemporaryDir folder_;
};

std::unique_ptr<QObject> makeDataDialogTest() {
  return std::make_unique<DataDialogTest>();
}

}  // namespace bitprism::test

#include "desktop_data_dialog_test.moc"
