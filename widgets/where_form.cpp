#include "widgets/where_form.h"

#include <QComboBox>
#include <QEvent>
#include <QLineEdit>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/spacing.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

constexpr int mostWorkers = 64;
constexpr const char* usualAddress = "127.0.0.1:7400";

}  // namespace

WhereForm::WhereForm(QWidget* parent)
    : QWidget(parent),
      kind_(new QComboBox),
      workers_(new QSpinBox),
      address_(new QLineEdit),
      options_(new QLineEdit),
      copy_(new QToolButton) {
  kind_->addItem(tr("here"), static_cast<int>(WorkPlace::Kind::Here));
  kind_->addItem(tr("here, confined"), static_cast<int>(WorkPlace::Kind::Confined));
  kind_->addItem(tr("workers"), static_cast<int>(WorkPlace::Kind::Connected));
  kind_->addItem(tr("Slurm"), static_cast<int>(WorkPlace::Kind::Slurm));
  kind_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  kind_->setAccessibleName(tr("Where plans are evaluated"));
  kind_->setToolTip(
      tr("Where plans are evaluated: in this window; in processes of this machine that may do nothing but compute; in "
         "workers that you start on any machine; or in workers that are started as jobs of Slurm"));
  workers_->setRange(1, mostWorkers);
  workers_->setAccessibleName(tr("Number of workers"));
  workers_->setToolTip(
      tr("How many evaluations run at a time. Workers that connect are all used, but a search proposes only so many "
         "plans ahead"));
  address_->setText(QString::fromLatin1(usualAddress));
  address_->setPlaceholderText(tr("HOST:PORT or unix:PATH"));
  address_->setAccessibleName(tr("Address that workers connect to"));
  address_->setToolTip(
      tr("Where workers connect to: HOST:PORT, such as 0.0.0.0:7400 for all networks of this machine, or unix:PATH for "
         "this machine alone"));
  options_->setPlaceholderText(tr("options of sbatch"));
  options_->setAccessibleName(tr("Options of sbatch"));
  options_->setToolTip(tr("More options of the jobs, such as -p gpu --gres=gpu:1 -t 2:00:00"));
  copy_->setText(tr("Copy worker's line"));
  copy_->setToolTip(tr("Copy the line that starts a worker, to be pasted on another machine"));

  auto* numbers = new WrapLayout(spacing::gap);
  numbers->addWidget(kind_);
  numbers->addWidget(workers_);
  auto* fields = new WrapLayout(spacing::gap);
  for (QWidget* widget : std::initializer_list<QWidget*>{address_, options_, copy_}) fields->addWidget(widget);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(spacing::tight);
  layout->addLayout(numbers);
  layout->addLayout(fields);

  connect(kind_, &QComboBox::currentIndexChanged, this, [this] {
    offer();
    emit changed();
  });
  connect(workers_, &QSpinBox::valueChanged, this, &WhereForm::changed);
  for (QLineEdit* line : {address_, options_}) connect(line, &QLineEdit::textChanged, this, &WhereForm::changed);
  connect(copy_, &QToolButton::clicked, this, &WhereForm::workerLineRequested);
  reserve();
  offer();
}

void WhereForm::reserve() {
  for (QLineEdit* line : {address_, options_})
    line->setMinimumWidth(fontMetrics().horizontalAdvance(line->placeholderText()) + 3 * spacing::inset);
}

void WhereForm::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) reserve();
}

WorkPlace::Kind WhereForm::chosen() const {
  return static_cast<WorkPlace::Kind>(kind_->currentData().toInt());
}

void WhereForm::offer() {
  const WorkPlace::Kind kind = chosen();
  workers_->setVisible(kind != WorkPlace::Kind::Here);
  address_->setVisible(kind == WorkPlace::Kind::Connected);
  copy_->setVisible(kind == WorkPlace::Kind::Connected);
  options_->setVisible(kind == WorkPlace::Kind::Slurm);
}

void WhereForm::show(const WorkPlace& place) {
  kind_->setCurrentIndex(kind_->findData(static_cast<int>(place.kind)));
  workers_->setValue(place.workers);
  if (!place.at.empty()) address_->setText(QString::fromStdString(place.at));
  if (place.kind == WorkPlace::Kind::Slurm || !place.sbatch.empty())
    options_->setText(QString::fromStdString(place.sbatch));
  offer();
}

WorkPlace WhereForm::place() const {
  WorkPlace place{.kind = chosen()};
  if (place.kind == WorkPlace::Kind::Here) return place;
  place.workers = workers_->value();
  if (place.kind == WorkPlace::Kind::Connected) place.at = address_->text().trimmed().toStdString();
  if (place.kind == WorkPlace::Kind::Slurm) place.sbatch = options_->text().trimmed().toStdString();
  return place;
}

}  // namespace bitprism
