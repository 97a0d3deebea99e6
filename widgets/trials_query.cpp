#include "widgets/trials_query.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/number_text.h"
#include "widgets/task_text.h"

namespace bitprism {
namespace {

struct TrialsQueryWords {
  Q_DECLARE_TR_FUNCTIONS(TrialsQueryWords)
};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool containsWord(const std::string& text, const std::string& word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) {
           return std::tolower(static_cast<unsigned char>(a)) == static_cast<unsigned char>(b);
         }) != text.end();
}

// "75", "75%", "120 KiB" as a number and its unit in lower case.
struct WrittenNumber {
  double value = 0;
  QString unit;
  bool readable = false;
};
WrittenNumber writtenNumber(const QString& text) {
  static const QRegularExpression form(QStringLiteral("^([-+0-9.,eE]+)([a-zA-Z%]*)$"));
  const QRegularExpressionMatch match = form.match(text);
  WrittenNumber number;
  if (!match.hasMatch()) return number;
  number.value = QLocale::c().toDouble(match.captured(1), &number.readable);
  if (!number.readable) number.value = QLocale().toDouble(match.captured(1), &number.readable);
  number.unit = match.captured(2).toLower();
  return number;
}

}  // namespace

TrialsQuery::TrialsQuery(const QString& text, const std::vector<TrialLayer>& layers, Metric metric) {
  static const QRegularExpression gaps(QStringLiteral("\\s*(<=|>=|==|=|<|>|≤|≥)\\s*"));
  static const QRegularExpression condition(QStringLiteral("^(.*?)(<=|>=|==|=|<|>|≤|≥)(.*)$"));
  QString written = text;
  written.replace(gaps, QStringLiteral("\\1"));
  for (const QString& word : written.split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts)) {
    const QRegularExpressionMatch match = condition.match(word);
    if (!match.hasMatch()) {
      words_.push_back(lower(word.toStdString()));
      continue;
    }
    const QString sign = match.captured(2);
    const Comparison comparison = sign == QStringLiteral("<")                                   ? Comparison::Less
                                  : sign == QStringLiteral("<=") || sign == QStringLiteral("≤") ? Comparison::LessEqual
                                  : sign == QStringLiteral(">")                                 ? Comparison::Greater
                                  : sign == QStringLiteral(">=") || sign == QStringLiteral("≥")
                                      ? Comparison::GreaterEqual
                                      : Comparison::Equal;
    addCondition(match.captured(1), comparison, match.captured(3), layers, metric);
  }
}

