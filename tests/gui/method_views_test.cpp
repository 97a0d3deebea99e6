#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QToolButton>
#include <QtTest>
#include <cmath>
#include <limits>
#include <set>

#include "core/quant/activations/activation_method.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/uniform.h"
#include "core/quant/scheme/method_info.h"
#include "qcustomplot.h"
#include "tests/gui/widgets_tests.h"
#include "widgets/channel_strip.h"
#include "widgets/error_view.h"
#include "widgets/input_form.h"
#include "widgets/method_form.h"
#include "widgets/method_text.h"
#include "widgets/option_grid.h"
#include "widgets/weights_view.h"

namespace bitprism::test {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void choose(QComboBox& box, int data) {
  box.setCurrentIndex(box.findData(data));
  emit box.activated(box.currentIndex());
}

// Names of the fields that are seen.
std::set<QString> shownOptions(const OptionGrid& grid) {
  std::set<QString> names;
  for (std::size_t i = 0; i < 3 + methodOptions().size(); ++i)
    if (grid.shown(i)) names.insert(grid.editor(i)->accessibleName());
  return names;
}

std::shared_ptr<const Histogram> someHistogram() {
  auto histogram = std::make_shared<Histogram>();
  histogram->low = -1;
  histogram->high = 1;
  histogram->counts = {1, 5, 9, 5, 1};
  return histogram;
}

}  // namespace

class MethodViewsTest : public QObject {
  Q_OBJECT

 private slots:
  void theFormShowsOnlyWhatTheMethodLooksAt() {
    MethodForm form;
    form.setPowersOfTwo(true);
    for (const Method method : existingMethods) {
      QuantScheme scheme{.method = method, .bits = 4};
      form.show(scheme);
      std::set<QString> expected;
      if (hasRangeRule(method)) expected.insert({"range", "percentile"});
      if (mayBeAffine(method)) expected.insert("symmetric");
      for (const MethodOption* option : methodOptions())
        if (hasOption(method, *option)) expected.insert(optionText(*option));
      QVERIFY2(shownOptions(*form.options()) == expected, methodName(method));
    }
    // What has no effect keeps its place.
    constexpr std::size_t percentile = 1;
    form.show({.bits = 4, .range = RangeRule::MinMax});
    QVERIFY(!form.options()->editor(percentile)->isEnabled());
    form.show({.bits = 4, .range = RangeRule::Percentile});
    QVERIFY(form.options()->editor(percentile)->isEnabled());
  }

  void powersOfTwoAreOfferedWhereATargetAsksOrTheLayerHasThem() {
    MethodForm form;
    QuantScheme scheme{.bits = 4};
    form.show(scheme);
    QVERIFY(!shownOptions(*form.options()).count("power of two"));
    form.setPowersOfTwo(true);
    QVERIFY(shownOptions(*form.options()).count("power of two"));
    form.setPowersOfTwo(false);
    QVERIFY(!shownOptions(*form.options()).count("power of two"));
    scheme.options = UniformOptions{.powerOfTwo = true};
    form.show(scheme);
    QVERIFY(shownOptions(*form.options()).count("power of two"));
  }

  void noMethodChangesTheHeightOfItsForm() {
    MethodForm weights;
    InputForm inputs;
    for (const int width : {260, 340, 500, 900}) {
      std::set<int> heights, inputHeights;
      for (const Method method : existingMethods) {
        weights.show({.method = method, .bits = 4}, method == Method::Kmeans);
        heights.insert(weights.heightForWidth(width));
      }
      QCOMPARE(heights.size(), std::size_t{1});
      for (const ActivationMethodInfo* info : activationMethods())
        for (const int bits : {4, floatBits}) {
          inputs.show({.bits = bits, .options = {.range = standardRange(info->method), .method = info->method}});
          inputHeights.insert(inputs.heightForWidth(width));
        }
      QCOMPARE(inputHeights.size(), std::size_t{1});
    }
  }

