#include "widgets/offer_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "widgets/theme.h"

namespace bitprism {

OfferBar::OfferBar(QWidget* parent) : QFrame(parent), label_(new QLabel), buttons_(new QHBoxLayout) {
  setObjectName(QStringLiteral("offer"));
  setAutoFillBackground(true);
  setAccessibleName(tr("Offer"));
  label_->setWordWrap(true);
  label_->setTextFormat(Qt::PlainText);  // the message may quote an untrusted file
  layout_ = new QBoxLayout(QBoxLayout::LeftToRight, this);
  layout_->setContentsMargins(12, 5, 8, 5);
  layout_->addWidget(label_, 1);
  layout_->addLayout(buttons_);
  hide();
}

void OfferBar::offer(const QString& sentence, const QStringList& answers) {
  withdraw();
  label_->setText(sentence);
  setAccessibleDescription(sentence);
  for (int i = 0; i < answers.size(); ++i) {
    auto* button = new QPushButton(answers[i]);
    button->setAutoDefault(true);  // Enter answers where the focus is
    connect(button, &QPushButton::clicked, this, [this, i] {
      withdraw();
      emit answered(i);
    });
    buttons_->addWidget(button);
  }
  recolour();
  arrange();
  show();
}

// The buttons stand beside the sentence where that has a readable width, otherwise below it.
void OfferBar::arrange() {
  constexpr int leastLetters = 48;
  const QMargins margins = layout_->contentsMargins();
  const int beside = width() - margins.left() - margins.right() - layout_->spacing() - buttons_->sizeHint().width();
  layout_->setDirection(beside < leastLetters * fontMetrics().averageCharWidth() ? QBoxLayout::TopToBottom
                                                                                 : QBoxLayout::LeftToRight);
}

void OfferBar::resizeEvent(QResizeEvent* event) {
  QFrame::resizeEvent(event);
  arrange();
}

void OfferBar::withdraw() {
  hide();
  label_->clear();
  while (QLayoutItem* item = buttons_->takeAt(0)) {
    item->widget()->hide();
    item->widget()->deleteLater();  // it may be the one that was clicked
    delete item;
  }
}

QString OfferBar::text() const {
  return label_->text();
}

void OfferBar::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  // Setting our own palette sends a change of its own, which must not start another.
  if (event->type() == QEvent::ApplicationPaletteChange) recolour();
}

void OfferBar::recolour() {
  const QPalette window = parentWidget() ? parentWidget()->palette() : QPalette();
  const Colours colours = coloursOf(window);
  QPalette own = window;
  own.setColor(QPalette::Window, mixed(colours.background, colours.accent, colours.dark ? 0.28 : 0.16));
  own.setColor(QPalette::WindowText, colours.text);
  setPalette(own);
}

}  // namespace bitprism
