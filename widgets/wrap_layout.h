#pragma once

#include <QLayout>
#include <vector>

namespace bitprism {

// Lays controls out in rows, as many per row as fit with their texts, and shares the rest of a row among them. Nothing
// is cut when a panel gets narrow: a row becomes two.
class WrapLayout : public QLayout {
  Q_OBJECT

 public:
  explicit WrapLayout(int spacing, QWidget* parent = nullptr);
  ~WrapLayout() override;

  // Keeps the height of whichever of these sets of widgets needs most, so that exchanging one for another moves nothing
  // below.
  void reserve(std::vector<std::vector<QWidget*>> sets);

  void addItem(QLayoutItem* item) override;
  int count() const override { return static_cast<int>(items_.size()); }
  QLayoutItem* itemAt(int index) const override;
  QLayoutItem* takeAt(int index) override;
  Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize minimumSize() const override;  // of the widest item alone
  QSize sizeHint() const override;     // of all items in one row
  void setGeometry(const QRect& area) override;

 private:
  int place(const QRect& area, bool move) const;  // returns the height of all rows
  int heightOf(const std::vector<QWidget*>& widgets, int width) const;

  std::vector<std::vector<QWidget*>> reserved_;
  std::vector<QLayoutItem*> items_;
};

}  // namespace bitprism