void TrialsQuery::addCondition(const QString& name, Comparison comparison, const QString& number,
                               const std::vector<TrialLayer>& layers, Metric metric) {
  Condition condition;
  condition.comparison = comparison;
  const WrittenNumber written = writtenNumber(number);
  const bool floats = number.compare(QStringLiteral("float"), Qt::CaseInsensitive) == 0;
  condition.value = floats ? floatBits : written.value;
  if (!written.readable && !floats) {
    problem_ = TrialsQueryWords::tr("'%1' needs a number, such as %1<=4").arg(name);
    return;
  }
  struct Name {
    const char* word;
    Column column;
  };
  constexpr Name names[] = {{QT_TRANSLATE_NOOP("TrialsQueryWords", "trial"), Column::Trial},
                            {QT_TRANSLATE_NOOP("TrialsQueryWords", "accuracy"), Column::Quality},
                            {QT_TRANSLATE_NOOP("TrialsQueryWords", "quality"), Column::Quality},
                            {QT_TRANSLATE_NOOP("TrialsQueryWords", "unseen"), Column::Unseen},
                            {QT_TRANSLATE_NOOP("TrialsQueryWords", "memory"), Column::Memory},
                            {QT_TRANSLATE_NOOP("TrialsQueryWords", "size"), Column::Memory},
                            {QT_TRANSLATE_NOOP("TrialsQueryWords", "bits"), Column::MeanBits},
                            {QT_TRANSLATE_NOOP("TrialsQueryWords", "mean"), Column::MeanBits},
                            {QT_TRANSLATE_NOOP("TrialsQueryWords", "time"), Column::Seconds},
                            {QT_TRANSLATE_NOOP("TrialsQueryWords", "seconds"), Column::Seconds}};
  const QString wanted = name.toLower();
  for (std::size_t l = 0; l < layers.size(); ++l)
    if (layers[l].name.toLower() == wanted) condition.layers = {l};
  if (condition.layers.empty()) {
    for (const Name& each : names)
      if (wanted == QLatin1String(each.word) || wanted == TrialsQueryWords::tr(each.word).toLower())
        condition.column = each.column;
    if (wanted == metricLabel(metric).toLower()) condition.column = Column::Quality;
  }
  if (condition.layers.empty() && condition.column == Column::Layers && !wanted.isEmpty())
    for (std::size_t l = 0; l < layers.size(); ++l)
      if (layers[l].name.toLower().contains(wanted)) condition.layers.push_back(l);
  if (condition.layers.empty() && condition.column == Column::Layers) {
    problem_ = TrialsQueryWords::tr("No layer or column is called '%1'").arg(name);
    return;
  }
  if (condition.column == Column::Quality || condition.column == Column::Unseen) {
    condition.value = inDecibels(metric) ? condition.value / sqnrCeilingDb : condition.value / 100;
    condition.tolerance = 0.0005;
  } else if (condition.column == Column::Memory) {
    condition.value *= written.unit == QStringLiteral("b")                                             ? 1
                       : written.unit == QStringLiteral("mib") || written.unit == QStringLiteral("mb") ? 1024.0 * 1024
                                                                                                       : 1024;
    condition.tolerance = 51.2;  // as displayed
  } else if (condition.column == Column::MeanBits || condition.column == Column::Seconds) {
    condition.tolerance = 0.05;
  }
  conditions_.push_back(std::move(condition));
}

bool TrialsQuery::Condition::holds(double figure) const {
  switch (comparison) {
    case Comparison::Less:
      return figure < value;
    case Comparison::LessEqual:
      return figure <= value;
    case Comparison::Greater:
      return figure > value;
    case Comparison::GreaterEqual:
      return figure >= value;
    case Comparison::Equal:
      break;
  }
  return std::abs(figure - value) <= tolerance;
}

bool TrialsQuery::meets(const TrialRow& row, const Condition& condition) const {
  const Evaluation& evaluation = *row.evaluation;
  switch (condition.column) {
    case Column::Layers:
      return std::all_of(condition.layers.begin(), condition.layers.end(), [&](std::size_t layer) {
        return layer < evaluation.bits.size() && condition.holds(evaluation.bits[layer].bits);
      });
    case Column::Trial:
      return condition.holds(evaluation.trial);
    case Column::Quality:
      return evaluation.ok() && condition.holds(evaluation.score.accuracy);
    case Column::Unseen:
      return evaluation.reportAccuracy && condition.holds(*evaluation.reportAccuracy);
    case Column::Memory:
      return condition.holds(static_cast<double>(evaluation.bytes));
    case Column::MeanBits:
      return condition.holds(row.meanBits);
    case Column::Seconds:
      break;
  }
  return condition.holds(evaluation.seconds);
}

bool TrialsQuery::accepts(const TrialRow& row) const {
  const Evaluation& evaluation = *row.evaluation;
  for (const Condition& condition : conditions_)
    if (!meets(row, condition)) return false;
  if (words_.empty()) return true;
  // As files say it, and as the table does.
  const std::string task = taskName(evaluation.task) + " " + taskText(evaluation.task).toLower().toStdString();
  const std::string trial = std::to_string(evaluation.trial);
  return std::all_of(words_.begin(), words_.end(), [&](const std::string& word) {
    if (word == "front") return row.place != FrontPlace::None;
    if (word == "knee") return row.place == FrontPlace::Knee;
    return trial == word || containsWord(task, word) || containsWord(evaluation.why, word) ||
           containsWord(evaluation.failure, word);
  });
}

}  // namespace bitprism
