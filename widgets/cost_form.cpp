#include "widgets/cost_form.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "widgets/number_text.h"
#include "widgets/spacing.h"
#include "widgets/theme.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

constexpr std::array costs = {Cost::Memory, Cost::BitOperations, Cost::Latency};

struct WrittenUnit {
  const char* name;
  double amount;
};

std::vector<WrittenUnit> unitsOf(Cost cost) {
  constexpr double kibi = 1024;
  switch (cost) {
    case Cost::Memory:
      return {{"GiB", kibi * kibi * kibi}, {"MiB", kibi * kibi}, {"KiB", kibi}, {"B", 1}};
    case Cost::BitOperations:
      return {{"TBOPs", 1e12}, {"GBOPs", 1e9}, {"MBOPs", 1e6}, {"kBOPs", 1e3}, {"BOPs", 1}};
    case Cost::Latency:
      return {{"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}};
  }
  return {};
}

QString axisText(Cost cost) {
  switch (cost) {
    case Cost::Memory:
      return CostForm::tr("memory");
    case Cost::BitOperations:
      return CostForm::tr("bit operations");
    case Cost::Latency:
      return CostForm::tr("latency");
  }
  return {};
}

QString anyText(Cost cost) {
  switch (cost) {
    case Cost::Memory:
      return CostForm::tr("any memory");
    case Cost::BitOperations:
      return CostForm::tr("any operations");
    case Cost::Latency:
      return CostForm::tr("any latency");
  }
  return {};
}

QString expectedText(Cost cost) {
  switch (cost) {
    case Cost::Memory:
      return CostForm::tr("a size with B, KiB or MiB, such as 100 KiB");
    case Cost::BitOperations:
      return CostForm::tr("a number of bit operations with MBOPs or GBOPs, such as 2 GBOPs");
    case Cost::Latency:
      return CostForm::tr("a time with us, ms or s, such as 3 ms");
  }
  return {};
}

}  // namespace

std::optional<CostLimit> limitFromText(Cost cost, const QString& text) {
  QString written = text.trimmed();
  if (written.isEmpty()) return {};
  written.replace(QStringLiteral("µs"), QStringLiteral("us"));
  const QString point = QLocale().decimalPoint();
  if (point != QLatin1String(".")) written.replace(point, QLatin1String("."));
  try {
    const CostLimit limit = costLimitFromText(written.toStdString());
    if (limit.cost == cost) return limit;
  } catch (const UsageError&) {  // said below in the user's language
  }
  throw UsageError(CostForm::tr("'%1' is not a limit on %2, expected %3")
                       .arg(text.trimmed(), axisText(cost), expectedText(cost))
                       .toStdString());
}

// In the largest unit that gives a short number.
QString limitText(const CostLimit& limit) {
  constexpr int longest = 6;
  const std::vector<WrittenUnit> units = unitsOf(limit.cost);
  for (const WrittenUnit& unit : units) {
    const double value = static_cast<double>(limit.most) / unit.amount;
    const QString number = editableText(value);
    if (value >= 1 && (number.size() <= longest || unit.amount == 1))
      return QStringLiteral("%1 %2").arg(number, QString::fromLatin1(unit.name));
  }
  return QStringLiteral("%1 %2").arg(limit.most).arg(QString::fromLatin1(units.back().name));
}

CostForm::CostForm(QWidget* parent) : QWidget(parent), axis_(new QComboBox), problem_(new QLabel) {
  axis_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  axis_->setAccessibleName(tr("Cost that the search trades for quality"));
  axis_->setToolTip(
      tr("What the search trades for quality, and the front shows: memory, bit operations for one image, or latency "
         "where the network has a latency table (Plan > Measure latency)"));
  auto* fields = new WrapLayout(spacing::gap);
  for (const Cost cost : costs) {
    auto*& field = fields_[static_cast<std::size_t>(cost)];
    field = new QLineEdit;
    field->setPlaceholderText(anyText(cost));
    field->setAccessibleName(tr("Most %1").arg(axisText(cost)));
    field->setToolTip(tr("The most that a plan may cost: %1. Empty: no limit").arg(expectedText(cost)));
    fields->addWidget(field);
    connect(field, &QLineEdit::textChanged, this, [this] {
      check();
      emit changed();
    });
  }
  problem_->setWordWrap(true);
  problem_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  problem_->setAccessibleName(tr("What is wrong with the limits"));
  problem_->hide();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::tight);
  layout->addWidget(axis_);
  layout->addLayout(fields);
  layout->addWidget(problem_);
  connect(axis_, &QComboBox::currentIndexChanged, this, [this] {
    check();
    emit changed();
  });
  reserve();
  show(Cost::Memory, {});
}

