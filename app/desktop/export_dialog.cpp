#include "app/desktop/export_dialog.h"

#include <QButtonGroup>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include "widgets/number_text.h"

namespace bitprism {

ExportDialog::ExportDialog(std::int64_t packedBytes, std::size_t frontPoints, QWidget* parent)
    : QDialog(parent), kinds_(new QButtonGroup(this)) {
  setWindowTitle(tr("Export"));
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(4);
  const auto add = [&](ExportKind kind, const QString& name, const QString& purpose, bool enabled) {
    auto* button = new QRadioButton(name);
    button->setEnabled(enabled);
    button->setAccessibleDescription(purpose);
    kinds_->addButton(button, static_cast<int>(kind));
    auto* text = new QLabel(purpose);
    text->setWordWrap(true);
    text->setIndent(22);
    text->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(button);
    layout->addWidget(text);
    layout->addSpacing(6);
  };
  const QString noFront = tr("There is no front yet: run a search first.");
  add(ExportKind::Onnx, tr("&ONNX network"),
      tr("Runs in ONNX Runtime: 8-bit containers for 5 to 8 bits, 4-bit ones for 2 to 4. Larger than the packed file."),
      true);
  add(ExportKind::TorchScript, tr("&TorchScript network"),
      tr("Runs in any PyTorch, with the dequantized weights as floats: as large as the network that was opened."),
      true);
  add(ExportKind::Packed, tr("Pac&ked network"),
      tr("BitPrism's own format, codes packed to the bit: exactly %1.").arg(bytesText(packedBytes)), true);
  add(ExportKind::Plan, tr("&Plan"),
      tr("The bit-width and scheme of every layer as JSON, with the preprocessing and what was measured."), true);
  add(ExportKind::FrontTable, tr("Front as ta&ble"),
      frontPoints > 0 ? tr("Quality, size and bits of its points as CSV (%1).").arg(frontPoints) : noFront,
      frontPoints > 0);
  add(ExportKind::FrontPicture, tr("Front as p&icture"), frontPoints > 0 ? tr("The plot as PNG, SVG or PDF.") : noFront,
      frontPoints > 0);
  kinds_->button(static_cast<int>(ExportKind::Onnx))->setChecked(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  buttons->addButton(tr("Choose file..."), QDialogButtonBox::AcceptRole)->setDefault(true);
  layout->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  setMinimumWidth(440);
}

ExportKind ExportDialog::kind() const {
  return static_cast<ExportKind>(kinds_->checkedId());
}

QString ExportDialog::suffix(ExportKind kind) {
  switch (kind) {
    case ExportKind::Onnx:
      return QStringLiteral("onnx");
    case ExportKind::TorchScript:
      return QStringLiteral("pt");
    case ExportKind::Packed:
      return QStringLiteral("bprm");
    case ExportKind::Plan:
      return QStringLiteral("json");
    case ExportKind::FrontTable:
      return QStringLiteral("csv");
    case ExportKind::FrontPicture:
      return QStringLiteral("png");
  }
  return {};
}

QString ExportDialog::filter(ExportKind kind) {
  switch (kind) {
    case ExportKind::Onnx:
      return tr("ONNX networks (*.onnx)");
    case ExportKind::TorchScript:
      return tr("TorchScript networks (*.pt *.ts)");
    case ExportKind::Packed:
      return tr("Packed networks (*.bprm)");
    case ExportKind::Plan:
      return tr("Plans (*.json)");
    case ExportKind::FrontTable:
      return tr("Tables (*.csv)");
    case ExportKind::FrontPicture:
      return tr("Pictures (*.png *.svg *.pdf)");
  }
  return {};
}

}  // namespace bitprism
