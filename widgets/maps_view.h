#pragma once

#include <QWidget>
#include <cstdint>
#include <string>
#include <vector>

#include "core/codec/coded_sizes.h"

class QComboBox;
class QCPBars;
class QCPGraph;
class QCustomPlot;
class QLabel;
class QPushButton;
class QTableWidget;

namespace bitprism {

class EmptyHint;

// The measurements of a network's activation maps. A plain value.
struct MapsPicture {
  struct Map {
    QString name, shape;
    CodedSizes sizes;
  };
  std::vector<Map> maps;
  std::int64_t images = 0;
  int bits = 16;
  std::vector<std::int64_t> alive, aliveCoded;  // bytes of one image over depth, by instruction
};

// Activation maps: zeros and coded size of each, its size under every code, and the memory of one image over depth with
// and without coding.
class MapsView : public QWidget {
  Q_OBJECT

 public:
  explicit MapsView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const MapsPicture& picture);
  void clear() { show(MapsPicture()); }
  void setPossible(bool possible, const QString& reason);
  void setRunning(bool running);
  int codeBits() const;
  QTableWidget* table() const { return table_; }
  QCustomPlot* memoryPlot() const { return memory_; }
  QCustomPlot* codesPlot() const { return codes_; }
  QPushButton* measureButton() const { return measure_; }
  const MapsPicture& picture() const { return picture_; }

  static QString summary(const MapsPicture& picture);  // for the dock's title

 signals:
  void measureRequested(int codeBits);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fillTable();
  void drawMemory();
  void drawCodes();
  void retheme();

  QComboBox* bits_;
  QPushButton* measure_;
  QLabel* hint_;
  EmptyHint* emptyMemory_ = nullptr;  // over their plots
  EmptyHint* emptyCodes_ = nullptr;
  QTableWidget* table_;
  QCustomPlot* memory_;
  QCPGraph* alive_;
  QCPGraph* aliveCoded_;
  QCustomPlot* codes_;
  QCPBars* bars_;
  MapsPicture picture_;
  bool possible_ = false, running_ = false;
  QString reason_;
};

}  // namespace bitprism
