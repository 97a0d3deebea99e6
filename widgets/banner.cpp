#include "widgets/banner.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>

#include "widgets/theme.h"

namespace bitprism {

Banner::Banner(QWidget* parent) : QFrame(parent), mark_(new QLabel), label_(new QLabel), close_(new QToolButton) {
  setObjectName("banner");
  setAutoFillBackground(true);
  setAccessibleName(tr("Message"));
  label_->setWordWrap(true);
  label_->setTextFormat(Qt::PlainText);  // the message may quote an untrusted file
  label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  close_->setText(QString(QChar(0x2715)));
  close_->setAutoRaise(true);
  close_->setAccessibleName(tr("Close message"));
  close_->setToolTip(tr("Close this message (Esc)"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 5, 6, 5);
  layout->addWidget(mark_);
  layout->addWidget(label_, 1);
  layout->addWidget(close_);
  connect(close_, &QToolButton::clicked, this, &Banner::dismiss);
  hide();
}

void Banner::showError(const QString& sentence) {
  present(sentence, true);
}

void Banner::showNotice(const QString& sentence) {
  present(sentence, false);
}

void Banner::dismiss() {
  label_->clear();
  hide();
}

QString Banner::text() const {
  return label_->text();
}

void Banner::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  // Setting our own palette sends a change of its own, which must not start another.
  if (event->type() == QEvent::ApplicationPaletteChange) recolour();
}

void Banner::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    dismiss();
  } else {
    QFrame::keyPressEvent(event);
  }
}

void Banner::present(const QString& sentence, bool error) {
  error_ = error;
  label_->setText(sentence);
  mark_->setText(QString(QChar(error ? 0x26a0 : 0x2139)));
  setAccessibleDescription(sentence);
  recolour();
  show();
}

void Banner::recolour() {
  const QPalette window = parentWidget() ? parentWidget()->palette() : QPalette();
  const Colours colours = coloursOf(window);
  QPalette own = window;
  own.setColor(QPalette::Window,
               mixed(colours.background, error_ ? colours.warm : colours.accent, colours.dark ? 0.28 : 0.16));
  own.setColor(QPalette::WindowText, colours.text);
  setPalette(own);
}

}  // namespace bitprism