  void optionsHaveWordsForThoseWhoHaveNotReadThePaper() {
    MethodForm form;
    form.show({.method = Method::Aciq, .bits = 4});
    const std::set<QString> shown = shownOptions(*form.options());
    QVERIFY(shown.count("bits per channel") && shown.count("as the authors' code"));
    QVERIFY(!shown.count("allocate") && !shown.count("author"));
    for (std::size_t i = 0; i < 3 + methodOptions().size(); ++i)
      QVERIFY2(form.options()->editor(i)->toolTip().size() > 10,
               qPrintable(form.options()->editor(i)->accessibleName()));
  }

  void everyOptionIsAWish() {
    MethodForm form;
    QSignalSpy wishes(&form, &MethodForm::schemeWished);
    form.show({.method = Method::Dsconv, .bits = 4});
    for (std::size_t i = 0; i < 3 + methodOptions().size(); ++i) {
      if (!form.options()->shown(i)) continue;
      if (auto* box = qobject_cast<QSpinBox*>(form.options()->editor(i))) box->setValue(128);
      if (auto* flag = qobject_cast<QCheckBox*>(form.options()->editor(i)); flag && flag->text() == "refine")
        flag->click();
    }
    QCOMPARE(wishes.count(), 2);
    QCOMPARE(wishes[0][0].value<Quantization>().options.as<DsconvOptions>().block, 128);
    QVERIFY(wishes[1][0].value<Quantization>().options.as<DsconvOptions>().refine);
    QCOMPARE(wishes[1][0].value<Quantization>().options.as<DsconvOptions>().block,
             32);  // what is shown changes only when it was granted
    form.show({.method = Method::Dsconv, .bits = 4, .options = DsconvOptions{.block = 64}});
    QCOMPARE(wishes.count(), 2);  // showing is no wish
  }

  void anotherMethodKeepsWhatAllLookAt() {
    MethodForm form;
    QSignalSpy wishes(&form, &MethodForm::schemeWished);
    form.show({.method = Method::Uniform,
               .bits = 3,
               .symmetric = false,
               .granularity = Granularity::Tensor,
               .range = RangeRule::LeastSquares,
               .correction = Correction::Gain});
    choose(*form.methods(), static_cast<int>(Method::Kmeans));
    const auto scheme = wishes[0][0].value<Quantization>();
    QCOMPARE(scheme.method, Method::Kmeans);
    QCOMPARE(scheme.granularity, Granularity::Tensor);
    QCOMPARE(scheme.correction, Correction::Gain);
    QVERIFY(scheme.symmetric);
    checkScheme(scheme.at(3));
  }

  void automaticIsAChoiceAndNamesWhatWasChosen() {
    MethodForm form;
    QSignalSpy schemes(&form, &MethodForm::schemeWished);
    QSignalSpy automatic(&form, &MethodForm::automaticWished);
    const QuantScheme chosen{.method = Method::Aciq, .bits = 3, .correction = Correction::Gain};
    form.show(chosen, true);
    QCOMPARE(form.methods()->currentText(), QString("Auto: ACIQ"));
    form.scope()->show("conv1", 3, 20);
    form.scope()->setScope(Scope::All);
    form.scope()->button()->click();
    QCOMPARE(automatic.count(), 1);
    QCOMPARE(automatic[0][0].value<Scope>(), Scope::All);
    QCOMPARE(schemes.count(), 0);
    // Its own method, by hand.
    choose(*form.methods(), static_cast<int>(Method::Aciq));
    QCOMPARE(schemes.count(), 1);
    QCOMPARE(schemes[0][0].value<Quantization>(), chosen.quantization());
    form.show(chosen);
    QCOMPARE(form.methods()->currentText(), QString("ACIQ"));
    QCOMPARE(form.methods()->itemText(0), QString("Automatic"));
    choose(*form.methods(), automaticMethodData);
    QCOMPARE(automatic.count(), 2);
    form.show({.bits = floatBits}, true);
    QCOMPARE(form.methods()->currentText(), QString("Automatic"));
  }

