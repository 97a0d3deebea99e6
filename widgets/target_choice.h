#pragma once

#include <QComboBox>

#include "core/quant/targets/target_profile.h"

namespace bitprism {

// What runs an exported network, from a list with what each target takes.
class TargetChoice : public QComboBox {
  Q_OBJECT

 public:
  explicit TargetChoice(QWidget* parent = nullptr);

  void setTarget(Target target);
  Target target() const;

  // What the target takes, in a few words; with the pages that say so.
  static QString limitsOf(const TargetProfile& target);
};

}  // namespace bitprism
