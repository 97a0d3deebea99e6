#include "app/desktop/image_thumbnails.h"

#include <algorithm>

#include "app/desktop/pixel_picture.h"
#include "core/base/error.h"

namespace bitprism {
namespace {

constexpr std::size_t loadedAtOnce = 32;

}  // namespace

ImageThumbnails::ImageThumbnails(QObject* parent) : QObject(parent) {
  connect(&job_, &BackgroundJob::finished, this, &ImageThumbnails::loadNext);
}

void ImageThumbnails::setImages(const ImageSet& images) {
  if (images.source == images_.source && images.chosen == images_.chosen) return;
  job_.cancel();
  wanted_.clear();
  loading_.clear();
  unreadable_.clear();
  images_ = images;
}

void ImageThumbnails::want(const std::vector<std::int64_t>& images) {
  for (const std::int64_t image : images) {
    const bool underWay = job_.running() && std::count(loading_.begin(), loading_.end(), image) > 0;
    std::erase(wanted_, image);
    if (image >= 0 && image < images_.count() && !underWay && unreadable_.count(image) == 0) wanted_.push_back(image);
  }
  if (!job_.running()) loadNext();
}

void ImageThumbnails::loadNext() {
  if (wanted_.empty()) return;
  const std::size_t count = std::min(loadedAtOnce, wanted_.size());
  loading_.assign(wanted_.end() - static_cast<std::ptrdiff_t>(count), wanted_.end());
  wanted_.resize(wanted_.size() - count);
  job_.start([this, images = images_, next = loading_](std::stop_token stop, const Progress&, Mailbox& mailbox) {
    PixelBuffer buffer;
    for (const std::int64_t image : next) {
      if (stop.stop_requested()) return;
      QImage picture;
      try {
        picture = pixelPicture(images.read(image, buffer));
      } catch (const Error&) {
        mailbox.post([this, image] { unreadable_.insert(image); });
        continue;
      }
      if (std::max(picture.width(), picture.height()) > side)
        picture = picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
      mailbox.post([this, image, picture] { emit loaded(image, picture); });
    }
  });
}

}  // namespace bitprism
