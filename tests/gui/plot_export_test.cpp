#include "widgets/plot_export.h"

#include <QAction>
#include <QImage>
#include <QtTest>

#include "core/base/error.h"
#include "qcustomplot.h"
#include "tests/gui/widgets_tests.h"
#include "widgets/bits_view.h"
#include "widgets/error_view.h"
#include "widgets/front_view.h"
#include "widgets/search_view.h"
#include "widgets/weights_view.h"

namespace bitprism::test {

class PlotExportTest : public QObject {
  Q_OBJECT

 private slots:
  void drawsEveryFormat() {
    ErrorView view;
    view.show({{QStringLiteral("as in the plan"), {5, 10, 16, 22}}, {QStringLiteral("affine"), {6, 11, 17, 23}}}, 0, 3);
    const QSize size(600, 400);
    QImage image;
    QVERIFY(image.loadFromData(pictureOf(*view.plot(), size, PictureFormat::Png), "PNG"));
    QCOMPARE(image.size(), size * 2);
    const QByteArray svg = pictureOf(*view.plot(), size, PictureFormat::Svg);
    QVERIFY(svg.contains("<svg"));
    QVERIFY(svg.contains("affine"));
    QVERIFY(pictureOf(*view.plot(), size, PictureFormat::Pdf).startsWith("%PDF"));
  }

  void drawsViewsThatAreNoPlots() {
    BitsView view;
    view.show(someRows(5));
    const QSize size(600, 300);
    QImage image;
    QVERIFY(image.loadFromData(pictureOf(view, size, PictureFormat::Png), "PNG"));
    QCOMPARE(image.size(), size * 2);
    QVERIFY(pictureOf(view, size, PictureFormat::Svg).contains("<svg"));
    QVERIFY(pictureOf(view, size, PictureFormat::Pdf).startsWith("%PDF"));
    QCOMPARE(view.table().count(QChar('\n')), 6);
    QVERIFY(view.table().contains(QStringLiteral("layer0.conv,8,100,100,40,\n")));
  }

  void tellsTheNumbersOfAPlot() {
    ErrorView view;
    view.show({{QStringLiteral("a, b"), {5, 10}}}, 0, 1);
    const QString csv = csvOf(*view.plot());
    QVERIFY(csv.startsWith(QStringLiteral("series,bits,y\n")));
    QVERIFY(csv.contains(QStringLiteral("a; b,1,5\na; b,2,10\n")));
  }

  void givesEveryPlotAMenu() {
    FrontView front;
    SearchView search;
    WeightsView weights;
    ErrorView error;
    BitsView bits;
    for (QWidget* plot :
         std::initializer_list<QWidget*>{front.plot(), search.plot(), weights.plot(), error.plot(), &bits}) {
      QCOMPARE(plot->contextMenuPolicy(), Qt::ActionsContextMenu);
      QStringList names;
      for (const QAction* action : plot->actions())
        if (action->objectName().startsWith(QStringLiteral("export-"))) names << action->objectName().mid(7);
      QCOMPARE(names, QStringList({"png", "svg", "pdf", "csv"}));
    }
  }

  void knowsPicturesBySuffix() {
    QCOMPARE(pictureFormatOf(QStringLiteral("a.b.SVG")), PictureFormat::Svg);
    QVERIFY_EXCEPTION_THROWN(pictureFormatOf(QStringLiteral("a.gif")), UsageError);
  }
};

std::unique_ptr<QObject> makePlotExportTest() {
  return std::make_unique<PlotExportTest>();
}

}  // namespace bitprism::test

#include "plot_export_test.moc"
