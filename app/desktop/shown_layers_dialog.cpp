#include "app/desktop/shown_layers_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/quant/choice/competing_methods.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

constexpr int keep = -2;  // data of the entry that changes nothing

QString whichLayers(const QString& filter, std::size_t shown, std::size_t locked, std::size_t all) {
  QString text = filter.isEmpty() ? ShownLayersDialog::tr("All %1 layers; the filter of the table is empty.").arg(all)
                                  : ShownLayersDialog::tr("%1 of %2 layers, shown by the filter '%3'.")
                                        .arg(QString::number(shown), QString::number(all), filter);
  if (locked > 0) text += QChar(' ') + ShownLayersDialog::tr("%1 of them are locked and stay.").arg(locked);
  return text;
}

}  // namespace

ShownLayersDialog::ShownLayersDialog(const QString& filter, std::vector<int> layers, const Document& document,
                                     QWidget* parent)
    : QDialog(parent), layers_(std::move(layers)), bits_(new QComboBox), methods_(new QComboBox) {
  setObjectName(QStringLiteral("shownLayers"));
  setWindowTitle(tr("Set bits of the shown layers"));
  if (!layers_.empty()) own_ = document.plan().layers[static_cast<std::size_t>(layers_.front())];
  bits_->addItem(tr("as they are"), keep);
  for (const int bits : existingBits) bits_->addItem(bitsCountText(bits), bits);
  bits_->setAccessibleName(tr("Bits"));
  bits_->setToolTip(tr("The bit-width of all these layers"));
  methods_->addItem(tr("as they are"), keep);
  methods_->addItem(tr("automatic"), automaticMethodData);
  for (const Method method : existingMethods) methods_->addItem(methodText(method), static_cast<int>(method));
  methods_->setAccessibleName(tr("Method"));
  methods_->setToolTip(tr("How the weights of all these layers are quantized"));
  const auto locked = std::count_if(layers_.begin(), layers_.end(),
                                    [&](int l) { return document.locked(static_cast<std::size_t>(l)); });
  auto* which =
      new QLabel(whichLayers(filter, layers_.size(), static_cast<std::size_t>(locked), document.layerCount()));
  which->setTextFormat(Qt::PlainText);
  which->setWordWrap(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  set_ = buttons->addButton(tr("Set"), QDialogButtonBox::AcceptRole);
  set_->setDefault(true);
  auto* form = new QFormLayout;
  form->addRow(tr("&Bits"), bits_);
  form->addRow(tr("&Method"), methods_);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(which);
  layout->addLayout(form);
  layout->addStretch();
  layout->addWidget(buttons);
  for (QComboBox* box : {bits_, methods_})
    connect(box, &QComboBox::currentIndexChanged, this, &ShownLayersDialog::refresh);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    emit editWished(layers_, edit());
    accept();
  });
  bits_->setFocus();
  refresh();
}

LayersEdit ShownLayersDialog::edit() const {
  LayersEdit edit;
  if (const int bits = bits_->currentData().toInt(); bits != keep) edit.bits = bits;
  const int method = methods_->currentData().toInt();
  edit.automatic = method == automaticMethodData;
  if (method >= 0) edit.method = withMethod(own_, static_cast<Method>(method));
  return edit;
}

void ShownLayersDialog::refresh() {
  set_->setEnabled(!layers_.empty() && edit() != LayersEdit{});
}

}  // namespace bitprism
