#pragma once

#include <QLabel>
#include <QStringList>

namespace bitprism {

// A line of parts that drops the less important ones if there is no room, instead of cutting any. The tip has all of
// them.
class FittingLabel : public QLabel {
  Q_OBJECT

 public:
  explicit FittingLabel(QWidget* parent = nullptr);

  void setParts(const QStringList& parts);  // rich text, the least important first; the last one always stays
  QSize sizeHint() const override;          // of all parts
  QSize minimumSizeHint() const override;   // of the last one

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void fit();
  int widthOf(const QStringList& parts) const;

  QStringList parts_;
};

}  // namespace bitprism
