#include "widgets/training_view.h"

#include <QEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/error.h"
#include "widgets/column_layout.h"
#include "widgets/empty_hint.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"
#include "widgets/spacing.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

constexpr std::size_t drawnPoints = 400;  // of the loss; more are averaged

double heightOf(const TrainingRecord& record) {
  return inUnit(record.score.metric, record.score.accuracy);
}

QString textOf(const TrainingRecord& record) {
  return metricText(record.score.metric, record.score.accuracy);
}

// The metric of held-out images, once measured.
Metric metricOf(const TrainingPicture& picture) {
  for (const TrainingRecord& record : picture.records)
    if (record.measured) return record.score.metric;
  return picture.labels ? Metric::Accuracy : Metric::Agreement;
}

const TrainingRecord* recordOf(const TrainingPicture& picture, int epoch) {
  for (const TrainingRecord& record : picture.records)
    if (record.epoch == epoch && record.measured) return &record;
  return nullptr;
}

}  // namespace

TrainingView::TrainingView(QWidget* parent)
    : QWidget(parent),
      form_(new TrainingForm),
      problem_(new QLabel),
      buttons_(new WrapLayout(spacing::gap)),
      start_(new QPushButton(tr("▶ Train"))),
      stop_(new QPushButton(tr("■ Stop"))),
      keep_(new QPushButton(tr("Keep"))),
      discard_(new QPushButton(tr("Discard"))),
      progress_(new QProgressBar),
      outcome_(new QLabel),
      plot_(new QCustomPlot),
      nothing_(new EmptyHint(*plot_)) {
  setAccessibleName(tr("Training"));
  plot_->setAccessibleName(tr("Loss over steps, and the quality on held-out images after every epoch"));
  addExportMenu(*plot_, tr("training"));
  plot_->setMinimumSize(160, 100);
  plot_->axisRect()->setMinimumMargins(QMargins(6, 6, 6, 4));
  plot_->yAxis2->setVisible(true);
  plot_->yAxis->ticker()->setTickCount(4);
  plot_->yAxis2->ticker()->setTickCount(4);
  loss_ = plot_->addGraph();
  loss_->setName(tr("loss"));
  quality_ = plot_->addGraph(plot_->xAxis, plot_->yAxis2);
  quality_->setName(tr("held out"));
  nameInFiles(*loss_, QStringLiteral("loss"));
  nameInFiles(*quality_, QStringLiteral("held out"));
  nameInFiles(*plot_->xAxis, QStringLiteral("steps"));
  nameInFiles(*plot_->yAxis, QStringLiteral("loss"));
  start_->setToolTip(tr("Train the network under its plan"));
  stop_->setToolTip(tr("Stop now and use the best epoch so far"));
  keep_->setToolTip(tr("Use the trained weights: a new version of the network, one step to undo"));
  discard_->setToolTip(tr("Discard the trained weights"));
  progress_->setTextVisible(true);
  progress_->setAccessibleName(tr("Progress of the training"));
  progress_->setFixedHeight(16);
  // They keep their places, so that the plot above does not change its size.
  for (QWidget* widget : std::initializer_list<QWidget*>{progress_, keep_, discard_}) {
    QSizePolicy policy = widget->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    widget->setSizePolicy(policy);
  }
  outcome_->setWordWrap(true);
  problem_->setWordWrap(true);
  problem_->hide();

  for (QPushButton* button : {start_, stop_}) {
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    buttons_->addWidget(button);
  }
  auto* left = new QVBoxLayout;
  left->setContentsMargins(0, 0, 0, 0);
  left->setSpacing(spacing::gap);
  left->addLayout(buttons_);  // seen in low panels too
  left->addWidget(problem_);
  left->addWidget(form_);
  left->addStretch();
  auto* leftBox = new QWidget;
  leftBox->setLayout(left);
  problem_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

  auto* verdict = new WrapLayout(spacing::gap);
  verdict->addWidget(keep_);
  verdict->addWidget(discard_);
  auto* right = new QVBoxLayout;
  right->setContentsMargins(0, 0, 0, 0);
  right->setSpacing(spacing::tight);
  right->addWidget(plot_, 1);
  right->addWidget(progress_);
  right->addWidget(outcome_);
  right->addLayout(verdict);
  auto* rightBox = new QWidget;
  rightBox->setLayout(right);
  auto* layout = new ColumnLayout(spacing::wide, this);
  layout->setContentsMargins(spacing::inset, spacing::gap, spacing::inset, spacing::tight);
  layout->addBlock(leftBox, 0);
  layout->addBlock(rightBox, 1);

  connect(start_, &QPushButton::clicked, this, &TrainingView::start);
  connect(stop_, &QPushButton::clicked, this, &TrainingView::stopRequested);
  connect(keep_, &QPushButton::clicked, this, &TrainingView::keepRequested);
  connect(discard_, &QPushButton::clicked, this, &TrainingView::discardRequested);
  retheme();
  show(TrainingPicture());
}

