#include "widgets/channel_strip.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/number_text.h"
#include "widgets/spacing.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr int margin = spacing::inset;
constexpr int barHeight = 18;
constexpr int top = 2;

}  // namespace

ChannelStrip::ChannelStrip(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Bits of every channel"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ChannelStrip::show(const std::vector<std::uint8_t>& bits, int channel) {
  bits_ = bits;
  channel_ = channel;
  setAccessibleDescription(sentence());
  update();
}

QString ChannelStrip::sentence() const {
  if (bits_.empty()) return tr("all channels have the same bits");
  const auto [fewest, most] = std::minmax_element(bits_.begin(), bits_.end());
  return tr("bits of %1 channels, %2 to %3").arg(bits_.size()).arg(*fewest).arg(*most);
}

QSize ChannelStrip::sizeHint() const {
  return {200, barHeight + fontMetrics().height() + top + 2};
}

int ChannelStrip::channelAt(int x) const {
  const int width = std::max(1, this->width() - 2 * margin);
  const auto count = static_cast<int>(bits_.size());
  return std::clamp(static_cast<int>(static_cast<std::int64_t>(x - margin) * count / width), 0, count - 1);
}

QString ChannelStrip::tipAt(int x) const {
  if (bits_.empty()) return {};
  const int channel = channelAt(x);
  return tr("channel %1: %2").arg(channel).arg(bitsCountText(bits_[static_cast<std::size_t>(channel)]));
}

bool ChannelStrip::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && !bits_.empty()) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos().x()), this);
    return true;
  }
  return QWidget::event(event);
}

void ChannelStrip::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && !bits_.empty()) emit channelWished(channelAt(event->pos().x()));
}

void ChannelStrip::paintEvent(QPaintEvent*) {
  const Colours colours = coloursOf(palette());
  QPainter painter(this);
  const QRect caption(margin, top + barHeight, width() - 2 * margin, fontMetrics().height() + 2);
  painter.setPen(isEnabled() ? colours.muted : palette().color(QPalette::Disabled, QPalette::WindowText));
  painter.drawText(caption, Qt::AlignLeft | Qt::AlignVCenter,
                   fontMetrics().elidedText(sentence(), Qt::ElideRight, caption.width()));
  if (bits_.empty()) {
    painter.fillRect(QRect(margin, top + barHeight - 2, width() - 2 * margin, 2), colours.grid);
    return;
  }
  const double step = static_cast<double>(width() - 2 * margin) / static_cast<double>(bits_.size());
  const double gap = step > 4 ? 1 : 0;
  for (std::size_t c = 0; c < bits_.size(); ++c) {
    const double height = std::max(1.0, static_cast<double>(barHeight) * bits_[c] / maximumBits);
    const QRectF bar(margin + static_cast<double>(c) * step, top + barHeight - height, std::max(1.0, step - gap),
                     height);
    painter.fillRect(bar, bits_[c] == 0 ? colours.grey : bitsColour(bits_[c], colours));
    if (static_cast<int>(c) == channel_) {
      painter.setPen(QPen(colours.text, 1));
      painter.drawRect(QRectF(bar.left(), top, bar.width(), barHeight - 1));
    }
  }
}

}  // namespace bitprism
