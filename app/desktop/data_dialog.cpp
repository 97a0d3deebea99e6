#include "app/desktop/data_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>
#include <algorithm>

namespace bitprism {
namespace {

QString joined(const std::vector<double>& values) {
  QStringList words;
  for (const double value : values) words << QString::number(value, 'g', 8);
  return words.join(QStringLiteral(" "));
}

}  // namespace

DataDialog::DataDialog(const QString& path, const Preprocessing& preprocessing, const QString& folder, QWidget* parent)
    : QDialog(parent),
      folder_(folder),
      path_(new QLineEdit(path)),
      scale_(new QLineEdit(QString::number(preprocessing.scale, 'g', 10))),
      mean_(new QLineEdit(joined(preprocessing.mean))),
      deviation_(new QLineEdit(joined(preprocessing.deviation))),
      bgr_(new QCheckBox(tr("blue first (BGR)"))),
      problem_(new QLabel),
      accept_(nullptr) {
  setWindowTitle(tr("Open images"));
  path_->setPlaceholderText(tr("CIFAR-10 binary file or folder, or: example"));
  path_->setMinimumWidth(360);
  bgr_->setChecked(preprocessing.channels == ChannelOrder::Bgr);
  auto* file = new QPushButton(tr("File..."));
  auto* directory = new QPushButton(tr("Folder..."));
  auto* place = new QHBoxLayout;
  place->addWidget(path_, 1);
  place->addWidget(file);
  place->addWidget(directory);
  auto* form = new QFormLayout;
  auto* images = new QLabel(tr("&Images"));
  images->setBuddy(path_);
  form->addRow(images, place);
  form->addRow(tr("&Scale"), scale_);
  form->addRow(tr("&Mean"), mean_);
  form->addRow(tr("&Deviation"), deviation_);
  form->addRow(QString(), bgr_);
  auto* formula =
      new QLabel(tr("The network sees (pixel × scale − mean) / deviation; mean and deviation are one number a channel. "
                    "The bundled example brings its own."));
  formula->setWordWrap(true);
  formula->setForegroundRole(QPalette::PlaceholderText);
  problem_->setWordWrap(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  accept_ = buttons->addButton(tr("Open"), QDialogButtonBox::AcceptRole);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(form);
  layout->addWidget(formula);
  layout->addWidget(problem_);
  layout->addWidget(buttons);
  connect(file, &QPushButton::clicked, this, [this] {
    const QString chosen =
        QFileDialog::getOpenFileName(this, tr("Images"), folder_, tr("CIFAR-10 binary files (*.bin);;All files (*)"));
    if (!chosen.isEmpty()) path_->setText(chosen);
  });
  connect(directory, &QPushButton::clicked, this, [this] {
    const QString chosen = QFileDialog::getExistingDirectory(this, tr("Folder of images"), folder_);
    if (!chosen.isEmpty()) path_->setText(chosen);
  });
  for (QLineEdit* edit : {path_, scale_, mean_, deviation_})
    connect(edit, &QLineEdit::textChanged, this, &DataDialog::check);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  check();
}

QString DataDialog::path() const {
  return path_->text().trimmed();
}

Preprocessing DataDialog::preprocessing() const {
  // The button is enabled only while all of these are numbers.
  return {.scale = numbers(scale_)->front(),
          .mean = *numbers(mean_),
          .deviation = *numbers(deviation_),
          .channels = bgr_->isChecked() ? ChannelOrder::Bgr : ChannelOrder::Rgb};
}

std::optional<std::vector<double>> DataDialog::numbers(const QLineEdit* edit) const {
  std::vector<double> values;
  static const QRegularExpression separators(QStringLiteral("[\\s;]+"));
  for (const QString& word : edit->text().split(separators, Qt::SkipEmptyParts)) {
    bool number = false;
    values.push_back(QLocale::c().toDouble(word, &number));
    if (!number) return {};
  }
  if (values.empty()) return {};
  return values;
}

void DataDialog::check() {
  QString problem;
  const auto deviation = numbers(deviation_);
  const auto scale = numbers(scale_);
  if (path().isEmpty()) {
    problem = tr("Choose the images.");
  } else if (!scale || scale->size() != 1) {
    problem = tr("The scale is one number, such as 0.00392157.");
  } else if (!numbers(mean_) || !deviation) {
    problem = tr("Mean and deviation are numbers with spaces between, such as 0.49 0.48 0.45.");
  } else if (std::any_of(deviation->begin(), deviation->end(), [](double d) { return !(d > 0); })) {
    problem = tr("Deviations are above zero.");
  }
  problem_->setText(problem);
  accept_->setEnabled(problem.isEmpty());
}

}  // namespace bitprism
