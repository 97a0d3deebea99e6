#pragma once

#include <QAbstractListModel>
#include <QCache>
#include <QImage>
#include <QTimer>
#include <QWidget>
#include <optional>
#include <vector>

#include "widgets/answers_picture.h"

class QComboBox;
class QLabel;
class QListView;

namespace bitprism {

// Images that two plans answer differently, one row each. Their pictures come later.
class ChangedImagesModel : public QAbstractListModel {
  Q_OBJECT

 public:
  enum Role { ImageRole = Qt::UserRole, LinesRole };  // the picture, null while unknown; label and answers

  using QAbstractListModel::QAbstractListModel;

  void setImages(const AnswersPicture& picture, std::vector<std::int64_t> images);
  void setPicture(std::int64_t image, const QImage& picture);
  void forgetPictures();
  const std::vector<std::int64_t>& images() const { return images_; }
  bool known(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

 private:
  QStringList lines(std::int64_t image) const;

  AnswersPicture picture_;
  std::vector<std::int64_t> images_;
  QCache<qint64, QImage> pictures_;
};

// The images that change their answer between plan A and plan B, with their label and both answers; all of them, or one
// kind. Pictures of those in sight are asked for.
class ChangedImages : public QWidget {
  Q_OBJECT

 public:
  explicit ChangedImages(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const AnswersPicture& picture);
  void setHint(const QString& hint);
  void setPicture(std::int64_t image, const QImage& picture) { model_->setPicture(image, picture); }
  void forgetPictures() { model_->forgetPictures(); }      // of another study
  void showPair(std::int32_t first, std::int32_t second);  // only images answered so by A and by B
  QString csv() const;                                     // of the images listed

  QListView* list() const { return list_; }
  QComboBox* kinds() const { return kinds_; }
  ChangedImagesModel* model() const { return model_; }

 signals:
  void picturesWished(const std::vector<std::int64_t>& images);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void listKinds();
  void fill();
  void fit();

  QComboBox* kinds_;
  QLabel* count_;
  QListView* list_;
  ChangedImagesModel* model_;
  AnswersPicture picture_;
  QString hint_;
  std::optional<std::pair<std::int32_t, std::int32_t>> pair_;
  std::vector<std::int64_t> wished_;  // not yet asked for
  QTimer asking_;
};

}  // namespace bitprism
