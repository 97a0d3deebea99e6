#pragma once

#include <QScrollArea>

namespace bitprism {

// Scrolls the content of a panel that is too small, so that a panel can be as small as its place. The mouse wheel
// scrolls; it changes a number or a choice only if that has the focus.
class PanelScroll : public QScrollArea {
  Q_OBJECT

 public:
  explicit PanelScroll(QWidget* content, QWidget* parent = nullptr);

  QSize minimumSizeHint() const override;
  QSize sizeHint() const override;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
};

}  // namespace bitprism
