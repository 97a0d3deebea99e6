#include "app/desktop/data_preview.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "core/data/fitted_images.h"

namespace bitprism {
namespace {

constexpr int side = 104, gap = 8;

// Floats are scaled from the minimum to the maximum of their image.
QImage pictureOf(const PixelView& view) {
  const std::int64_t plane = view.size.height * view.size.width;
  QImage image(static_cast<int>(view.size.width), static_cast<int>(view.size.height), QImage::Format_RGB32);
  float low = 0, high = 255;
  if (view.floats) {
    const auto [least, largest] = std::minmax_element(view.floats, view.floats + view.size.values());
    low = *least;
    high = std::max(*largest, low + 1e-20F);
  }
  const auto value = [&](std::int64_t channel, std::int64_t at) {
    const std::int64_t index = (view.size.channels >= 3 ? channel : 0) * plane + at;
    if (view.bytes) return static_cast<int>(view.bytes[index]);
    const float share = 255 * (view.floats[index] - low) / (high - low);
    return std::isfinite(share) ? std::clamp(static_cast<int>(share), 0, 255) : 0;
  };
  for (int row = 0; row < image.height(); ++row)
    for (int column = 0; column < image.width(); ++column) {
      const std::int64_t at = row * view.size.width + column;
      image.setPixel(column, row, qRgb(value(0, at), value(1, at), value(2, at)));
    }
  return image;
}

}  // namespace

DataPreview::DataPreview(QWidget* parent) : QWidget(parent) {
  setMinimumHeight(side);
  setAccessibleName(tr("Some of the images as the network sees them"));
}

void DataPreview::show(std::vector<QImage> images, const QString& note) {
  images_ = std::move(images);
  note_ = note;
  update();
}

QSize DataPreview::sizeHint() const {
  return {shown * side + (shown - 1) * gap, side};
}

void DataPreview::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const int step = side + gap;
  if (images_.empty()) {
    QColor frame = palette().color(QPalette::Mid);
    painter.setPen(QPen(frame, 1, Qt::DashLine));
    for (int k = 0; k < shown; ++k) painter.drawRect(k * step, 0, side - 1, side - 1);
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, note_);
    return;
  }
  for (std::size_t k = 0; k < images_.size(); ++k) {
    const QImage& image = images_[k];
    // Pixels of small images stay visible, large images are smoothed.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, std::max(image.width(), image.height()) > side);
    const QSize fit = image.size().scaled(side, side, Qt::KeepAspectRatio);
    painter.drawImage(QRect(static_cast<int>(k) * step + (side - fit.width()) / 2, (side - fit.height()) / 2,
                            fit.width(), fit.height()),
                      image);
  }
}

std::vector<QImage> previewImages(const ImageSet& images, const Preprocessing& preprocessing, int count) {
  const ImageSet seen = fitted(images, preprocessing, 0);
  std::vector<QImage> result;
  PixelBuffer buffer;
  const std::int64_t shown = std::min<std::int64_t>(count, seen.count());
  for (std::int64_t i = 0; i < shown; ++i) result.push_back(pictureOf(seen.read(i * seen.count() / shown, buffer)));
  return result;
}

}  // namespace bitprism
