#include "widgets/number_text.h"

#include <QTableView>
#include <QtTest>

#include "core/eval/metric.h"
#include "core/quant/activations/activation_method.h"
#include "core/search/search_method.h"
#include "qcustomplot.h"
#include "tests/gui/widgets_tests.h"
#include "widgets/core_text.h"
#include "widgets/front_view.h"
#include "widgets/layers_view.h"
#include "widgets/method_text.h"
#include "widgets/table_copy.h"
#include "widgets/training_view.h"
#include "widgets/weights_view.h"

namespace bitprism::test {
namespace {

// The numbers of a language while it exists.
class Numbers {
 public:
  explicit Numbers(const QLocale& locale) { QLocale::setDefault(locale); }
  ~Numbers() { QLocale::setDefault(before_); }

 private:
  QLocale before_;
};

const QLocale german(QLocale::German), english(QLocale::English), chinese(QLocale::Chinese, QLocale::China);

std::vector<double> read(const QString& text) {
  return numbersFromText(text).value_or(std::vector<double>());
}

}  // namespace

class NumberTextTest : public QObject {
  Q_OBJECT

 private slots:
  void theScreenHasTheLocalesNumbers() {
    {
      const Numbers numbers(german);
      QCOMPARE(countText(268336), QString("268.336"));
      QCOMPARE(percentText(0.7612), QString("76,1 %"));
      QCOMPARE(bytesText(1536), QString("1,5 KiB"));
      QCOMPARE(decibelText(15.94), QString("15,9 dB"));
      QCOMPARE(ratioText(8.82), QString("8,8×"));
      QCOMPARE(editableText(0.00392157), QString("0,00392157"));
      QCOMPARE(schemeTitleText({.range = RangeRule::Percentile, .percentile = 99.5}),
               QString("Uniform percentile 99,5"));
    }
    const Numbers numbers(chinese);
    QCOMPARE(countText(268336), QString("268,336"));
    QCOMPARE(percentText(0.7612), QString("76.1 %"));
  }

  void fieldsTakeTheLocalesDecimalPointAndThatOfFiles() {
    {
      const Numbers numbers(german);
      QCOMPARE(numberFromText(" 0,001 "), std::optional(0.001));
      QCOMPARE(numberFromText("0.001"), std::optional(0.001));  // not 1 with a separator of thousands
      QCOMPARE(numberFromText("1,5e-3"), std::optional(0.0015));
      QVERIFY(!numberFromText("1.5,2"));
      QCOMPARE(read("0,49 0,48; 0,45"), std::vector<double>({0.49, 0.48, 0.45}));
      QCOMPARE(read("0.49 0.48 0.45"), std::vector<double>({0.49, 0.48, 0.45}));
      QCOMPARE(read("0.49, 0.48, 0.45"), std::vector<double>({0.49, 0.48, 0.45}));
      QCOMPARE(read("0.49,0.48,0.45"), std::vector<double>({0.49, 0.48, 0.45}));
    }
    const Numbers numbers(english);
    QCOMPARE(read("0.49,0.48, 0.45"), std::vector<double>({0.49, 0.48, 0.45}));
    QCOMPARE(read("0,5"), std::vector<double>({0, 5}));
    QVERIFY(!numbersFromText("0.5 x"));
    QVERIFY(!numbersFromText("  "));
  }

  void aFormReadsWhatItShows() {
    const Numbers numbers(german);
    TrainingForm form;
    TrainingWish wish;
    wish.data = "/images";
    wish.settings.learningRate = 0.0125;
    form.show(wish);
    QCOMPARE(form.wish().settings.learningRate, 0.0125);
    const auto edits = form.findChildren<QLineEdit*>();
    QVERIFY(std::any_of(edits.begin(), edits.end(), [](const QLineEdit* edit) { return edit->text() == "0,0125"; }));
  }

  void copiedRowsHaveADecimalPoint() {
    const Numbers numbers(german);
    LayersModel model;
    std::vector<LayerRow> rows = someRows(2);
    rows[0].sqnrDb = 38.25;
    rows[0].weights = 268336;
    model.setRows(rows);
    QTableView table;
    table.setModel(&model);
    table.selectAll();
    QVERIFY(model.index(0, LayersModel::Sqnr).data().toString().contains("38,"));
    const QString copied = copiedText(table);
    QVERIFY2(copied.contains("\t38.") && copied.contains("\t268336\t"), qPrintable(copied));
    QVERIFY2(!copied.contains("38,") && !copied.contains("268.336"), qPrintable(copied));
    QCOMPARE(QLocale().decimalPoint(), QString(","));  // as before
  }

  void axesHaveTheLocalesDecimalPoint() {
    const Numbers numbers(german);
    QCustomPlot plot;
    plot.resize(600, 400);
    plot.xAxis->setRange(0, 0.5);
    plot.replot();
    const QVector<QString> labels = plot.xAxis->tickVectorLabels();
    QVERIFY(labels.contains("0,1"));
  }

  void allWordsOfCoreCanBeTranslated() {
    QStringList known;
    for (const char* text : coreTexts()) known << QString::fromUtf8(text);
    QStringList missing;
    const auto expect = [&](const QString& text) {
      if (!known.contains(text)) missing << text;
    };
    for (const std::string& name : metricNames()) expect(QString::fromUtf8(metricTitle(metricFromName(name))));
    for (const SearchMethodInfo* method : searchMethods())
      if (std::string_view(method->title) != "NSGA-II") expect(QString::fromUtf8(method->title));
    for (const ActivationRangeInfo& range : activationRanges()) expect(QString::fromUtf8(range.title));
    for (const ActivationOption* each : activationOptions()) {
      expect(QString::fromUtf8(each->title));
      expect(QString::fromUtf8(each->option.help));
    }
    for (const MethodOption* option : methodOptions()) {
      expect(QString::fromLatin1(option->key).replace(QChar('_'), QChar(' ')));
      expect(QString::fromUtf8(option->help));
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QChar('\n'))));
  }

  void countedStepsKeepTheirNumber() {
    QCOMPARE(coreText("evaluating trial 7"), QString("evaluating trial 7"));
    QCOMPARE(coreText("words of nobody"), QString("words of nobody"));
    QCOMPARE(coreText(QString()), QString());
  }
};

std::unique_ptr<QObject> makeNumberTextTest() {
  return std::make_unique<NumberTextTest>();
}

}  // namespace bitprism::test

#include "number_text_test.moc"
