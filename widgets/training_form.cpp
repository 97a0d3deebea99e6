#include "widgets/training_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardItemModel>

#include "core/base/error.h"
#include "core/base/text.h"
#include "widgets/number_text.h"
#include "widgets/spacing.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

constexpr std::int64_t movedPixels = 4;

double numberOf(const QLineEdit& field, const char* name) {
  const std::optional<double> value = numberFromText(field.text());
  if (!value) throw UsageError(text("the ", name, " '", field.text().toStdString(), "' is not a number"));
  return *value;
}

QString numberText(double value) {
  return editableText(value, 4);
}

}  // namespace

TrainingForm::TrainingForm(QWidget* parent)
    : QWidget(parent),
      data_(new QPushButton),
      objective_(new QComboBox),
      epochs_(new QSpinBox),
      batch_(new QSpinBox),
      optimizer_(new QComboBox),
      rate_(new QLineEdit),
      batchNorm_(new QComboBox),
      reshape_(new QSpinBox),
      reshapeLabel_(new QLabel(tr("Reshape"))),
      sparsity_(new QLineEdit),
      flip_(new QCheckBox(tr("mirror"))),
      move_(new QCheckBox(tr("shift by %1 px").arg(movedPixels))) {
  objective_->addItem(tr("labels"), static_cast<int>(TrainingObjective::Labels));
  objective_->addItem(tr("the float network's outputs"), static_cast<int>(TrainingObjective::Distillation));
  objective_->setToolTip(
      tr("Training target: the labels of the images, or the float network's outputs, which need "
         "no labels"));
  epochs_->setRange(1, 100000);
  epochs_->setToolTip(tr("Passes over the images"));
  batch_->setRange(1, 65536);
  batch_->setToolTip(tr("Images per step"));
  optimizer_->addItem(tr("Adam"), static_cast<int>(TrainingOptimizer::Adam));
  optimizer_->addItem(tr("SGD"), static_cast<int>(TrainingOptimizer::Sgd));
  rate_->setToolTip(tr("Peak learning rate; it falls to zero along a cosine"));
  batchNorm_->addItem(tr("folded"), static_cast<int>(BatchNormTraining::Folded));
  batchNorm_->addItem(tr("separate, stored statistics"), static_cast<int>(BatchNormTraining::Frozen));
  batchNorm_->addItem(tr("apart, trained"), static_cast<int>(BatchNormTraining::Trained));
  batchNorm_->setToolTip(
      tr("Whether batch norm is trained folded into the layers or separately, with its stored statistics "
         "or those of the batch"));
  reshape_->setRange(0, 100000);
  reshape_->setToolTip(tr("GDRQ: number of first epochs that only clip weights, which flattens their histogram"));
  sparsity_->setToolTip(tr("Weight of the mean |activation| after every ReLU; above 0, more activations become zero"));
  flip_->setToolTip(tr("Mirror images left to right at random"));
  move_->setToolTip(tr("Shift images a little at random"));
  data_->setToolTip(tr("Images to train on; a tenth of them is held out to evaluate every epoch"));
  for (const auto& [field, name] :
       std::initializer_list<std::pair<QWidget*, QString>>{{data_, tr("Images to train on")},
                                                           {objective_, tr("Training target")},
                                                           {epochs_, tr("Epochs")},
                                                           {batch_, tr("Batch")},
                                                           {optimizer_, tr("Optimizer")},
                                                           {rate_, tr("Learning rate")},
                                                           {batchNorm_, tr("Batch norm")},
                                                           {reshape_, tr("Reshaping epochs")},
                                                           {sparsity_, tr("Sparsity weight")}})
    field->setAccessibleName(name);
  const auto row = [](std::initializer_list<QWidget*> widgets) {
    auto* layout = new WrapLayout(spacing::gap);
    for (QWidget* widget : widgets) layout->addWidget(widget);
    return layout;
  };
  auto* form = new QFormLayout(this);
  form->setContentsMargins(0, 0, 0, 0);
  form->setHorizontalSpacing(spacing::inset);
  form->setVerticalSpacing(spacing::tight);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form->setRowWrapPolicy(QFormLayout::WrapLongRows);
  for (QWidget* field : std::initializer_list<QWidget*>{epochs_, batch_, reshape_, optimizer_})
    field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  form->addRow(tr("Images"), data_);
  form->addRow(tr("Learn"), objective_);
  form->addRow(tr("Epochs"), row({epochs_, new QLabel(tr("batch")), batch_}));
  form->addRow(tr("Rate"), row({rate_, optimizer_}));
  form->addRow(tr("Batch norm"), batchNorm_);
  form->addRow(tr("Sparsity"), row({sparsity_, reshapeLabel_, reshape_}));
  form->addRow(tr("Images are"), row({flip_, move_}));
  connect(data_, &QPushButton::clicked, this, &TrainingForm::chooseDataRequested);
  for (QComboBox* box : {optimizer_, batchNorm_})
    connect(box, &QComboBox::activated, this, &TrainingForm::standardRate);
  show(TrainingWish());
}

