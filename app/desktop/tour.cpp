#include "app/desktop/tour.h"

#include <QDockWidget>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMainWindow>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <algorithm>

#include "widgets/bits_view.h"
#include "widgets/front_view.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr int noteWidth = 340, noteGap = 12;

}  // namespace

Tour::Tour(QMainWindow& window)
    : QWidget(&window), window_(window), note_(new QFrame(this)), text_(new QLabel), next_(new QPushButton) {
  setObjectName(QStringLiteral("tour"));
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_DeleteOnClose);
  steps_ = {{"layers", tr("Layers"),
             tr("Every layer with its bits, its method and its error. Type in the Bits column, "
                "or press 1 to 8; L locks a layer.")},
            {"bits", tr("Bits"),
             tr("The plan as bars: drag one up or down, and size, error and predicted accuracy "
                "follow. Every drag is one step to undo.")},
            {"weights", tr("Weights"),
             tr("The distribution of the selected layer's weights, and the levels that they are rounded to. Choose "
                "another method here, or find the best one.")},
            {"search", tr("Search"),
             tr("Start a search for the plans that lose least in the fewest bytes. It is saved as it runs, and can be "
                "paused, stopped and resumed.")},
            {"front", tr("Front"),
             tr("The results of the search: accuracy against memory. Click a point to load its "
                "plan, then export it with Ctrl+E.")}};
  note_->setFrameShape(QFrame::StyledPanel);
  note_->setAutoFillBackground(true);
  note_->setFixedWidth(noteWidth);
  text_->setWordWrap(true);
  auto* skip = new QPushButton(tr("&Skip"));
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(skip);
  buttons->addStretch();
  buttons->addWidget(next_);
  auto* rows = new QVBoxLayout(note_);
  rows->addWidget(text_);
  rows->addLayout(buttons);
  connect(skip, &QPushButton::clicked, this, &QWidget::close);
  connect(next_, &QPushButton::clicked, this, [this] { go(step_ + 1); });
  window.installEventFilter(this);
  setGeometry(window.rect());
  show();
  raise();
  go(0);
}

void Tour::go(int step) {
  if (step >= steps()) {
    close();
    return;
  }
  step_ = std::max(0, step);
  const Step& now = steps_[static_cast<std::size_t>(step_)];
  if (auto* dock = window_.findChild<QDockWidget*>(now.panel)) {
    dock->show();
    dock->raise();
    raise();  // the panel would stand above the shade from now on
  }
  text_->setText(QStringLiteral("<b>%1</b> (%2/%3)<br>%4").arg(now.title).arg(step_ + 1).arg(steps()).arg(now.text));
  next_->setText(step_ + 1 == steps() ? tr("&Done") : tr("&Next"));
  setAccessibleName(now.title);
  setAccessibleDescription(now.text);
  note_->adjustSize();
  // Beside the panel if there is room, otherwise over it.
  const QRect panel = target();
  QPoint at(panel.right() + noteGap, panel.top() + noteGap);
  if (at.x() + note_->width() > width()) at.setX(panel.left() - noteGap - note_->width());
  if (at.x() < 0) at = {panel.center().x() - note_->width() / 2, panel.top() + 2 * noteGap};
  at.setY(std::clamp(at.y(), noteGap, std::max(noteGap, height() - note_->height() - noteGap)));
  note_->move(at);
  next_->setFocus();
  update();
}

QRect Tour::target() const {
  const QString& name = steps_[static_cast<std::size_t>(step_)].panel;
  QWidget* panel = window_.findChild<QDockWidget*>(name);
  if (name == QStringLiteral("bits")) panel = window_.findChild<BitsView*>();
  if (name == QStringLiteral("front")) panel = window_.findChild<FrontView*>();
  return panel ? QRect(mapFromGlobal(panel->mapToGlobal(QPoint(0, 0))), panel->size()) : rect();
}

// Its keys would otherwise be shortcuts of the window.
bool Tour::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Escape || key == Qt::Key_Left || key == Qt::Key_Right) {
      event->accept();
      return true;
    }
  }
  return QWidget::event(event);
}

void Tour::paintEvent(QPaintEvent*) {
  const Colours colours = coloursOf(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath shade, hole;
  shade.addRect(rect());
  hole.addRoundedRect(QRectF(target()).adjusted(-2, -2, 2, 2), 6, 6);
  painter.fillPath(shade.subtracted(hole), QColor(0, 0, 0, colours.dark ? 140 : 90));
  painter.setPen(QPen(colours.accent, 2));
  painter.drawPath(hole);
  painter.setPen(QPen(colours.border, 1));  // where the ground of the words is as dark as the shade
  painter.drawRect(note_->geometry().adjusted(-1, -1, 0, 0));
}

void Tour::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Escape:
      close();
      return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
    case Qt::Key_Right:
      go(step_ + 1);
      return;
    case Qt::Key_Left:
      go(step_ - 1);
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void Tour::mousePressEvent(QMouseEvent*) {
  go(step_ + 1);
}

bool Tour::eventFilter(QObject* watched, QEvent* event) {
  if (watched == &window_ && event->type() == QEvent::Resize) {
    setGeometry(window_.rect());
    go(step_);
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace bitprism