void TrainingView::start() {
  try {
    const TrainingWish wish = form_->wish();
    problem_->hide();
    emit startRequested(wish);
  } catch (const Error& error) {
    problem_->setText(QString::fromStdString(error.what()));
    problem_->show();
  }
}

void TrainingView::show(const TrainingPicture& picture) {
  picture_ = picture;
  refreshButtons();
  draw();
  const auto done = static_cast<int>(picture.losses.size());
  progress_->setVisible(picture.state == TrainingPicture::State::Running);
  progress_->setRange(0, std::max(1, static_cast<int>(picture.steps)));
  progress_->setValue(done);
  progress_->setFormat(picture.secondsLeft >= 0 && done > 0
                           ? tr("step %1 of %2, %3 left")
                                 .arg(countText(done), countText(picture.steps), durationText(picture.secondsLeft))
                           : tr("step %1 of %2").arg(countText(done), countText(picture.steps)));
  outcome_->setText(sentence());
  nothing_->tell(picture.state == TrainingPicture::State::None
                     ? tr("The loss over the steps, and the quality on held-out images after every epoch, are drawn "
                          "here.")
                     : QString());
}

QString TrainingView::sentence() const {
  if (picture_.state == TrainingPicture::State::None) return {};
  const TrainingRecord* before = recordOf(picture_, 0);
  const QString what = metricLabel(metricOf(picture_));
  if (picture_.state == TrainingPicture::State::Running) {
    if (!before) return tr("measuring before training");
    const TrainingRecord& last = picture_.records.back();
    return last.epoch == 0 ? tr("Held out: %1 %2 before training.").arg(textOf(*before), what)
                           : tr("Held out: %1 %2 before, %3 after epoch %4.")
                                 .arg(textOf(*before), what, textOf(last))
                                 .arg(last.epoch);
  }
  const TrainingRecord* best = recordOf(picture_, picture_.bestEpoch);
  if (picture_.bestEpoch == 0)
    return tr("No epoch was better than the start (%1 %2): nothing to keep.")
        .arg(before ? textOf(*before) : QString(), what);
  if (!before || !best) return tr("Trained for %1 epochs.").arg(picture_.bestEpoch);
  return tr("Held out: %1 %2 before, %3 with the weights of epoch %4.")
      .arg(textOf(*before), what, textOf(*best))
      .arg(picture_.bestEpoch);
}

void TrainingView::addTool(QAction* action) {
  auto* button = new QToolButton;
  button->setDefaultAction(action);
  button->setAccessibleName(action->text().remove(QChar('&')));
  button->setFocusPolicy(Qt::StrongFocus);
  buttons_->addWidget(button);
}

QString TrainingView::summary(const TrainingPicture& picture) {
  switch (picture.state) {
    case TrainingPicture::State::None:
      return {};
    case TrainingPicture::State::Running: {
      const int epoch = picture.records.empty() ? 0 : picture.records.back().epoch + 1;
      QString text = tr("epoch %1 of %2").arg(std::clamp(epoch, 1, std::max(1, picture.epochs))).arg(picture.epochs);
      if (picture.secondsLeft >= 0) text += tr(" · %1 left").arg(durationText(picture.secondsLeft));
      return text;
    }
    case TrainingPicture::State::Ended:
      return tr("ended");
  }
  return {};
}

