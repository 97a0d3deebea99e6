#include "widgets/sensitivity_view.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QImage>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>
#include <cmath>

#include "tests/gui/widgets_tests.h"
#include "widgets/heat_colour.h"
#include "widgets/plot_export.h"
#include "widgets/sensitivity_map.h"

namespace bitprism::test {
namespace {

// Each layer loses twice as much as the one before, a fourth as much with every further bit; the last is not measured.
SensitivityPicture somePicture(int layers) {
  SensitivityPicture picture;
  picture.widths = {2, 3, 4, 5, 6, 7, 8};
  for (int l = 0; l < layers; ++l) {
    SensitivityPicture::Row row{.name = QStringLiteral("features.%1.block.conv").arg(l), .bits = 8, .bytes = 8000};
    for (const int bits : picture.widths) {
      SensitivityPicture::Cell cell{.bytes = 1000 * bits};
      if (l + 1 < layers) cell.loss = std::pow(2.0, l % 9) * std::pow(0.25, bits);
      row.cells.push_back(cell);
    }
    picture.rows.push_back(row);
  }
  return picture;
}

double lightness(const QColor& colour) {
  return contrastOf(colour, Qt::black);
}

}  // namespace

class SensitivityViewTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    view = std::make_unique<SensitivityView>();
    view->resize(900, 240);
    view->show(somePicture(20));
    view->QWidget::show();
    view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(view.get(), patience));
    view->map()->setCurrentLayer(0);
  }

  void aClickWishesForTheCellsBits() {
    QSignalSpy widths(view.get(), &SensitivityView::widthWished);
    QSignalSpy layers(view.get(), &SensitivityView::currentLayerChanged);
    QTest::mouseClick(view->map(), Qt::LeftButton, {}, view->map()->cellArea(3, 4).center());
    QCOMPARE(widths.count(), 1);
    QCOMPARE(widths[0][0].toInt(), 3);
    QCOMPARE(widths[0][1].toInt(), 4);
    QCOMPARE(layers.last()[0].toInt(), 3);
    const QRect cell = view->map()->cellArea(5, 2);
    QTest::mouseClick(view->map(), Qt::LeftButton, {}, {cell.left() - 10, cell.center().y()});
    QCOMPARE(widths.count(), 1);  // a name only selects
    QCOMPARE(layers.last()[0].toInt(), 5);
  }

  void arrowsMoveAndEnterWishes() {
    QSignalSpy widths(view.get(), &SensitivityView::widthWished);
    SensitivityMap* map = view->map();
    map->setFocus();
    QCOMPARE(map->currentWidth(), 2);
    QTest::keyClick(map, Qt::Key_Down);
    QTest::keyClick(map, Qt::Key_Right);
    QTest::keyClick(map, Qt::Key_Right);
    QTest::keyClick(map, Qt::Key_Return);
    QCOMPARE(widths.last()[0].toInt(), 1);
    QCOMPARE(widths.last()[1].toInt(), 4);
    QVERIFY(map->accessibleDescription().contains("features.1.block.conv at 4 bits"));
    for (int i = 0; i < 12; ++i) QTest::keyClick(map, Qt::Key_Right);
    QCOMPARE(map->currentWidth(), 8);
    QTest::keyClick(map, Qt::Key_End);
    QCOMPARE(map->currentLayer(), 19);
    QTest::keyClick(map, Qt::Key_Down);
    QCOMPARE(map->currentLayer(), 19);
    QTest::keyClick(map, Qt::Key_5);
    QCOMPARE(widths.last()[1].toInt(), 5);
  }

  void theHandIsToldLayerBitsLossAndBytes() {
    QSignalSpy told(view.get(), &SensitivityView::pointed);
    QTest::mouseMove(view->map(), view->map()->cellArea(1, 4).center());
    QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty(), patience);
    const QString words = told.last()[0].toString();
    QVERIFY2(words.contains("features.1.block.conv at 4 bits: loss 0.00781 nats, saves 3.9 KiB"), qPrintable(words));
    QVERIFY(view->map()->described(19, 0).contains("not measured"));
    QVERIFY(view->map()->described(0, 6).contains("its bits now"));
  }

  void layersAreSortedByWhatTheyLose() {
    view->order()->setCurrentIndex(1);
    const QStringList lines = view->map()->table().split(QChar('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 21);
    QVERIFY(lines[0].startsWith("layer,bits,loss_2,loss_3"));
    QVERIFY(lines[1].startsWith("features.8.block.conv,8,"));
    QVERIFY(lines[20].startsWith("features.19.block.conv,8,,,,"));  // what is unknown comes last
    view->map()->setFocus();
    QTest::keyClick(view->map(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), view->map()->table().replace(QChar(','), QChar('\t')));
  }

  void allLayersFitANarrowPanel() {
    for (const int width : {400, 440, 540, 700}) {
      view->resize(width, 24 * view->fontMetrics().height());
      QTRY_COMPARE_WITH_TIMEOUT(view->width(), width, patience);
      SensitivityMap* map = view->map();
      QVERIFY2(map->width() <= view->area()->viewport()->width(), qPrintable(QString::number(width)));
      for (const int layer : {0, 10, 19})
        for (const int bits : {2, 8}) QVERIFY(map->rect().contains(map->cellArea(layer, bits)));
      // Every cell is still hit where it is drawn, and the tip has the whole name.
      QSignalSpy widths(view.get(), &SensitivityView::widthWished);
      QTest::mouseClick(map, Qt::LeftButton, {}, map->cellArea(19, 8).center());
      QCOMPARE(widths.last()[0].toInt(), 19);
      QCOMPARE(widths.last()[1].toInt(), 8);
      QVERIFY(map->described(19, 0).contains("features.19.block.conv"));
    }
  }

  void hundredsOfLayersKeepReadableNamesAndScroll() {
    view->show(somePicture(300));
    SensitivityMap* map = view->map();
    QVERIFY(map->width() > view->area()->viewport()->width());
    QCOMPARE(map->height(), view->area()->viewport()->height());
    for (const int layer : {0, 150, 299}) {
      const QRect first = map->cellArea(layer, 2);
      QVERIFY(first.width() >= view->fontMetrics().horizontalAdvance("8"));
      QVERIFY(map->rect().contains(first));
    }
    QCOMPARE(view->area()->horizontalScrollBar()->value(), 0);
    QTest::keyClick(map, Qt::Key_End);  // the cursor stays in sight
    QVERIFY(map->visibleRegion().contains(map->cellArea(299, map->currentWidth())));
    QTest::keyClick(map, Qt::Key_Home);
    QVERIFY(map->visibleRegion().contains(map->cellArea(0, map->currentWidth())));
    QImage whole;
    QVERIFY(whole.loadFromData(pictureOf(*map, map->size(), PictureFormat::Png), "PNG"));
    QCOMPARE(whole.width(), 2 * map->width());  // all layers, not only those in sight
  }

  void coloursRiseInLightnessInEveryTheme() {
    for (const Theme theme : {Theme::Light, Theme::Dark, Theme::HighContrast}) {
      const Colours colours = coloursOf(themePalette(theme));
      const double sign = colours.dark ? 1 : -1;
      for (int i = 1; i <= 20; ++i)
        QVERIFY2(sign * (lightness(heatColour(i / 20.0, colours)) - lightness(heatColour((i - 1) / 20.0, colours))) > 0,
                 qPrintable(QStringLiteral("%1 at %2").arg(QLatin1String(themeName(theme))).arg(i)));
      QVERIFY(contrastOf(heatColour(0, colours), heatColour(1, colours)) > 3);
    }
  }

  void coloursFollowTheScale() {
    const SensitivityPicture picture = somePicture(10);
    const HeatRange logarithmic(picture, HeatScale::Logarithmic), linear(picture, HeatScale::Linear);
    QVERIFY(std::abs(logarithmic.share(logarithmic.lossAt(0.25)) - 0.25) < 1e-9);
    QVERIFY(std::abs(linear.share(linear.lossAt(0.25)) - 0.25) < 1e-9);
    QCOMPARE(linear.share(linear.lossAt(1)), 1.0);
    QVERIFY(logarithmic.share(linear.lossAt(0.01)) > 0.3);
    QCOMPARE(logarithmic.share(0), 0.0);
    const QImage before = view->map()->grab().toImage();
    view->scale()->setCurrentIndex(1);
    QVERIFY(view->map()->grab().toImage() != before);
  }

  void whatIsNotMeasuredLooksOtherwise() {
    SensitivityPicture picture = somePicture(20);
    const QRect cell = view->map()->cellArea(19, 4);
    const QImage hatched = view->map()->grab(cell).toImage();
    picture.rows[19].cells[2].loss = 0.0;
    view->show(picture);
    QVERIFY(view->map()->grab(cell).toImage() != hatched);
    picture.rows[19].bits = 4;  // and what it has now is framed
    const QImage plain = view->map()->grab(cell).toImage();
    view->show(picture);
    QVERIFY(view->map()->grab(cell).toImage() != plain);
  }

 private:
  std::unique_ptr<SensitivityView> view;
};

std::unique_ptr<QObject> makeSensitivityViewTest() {
  return std::make_unique<SensitivityViewTest>();
}

}  // namespace bitprism::test

#include "sensitivity_view_test.moc"
