#include "widgets/workers_list.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/number_text.h"
#include "widgets/spacing.h"

namespace bitprism {
namespace {

constexpr std::size_t mostRows = 200;
constexpr int rowsInSight = 8;

}  // namespace

QString workersCountText(std::size_t count) {
  if (count == 0) return WorkersList::tr("no workers yet");
  if (count == 1) return WorkersList::tr("1 worker");
  return WorkersList::tr("%1 workers").arg(countText(static_cast<std::int64_t>(count)));
}

QString workerText(const RunningWorker& worker) {
  QString text = worker.doing.isEmpty()
                     ? WorkersList::tr("%1: waits for work").arg(worker.name)
                     : WorkersList::tr("%1: %2, %3").arg(worker.name, worker.doing, durationText(worker.since));
  if (worker.secondsLeft >= 0) text += WorkersList::tr("; its job has %1").arg(timeLeftText(worker.secondsLeft));
  return text;
}

WorkerRow::WorkerRow(QWidget* parent) : QWidget(parent), text_(new QLabel), sendHome_(new QToolButton) {
  text_->setTextFormat(Qt::PlainText);  // a machine names itself
  sendHome_->setText(QString(QChar(0x2715)));
  sendHome_->setAutoRaise(true);
  sendHome_->setToolTip(tr("Send this worker home: what it does goes to another"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::gap);
  layout->addWidget(text_, 1);
  layout->addWidget(sendHome_);
  connect(sendHome_, &QToolButton::pressed, this, [this] { pressed_ = worker_.id; });
  connect(sendHome_, &QToolButton::clicked, this, [this] { emit sendHomeRequested(pressed_); });
}

void WorkerRow::show(const RunningWorker& worker) {
  worker_ = worker;
  text_->setText(workerText(worker));
  sendHome_->setAccessibleName(tr("Send home: %1").arg(worker.name));
}

QString WorkerRow::text() const {
  return text_->text();
}

WorkersList::WorkersList(QWidget* parent)
    : QWidget(parent),
      fold_(new QToolButton),
      scroll_(new QScrollArea),
      inside_(new QWidget),
      rows_(new QVBoxLayout),
      others_(new QLabel) {
  setAccessibleName(tr("Workers"));
  fold_->setAutoRaise(true);
  fold_->setCheckable(true);
  fold_->setChecked(true);
  fold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  fold_->setToolTip(tr("Show or hide the workers"));
  rows_->setContentsMargins(0, 0, 0, 0);
  rows_->setSpacing(spacing::hair);
  auto* all = new QVBoxLayout(inside_);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(spacing::hair);
  all->addLayout(rows_);
  all->addWidget(others_);
  all->addStretch();
  scroll_->setWidget(inside_);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(spacing::wide, 0, 0, 0);
  layout->setSpacing(spacing::hair);
  layout->addWidget(fold_, 0, Qt::AlignLeft);
  layout->addWidget(scroll_);
  connect(fold_, &QToolButton::toggled, this, &WorkersList::fit);
  connect(fold_, &QToolButton::toggled, this, &WorkersList::resized);
  show(std::vector<RunningWorker>());
}

void WorkersList::show(const std::vector<RunningWorker>& workers) {
  const std::size_t shown = std::min(workers.size(), mostRows);
  std::vector<WorkerRow*> rows = this->rows();
  while (rows.size() < shown) {
    rows.push_back(new WorkerRow);
    rows_->addWidget(rows.back());
    connect(rows.back(), &WorkerRow::sendHomeRequested, this, &WorkersList::sendHomeRequested);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i < shown) {
      rows[i]->show(workers[i]);
      continue;
    }
    rows_->removeWidget(rows[i]);
    rows[i]->deleteLater();
    rows[i]->hide();
  }
  others_->setText(tr("and %1 more").arg(workers.size() - shown));
  others_->setVisible(workers.size() > shown);
  fold_->setText(workersCountText(workers.size()));
  fold_->setAccessibleName(fold_->text());
  fold_->setEnabled(!workers.empty());
  fit();
}

std::vector<WorkerRow*> WorkersList::rows() const {
  std::vector<WorkerRow*> rows;
  for (int i = 0; i < rows_->count(); ++i)
    if (auto* row = qobject_cast<WorkerRow*>(rows_->itemAt(i)->widget())) rows.push_back(row);
  return rows;
}

// As high as its rows, up to so many; the rest is scrolled to.
void WorkersList::fit() {
  const std::vector<WorkerRow*> rows = this->rows();
  const bool open = fold_->isChecked() && !rows.empty();
  fold_->setArrowType(rows.empty() ? Qt::NoArrow : open ? Qt::DownArrow : Qt::RightArrow);
  scroll_->setVisible(open);
  if (!open) return;
  inside_->layout()->activate();
  const QSize wanted = inside_->sizeHint();
  const int most = rowsInSight * (rows.front()->sizeHint().height() + rows_->spacing());
  const bool scrolls = wanted.height() > most;
  scroll_->setFixedHeight(std::min(wanted.height(), most));
  scroll_->setMinimumWidth(wanted.width() + (scrolls ? scroll_->verticalScrollBar()->sizeHint().width() : 0));
}

}  // namespace bitprism
