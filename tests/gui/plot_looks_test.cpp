#include <QHeaderView>
#include <QImage>
#include <QMouseEvent>
#include <QTableView>
#include <QtTest>
#include <set>

#include "qcustomplot.h"
#include "tests/gui/fitting.h"
#include "tests/gui/widgets_tests.h"
#include "widgets/bits_view.h"
#include "widgets/dot_graph.h"
#include "widgets/error_view.h"
#include "widgets/fitting_label.h"
#include "widgets/front_view.h"
#include "widgets/layers_view.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"
#include "widgets/search_view.h"
#include "widgets/weights_view.h"
#include "widgets/wrap_layout.h"

namespace bitprism::test {
namespace {

std::vector<ErrorCurve> curvesOfAll() {
  std::vector<ErrorCurve> curves;
  for (const Method method : existingMethods) {
    const double start = static_cast<double>(method);
    curves.push_back({.name = methodText(method),
                      .sqnrDb = {start, start + 6, start + 12, start + 18},
                      .bytes = {1, 2, 3, 4},
                      .method = method});
  }
  return curves;
}

std::shared_ptr<const SearchSnapshot> snapshotOfTasks(int tasks) {
  auto snapshot = std::make_shared<SearchSnapshot>();
  for (int t = 0; t < tasks; ++t) snapshot->tasks.push_back({t + 1 == tasks ? 0 : 100 * (t + 1), 0});
  for (int i = 0; i < 12; ++i) {
    Evaluation evaluation;
    evaluation.trial = i;
    evaluation.taskIndex = i % tasks;
    evaluation.task = snapshot->tasks[static_cast<std::size_t>(evaluation.taskIndex)];
    evaluation.bytes = 10000 + 5000 * i;
    evaluation.score.accuracy = 0.3 + 0.05 * i;
    snapshot->evaluations.push_back(evaluation);
  }
  return snapshot;
}

QImage scatterOf(const QCPGraph& graph) {
  return graph.scatterStyle().pixmap().toImage().convertToFormat(QImage::Format_Alpha8);
}

}  // namespace

class PlotLooksTest : public QObject {
  Q_OBJECT

 private slots:
  void ticksAreToldApart() {
    FrontView view;
    view.resize(700, 420);
    view.QWidget::show();
    FrontMarks marks;
    marks.floatAccuracy = 0.8123;
    marks.uniforms = {{8, 279347, 0.81236}};
    marks.planBytes = 279347;
    marks.planAccuracy = 0.81236;
    view.show(marks);
    for (const QCPRange& range :
         {view.plot()->yAxis->range(), QCPRange(81.2, 81.24), QCPRange(0, 100), QCPRange(99.2, 100.1)}) {
      view.plot()->yAxis->setRange(range);
      view.plot()->replot(QCustomPlot::rpImmediateRefresh);
      const QVector<QString> labels = view.plot()->yAxis->tickVectorLabels();
      QVERIFY(labels.size() >= 2);
      QCOMPARE(std::set<QString>(labels.begin(), labels.end()).size(), static_cast<std::size_t>(labels.size()));
    }
  }

  void noiseIsNotDrawnLarge() {
    FrontView view;
    FrontMarks marks;
    marks.floatAccuracy = 0.8123;
    marks.uniforms = {{8, 279347, 0.81231}};
    view.show(marks);
    QVERIFY(view.plot()->yAxis->range().size() >= 1);
  }

  void theNameOfTheFloatLineStaysInThePlot() {
    FrontView view;
    view.resize(500, 170);
    view.QWidget::show();
    FrontMarks marks;
    marks.floatAccuracy = 0.947;
    marks.uniforms = {{2, 60000, 0.1}, {8, 200000, 0.94}};
    view.show(marks);
    view.plot()->replot(QCustomPlot::rpImmediateRefresh);
    for (int i = 0; i < view.plot()->itemCount(); ++i) {
      const auto* text = qobject_cast<QCPItemText*>(view.plot()->item(i));
      if (!text || !text->visible() || !text->text().startsWith("float")) continue;
      QVERIFY(text->topLeft->pixelPosition().y() >= view.plot()->axisRect()->top() - 1);
      return;
    }
    QFAIL("the line has no name");
  }