  void theScopeGoesWithTheWish() {
    MethodForm form;
    form.show({.method = Method::Pwlq, .bits = 4});
    form.scope()->show("conv1", 3, 20);
    QSignalSpy wishes(&form, &MethodForm::schemeWished);
    QVERIFY(!form.scope()->button()->isEnabled());  // this layer has it
    form.scope()->setScope(Scope::All);
    QVERIFY(form.scope()->button()->isEnabled());
    form.scope()->button()->click();
    QCOMPARE(wishes.count(), 1);
    QCOMPARE(wishes[0][0].value<Quantization>().method, Method::Pwlq);
    QCOMPARE(wishes[0][1].value<Scope>(), Scope::All);
  }

  void solversNeedImages() {
    MethodForm form;
    auto* items = qobject_cast<QStandardItemModel*>(form.methods()->model());
    const int row = form.methods()->findData(static_cast<int>(Method::Gptq));
    form.setSolvers("open images first");
    QVERIFY(!items->item(row)->isEnabled());
    QCOMPARE(items->item(row)->toolTip(), QString("open images first"));
    form.setSolvers({});
    QVERIFY(items->item(row)->isEnabled());
    QVERIFY(items->item(0)->isEnabled());
  }

  void inputsListTheRangesOfTheirMethod() {
    InputForm form;
    QSignalSpy wishes(&form, &InputForm::inputWished);
    form.show({.bits = 4});
    QCOMPARE(form.ranges()->count(), 8);
    choose(*form.methods(), static_cast<int>(ActivationMethod::Pwlq));
    InputWish wish = wishes.last()[0].value<InputWish>();
    QCOMPARE(wish.options.range, ActivationRange::TopK);
    form.show(wish);
    for (int i = 0; i < form.ranges()->count(); ++i)
      QVERIFY(takesRange(ActivationMethod::Pwlq, static_cast<ActivationRange>(form.ranges()->itemData(i).toInt())));
    choose(*form.bits(), 1);  // which PWLQ has no codes of
    wish = wishes.last()[0].value<InputWish>();
    QCOMPARE(wish.bits, 1);
    QCOMPARE(wish.options.method, ActivationMethod::Uniform);
    choose(*form.bits(), 0);
    QVERIFY(wishes.last()[0].value<InputWish>().tied);
  }

  void everyWishForInputsGoesTogether() {
    InputForm form;
    QSignalSpy wishes(&form, &InputForm::inputWished);
    form.show({.bits = 4});
    const std::vector<ActivationMethod> methods = {ActivationMethod::Uniform, ActivationMethod::Pwlq,
                                                   ActivationMethod::Bfp};
    int wished = 0;
    for (const ActivationMethod method : methods) {
      choose(*form.methods(), static_cast<int>(method));
      form.show(wishes.last()[0].value<InputWish>());
      for (int range = 0; range < form.ranges()->count(); ++range) {
        choose(*form.ranges(), form.ranges()->itemData(range).toInt());
        form.show(wishes.last()[0].value<InputWish>());
        for (std::size_t field = 0; field < 10; ++field) {
          auto* flag = qobject_cast<QCheckBox*>(form.options()->editor(field));
          if (!flag || !form.options()->shown(field)) continue;
          flag->click();
          const auto wish = wishes.last()[0].value<InputWish>();
          checkOptions(wish.options);  // throws
          form.show(wish);
          ++wished;
        }
      }
    }
    QVERIFY(wished > 15);
  }