// For the longest text, and no more, so that the fields stand side by side.
void CostForm::reserve() {
  for (const Cost cost : costs) {
    const int any = fontMetrics().horizontalAdvance(anyText(cost));
    const int limit = fontMetrics().horizontalAdvance(limitText({Cost::BitOperations, 1234500000}));
    field(cost)->setFixedWidth(std::max(any, limit) + 3 * spacing::inset);
  }
}

void CostForm::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) reserve();
}

// The known costs; one that is set stays, so that nothing changes behind the user's back.
void CostForm::offer() {
  const Cost chosen = axis_->count() > 0 ? axis() : Cost::Memory;
  const QSignalBlocker quiet(axis_);
  axis_->clear();
  for (const Cost cost : costs) {
    const bool known = std::find(known_.begin(), known_.end(), cost) != known_.end();
    if (known || cost == chosen) axis_->addItem(axisText(cost), static_cast<int>(cost));
    QLineEdit* own = field(cost);
    own->setVisible(known || !own->text().isEmpty());
  }
  axis_->setCurrentIndex(axis_->findData(static_cast<int>(chosen)));
  axis_->setEnabled(axis_->count() > 1);
}

void CostForm::setKnown(const std::vector<Cost>& known) {
  if (known == known_) return;
  known_ = known;
  offer();
}

void CostForm::show(Cost axis, const std::vector<CostLimit>& limits) {
  for (const Cost cost : costs) {
    const auto found = std::find_if(limits.begin(), limits.end(), [&](const CostLimit& l) { return l.cost == cost; });
    field(cost)->setText(found == limits.end() ? QString() : limitText(*found));
  }
  if (axis_->findData(static_cast<int>(axis)) < 0) axis_->addItem(axisText(axis), static_cast<int>(axis));
  axis_->setCurrentIndex(axis_->findData(static_cast<int>(axis)));
  offer();
}

Cost CostForm::axis() const {
  return static_cast<Cost>(axis_->currentData().toInt());
}

std::optional<CostLimit> CostForm::limit(Cost cost) const {
  return limitFromText(cost, field(cost)->text());
}

std::vector<CostLimit> CostForm::limits() const {
  std::vector<CostLimit> limits;
  for (const Cost cost : costs)
    if (const std::optional<CostLimit> one = limit(cost)) limits.push_back(*one);
  return limits;
}

void CostForm::setUnreachable(const QString& why, std::optional<Cost> which) {
  unreachable_ = why;
  unreachableField_ = which;
  QString unread;
  const Colours colours = coloursOf(palette());
  for (const Cost cost : costs) {
    QString problem;
    try {
      limit(cost);
    } catch (const UsageError& error) {
      problem = QString::fromStdString(error.what());
    }
    const bool wrong =
        !problem.isEmpty() || (!why.isEmpty() && !field(cost)->text().isEmpty() && (!which || *which == cost));
    QPalette marked;
    if (wrong) marked.setColor(QPalette::Text, colours.warm);
    field(cost)->setPalette(marked);
    field(cost)->setAccessibleDescription(!problem.isEmpty() ? problem : wrong ? why : QString());
    if (unread.isEmpty()) unread = problem;
  }
  problem_->setText(unread.isEmpty() ? unreachable_ : unread);
  problem_->setVisible(!problem_->text().isEmpty());
}

QString CostForm::problem() const {
  return problem_->text();
}

void CostForm::check() {
  setUnreachable({});
}

}  // namespace bitprism
