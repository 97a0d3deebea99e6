#include "widgets/banner.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <algorithm>

#include "widgets/theme.h"

namespace bitprism {

Banner::Banner(QWidget* parent) : QFrame(parent), mark_(new QLabel), label_(new QLabel), close_(new QToolButton) {
  setObjectName("banner");
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

void Banner::lieOver(QWidget* place, QWidget* parent) {
  if (place_) place_->removeEventFilter(this);
  place_ = place;
  setParent(parent);
  place->installEventFilter(this);
  settle();
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

void Banner::paintEvent(QPaintEvent*) {
  const Colours colours = coloursOf(palette());
  const QColor kind = error_ ? colours.warm : colours.accent;
  QPainter painter(this);
  painter.fillRect(rect(), mixed(colours.background, kind, colours.dark ? 0.28 : 0.16));
  painter.setPen(kind);
  painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

bool Banner::eventFilter(QObject* watched, QEvent* event) {
  if (watched == place_ && (event->type() == QEvent::Resize || event->type() == QEvent::Move) && isVisible()) settle();
  return QFrame::eventFilter(watched, event);
}

void Banner::settle() {
  if (!place_) return;
  const QPoint corner = place_->mapTo(parentWidget(), QPoint());
  const int width = place_->width();
  layout()->invalidate();
  setGeometry(corner.x(), corner.y(), width, std::min(heightForWidth(width), place_->height()));
  raise();
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
  settle();
  show();
  update();
}

}  // namespace bitprism