void TrainingView::setPossible(bool possible, const QString& reason) {
  possible_ = possible;
  reason_ = reason;
  refreshButtons();
}

void TrainingView::refreshButtons() {
  const bool running = picture_.state == TrainingPicture::State::Running;
  const bool ended = picture_.state == TrainingPicture::State::Ended;
  start_->setEnabled(possible_ && !running);
  start_->setToolTip(possible_ ? tr("Train the network under its plan") : reason_);
  stop_->setEnabled(running);
  form_->setEnabled(!running);
  keep_->setVisible(ended);
  discard_->setVisible(ended);
  keep_->setEnabled(ended && picture_.bestEpoch > 0);
}

void TrainingView::draw() {
  const std::vector<double>& losses = picture_.losses;
  const bool any = !losses.empty() || !picture_.records.empty();
  loss_->data()->clear();
  quality_->data()->clear();
  double low = 1e300, high = -1e300;
  const std::size_t each = std::max<std::size_t>(1, (losses.size() + drawnPoints - 1) / drawnPoints);
  for (std::size_t i = 0; i < losses.size(); i += each) {
    const std::size_t end = std::min(losses.size(), i + each);
    double sum = 0;
    for (std::size_t k = i; k < end; ++k) sum += losses[k];
    const double mean = sum / static_cast<double>(end - i);
    loss_->addData(static_cast<double>(i + end) / 2, mean);
    low = std::min(low, mean);
    high = std::max(high, mean);
  }
  double worst = 1e300, best = -1e300;
  const double stepsAnEpoch = picture_.epochs > 0 ? static_cast<double>(picture_.steps) / picture_.epochs : 1;
  for (const TrainingRecord& record : picture_.records) {
    if (!record.measured) continue;
    quality_->addData(record.epoch * stepsAnEpoch, heightOf(record));
    worst = std::min(worst, heightOf(record));
    best = std::max(best, heightOf(record));
  }
  for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis, plot_->yAxis2}) {
    axis->grid()->setVisible(any && axis != plot_->yAxis2);
    axis->setTickLabels(any);
  }
  plot_->xAxis->setRange(0, std::max<double>(1, static_cast<double>(picture_.steps)));
  plot_->yAxis->setRange(low <= high ? paddedRange(std::min(0.0, low), high, 0.06) : QCPRange(0, 1));
  plot_->yAxis2->setRange(worst <= best ? paddedRange(worst, best, 0.12) : QCPRange(0, 100));
  plot_->xAxis->setLabel(any ? tr("steps") : QString());
  plot_->yAxis->setLabel(any ? tr("loss") : QString());
  const Metric metric = metricOf(picture_);
  plot_->yAxis2->setLabel(any ? tr("held-out %1, %2").arg(metricLabel(metric), QLatin1String(metricUnit(metric)))
                              : QString());
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

void TrainingView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) retheme();
}

void TrainingView::retheme() {
  const Colours colours = coloursOf(palette());
  themePlot(*plot_, colours);
  loss_->setPen(QPen(colours.accent, 1.4));
  quality_->setPen(QPen(colours.warm, 1.6));
  quality_->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colours.warm, colours.warm, 6));
  plot_->yAxis->setLabelColor(colours.accent);
  plot_->yAxis2->setLabelColor(colours.warm);
  plot_->yAxis2->setTickLabelColor(plot_->yAxis->tickLabelColor());
  plot_->yAxis2->setTickLabelFont(plot_->yAxis->tickLabelFont());
  plot_->yAxis2->setLabelFont(plot_->yAxis->labelFont());
  plot_->yAxis2->setBasePen(Qt::NoPen);
  plot_->yAxis2->setTickPen(Qt::NoPen);
  plot_->yAxis2->setSubTickPen(Qt::NoPen);
  QPalette problem = palette();
  problem.setColor(QPalette::WindowText, colours.warm);
  problem_->setPalette(problem);
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace bitprism