void TrainingForm::show(const TrainingWish& wish) {
  setData(QString::fromStdString(wish.data));
  const TrainingSettings& settings = wish.settings;
  objective_->setCurrentIndex(objective_->findData(static_cast<int>(settings.objective)));
  epochs_->setValue(std::max(1, settings.epochs));
  batch_->setValue(static_cast<int>(settings.batch));
  optimizer_->setCurrentIndex(optimizer_->findData(static_cast<int>(settings.optimizer)));
  rate_->setText(numberText(settings.learningRate));
  batchNorm_->setCurrentIndex(batchNorm_->findData(static_cast<int>(settings.batchNorm)));
  reshape_->setValue(settings.reshapeEpochs);
  sparsity_->setText(numberText(settings.sparsity));
  flip_->setChecked(settings.flip);
  move_->setChecked(settings.padding > 0);
}

TrainingWish TrainingForm::wish() const {
  TrainingWish wish;
  wish.data = dataPath_.toStdString();
  TrainingSettings& settings = wish.settings;
  settings.objective = static_cast<TrainingObjective>(objective_->currentData().toInt());
  settings.epochs = epochs_->value();
  settings.batch = batch_->value();
  settings.optimizer = static_cast<TrainingOptimizer>(optimizer_->currentData().toInt());
  settings.learningRate = numberOf(*rate_, "learning rate");
  settings.batchNorm = static_cast<BatchNormTraining>(batchNorm_->currentData().toInt());
  settings.reshapeEpochs = reshape_->isEnabled() ? reshape_->value() : 0;
  settings.sparsity = numberOf(*sparsity_, "weight of sparsity");
  settings.flip = flip_->isChecked();
  settings.padding = move_->isChecked() ? movedPixels : 0;
  checkTraining(settings);
  return wish;
}

void TrainingForm::setData(const QString& data) {
  dataPath_ = data;
  const QFileInfo file(data);
  data_->setText(data.isEmpty()              ? tr("Choose…")
                 : data == "example"         ? tr("the example's own")
                 : file.fileName().isEmpty() ? data
                                             : file.fileName());
}

void TrainingForm::setBatchNorm(bool stands) {
  auto* model = qobject_cast<QStandardItemModel*>(batchNorm_->model());
  for (int i = 1; i < batchNorm_->count(); ++i) {
    QStandardItem* item = model->item(i);
    item->setEnabled(stands);
    item->setToolTip(stands ? QString() : tr("The network's file has no separate batch norm"));
  }
  if (!stands) batchNorm_->setCurrentIndex(0);
}

void TrainingForm::setReshaping(bool gdrq) {
  reshape_->setEnabled(gdrq);
  reshapeLabel_->setEnabled(gdrq);
}

void TrainingForm::standardRate() {
  rate_->setText(numberText(standardLearningRate(static_cast<TrainingOptimizer>(optimizer_->currentData().toInt()),
                                                 static_cast<BatchNormTraining>(batchNorm_->currentData().toInt()))));
}

}  // namespace bitprism
