#include "widgets/target_choice.h"

#include <algorithm>
#include <span>

#include "widgets/core_text.h"

namespace bitprism {

TargetChoice::TargetChoice(QWidget* parent) : QComboBox(parent) {
  for (const TargetProfile& target : targetProfiles()) {
    addItem(coreText(QString::fromUtf8(target.title)), static_cast<int>(target.target));
    setItemData(count() - 1, limitsOf(target), Qt::ToolTipRole);
  }
  setAccessibleName(tr("Target"));
  const auto tell = [this] {
    setToolTip(tr("What runs the network: widths, methods and inputs are limited to what it takes") + QChar('\n') +
               limitsOf(targetProfile(target())));
  };
  connect(this, &QComboBox::currentIndexChanged, this, tell);
  tell();
}

void TargetChoice::setTarget(Target target) {
  setCurrentIndex(std::max(0, findData(static_cast<int>(target))));
}

Target TargetChoice::target() const {
  return static_cast<Target>(currentData().toInt());
}

QString TargetChoice::limitsOf(const TargetProfile& target) {
  if (!target.limits) return tr("Nothing is assumed of what runs the network.");
  const auto listed = [](std::span<const int> widths) {
    QStringList words;
    for (const int bits : widths) words << QString::number(bits);
    return words.join(QStringLiteral(", "));
  };
  const QString weights = listed(target.weightBits), inputs = listed(target.inputBits);
  return tr("Weights of %1 bits, inputs of %2 bits.").arg(weights, inputs) + QChar(' ') +
         (target.integers ? tr("Layers are computed in whole numbers.") : tr("Layers are computed with floats.")) +
         QChar(' ') +
         (target.runHere ? tr("Exports for it were run.") : tr("Exports for it are checked against its rules only.")) +
         QChar('\n') + QString::fromUtf8(target.source);
}

}  // namespace bitprism
