#include "app/desktop/data_preview.h"

#include <QPainter>
#include <algorithm>

#include "app/desktop/pixel_picture.h"
#include "core/data/fitted_images.h"

namespace bitprism {
namespace {

constexpr int side = 104, gap = 8;

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
  for (std::int64_t i = 0; i < shown; ++i) result.push_back(pixelPicture(seen.read(i * seen.count() / shown, buffer)));
  return result;
}

}  // namespace bitprism