  void marksStandOnTheirPointsAtEveryScale() {
    QCustomPlot plot;
    auto* graph = new DotGraph(plot);
    graph->setLineStyle(QCPGraph::lsNone);
    graph->addData(0.5, 0.5);
    graph->setAntialiasedScatters(false);
    plot.xAxis->setRange(0, 1);
    plot.yAxis->setRange(0, 1);
    plot.setViewport({0, 0, 300, 200});
    for (const double ratio : {1.0, 2.0, 3.0}) {
      graph->setScatterStyle(QCPScatterStyle(shapePixmap(MarkerShape::Square, 8, Qt::red, ratio)));
      const QImage image = plot.toPixmap(300, 200, ratio).toImage();
      QPointF sum;
      int count = 0;
      for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
          if (image.pixelColor(x, y) == QColor(Qt::red)) sum += QPointF(x + 0.5, y + 0.5), ++count;
      QVERIFY(count > 30);
      const QPointF centre = sum / count / ratio;
      const QPointF point(plot.xAxis->coordToPixel(0.5), plot.yAxis->coordToPixel(0.5));
      QVERIFY2(
          QLineF(centre, point).length() < 1.6,
          qPrintable(QStringLiteral("%1: %2, %3").arg(ratio).arg(centre.x() - point.x()).arg(centre.y() - point.y())));
    }
  }

  void oneBitIsSingular() {
    QCOMPARE(bitsCountText(1), QString("1 bit"));
    QCOMPARE(bitsCountText(2), QString("2 bits"));
    QCOMPARE(bitsCountText(floatBits), QString("float"));
    ErrorView view;
    view.resize(400, 300);
    view.show({{QStringLiteral("a"), {5, 10}}}, 0, 1);
    view.plot()->replot(QCustomPlot::rpImmediateRefresh);
    QVERIFY2(view.tipAt(view.pixelOf(0, 1)).contains("at 1 bit:"), qPrintable(view.tipAt(view.pixelOf(0, 1))));
  }

