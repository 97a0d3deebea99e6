#pragma once

#include <QImage>
#include <QObject>
#include <set>
#include <vector>

#include "app/desktop/background_job.h"
#include "core/data/image_set.h"

namespace bitprism {

// Loads images of a set for the screen in the background, those asked for last first. Belongs to the window's thread.
class ImageThumbnails : public QObject {
  Q_OBJECT

 public:
  static constexpr int side = 96;  // larger images are made smaller

  explicit ImageThumbnails(QObject* parent = nullptr);

  void setImages(const ImageSet& images);  // forgets what was asked for of others
  void want(const std::vector<std::int64_t>& images);
  BackgroundJob& job() { return job_; }

 signals:
  void loaded(std::int64_t image, const QImage& picture);

 private:
  void loadNext();

  ImageSet images_;
  std::vector<std::int64_t> wanted_;   // the last is loaded first
  std::vector<std::int64_t> loading_;  // now
  std::set<std::int64_t> unreadable_;  // not tried again
  BackgroundJob job_;
};

}  // namespace bitprism
