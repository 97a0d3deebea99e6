#include "widgets/finding_card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/theme.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

// The severity as a shape, so that it does not depend on colours: an octagon, a triangle, a disc.
class SeverityMark : public QWidget {
 public:
  SeverityMark() {
    setFixedSize(20, 20);
    setAttribute(Qt::WA_TransparentForMouseEvents);
  }

  void setEntry(const FindingEntry& entry) {
    severity_ = entry.severity;
    solved_ = entry.solved;
    update();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Colours colours = coloursOf(palette());
    using Severity = FindingEntry::Severity;
    const QColor colour = solved_                          ? colours.good
                          : severity_ == Severity::Fault   ? colours.warm
                          : severity_ == Severity::Warning ? colours.ochre
                                                           : colours.accent;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    if (solved_ || severity_ == Severity::Hint)
      painter.drawEllipse(QRectF(2, 2, 16, 16));
    else if (severity_ == Severity::Warning)
      painter.drawPolygon(QPolygonF{{10, 1}, {19, 18}, {1, 18}});
    else
      painter.drawPolygon(QPolygonF{{6, 1}, {14, 1}, {19, 6}, {19, 14}, {14, 19}, {6, 19}, {1, 14}, {1, 6}});
    QFont bold = font();
    bold.setBold(true);
    bold.setPixelSize(12);
    painter.setFont(bold);
    painter.setPen(readableOn(colour));
    const QString sign = solved_ ? QString(QChar(0x2713)) : severity_ == Severity::Hint ? "i" : "!";
    painter.drawText(rect().adjusted(0, severity_ == Severity::Warning && !solved_ ? 4 : 0, 0, 0), Qt::AlignCenter,
                     sign);
  }

 private:
  FindingEntry::Severity severity_ = FindingEntry::Severity::Hint;
  bool solved_ = false;
};

QLabel* wrapped() {
  auto* label = new QLabel;
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);  // it names layers of a file
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  label->setFocusPolicy(Qt::NoFocus);
  return label;
}

// Names of layers have no spaces; lines may break after their separators.
QString breakable(QString text) {
  for (const char* separator : {".", "/", "_"})
    text.replace(QLatin1String(separator), QLatin1String(separator) + QChar(0x200b));
  text.replace(QStringLiteral(".\u200b "), QStringLiteral(". "));
  if (text.endsWith(QChar(0x200b))) text.chop(1);
  return text;
}

QString severityText(const FindingEntry& entry) {
  if (entry.solved) return FindingCard::tr("Solved");
  switch (entry.severity) {
    case FindingEntry::Severity::Fault:
      return FindingCard::tr("Fault");
    case FindingEntry::Severity::Warning:
      return FindingCard::tr("Warning");
    case FindingEntry::Severity::Hint:
      break;
  }
  return FindingCard::tr("Hint");
}

void setTextOf(QLabel* label, const QString& text) {
  label->setText(breakable(text));
  label->setAccessibleName(text);
  label->setVisible(!text.isEmpty());
}

}  // namespace

FindingCard::FindingCard(QWidget* parent)
    : QFrame(parent),
      mark_(new SeverityMark),
      title_(wrapped()),
      place_(wrapped()),
      cause_(wrapped()),
      advice_(wrapped()),
      gain_(wrapped()),
      fix_(new QPushButton),
      show_(new QPushButton(tr("Show"))),
      ignore_(new QPushButton(tr("Ignore"))) {
  QFont bold = title_->font();
  bold.setBold(true);
  title_->setFont(bold);
  place_->setForegroundRole(QPalette::PlaceholderText);
  auto* head = new QHBoxLayout;
  head->setSpacing(8);
  head->addWidget(mark_, 0, Qt::AlignTop);
  auto* heads = new QVBoxLayout;
  heads->setSpacing(0);
  heads->addWidget(title_);
  heads->addWidget(place_);
  head->addLayout(heads, 1);
  auto* buttons = new WrapLayout(6);
  for (QPushButton* button : {fix_, show_, ignore_}) {
    button->setAutoDefault(true);
    button->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    buttons->addWidget(button);
  }
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(10, 8, 10, 10);
  rows->setSpacing(4);
  rows->addLayout(head);
  for (QLabel* label : {cause_, advice_, gain_}) rows->addWidget(label);
  rows->addSpacing(2);
  rows->addLayout(buttons);
  show_->setToolTip(tr("Select this layer in all panels"));
  ignore_->setToolTip(tr("Do not list this finding again while this network is open"));
  for (QPushButton* button : {show_, ignore_}) button->setStatusTip(button->toolTip());
  connect(fix_, &QPushButton::clicked, this, [this] { emit fixRequested(entry_.key); });
  connect(show_, &QPushButton::clicked, this, [this] { emit showRequested(entry_.layer); });
  connect(ignore_, &QPushButton::clicked, this, [this] { emit ignoreRequested(entry_.key); });
}

void FindingCard::show(const FindingEntry& entry) {
  entry_ = entry;
  static_cast<SeverityMark*>(mark_)->setEntry(entry);
  setAccessibleName(severityText(entry) + QStringLiteral(": ") + entry.title);
  setAccessibleDescription(entry.cause);
  setTextOf(title_, entry.title);
  setTextOf(place_,
            entry.place.isEmpty() ? severityText(entry) : severityText(entry) + QStringLiteral(" · ") + entry.place);
  setTextOf(cause_, entry.cause);
  setTextOf(advice_, entry.advice);
  setTextOf(gain_, entry.gain.isEmpty() ? QString() : tr("Expected gain: %1").arg(entry.gain));
  gain_->setToolTip(entry.basis);
  gain_->setStatusTip(entry.basis);
  gain_->setAccessibleDescription(entry.basis);
  // Solved findings keep their buttons' places.
  fix_->setText(entry.fix.isEmpty() ? tr("Fix") : entry.fix);
  fix_->setVisible(!entry.fix.isEmpty());
  fix_->setToolTip(entry.fixTip);
  fix_->setStatusTip(entry.fixTip);
  show_->setVisible(entry.layer >= 0);
  for (QPushButton* button : {fix_, ignore_}) button->setEnabled(!entry.solved);
  fix_->setAccessibleName(tr("Fix: %1").arg(entry.title));
  show_->setAccessibleName(tr("Show: %1").arg(entry.title));
  ignore_->setAccessibleName(tr("Ignore: %1").arg(entry.title));
}

void FindingCard::paintEvent(QPaintEvent*) {
  const Colours colours = coloursOf(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(colours.border, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
}

}  // namespace bitprism