  void curvesHaveTheColourOfTheirMethod() {
    ErrorView view;
    view.resize(500, 360);
    view.show({{.name = "Uniform", .sqnrDb = {5, 10}, .bytes = {100, 200}, .method = Method::Uniform},
               {.name = "PWLQ", .sqnrDb = {unknown, 14}, .bytes = {0, 300}, .method = Method::Pwlq}},
              1, 2);
    const Colours colours = coloursOf(view.palette());
    QCOMPARE(view.plot()->graphCount(), 3);  // and the ring
    QCOMPARE(view.plot()->graph(1)->pen().color(), methodColour(Method::Uniform, colours));
    QCOMPARE(view.plot()->graph(2)->pen().color(), methodColour(Method::Pwlq, colours));
    QVERIFY(view.plot()->graph(2)->pen().widthF() > view.plot()->graph(1)->pen().widthF());
    QVERIFY(view.ringed());
    QCOMPARE(*view.ringed(), QPointF(2, 14));
    std::set<QRgb> light, dark;
    Colours night = coloursOf(themePalette(Theme::Dark));
    for (const Method method : existingMethods) {
      light.insert(methodColour(method, colours).rgb());
      dark.insert(methodColour(method, night).rgb());
      // Contrast with the ground, WCAG 2.1's for graphics.
      const auto luminance = [](const QColor& c) {
        const auto linear = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
        return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
      };
      for (const Colours& ground : {coloursOf(themePalette(Theme::Light)), night}) {
        const double a = luminance(methodColour(method, ground)), b = luminance(ground.background);
        QVERIFY2((std::max(a, b) + 0.05) / (std::min(a, b) + 0.05) > 2.7, methodName(method));
      }
    }
    QCOMPARE(light.size(), existingMethods.size());
    QCOMPARE(dark.size(), existingMethods.size());
  }