  void picturesShowNothingOfTheMouse() {
    ErrorView view;
    view.resize(600, 400);
    view.QWidget::show();
    view.show(curvesOfAll(), 0, 2);
    const QByteArray before = pictureOf(*view.plot(), {600, 400}, PictureFormat::Png);
    view.plot()->replot(QCustomPlot::rpImmediateRefresh);
    QTest::mouseMove(view.plot(), view.pixelOf(5, 3));
    QTRY_VERIFY_WITH_TIMEOUT(view.plot()->graph(6)->pen().widthF() > 2.5, patience);
    QVERIFY(pictureOf(*view.plot(), {600, 400}, PictureFormat::Png) == before);

    BitsView bits;
    bits.resize(600, 300);
    bits.QWidget::show();
    bits.show(someRows(5));
    const QByteArray clean = pictureOf(bits, bits.size(), PictureFormat::Png);
    const QPoint bar = bits.barArea(2).center().toPoint();
    QMouseEvent move(QEvent::MouseMove, bar, bits.mapToGlobal(bar), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(&bits, &move);
    QVERIFY(bits.grab().toImage() != QImage::fromData(clean));
    QVERIFY(pictureOf(bits, bits.size(), PictureFormat::Png) == clean);
  }

  void tablesOfPlotsHoldOnlySeries() {
    FrontView front;
    front.show(snapshotOfTasks(2));
    FrontMarks marks;
    marks.uniforms = {{8, 60000, 0.9}};
    marks.planBytes = 30000;
    marks.predictedAccuracy = 0.5;
    marks.predictedDeviation = 0.1;
    front.show(marks);
    ErrorView error;
    error.show(curvesOfAll(), 0, 2);
    WeightsView weights;
    auto histogram = std::make_shared<Histogram>();
    histogram->low = -1;
    histogram->high = 1;
    histogram->counts = {1, 5, 9, 5, 1};
    WeightsPicture picture;
    picture.histogram = histogram;
    picture.levels = {-0.5, 0, 0.5};
    weights.show(picture);
    SearchView search;
    for (QCustomPlot* plot : {front.plot(), error.plot(), weights.plot()}) {
      const QString csv = csvOf(*plot);
      for (const QString& line : csv.split(QChar('\n'), Qt::SkipEmptyParts)) {
        const QString series = line.section(QChar(','), 0, 0);
        const bool unnamed = series.startsWith("Graph ") ||
                             std::all_of(series.begin(), series.end(), [](QChar c) { return c.isDigit(); });
        QVERIFY2(!unnamed, qPrintable(line));
      }
    }
    // The front is there once, without the line that runs on to the right of it.
    const QString csv = csvOf(*front.plot());
    QVERIFY(csv.contains("\nfront,"));
    QVERIFY(!csv.contains("this session"));
  }

  void tasksAndMethodsAreToldApartWithoutColour() {
    FrontView front;
    front.show(snapshotOfTasks(3));
    std::vector<QImage> shapes;
    for (int i = 0; i < front.plot()->graphCount(); ++i)
      if (front.plot()->graph(i)->name().contains("images")) shapes.push_back(scatterOf(*front.plot()->graph(i)));
    QCOMPARE(shapes.size(), std::size_t{3});
    QVERIFY(shapes[0] != shapes[1] && shapes[1] != shapes[2] && shapes[0] != shapes[2]);

    ErrorView error;
    error.show(curvesOfAll(), 0, 2);
    for (std::size_t a = 0; a < existingMethods.size(); ++a)
      for (std::size_t b = 0; b < a; ++b) {
        const QCPGraph* one = error.plot()->graph(static_cast<int>(a) + 1);
        const QCPGraph* other = error.plot()->graph(static_cast<int>(b) + 1);
        QVERIFY2(one->pen().style() != other->pen().style() || scatterOf(*one) != scatterOf(*other),
                 qPrintable(one->name() + QStringLiteral(" and ") + other->name()));
      }
  }

  void theLegendNamesAFewWhereThereIsNoRoomForAll() {
    ErrorView view;
    view.resize(260, 230);
    view.QWidget::show();
    view.show(curvesOfAll(), 0, 2);
    settleLayouts();
    QStringList names;
    for (int i = 0; i < view.plot()->legend->itemCount(); ++i)
      if (auto* item = dynamic_cast<QCPPlottableLegendItem*>(view.plot()->legend->item(i)))
        names << item->plottable()->name();
    QCOMPARE(names.size(), 4);
    QVERIFY(names.contains(methodText(Method::Uniform)));  // the plan's
    QVERIFY(names.contains(methodText(Method::Gptq)));     // the best at its bits
    QVERIFY(view.plot()->axisRect()->height() > 60);
    view.resize(900, 600);
    settleLayouts();
    int items = 0;
    for (int i = 0; i < view.plot()->legend->itemCount(); ++i) items += view.plot()->legend->item(i) ? 1 : 0;
    QCOMPARE(items, static_cast<int>(existingMethods.size()));
  }

  void weightsOfAllChannelsStandInUnitsOfTheirOwn() {
    WeightsView view;
    auto histogram = std::make_shared<Histogram>();
    histogram->low = -1;
    histogram->high = 1;
    histogram->counts = {1, 5, 9, 5, 1};
    WeightsPicture picture;
    picture.histogram = histogram;
    picture.levels = {-0.004, 0, 0.004};  // of a channel near zero
    picture.marks = {{0.004, QStringLiteral("clips")}};
    picture.unit = 0.004;
    view.show(picture);
    QCOMPARE(view.drawnMarks(), std::vector<double>{1});
    QVERIFY2(view.plot()->xAxis->label().contains("channel"), qPrintable(view.plot()->xAxis->label()));
    picture.unit = 0;
    view.show(picture);
    QCOMPARE(view.drawnMarks(), std::vector<double>{0.004});
    QVERIFY(!view.plot()->xAxis->label().contains("channel"));
  }

  void namesOfLayersKeepTheirEnd() {
    LayersView view;
    view.resize(230, 200);
    std::vector<LayerRow> rows = someRows(3);
    rows[0].name = "encoder.stages.first.block1.conv1";
    rows[1].name = "decoder.groups.other.block1.conv1";
    rows[2].name = "encoder.stages.first.block1.conv2";
    view.show(rows);
    view.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&view, patience));
    const auto picture = [&](int row) {
      const QModelIndex cell = view.table()->model()->index(row, LayersModel::Name);
      return view.table()->viewport()->grab(view.table()->visualRect(cell)).toImage();
    };
    QVERIFY(picture(0) == picture(1));
    QVERIFY(picture(0) != picture(2));
  }

