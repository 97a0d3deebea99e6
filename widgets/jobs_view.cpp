#include "widgets/jobs_view.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QProgressBar>
#include <QScreen>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/number_text.h"
#include "widgets/workers_list.h"

namespace bitprism {
namespace {

constexpr int perMille = 1000;  // counts of bytes do not fit a progress bar's int
constexpr int listTextWidth = 300;

QToolButton* flatButton(const QString& text) {
  auto* button = new QToolButton;
  button->setText(text);
  button->setAutoRaise(true);
  return button;
}

}  // namespace

QString jobText(const RunningJob& job) {
  QString text = job.text;
  if (job.total > 0) text += JobsView::tr(" %1 of %2").arg(countText(job.done), countText(job.total));
  if (job.paused) return text + JobsView::tr(", paused");
  return job.secondsLeft < 0 ? text : text + QStringLiteral(", ") + timeLeftText(job.secondsLeft);
}

JobRow::JobRow(QWidget* parent)
    : QWidget(parent),
      text_(new QLabel),
      progress_(new QProgressBar),
      pause_(flatButton({})),
      cancel_(flatButton(QString(QChar(0x2715)))) {
  text_->setTextFormat(Qt::PlainText);  // it may name a file
  progress_->setFixedSize(100, 10);
  progress_->setTextVisible(false);
  auto* line = new QHBoxLayout;
  line->setSpacing(8);
  line->addWidget(text_, 1);
  line->addWidget(progress_);
  line->addWidget(pause_);
  line->addWidget(cancel_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(line);
  connect(pause_, &QToolButton::clicked, this, [this] { emit pauseRequested(job_.name); });
  connect(cancel_, &QToolButton::clicked, this, [this] { emit cancelRequested(job_.name); });
}

QString JobRow::text() const {
  return text_->text();
}

void JobRow::show(const RunningJob& job) {
  job_ = job;
  text_->setText(jobText(job));
  text_->setAccessibleName(text_->text());
  progress_->setRange(0, job.total > 0 ? perMille : 0);
  if (job.total > 0) progress_->setValue(static_cast<int>(perMille * job.done / job.total));
  progress_->setAccessibleName(tr("Progress of: %1").arg(job.text));
  pause_->setVisible(job.pausable && !job.stopping);
  pause_->setText(job.paused ? QStringLiteral("▶") : QStringLiteral("❚❚"));
  pause_->setToolTip(job.paused ? tr("Resume") : tr("Pause"));
  pause_->setAccessibleName((job.paused ? tr("Resume: %1") : tr("Pause: %1")).arg(job.text));
  cancel_->setVisible(job.cancellable || job.stopping);
  cancel_->setEnabled(!job.stopping);
  cancel_->setText(job.stopping ? tr("Stopping…") : QString(QChar(0x2715)));
  cancel_->setToolTip(job.stopping ? tr("It ends as soon as it can") : tr("Cancel this work"));
  cancel_->setAccessibleName((job.stopping ? tr("Stopping: %1") : tr("Cancel: %1")).arg(job.text));
  if (!workers_) return;
  workers_->setVisible(job.workers.has_value());
  if (job.workers) workers_->show(*job.workers);
}

JobsView::JobsView(QWidget* parent)
    : QWidget(parent),
      line_(makeRow()),
      more_(flatButton({})),
      list_(new QFrame(this, Qt::Popup)),
      listRows_(new QVBoxLayout(list_)) {
  setAccessibleName(tr("Running work"));
  list_->setObjectName(QStringLiteral("jobsList"));
  list_->setFrameShape(QFrame::StyledPanel);
  list_->setAccessibleName(tr("All running work"));
  listRows_->setContentsMargins(10, 8, 10, 8);
  listRows_->setSpacing(6);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(line_);
  layout->addWidget(more_);
  connect(more_, &QToolButton::clicked, this, &JobsView::openList);
  show(std::vector<RunningJob>());
}

JobRow* JobsView::makeRow() {
  auto* row = new JobRow;
  connect(row, &JobRow::cancelRequested, this, &JobsView::cancelRequested);
  connect(row, &JobRow::pauseRequested, this, &JobsView::pauseRequested);
  connect(row, &JobRow::sendHomeRequested, this, &JobsView::sendHomeRequested);
  connect(row, &JobRow::resized, this, &JobsView::fitList);
  return row;
}

void JobRow::useInList() {
  QSizePolicy kept = pause_->sizePolicy();
  kept.setRetainSizeWhenHidden(true);
  pause_->setSizePolicy(kept);
  workers_ = new WorkersList;
  workers_->hide();
  layout()->addWidget(workers_);
  connect(workers_, &WorkersList::sendHomeRequested, this,
          [this](std::uint64_t worker) { emit sendHomeRequested(job_.name, worker); });
  connect(workers_, &WorkersList::resized, this, &JobRow::resized);
}

void JobsView::show(const std::vector<RunningJob>& jobs) {
  jobs_ = jobs;
  setVisible(!jobs_.empty());
  if (!jobs_.empty()) line_->show(jobs_.front());
  const bool workers = jobs_.size() == 1 && jobs_.front().workers;
  more_->setVisible(jobs_.size() > 1 || workers);
  more_->setText(workers ? workersCountText(jobs_.front().workers->size())
                         : tr("+ %1 more").arg(jobs_.size() - std::min<std::size_t>(jobs_.size(), 1)));
  more_->setToolTip(workers ? tr("Show the workers") : tr("Show all running work"));
  if (list_->isVisible()) fillList();
}

bool JobsView::listOpen() const {
  return list_->isVisible();
}

std::vector<JobRow*> JobsView::rows() const {
  std::vector<JobRow*> rows;
  for (int i = 0; i < listRows_->count(); ++i)
    if (auto* row = qobject_cast<JobRow*>(listRows_->itemAt(i)->widget())) rows.push_back(row);
  return rows;
}

void JobsView::openList() {
  if (jobs_.empty()) return;
  fillList();
  list_->show();
  placeList();
}

// Rows keep their places, so that none moves away under a mouse press.
void JobsView::fillList() {
  if (jobs_.empty()) return list_->hide();
  std::vector<JobRow*> rows = this->rows();
  while (rows.size() < jobs_.size()) {
    rows.push_back(makeRow());
    rows.back()->useInList();
    listRows_->addWidget(rows.back());
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i < jobs_.size()) {
      rows[i]->setMinimumWidth(listTextWidth);
      rows[i]->show(jobs_[i]);
      continue;
    }
    listRows_->removeWidget(rows[i]);
    rows[i]->deleteLater();
  }
  fitList();
}

void JobsView::fitList() {
  list_->adjustSize();
  if (list_->isVisible()) placeList();
}

// Above the line, its right edge on the line's.
void JobsView::placeList() {
  const QPoint corner = mapToGlobal(QPoint(width(), 0));
  const QRect available = screen()->availableGeometry();
  const int x = std::clamp(corner.x() - list_->width(), available.left(),
                           std::max(available.left(), available.right() - list_->width()));
  list_->move(x, std::max(available.top(), corner.y() - list_->height() - 2));
}

void JobsView::mousePressEvent(QMouseEvent* event) {
  event->accept();
  openList();
}

}  // namespace bitprism