  void curvesTellBytesAndAreClicked() {
    ErrorView view;
    view.resize(500, 360);
    view.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&view, patience));
    view.setWeights(100);
    view.show({{.name = "Uniform", .sqnrDb = {5, 10, 15}, .bytes = {1000, 2000, 3000}, .method = Method::Uniform},
               {.name = "PWLQ", .sqnrDb = {unknown, 14, 20}, .bytes = {0, 3100, 4100}, .method = Method::Pwlq}},
              0, 3);
    view.plot()->replot();
    const QString tip = view.tipAt(view.pixelOf(1, 2) + QPoint(3, 2));
    QVERIFY2(tip.contains("PWLQ at 2 bits") && tip.contains("14.0 dB") && tip.contains("3.0 KiB"), qPrintable(tip));
    QVERIFY(tip.contains("248"));  // bits a weight
    QVERIFY(view.tipAt({2, 2}).isEmpty());
    QSignalSpy wishes(&view, &ErrorView::bitsWished);
    QTest::mouseClick(view.plot(), Qt::LeftButton, {}, view.pixelOf(0, 2));
    QCOMPARE(wishes.last()[0].toInt(), 2);

    view.againstBytes()->click();
    view.plot()->replot();
    QVERIFY(view.pixelOf(1, 2).x() > view.pixelOf(0, 2).x());  // the same bits, but more bytes
    QCOMPARE(view.ringed()->y(), 15.0);
    QTest::mouseClick(view.plot(), Qt::LeftButton, {}, view.pixelOf(1, 3));
    QCOMPARE(wishes.last()[0].toInt(), 3);
    view.show({{QStringLiteral("no bytes"), {5, 10}}}, 0, 1);
    QVERIFY(!view.againstBytes()->isChecked());
  }

  void theLegendHasAPlaceOfItsOwn() {
    ErrorView view;
    view.resize(430, 300);
    std::vector<ErrorCurve> curves;
    for (const Method method : existingMethods)
      curves.push_back({.name = methodText(method), .sqnrDb = {5, 10, 15}, .bytes = {1, 2, 3}, .method = method});
    view.show(curves, 0, 2);
    view.plot()->toPixmap(430, 300);
    const QRect legend = view.plot()->legend->outerRect(), axes = view.plot()->axisRect()->rect();
    QVERIFY(!legend.intersects(axes));
    QVERIFY(axes.height() > 100);
    int items = 0;
    for (int i = 0; i < view.plot()->legend->itemCount(); ++i) {
      const QCPAbstractLegendItem* item = view.plot()->legend->item(i);  // null: an empty cell
      if (!item) continue;
      ++items;
      QVERIFY(item->outerRect().right() <= 430);
    }
    QCOMPARE(items, static_cast<int>(existingMethods.size()));
  }

  void ofManyCurvesThoseThatMatterStandOut() {
    ErrorView view;
    view.resize(430, 300);
    std::vector<ErrorCurve> curves;
    for (const Method method : existingMethods) {
      const double best = 20 + static_cast<double>(curves.size());
      curves.push_back({.name = methodText(method), .sqnrDb = {5, best}, .bytes = {1, 2}, .method = method});
    }
    view.show(curves, 0, 2);
    const Colours colours = coloursOf(view.palette());
    std::set<std::size_t> full;
    for (std::size_t c = 0; c < curves.size(); ++c)
      if (view.plot()->graph(static_cast<int>(c) + 1)->pen().color() == methodColour(*curves[c].method, colours))
        full.insert(c);
    const std::size_t count = curves.size();
    QVERIFY(full == (std::set<std::size_t>{0, count - 3, count - 2, count - 1}));
  }

  void onlyCurvesThatCanBeToldApartSetTheScale() {
    ErrorView view;
    view.show({{.name = "k-means", .sqnrDb = {10, 40, 125}, .bytes = {1, 2, 3}, .method = Method::Kmeans}}, 0, 1);
    QVERIFY(view.plot()->yAxis->range().upper < 80);
  }

  void solversAreComparedOnRequest() {
    ErrorView view;
    view.setSolvers(false, false, "they need images");
    QVERIFY(!view.solvers()->isEnabled());
    QCOMPARE(view.solvers()->toolTip(), QString("they need images"));
    QSignalSpy wishes(&view, &ErrorView::solversWished);
    view.setSolvers(true, false, {});
    view.solvers()->click();
    QCOMPARE(wishes.count(), 1);
  }

  void breakPointsAndEndsAreDrawn() {
    WeightsView view;
    view.resize(400, 400);
    WeightsPicture picture;
    picture.histogram = someHistogram();
    picture.deviation = 0.5;
    picture.levels = {-0.75, -0.25, 0.25, 0.75};
    picture.marks = clipMarks(picture.levels, picture.deviation);
    QVERIFY2(picture.marks.back().text.contains("1.5"), qPrintable(picture.marks.back().text));
    view.show(picture);
    QCOMPARE(view.drawnMarks(), (std::vector<double>{-0.75, 0.75}));
    picture.marks = {{-0.3, {}, true}, {0.3, "break-point 0.6 σ", true}, {0.9, "x", false}};
    view.show(picture);
    QCOMPARE(view.drawnMarks(), (std::vector<double>{-0.3, 0.3, 0.9}));
    picture.marks.clear();
    view.show(picture);
    QVERIFY(view.drawnMarks().empty());
  }

  void blocksAreRowsOfMarks() {
    WeightsView view;
    view.resize(400, 400);
    WeightsPicture picture;
    picture.histogram = someHistogram();
    picture.blockLevels = {{-0.1, 0, 0.1}, {-0.5, 0, 0.5}};
    view.show(picture);
    std::set<double> heights;
    int points = 0;
    for (int g = 0; g < view.plot()->graphCount(); ++g)
      for (const QCPGraphData& point : *view.plot()->graph(g)->data()) {
        heights.insert(point.value);
        ++points;
      }
    QCOMPARE(points, 6);
    QCOMPARE(heights.size(), std::size_t{2});
  }

  void channelsWithBitsOfTheirOwnAreAStrip() {
    WeightsView view;
    view.resize(400, 400);
    WeightsPicture picture;
    picture.histogram = someHistogram();
    picture.channels = 4;
    view.show(picture);
    QCOMPARE(view.channels()->accessibleDescription(), QString("all channels have the same bits"));
    const QRect before = view.channels()->geometry();
    picture.channelBits = {2, 4, 0, 6};
    view.show(picture);
    QCOMPARE(view.channels()->geometry(), before);
    view.channels()->resize(220, view.channels()->sizeHint().height());
    QCOMPARE(view.channels()->tipAt(15), QString("channel 0: 2 bits"));
    QCOMPARE(view.channels()->tipAt(205), QString("channel 3: 6 bits"));
    QSignalSpy wishes(&view, &WeightsView::channelWished);
    QTest::mouseClick(view.channels(), Qt::LeftButton, {}, {85, 8});
    QCOMPARE(wishes.last()[0].toInt(), 1);
  }
};

std::unique_ptr<QObject> makeMethodViewsTest() {
  return std::make_unique<MethodViewsTest>();
}

}  // namespace bitprism::test

#include "method_views_test.moc"
