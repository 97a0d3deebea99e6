#pragma once

#include <QWidget>
#include <cstdint>
#include <vector>

namespace bitprism {

// Bits of every channel of a layer as a strip of small bars; if all have the same, it says so and keeps its place.
// Hovering shows channel and bits, a click selects the channel.
class ChannelStrip : public QWidget {
  Q_OBJECT

 public:
  explicit ChannelStrip(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<std::uint8_t>& bits, int channel);  // channel -1: none is marked
  const std::vector<std::uint8_t>& bits() const { return bits_; }
  QString tipAt(int x) const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {60, sizeHint().height()}; }

 signals:
  void channelWished(int channel);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  bool event(QEvent* event) override;

 private:
  int channelAt(int x) const;
  QString sentence() const;

  std::vector<std::uint8_t> bits_;
  int channel_ = -1;
};

}  // namespace bitprism
