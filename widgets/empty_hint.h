#pragma once

#include <QLabel>

namespace bitprism {

// A sentence in the middle of a plot or a table that has nothing to show yet: what will be there. It takes no clicks,
// and hides where it does not fit. Belongs to the view that it lies over.
class EmptyHint : public QLabel {
  Q_OBJECT

 public:
  explicit EmptyHint(QWidget& over);

  void tell(const QString& sentence);  // empty: nothing

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void place();

  QWidget& over_;
};

}  // namespace bitprism
