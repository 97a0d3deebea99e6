#include "widgets/plot_export.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QTableView>
#include <QtTest>

#include "core/base/error.h"
#include "qcustomplot.h"
#include "tests/gui/widgets_tests.h"
#include "widgets/bits_view.h"
#include "widgets/correlation_view.h"
#include "widgets/error_view.h"
#include "widgets/front_view.h"
#include "widgets/layers_view.h"
#include "widgets/maps_view.h"
#include "widgets/search_view.h"
#include "widgets/table_copy.h"
#include "widgets/task_cost_view.h"
#include "widgets/training_view.h"
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

  void putsATitleAboveAFile() {
    ErrorView view;
    view.resize(500, 300);
    view.show({{QStringLiteral("affine"), {6, 11, 17, 23}}}, 0, 3);
    const QSize size(600, 400);
    const QByteArray plain = pictureOf(*view.plot(), size, PictureFormat::Svg);
    const int rows = view.plot()->plotLayout()->rowCount();
    const QByteArray titled = titledPictureOf(*view.plot(), size, PictureFormat::Svg);
    QVERIFY(titled.contains(">Quantization error of the selected layer by bit-width</text>"));
    QCOMPARE(view.plot()->plotLayout()->rowCount(), rows);  // it is gone again
    QCOMPARE(pictureOf(*view.plot(), size, PictureFormat::Svg), plain);
    QImage image;
    QVERIFY(image.loadFromData(titledPictureOf(*view.plot(), size, PictureFormat::Png), "PNG"));
    QVERIFY(image.height() > 2 * size.height());
    BitsView bits;
    bits.show(someRows(5));
    QVERIFY(titledPictureOf(bits, {600, 300}, PictureFormat::Svg).contains("Bits per layer"));
    QVERIFY(titledPictureOf(bits, {600, 300}, PictureFormat::Pdf).startsWith("%PDF"));
  }

  void tellsTheNumbersOfAPlot() {
    ErrorView view;
    view.show({{QStringLiteral("a, b"), {5, 10}}}, 0, 1);
    const QString csv = csvOf(*view.plot());
    QVERIFY(csv.startsWith(QStringLiteral("series,bits,sqnr_db\n")));
    QVERIFY(csv.contains(QStringLiteral("a; b,1,5\na; b,2,10\n")));
  }

  void givesEveryPlotAMenu() {
    FrontView front;
    SearchView search;
    WeightsView weights;
    ErrorView error;
    BitsView bits;
    TrainingView training;
    MapsView maps;
    CorrelationView correlation;
    TaskCostView costs;
    QList<QWidget*> plots{front.plot(), search.plot(), weights.plot(), error.plot(), &bits, &correlation, &costs};
    for (QWidget* view : std::initializer_list<QWidget*>{&training, &maps})
      for (auto* plot : view->findChildren<QCustomPlot*>()) plots << plot;
    QCOMPARE(plots.size(), 10);
    for (QWidget* plot : plots) {
      QCOMPARE(plot->contextMenuPolicy(), Qt::ActionsContextMenu);
      QStringList names;
      for (const QAction* action : plot->actions())
        if (action->objectName().startsWith(QStringLiteral("export-"))) names << action->objectName().mid(7);
      QCOMPARE(names, QStringList({"png", "svg", "pdf", "csv"}));
    }
  }

  void copiesThePictureAndTheNumbers() {
    CorrelationView view;
    view.resize(300, 200);
    view.show({QStringLiteral("128, all"), QStringLiteral("all")}, {{1, 0.25}, {0.25, 1}});
    QCOMPARE(view.table(), QStringLiteral("task,128; all,all\n128; all,1,0.25\nall,0.25,1\n"));
    for (QAction* action : view.actions()) {
      if (action->objectName() == QStringLiteral("copy-picture")) {
        action->trigger();
        QVERIFY(!QGuiApplication::clipboard()->image().isNull());
      }
      if (action->objectName() == QStringLiteral("copy-numbers")) {
        action->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("all\t0.25\t1\n")));
      }
    }
    TaskCostView costs;
    costs.show({{QStringLiteral("all"), 3, 1.5}});
    QCOMPARE(costs.table(), QStringLiteral("task,evaluations,seconds\nall,3,1.5\n"));
  }

  void givesTablesToSpreadsheets() {
    LayersView view;
    std::vector<LayerRow> rows = someRows(3);
    rows[0].name = QStringLiteral("=cmd,\"x\"");
    rows[1].sqnrDb.reset();
    rows[2].sqnrDb = 12.345678;
    rows[2].bytes = 1234567;
    view.show(rows);
    view.resize(200, 300);  // most columns are hidden
    QLocale::setDefault(QLocale(QLocale::German));
    const QString csv = tableText(*view.table(), QChar(','));
    QLocale::setDefault(QLocale::c());
    const QStringList lines = csv.split(QChar('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 4);
    QVERIFY(lines[0].contains(QStringLiteral("Bytes")) && lines[0].contains(QStringLiteral("Locked")));
    for (const QString& line : lines.mid(2)) QCOMPARE(line.count(QChar(',')), lines[0].count(QChar(',')));
    QVERIFY2(lines[1].contains(QStringLiteral("\"'=cmd,\"\"x\"\"\"")), qPrintable(lines[1]));
    QVERIFY2(lines[3].contains(QStringLiteral(",12.345678,1234567,")), qPrintable(lines[3]));
    QStringList names;
    for (const QAction* action : view.table()->actions()) names << action->objectName();
    for (const char* name : {"copy-table", "save-csv", "save-tsv"}) QVERIFY(names.contains(QLatin1String(name)));
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
