#include "widgets/start_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <algorithm>
#include <utility>

#include "widgets/start_row.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr int widestList = 900, sideWidth = 260;

QLabel* groupTitle(const QString& text) {
  auto* label = new QLabel(text);
  QFont font = label->font();
  font.setBold(true);
  label->setFont(font);
  return label;
}

// A dashed frame that says what may be dropped.
class DropZone : public QWidget {
 public:
  DropZone() { setMinimumHeight(150); }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Colours colours = coloursOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colours.muted, 1.2, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    painter.setPen(colours.muted);
    painter.drawText(rect().adjusted(16, 0, -16, 0), Qt::AlignCenter | Qt::TextWordWrap,
                     StartView::tr("Drop a network or a session here"));
  }
};

}  // namespace

StartView::StartView(QWidget* parent) : QWidget(parent), scroll_(new QScrollArea) {
  setObjectName(QStringLiteral("startView"));
  setAccessibleName(tr("Start page"));
  setAutoFillBackground(true);
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  auto* page = new QWidget;
  auto* columns = new QHBoxLayout(page);
  columns->setContentsMargins(32, 24, 32, 24);
  columns->setSpacing(32);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setWidgetResizable(true);
  scroll_->setFocusPolicy(Qt::NoFocus);
  columns->addStretch(1);
  columns->addWidget(scroll_, 20);
  columns->addWidget(buildSide());
  columns->addStretch(1);
  scroll_->setMaximumWidth(widestList);
  rows->addWidget(page, 1);
  show(std::vector<StartEntry>());
}

QWidget* StartView::buildSide() {
  auto* side = new QWidget;
  side->setFixedWidth(sideWidth);
  auto* rows = new QVBoxLayout(side);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(10);
  auto* open = new QPushButton(tr("Open a network or session…"));
  auto* example = new QPushButton(tr("Open the example"));
  for (QPushButton* button : {open, example}) {
    button->setMinimumHeight(34);
    button->setAutoDefault(true);
  }
  open->setObjectName(QStringLiteral("startOpen"));
  example->setObjectName(QStringLiteral("startExample"));
  auto* later = new QLabel(tr("Networks and sessions that you open will be listed here."));
  later->setWordWrap(true);
  later->setForegroundRole(QPalette::PlaceholderText);
  later->setObjectName(QStringLiteral("startLater"));
  auto* about =
      new QLabel(tr("The example is a small residual network with its images. It opens in a second, and "
                    "everything can be tried with it."));
  about->setWordWrap(true);
  about->setForegroundRole(QPalette::PlaceholderText);
  rows->addWidget(groupTitle(tr("Open")));
  rows->addWidget(open);
  rows->addWidget(new DropZone);
  rows->addSpacing(10);
  rows->addWidget(groupTitle(tr("New to BitPrism?")));
  rows->addWidget(example);
  rows->addWidget(about);
  rows->addSpacing(10);
  rows->addWidget(later);
  later_ = later;
  rows->addStretch();
  connect(open, &QPushButton::clicked, this, &StartView::chooseRequested);
  connect(example, &QPushButton::clicked, this, &StartView::exampleRequested);
  return side;
}

void StartView::show(const std::vector<StartEntry>& entries) {
  const int focused = static_cast<int>(
      std::find_if(rows_.begin(), rows_.end(), [](const StartRow* row) { return row->hasFocus(); }) - rows_.begin());
  const bool hadFocus = focused < static_cast<int>(rows_.size());
  rows_.clear();
  auto* list = new QWidget;
  list_ = new QVBoxLayout(list);
  list_->setContentsMargins(2, 2, 2, 2);
  list_->setSpacing(8);
  addGroup(tr("Continue"), entries, StartEntry::Group::GoOn);
  addGroup(tr("Recent"), entries, StartEntry::Group::Recent);
  list_->addStretch();
  later_->setVisible(entries.empty());
  scroll_->setVisible(!entries.empty());  // at the first start, what can be opened stands in the middle
  if (QWidget* before = scroll_->takeWidget()) before->deleteLater();  // a row of it may have been clicked
  scroll_->setWidget(list);
  if (hadFocus && !rows_.empty())
    rows_[static_cast<std::size_t>(std::min(focused, static_cast<int>(rows_.size()) - 1))]->setFocus();
}

void StartView::addGroup(const QString& title, const std::vector<StartEntry>& entries, StartEntry::Group group) {
  bool first = true;
  for (const StartEntry& entry : entries) {
    if (entry.group != group) continue;
    if (std::exchange(first, false)) list_->addWidget(groupTitle(title));
    auto* row = new StartRow(entry);
    connect(row, &StartRow::opened, this, [this, entry] { emit openRequested(entry); });
    connect(row, &StartRow::otherChosen, this, [this, entry](int which) { emit otherRequested(entry, which); });
    connect(row, &StartRow::removed, this, [this, entry] { emit removeRequested(entry); });
    list_->addWidget(row);
    rows_.push_back(row);
  }
  if (!first) list_->addSpacing(12);
}

void StartView::paintEvent(QPaintEvent*) {
  QPainter(this).fillRect(rect(), palette().color(QPalette::Window));
}

}  // namespace bitprism
