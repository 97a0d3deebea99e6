#include "widgets/compare_view.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/change_text.h"
#include "widgets/changed_images.h"
#include "widgets/compare_answers.h"
#include "widgets/compare_plans.h"
#include "widgets/compare_table.h"
#include "widgets/compare_weights.h"
#include "widgets/number_text.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

constexpr int sidesLetters = 24, mostSidesWidth = 260;  // width of the choice of plans

QString planTotals(const PlanEntry& plan) {
  QStringList parts{bytesText(plan.bytes)};
  if (plan.bytes > 0)
    parts << CompareView::tr("ratio %1")
                 .arg(ratioText(static_cast<double>(plan.floatBytes) / static_cast<double>(plan.bytes)));
  if (plan.network) parts[0] = CompareView::tr("file of %1").arg(bytesText(plan.bytes));
  parts << (plan.score ? CompareView::tr("%1 %2").arg(metricLabel(plan.score->metric),
                                                      metricText(plan.score->metric, plan.score->accuracy, 2))
                       : CompareView::tr("not measured"));
  return parts.join(QStringLiteral(" · "));
}

QString planDifference(const PlanEntry& a, const PlanEntry& b) {
  QString text = CompareView::tr("B − A: %1").arg(signedBytesText(b.bytes - a.bytes));
  if (a.bytes > 0 && a.bytes != b.bytes)
    text += CompareView::tr(" (%1)").arg(
        signedPercentText(static_cast<double>(b.bytes - a.bytes) / static_cast<double>(a.bytes)));
  if (a.score && b.score && a.score->metric == b.score->metric)
    text += CompareView::tr(" · %1").arg(qualityChangeText(a.score->metric, b.score->accuracy - a.score->accuracy));
  return text;
}

const PlanEntry* entryOf(const std::vector<PlanEntry>& plans, const QString& key) {
  const auto found = std::find_if(plans.begin(), plans.end(), [&](const PlanEntry& plan) { return plan.key == key; });
  return found == plans.end() ? nullptr : &*found;
}

void listPlans(QComboBox& box, const std::vector<PlanEntry>& plans, const QString& key) {
  const QSignalBlocker quiet(box);
  bool same = box.count() == static_cast<int>(plans.size());
  for (int i = 0; same && i < box.count(); ++i) {
    const PlanEntry& plan = plans[static_cast<std::size_t>(i)];
    same = box.itemText(i) == plan.name && box.itemData(i).toString() == plan.key;
  }
  if (!same) {
    box.clear();
    for (const PlanEntry& plan : plans) box.addItem(plan.name, plan.key);
  }
  box.setCurrentIndex(box.findData(key));
  box.setEnabled(!plans.empty());
}

}  // namespace

