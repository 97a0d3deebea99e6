#include "app/desktop/export_dialog.h"

#include <QButtonGroup>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include "app/workflow/weights_export.h"
#include "widgets/core_text.h"
#include "widgets/number_text.h"
#include "widgets/target_choice.h"

namespace bitprism {
namespace {

// With a capital first letter.
QString titleOf(const NetworkWriter& writer) {
  QString title = coreText(QString::fromStdString(writer.format.title));
  title[0] = title[0].toUpper();
  return title;
}

}  // namespace

ExportDialog::ExportDialog(std::int64_t packedBytes, std::size_t frontPoints, QWidget* parent, Target target)
    : QDialog(parent), kinds_(new QButtonGroup(this)), target_(new TargetChoice(this)) {
  setWindowTitle(tr("Export"));
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(4);
  auto* choice = new QHBoxLayout;
  auto* label = new QLabel(tr("Tar&get"));
  label->setBuddy(target_);
  choice->addWidget(label);
  choice->addWidget(target_, 1);
  layout->addLayout(choice);
  layout->addSpacing(6);
  const auto add = [&](ExportKind kind, const QString& name, const QString& purpose, bool enabled) {
    auto* button = new QRadioButton(name);
    button->setEnabled(enabled);
    button->setAccessibleDescription(purpose);
    kinds_->addButton(button, static_cast<int>(offered_.size()));
    offered_.push_back(kind);
    auto* text = new QLabel(purpose);
    text->setWordWrap(true);
    text->setIndent(22);
    text->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(button);
    layout->addWidget(text);
    layout->addSpacing(6);
  };
  const QString noFront = tr("There is no front yet: run a search first.");
  for (const NetworkWriter* writer : networkWriters()) {
    QString purpose = coreText(QString::fromStdString(writer->purpose));
    if (writer->hasExactSize) purpose += QChar(' ') + tr("Exactly %1.").arg(bytesText(packedBytes));
    add(writer, tr("&%1 network").arg(titleOf(*writer)), purpose, true);
  }
  add(OtherExport::Weights, tr("Weights as safetensor&s"),
      tr("Codes with their scales and zero points, tensors only: for programs that have the network themselves."),
      true);
  add(OtherExport::Plan, tr("P&lan"),
      tr("The bit-width and scheme of every layer as JSON, with the preprocessing and the measurements."), true);
  add(OtherExport::FrontTable, tr("Front as ta&ble"),
      frontPoints > 0 ? tr("Quality, size and bits of its points as CSV (%1).").arg(frontPoints) : noFront,
      frontPoints > 0);
  add(OtherExport::FrontPicture, tr("Front as p&icture"),
      frontPoints > 0 ? tr("The plot as PNG, SVG or PDF.") : noFront, frontPoints > 0);
  kinds_->button(0)->setChecked(true);
  connect(target_, &QComboBox::currentIndexChanged, this, &ExportDialog::limitToTarget);
  target_->setTarget(target);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  buttons->addButton(tr("Choose file..."), QDialogButtonBox::AcceptRole)->setDefault(true);
  auto* copy = buttons->addButton(tr("Copy command line"), QDialogButtonBox::ActionRole);
  copy->setObjectName(QStringLiteral("copyCommand"));
  copy->setToolTip(tr("Copy the command that exports this, ready for a shell"));
  connect(copy, &QPushButton::clicked, this, [this] {
    emit copyCommandRequested();
    reject();
  });
  layout->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  setMinimumWidth(440);
}

Target ExportDialog::target() const {
  const ExportKind chosen = kind();
  const auto* writer = std::get_if<const NetworkWriter*>(&chosen);
  const bool reads = writer ? (*writer)->hasIntegerForm : std::get<OtherExport>(chosen) == OtherExport::Plan;
  return reads ? target_->target() : Target::Any;
}

// Files in formats that the target does not read are not offered.
void ExportDialog::limitToTarget() {
  const TargetProfile& target = targetProfile(target_->target());
  for (std::size_t i = 0; i < offered_.size(); ++i) {
    const auto* writer = std::get_if<const NetworkWriter*>(&offered_[i]);
    const bool weights = offered_[i] == ExportKind(OtherExport::Weights);
    if (!writer && !weights) continue;
    QAbstractButton* button = kinds_->button(static_cast<int>(i));
    const bool reads = !target.limits || (writer && (*writer)->hasIntegerForm);
    button->setEnabled(reads);
    button->setToolTip(reads ? QString() : tr("%1 reads ONNX only").arg(coreText(QString::fromUtf8(target.title))));
    if (!reads && button->isChecked()) kinds_->button(0)->setChecked(true);
  }
}

ExportKind ExportDialog::kind() const {
  return offered_[static_cast<std::size_t>(kinds_->checkedId())];
}

QString ExportDialog::suffix(ExportKind kind) {
  if (const auto* writer = std::get_if<const NetworkWriter*>(&kind))
    return QString::fromStdString((*writer)->suffixes.front().substr(1));
  switch (std::get<OtherExport>(kind)) {
    case OtherExport::Weights:
      return QString::fromLatin1(weightsFormat);
    case OtherExport::Plan:
      return QStringLiteral("json");
    case OtherExport::FrontTable:
      return QStringLiteral("csv");
    case OtherExport::FrontPicture:
      return QStringLiteral("png");
  }
  return {};
}

QString ExportDialog::filter(ExportKind kind) {
  if (const auto* writer = std::get_if<const NetworkWriter*>(&kind))
    return tr("%1 networks (%2)").arg(titleOf(**writer), QString::fromStdString(filePatterns((*writer)->suffixes)));
  switch (std::get<OtherExport>(kind)) {
    case OtherExport::Weights:
      return tr("Weights (*.safetensors)");
    case OtherExport::Plan:
      return tr("Plans (*.json)");
    case OtherExport::FrontTable:
      return tr("Tables (*.csv)");
    case OtherExport::FrontPicture:
      return tr("Pictures (*.png *.svg *.pdf)");
  }
  return {};
}

}  // namespace bitprism
