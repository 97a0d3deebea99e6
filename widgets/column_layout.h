#pragma once

#include <QLayout>
#include <vector>

namespace bitprism {

// Blocks side by side, as many as fit with the width that they need at least; the others go below. The first block
// keeps its width, the others share the rest. Rows that have too little height ask for more, so that an area around
// them scrolls downwards only.
class ColumnLayout : public QLayout {
  Q_OBJECT

 public:
  explicit ColumnLayout(int spacing, QWidget* parent = nullptr);
  ~ColumnLayout() override;

  void addBlock(QWidget* block, int stretch);  // stretch 0: no wider than its hint, unless it is alone in its row
  void addItem(QLayoutItem* item) override;    // with stretch 1

  int count() const override { return static_cast<int>(blocks_.size()); }
  QLayoutItem* itemAt(int index) const override;
  QLayoutItem* takeAt(int index) override;
  Qt::Orientations expandingDirections() const override { return Qt::Horizontal | Qt::Vertical; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize minimumSize() const override;  // of the widest block, and as high as the highest
  QSize sizeHint() const override;     // of all blocks in one row
  void setGeometry(const QRect& area) override;

 private:
  struct Block {
    QLayoutItem* item = nullptr;
    int stretch = 1;
  };
  struct Row {
    std::vector<const Block*> blocks;
    std::vector<int> widths;
    int height = 0;        // at least
    bool expands = false;  // downwards
  };

  std::vector<Row> rowsFor(int width) const;
  QMargins margins() const { return contentsMargins(); }

  std::vector<Block> blocks_;
};

}  // namespace bitprism