CompareView::CompareView(QWidget* parent)
    : QWidget(parent),
      a_(new QComboBox),
      b_(new QComboBox),
      totalsA_(new QLabel),
      totalsB_(new QLabel),
      difference_(new QLabel),
      pin_(new QPushButton(tr("Pin plan"))),
      swap_(new QPushButton(tr("Swap"))),
      measure_(new QPushButton(tr("▶ Compare answers"))),
      pages_(new QTabWidget),
      layers_(new CompareTable),
      weights_(new CompareWeights),
      answers_(new CompareAnswers),
      images_(new ChangedImages),
      plans_(new ComparePlans) {
  setAccessibleName(tr("Comparison of two plans"));
  pages_->setDocumentMode(true);
  pages_->addTab(layers_, tr("Layers"));
  pages_->addTab(weights_, tr("Weights"));
  pages_->addTab(answers_, tr("Answers"));
  pages_->addTab(images_, tr("Images"));
  pages_->addTab(plans_, tr("Plans"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 6, 10, 4);
  layout->setSpacing(14);
  layout->addWidget(buildSides());
  layout->addWidget(pages_, 1);

  for (QComboBox* box : {a_, b_}) connect(box, &QComboBox::currentIndexChanged, this, &CompareView::choose);
  connect(swap_, &QPushButton::clicked, this,
          [this] { emit chosen(b_->currentData().toString(), a_->currentData().toString()); });
  connect(pin_, &QPushButton::clicked, this, &CompareView::pinWished);
  connect(measure_, &QPushButton::clicked, this, &CompareView::measureWished);
  connect(answers_, &CompareAnswers::pairChosen, this, [this](std::int32_t first, std::int32_t second) {
    images_->showPair(first, second);
    open(Images);
  });
  setPossible(false, {});
}

QWidget* CompareView::buildSides() {
  const std::pair<QComboBox*, QString> sides[] = {{a_, tr("Plan A")}, {b_, tr("Plan B")}};
  for (const auto& [box, name] : sides) {
    box->setAccessibleName(name);
    box->setToolTip(tr("One of the two plans: the current one, float, a pin, or another network"));
    box->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  }
  for (QLabel* label : {totalsA_, totalsB_, difference_}) label->setWordWrap(true);
  totalsA_->setAccessibleName(tr("Totals of plan A"));
  totalsB_->setAccessibleName(tr("Totals of plan B"));
  difference_->setAccessibleName(tr("Difference of the totals"));
  for (QLabel* label : {totalsA_, totalsB_}) label->setForegroundRole(QPalette::PlaceholderText);
  pin_->setToolTip(tr("Keep the current plan to compare later ones with it (Ctrl+D)"));
  swap_->setToolTip(tr("Exchange A and B"));
  auto* grid = new QGridLayout;
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(6);
  grid->setVerticalSpacing(3);
  auto* markA = new QLabel(tr("A"));
  auto* markB = new QLabel(tr("B"));
  QFont bold = font();
  bold.setBold(true);
  for (QLabel* mark : {markA, markB}) mark->setFont(bold);
  grid->addWidget(markA, 0, 0);
  grid->addWidget(a_, 0, 1);
  grid->addWidget(totalsA_, 1, 1);
  grid->addWidget(markB, 2, 0);
  grid->addWidget(b_, 2, 1);
  grid->addWidget(totalsB_, 3, 1);
  grid->addWidget(difference_, 4, 1);
  grid->setColumnStretch(1, 1);
  auto* buttons = new WrapLayout(6);
  for (QPushButton* button : {pin_, swap_, measure_}) buttons->addWidget(button);
  sides_ = new QWidget;
  auto* rows = new QVBoxLayout(sides_);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(6);
  rows->addLayout(grid);
  rows->addLayout(buttons);
  rows->addStretch(1);
  fitSides();
  return sides_;
}

void CompareView::fitSides() {
  sides_->setFixedWidth(std::min(fontMetrics().averageCharWidth() * sidesLetters, mostSidesWidth));
}

void CompareView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange && sides_) fitSides();
}

void CompareView::choose() {
  emit chosen(a_->currentData().toString(), b_->currentData().toString());
}

void CompareView::showPlans(const std::vector<PlanEntry>& plans, const QString& a, const QString& b) {
  listPlans(*a_, plans, a);
  listPlans(*b_, plans, b);
  const PlanEntry *first = entryOf(plans, a), *second = entryOf(plans, b);
  totalsA_->setText(first ? planTotals(*first) : QString());
  totalsB_->setText(second ? planTotals(*second) : QString());
  difference_->setText(first && second ? planDifference(*first, *second) : QString());
  swap_->setEnabled(first && second);
  plans_->show(plans);
}

void CompareView::showRows(const std::vector<CompareRow>& rows) {
  layers_->show(rows);
}

void CompareView::showAnswers(const AnswersPicture& picture) {
  answers_->show(picture);
  images_->show(picture);
}

void CompareView::setPossible(bool pinning, const QString& whyNoAnswers) {
  pin_->setEnabled(pinning);
  plans_->setPossible(pinning);
  whyNoAnswers_ = whyNoAnswers;
  refreshHints();
}

void CompareView::setMeasuring(bool measuring) {
  measuring_ = measuring;
  refreshHints();
}

void CompareView::refreshHints() {
  const QString what = tr("Run the images through both plans and compare what they answer (Ctrl+Shift+D)");
  measure_->setEnabled(pin_->isEnabled() && whyNoAnswers_.isEmpty() && !measuring_);
  measure_->setToolTip(whyNoAnswers_.isEmpty() ? what : whyNoAnswers_);
  const QString hint = measuring_ ? tr("measuring…")
                       : !whyNoAnswers_.isEmpty()
                           ? whyNoAnswers_
                           : tr("Which images change their answer between A and B is measured on "
                                "the evaluation images (▶ Compare answers).");
  answers_->setHint(hint);
  images_->setHint(hint);
}

void CompareView::open(Page page) {
  pages_->setCurrentIndex(page);
}

QString CompareView::summary(const std::vector<CompareRow>& rows, const PlanEntry& a, const PlanEntry& b) {
  const auto differing = std::count_if(rows.begin(), rows.end(), [](const CompareRow& row) { return row.differs(); });
  if (rows.empty()) return tr("%1 against %2").arg(b.name, a.name);  // of networks, while they are being compared
  return tr("%1 against %2 · %3 of %4 layers differ · %5")
      .arg(b.name, a.name, QString::number(differing), QString::number(rows.size()),
           signedBytesText(b.bytes - a.bytes));
}

}  // namespace bitprism