  void columnsLeaveByPriorityAndComeBack() {
    LayersView view;
    view.resize(1400, 300);
    view.show(someRows(6));
    view.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&view, patience));
    const auto shown = [&] {
      QList<int> columns;
      for (int c = 0; c < LayersModel::ColumnCount; ++c)
        if (!view.table()->isColumnHidden(c)) columns << c;
      return columns;
    };
    const QList<int> all = shown();
    QCOMPARE(all.size(), static_cast<qsizetype>(LayersModel::ColumnCount));
    qsizetype before = all.size();
    for (const int width : {900, 600, 400, 300, 200}) {
      view.resize(width, 300);
      settleLayouts();
      QVERIFY(shown().size() <= before);
      before = shown().size();
      QVERIFY(shown().contains(LayersModel::Name) && shown().contains(LayersModel::Bits));
      QVERIFY(view.table()->horizontalHeader()->length() <= view.table()->viewport()->width());
      QVERIFY(view.table()->columnWidth(LayersModel::Name) >= 12 * view.table()->fontMetrics().averageCharWidth());
    }
    view.resize(1400, 300);
    settleLayouts();
    QCOMPARE(shown(), all);
  }

  void rowsOfControlsWrap() {
    QWidget box;
    auto* layout = new WrapLayout(6, &box);
    std::vector<QComboBox*> boxes;
    for (const char* text : {"Uniform", "per channel", "mean and output gain"}) {
      boxes.push_back(new QComboBox);
      boxes.back()->addItem(QString::fromLatin1(text));
      boxes.back()->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
      layout->addWidget(boxes.back());
    }
    box.show();
    const int row = layout->sizeHint().height();
    box.resize(layout->sizeHint().width() + 40, row);
    settleLayouts();
    QCOMPARE(layout->heightForWidth(box.width()), row);
    QCOMPARE(boxes[0]->y(), boxes[2]->y());
    QCOMPARE(boxes[2]->geometry().right(), box.width() - 1);  // nothing is left over
    const int narrow = layout->minimumSize().width();
    QCOMPARE(layout->heightForWidth(narrow), 3 * row + 2 * 6);
    box.resize(narrow, 3 * row + 2 * 6);
    settleLayouts();
    QVERIFY(boxes[2]->y() > boxes[1]->y() && boxes[1]->y() > boxes[0]->y());
    for (const QComboBox* each : boxes) QVERIFY(each->width() >= each->sizeHint().width());
  }

  void partsOfALineLeaveBeforeAnyIsCut() {
    FittingLabel label;
    label.setParts({"float 94.7 %", "this plan, predicted 90.1 %", "205.8 KiB 3.8 times smaller"});
    label.resize(label.sizeHint());
    label.show();
    QVERIFY(label.text().contains("float") && label.toolTip().isEmpty());
    label.resize(label.minimumSizeHint().width() + 4, 20);
    settleLayouts();
    QCOMPARE(label.text(), QString("205.8 KiB 3.8 times smaller"));
    QVERIFY(label.toolTip().contains("float"));
  }

  void anErrorOfTheFormIsSaidOnce() {
    SearchView view;
    view.setPossible(true, {});
    view.resize(900, 400);
    view.QWidget::show();
    QLineEdit* widths = nullptr;
    for (QLineEdit* line : view.findChildren<QLineEdit*>())
      if (line->accessibleName() == "Bit-widths") widths = line;
    QVERIFY(widths);
    widths->setText("14");
    QPushButton* start = nullptr;
    for (QPushButton* button : view.findChildren<QPushButton*>())
      if (button->text().contains("Start")) start = button;
    QVERIFY(start);
    settleLayouts();
    const QPoint before = start->pos();
    start->click();
    QString said;
    for (const QLabel* label : view.findChildren<QLabel*>())
      if (label->isVisible() && label->text().contains("14 bits")) said = label->text();
    QVERIFY(!said.isEmpty());
    view.setEstimate(said);
    settleLayouts();
    int times = 0;
    for (const QLabel* label : view.findChildren<QLabel*>()) times += label->isVisible() && label->text() == said;
    QCOMPARE(times, 1);
    QCOMPARE(start->pos(), before);
  }
};

std::unique_ptr<QObject> makePlotLooksTest() {
  return std::make_unique<PlotLooksTest>();
}

}  // namespace bitprism::test

#include "plot_looks_test.moc"
