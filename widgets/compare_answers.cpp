#include "widgets/compare_answers.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

#include "widgets/class_changes.h"
#include "widgets/column_layout.h"
#include "widgets/confusion_table.h"
#include "widgets/number_text.h"
#include "widgets/spacing.h"

namespace bitprism {
namespace {

QString countsText(const AnswerCounts& counts) {
  const std::pair<AnswerKind, std::int64_t> all[] = {{AnswerKind::BothRight, counts.bothRight},
                                                     {AnswerKind::OnlyFirst, counts.onlyFirst},
                                                     {AnswerKind::OnlySecond, counts.onlySecond},
                                                     {AnswerKind::WrongAlike, counts.wrongAlike},
                                                     {AnswerKind::WrongDifferently, counts.wrongDifferently},
                                                     {AnswerKind::UnlabelledAlike, counts.unlabelledAlike},
                                                     {AnswerKind::UnlabelledDifferently, counts.unlabelledDifferently}};
  QStringList parts;
  for (const auto& [kind, images] : all) {
    const bool labelKind = kind != AnswerKind::UnlabelledAlike && kind != AnswerKind::UnlabelledDifferently;
    if (labelKind ? counts.labelled() > 0 : images > 0)
      parts << QStringLiteral("%1 <b>%2</b>").arg(answerKindText(kind), countText(images));
  }
  return parts.join(QStringLiteral(" · "));
}

}  // namespace

CompareAnswers::CompareAnswers(QWidget* parent)
    : QWidget(parent),
      verdict_(new QLabel),
      counts_(new QLabel),
      classes_(new ClassChanges),
      kinds_(new QComboBox),
      confusion_(new ConfusionTable),
      confusionNote_(new QLabel),
      matrix_(new QWidget) {
  for (QLabel* label : {verdict_, counts_, confusionNote_}) label->setWordWrap(true);
  verdict_->setAccessibleName(tr("What the answers show"));
  verdict_->setToolTip(
      tr("The exact test of McNemar: if A and B were equally good, a difference at least this large would "
         "arise with probability p"));
  counts_->setTextFormat(Qt::RichText);
  counts_->setAccessibleName(tr("Images by answers"));
  confusionNote_->setForegroundRole(QPalette::PlaceholderText);
  kinds_->addItem(tr("A (rows) against B"), static_cast<int>(ConfusionTable::Kind::Between));
  kinds_->addItem(tr("labels (rows) against A"), static_cast<int>(ConfusionTable::Kind::FirstAgainstLabels));
  kinds_->addItem(tr("labels (rows) against B"), static_cast<int>(ConfusionTable::Kind::SecondAgainstLabels));
  kinds_->setAccessibleName(tr("What the confusion matrix compares"));
  kinds_->setToolTip(tr("Which classes are confused: between A and B, or of either with the labels"));

  auto* right = new QVBoxLayout(matrix_);
  right->setContentsMargins(0, 0, 0, 0);
  right->setSpacing(4);
  right->addWidget(kinds_);
  right->addWidget(confusion_, 1);
  right->addWidget(confusionNote_);
  auto* tables = new QWidget;
  auto* columns = new ColumnLayout(spacing::wide, tables);
  columns->setContentsMargins(0, 0, 0, 0);
  columns->addBlock(classes_, 1);
  columns->addBlock(matrix_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 4, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(verdict_);
  layout->addWidget(counts_);
  layout->addWidget(tables, 1);
  layout->addStretch();

  connect(kinds_, &QComboBox::currentIndexChanged, this, &CompareAnswers::fill);
  connect(confusion_, &ConfusionTable::cellChosen, this, [this](std::int32_t row, std::int32_t column) {
    if (kinds_->currentIndex() == 0 && row != column) emit pairChosen(row, column);
  });
  fill();
}

void CompareAnswers::show(const AnswersPicture& picture) {
  picture_ = picture;
  classes_->show(picture);
  fill();
}

void CompareAnswers::setHint(const QString& hint) {
  hint_ = hint;
  if (!picture_.answers) verdict_->setText(hint);
}

void CompareAnswers::fill() {
  const bool known = picture_.answers != nullptr;
  const bool labelled = known && picture_.answers->counts.labelled() > 0;
  verdict_->setForegroundRole(known ? QPalette::WindowText : QPalette::PlaceholderText);
  verdict_->setText(known ? answersVerdict(picture_) : hint_);
  counts_->setText(known ? countsText(picture_.answers->counts) : QString());
  counts_->setVisible(known);
  classes_->setVisible(labelled);
  matrix_->setVisible(known);
  kinds_->setEnabled(labelled);
  if (!labelled) kinds_->setCurrentIndex(0);
  confusion_->show(picture_, static_cast<ConfusionTable::Kind>(kinds_->currentData().toInt()));
  const std::size_t hidden = confusion_->hiddenClasses();
  confusionNote_->setText(tr("Without %1 classes that are confused less.").arg(hidden));
  confusionNote_->setVisible(hidden > 0);
}

}  // namespace bitprism
