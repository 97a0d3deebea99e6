#pragma once

#include <QImage>
#include <QWidget>
#include <vector>

#include "core/data/image_set.h"

namespace bitprism {

// A few images side by side as the network sees them: resized, cropped, grey if requested.
class DataPreview : public QWidget {
  Q_OBJECT

 public:
  static constexpr int shown = 6;

  explicit DataPreview(QWidget* parent = nullptr);

  void show(std::vector<QImage> images, const QString& note);  // note: shown without images
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<QImage> images_;
  QString note_;
};

// Some images spread over the set, fitted; decoding takes a while. Throws Error.
std::vector<QImage> previewImages(const ImageSet& images, const Preprocessing& preprocessing, int count);

}  // namespace bitprism
