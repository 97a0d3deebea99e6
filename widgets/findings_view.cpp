#include "widgets/findings_view.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/finding_card.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

QLabel* quietLabel() {
  auto* label = new QLabel;
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);
  label->setForegroundRole(QPalette::PlaceholderText);
  return label;
}

}  // namespace

FindingsView::FindingsView(QWidget* parent)
    : QWidget(parent),
      status_(quietLabel()),
      empty_(new QLabel),
      fixAll_(new QPushButton(tr("Fix all"))),
      ignored_(new QPushButton),
      list_(new QVBoxLayout) {
  setAccessibleName(tr("Findings"));
  empty_->setWordWrap(true);
  empty_->setTextFormat(Qt::PlainText);
  empty_->setObjectName(QStringLiteral("nothingFound"));
  fixAll_->setToolTip(tr("Mend all that a plan can mend, as one step to undo"));
  ignored_->setToolTip(tr("List ignored findings again"));
  auto* buttons = new WrapLayout(6);
  for (QPushButton* button : {fixAll_, ignored_}) {
    button->setStatusTip(button->toolTip());
    button->setAutoDefault(true);
    buttons->addWidget(button);
  }
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(10, 8, 10, 8);
  rows->setSpacing(8);
  rows->addWidget(status_);
  rows->addLayout(buttons);
  rows->addWidget(empty_);
  list_->setContentsMargins(0, 0, 0, 0);
  list_->setSpacing(8);
  rows->addLayout(list_);
  rows->addStretch(1);
  connect(fixAll_, &QPushButton::clicked, this, &FindingsView::fixAllRequested);
  connect(ignored_, &QPushButton::clicked, this, &FindingsView::restoreRequested);
  setIgnored(0);
  showState();
}

FindingCard* FindingsView::cardOf(const QString& key) const {
  const auto found =
      std::find_if(cards_.begin(), cards_.end(), [&](const FindingCard* card) { return card->entry().key == key; });
  return found == cards_.end() ? nullptr : *found;
}

void FindingsView::show(const std::vector<FindingEntry>& entries, const QStringList& checked) {
  entries_ = entries;
  empty_->setText(tr("All is well: nothing was found that would be worth a change.") +
                  (checked.isEmpty() ? QString()
                                     : QStringLiteral("\n\n") + tr("Checked:") + QStringLiteral("\n• ") +
                                           checked.join(QStringLiteral("\n• "))));
  if (!underMouse() || cards_.empty()) return arrange(entries);
  // Those that are there stay where they are.
  std::vector<FindingEntry> still;
  for (const FindingCard* card : cards_) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const FindingEntry& entry) { return entry.key == card->entry().key; });
    still.push_back(found == entries.end() ? card->entry() : *found);
    still.back().solved = found == entries.end();
  }
  for (const FindingEntry& entry : entries)
    if (!cardOf(entry.key)) still.push_back(entry);
  arrange(still);
}

void FindingsView::clear(const QString& why) {
  entries_.clear();
  empty_->setText(why);
  arrange({});
}

void FindingsView::setStatus(const QString& status) {
  status_->setText(status);
  status_->setAccessibleName(status);
}

QString FindingsView::status() const {
  return status_->text();
}

QString FindingsView::emptyText() const {
  return empty_->isHidden() ? QString() : empty_->text();
}

void FindingsView::setIgnored(int count) {
  ignored_->setText(count == 1 ? tr("Show 1 ignored") : tr("Show %1 ignored").arg(count));
  ignored_->setVisible(count > 0);
}

// Cards of findings that stay are used again, so that they keep the focus.
void FindingsView::arrange(const std::vector<FindingEntry>& entries) {
  std::vector<FindingCard*> cards;
  for (const FindingEntry& entry : entries) {
    FindingCard* card = cardOf(entry.key);
    if (!card) {
      card = new FindingCard;
      connect(card, &FindingCard::fixRequested, this, &FindingsView::fixRequested);
      connect(card, &FindingCard::showRequested, this, &FindingsView::showRequested);
      connect(card, &FindingCard::ignoreRequested, this, &FindingsView::ignoreRequested);
    }
    if (card->entry() != entry) card->show(entry);
    cards.push_back(card);
  }
  if (cards != cards_) {
    while (QLayoutItem* item = list_->takeAt(0)) delete item;
    for (FindingCard* card : cards_) {
      if (std::find(cards.begin(), cards.end(), card) != cards.end()) continue;
      card->hide();
      card->deleteLater();  // it may be the one that was clicked
    }
    QWidget* before = fixAll_;
    for (FindingCard* card : cards) {
      list_->addWidget(card);
      card->setVisible(true);
      for (QPushButton* button : {card->fixButton(), card->showButton(), card->ignoreButton()}) {
        setTabOrder(before, button);
        before = button;
      }
    }
    cards_ = std::move(cards);
  }
  showState();
}

void FindingsView::showState() {
  empty_->setVisible(cards_.empty() && !empty_->text().isEmpty());
  const bool mendable =
      std::any_of(entries_.begin(), entries_.end(), [](const auto& entry) { return !entry.fix.isEmpty(); });
  fixAll_->setVisible(!cards_.empty());
  fixAll_->setEnabled(mendable);
}

void FindingsView::leaveEvent(QEvent* event) {
  QWidget::leaveEvent(event);
  arrange(entries_);
}

}  // namespace bitprism
