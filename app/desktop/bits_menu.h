#pragma once

#include <QObject>

#include "app/desktop/panel.h"

class QMenu;

namespace bitprism {

class BitsView;

// The context menu of the bars: bits, method and lock of the selected layers, and changes of their whole profile.
class BitsMenu : public QObject {
  Q_OBJECT

 public:
  BitsMenu(BitsView& view, const PanelContext& context);

 private:
  void addWidths(QMenu& menu);
  void addMethods(QMenu& menu);

  BitsView& view_;
  PanelContext context_;
};

}  // namespace bitprism
