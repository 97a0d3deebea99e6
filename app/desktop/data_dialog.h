#pragma once

#include <QDialog>
#include <QTimer>
#include <memory>
#include <optional>

#include "app/desktop/background_job.h"
#include "core/data/image_set.h"
#include "core/eval/metric.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace bitprism {

class DataPreview;

// Asks for images, their preprocessing and what is measured on them, and shows the result: the numbers of images and
// classes, and a few images as the network sees them. Images are read in the background.
class DataDialog : public QDialog {
  Q_OBJECT

 public:
  // networkInput: the network's input shape; extents below 1 are free.
  DataDialog(const QString& path, const Preprocessing& preprocessing, const ImageSize& networkInput,
             const QString& folder, QWidget* parent);

  QString path() const;
  Preprocessing preprocessing() const;
  void setMetric(std::optional<Metric> metric);  // absent: by the images and the network
  std::optional<Metric> metric() const;
  bool settled() const { return !reading_.running() && !drawing_.running() && !pathChanged_.isActive(); }

 private:
  QWidget* buildPlace();
  void connectFields();
  void check();
  void readImages();
  void draw();
  void usePreset(int index);
  void showPreset();
  void offerMetrics();
  bool made() const;
  std::optional<Preprocessing> entered(QString* problem) const;
  std::optional<std::vector<double>> numbers(const QLineEdit* edit) const;

  QString folder_;
  ImageSize networkInput_;
  std::shared_ptr<const ImageSet> images_;
  bool scaleTouched_ = false;
  bool letterbox_ = false;  // as given: the crop is the size of a letterbox

  QLineEdit* path_;
  QComboBox* preset_;
  QLineEdit* scale_;
  QLineEdit* mean_;
  QLineEdit* deviation_;
  QLineEdit* resize_;
  QLineEdit* crop_;
  QComboBox* channels_;
  QComboBox* metric_;
  DataPreview* preview_;
  QLabel* summary_;
  QLabel* problem_;
  QPushButton* accept_;
  QTimer pathChanged_;  // a path is typed letter by letter
  BackgroundJob reading_, drawing_;
};

// The metrics that such images can be measured by; without images those that need no labels.
std::vector<Metric> metricsFor(const ImageSet* images);

// Whether a dropped file or folder holds images rather than a network, by its name.
bool namesImages(const QString& path);

}  // namespace bitprism
