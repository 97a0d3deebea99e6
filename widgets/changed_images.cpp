#include "widgets/changed_images.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>
#include <functional>

#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr int pictureSide = 72, pictureGap = 6, answerLines = 3, lineLetters = 15;
constexpr int mostPictures = 2000;  // kept; the others are loaded again

// A picture above the image's label and both answers. Says which pictures are missing.
class ChangedImageDelegate : public QStyledItemDelegate {
 public:
  using Missing = std::function<void(int row)>;

  ChangedImageDelegate(QObject* parent, Missing missing) : QStyledItemDelegate(parent), missing_(std::move(missing)) {}

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Colours colours = coloursOf(option.palette);
    const QRect area = option.rect.adjusted(2, 2, -2, -2);
    if (option.state & QStyle::State_Selected) painter->fillRect(area, colours.soft);
    const QRect frame(area.left() + (area.width() - pictureSide) / 2, area.top() + pictureGap / 2, pictureSide,
                      pictureSide);
    const QImage picture = index.data(ChangedImagesModel::ImageRole).value<QImage>();
    if (picture.isNull()) {
      painter->setPen(QPen(colours.border, 1, Qt::DashLine));
      painter->drawRect(frame.adjusted(0, 0, -1, -1));
      missing_(index.row());
    } else {
      const QSize fit = picture.size().scaled(frame.size(), Qt::KeepAspectRatio);
      painter->setRenderHint(QPainter::SmoothPixmapTransform,
                             std::max(picture.width(), picture.height()) > pictureSide);
      painter->drawImage(QRect(frame.left() + (frame.width() - fit.width()) / 2,
                               frame.top() + (frame.height() - fit.height()) / 2, fit.width(), fit.height()),
                         picture);
    }
    const QStringList lines = index.data(ChangedImagesModel::LinesRole).toStringList();
    const int step = option.fontMetrics.height();
    QRect line(area.left(), frame.bottom() + 3, area.width(), step);
    for (qsizetype i = 0; i < lines.size(); ++i) {
      painter->setPen(i == 0 ? colours.muted : colours.text);
      painter->drawText(line, Qt::AlignHCenter | Qt::AlignVCenter,
                        option.fontMetrics.elidedText(lines[i], Qt::ElideRight, line.width()));
      line.translate(0, step);
    }
    if (!(option.state & QStyle::State_HasFocus)) return;
    painter->setPen(QPen(colours.accent, 1));
    painter->drawRect(area.adjusted(0, 0, -1, -1));
  }

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
    return {std::max(pictureSide + 16, lineLetters * option.fontMetrics.averageCharWidth()),
            pictureSide + pictureGap + answerLines * option.fontMetrics.height() + 8};
  }

 private:
  Missing missing_;
};

QString marked(const QString& answer, std::int32_t given, std::optional<std::int32_t> label) {
  if (!label) return answer;
  return (given == *label ? ChangedImages::tr("%1 ✓") : ChangedImages::tr("%1 ✗")).arg(answer);
}

}  // namespace

void ChangedImagesModel::setImages(const AnswersPicture& picture, std::vector<std::int64_t> images) {
  beginResetModel();
  picture_ = picture;
  images_ = std::move(images);
  endResetModel();
}

void ChangedImagesModel::setPicture(std::int64_t image, const QImage& picture) {
  pictures_.setMaxCost(mostPictures);
  pictures_.insert(image, new QImage(picture));
  const auto found = std::lower_bound(images_.begin(), images_.end(), image);
  if (found == images_.end() || *found != image) return;
  const QModelIndex changed = index(static_cast<int>(found - images_.begin()));
  emit dataChanged(changed, changed, {ImageRole});
}

void ChangedImagesModel::forgetPictures() {
  pictures_.clear();
}

bool ChangedImagesModel::known(int row) const {
  return pictures_.contains(images_[static_cast<std::size_t>(row)]);
}

int ChangedImagesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(images_.size());
}

QStringList ChangedImagesModel::lines(std::int64_t image) const {
  const AnswerComparison& answers = *picture_.answers;
  const std::optional<std::int32_t> label = answers.label(image);
  const auto i = static_cast<std::size_t>(image);
  return {label ? picture_.className(*label) : tr("image %1").arg(image),
          tr("A: %1").arg(marked(picture_.className(answers.first[i]), answers.first[i], label)),
          tr("B: %1").arg(marked(picture_.className(answers.second[i]), answers.second[i], label))};
}

QVariant ChangedImagesModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const std::int64_t image = images_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case ImageRole: {
      const QImage* picture = pictures_.object(image);
      return picture ? QVariant(*picture) : QVariant();
    }
    case LinesRole:
      return lines(image);
    case Qt::DisplayRole:
      return lines(image).join(QStringLiteral(", "));
    case Qt::ToolTipRole:
      return tr("Image %1: %2").arg(QString::number(image), answerKindText(picture_.answers->kind(image))) +
             QChar('\n') + lines(image).join(QChar('\n'));
    default:
      return {};
  }
}

ChangedImages::ChangedImages(QWidget* parent)
    : QWidget(parent),
      kinds_(new QComboBox),
      count_(new QLabel),
      list_(new QListView),
      model_(new ChangedImagesModel(this)) {
  kinds_->setAccessibleName(tr("Which images are listed"));
  kinds_->setToolTip(tr("All images that change their answer, or one kind of change"));
  kinds_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  count_->setWordWrap(true);
  count_->setForegroundRole(QPalette::PlaceholderText);
  list_->setModel(model_);
  list_->setItemDelegate(new ChangedImageDelegate(list_, [this](int row) {
    wished_.push_back(model_->images()[static_cast<std::size_t>(row)]);
    asking_.start();
  }));
  list_->setAccessibleName(tr("Images that change their answer"));
  list_->setViewMode(QListView::IconMode);
  list_->setMovement(QListView::Static);
  list_->setResizeMode(QListView::Adjust);
  list_->setLayoutMode(QListView::Batched);
  list_->setUniformItemSizes(true);
  list_->setFrameShape(QFrame::NoFrame);
  list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  addExportMenu(*list_, tr("changed-images"), [this] { return csv(); });
  asking_.setSingleShot(true);
  asking_.setInterval(0);
  connect(&asking_, &QTimer::timeout, this, [this] {
    std::sort(wished_.begin(), wished_.end());
    wished_.erase(std::unique(wished_.begin(), wished_.end()), wished_.end());
    emit picturesWished(std::exchange(wished_, {}));
  });
  auto* top = new QHBoxLayout;
  top->setSpacing(10);
  top->addWidget(kinds_);
  top->addWidget(count_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 4, 0, 0);
  layout->setSpacing(4);
  layout->addLayout(top);
  layout->addWidget(list_, 1);
  connect(kinds_, &QComboBox::currentIndexChanged, this, &ChangedImages::fill);
  listKinds();
}

void ChangedImages::show(const AnswersPicture& picture) {
  picture_ = picture;
  pair_.reset();
  listKinds();
}

void ChangedImages::setHint(const QString& hint) {
  hint_ = hint;
  if (!picture_.answers) count_->setText(hint);
}

void ChangedImages::showPair(std::int32_t first, std::int32_t second) {
  pair_ = {first, second};
  listKinds();
  kinds_->setCurrentIndex(kinds_->count() - 1);
}

void ChangedImages::listKinds() {
  const QVariant before = kinds_->currentData();
  {
    const QSignalBlocker quiet(kinds_);
    kinds_->clear();
    kinds_->addItem(tr("all that change"), -1);
    if (picture_.answers && picture_.answers->counts.labelled() > 0)
      for (const AnswerKind kind : {AnswerKind::OnlyFirst, AnswerKind::OnlySecond, AnswerKind::WrongDifferently})
        kinds_->addItem(answerKindText(kind), static_cast<int>(kind));
    if (pair_)
      kinds_->addItem(tr("A: %1, B: %2").arg(picture_.className(pair_->first), picture_.className(pair_->second)), -2);
    kinds_->setCurrentIndex(std::max(0, kinds_->findData(before)));
  }
  fill();
}

void ChangedImages::fill() {
  const int kind = kinds_->currentData().toInt();
  std::vector<std::int64_t> images;
  if (picture_.answers)
    for (const std::int64_t image : picture_.answers->changed) {
      const auto i = static_cast<std::size_t>(image);
      const bool listed = kind == -1 ||
                          (kind == -2 && pair_ == std::pair(picture_.answers->first[i], picture_.answers->second[i])) ||
                          kind == static_cast<int>(picture_.answers->kind(image));
      if (listed) images.push_back(image);
    }
  kinds_->setVisible(picture_.answers != nullptr);
  list_->setVisible(picture_.answers != nullptr);
  count_->setText(picture_.answers ? tr("%1 of %2 images")
                                         .arg(countText(static_cast<std::int64_t>(images.size())),
                                              countText(picture_.answers->counts.images()))
                                   : hint_);
  model_->setImages(picture_, std::move(images));
}

QString ChangedImages::csv() const {
  QString csv = QStringLiteral("image,label,A,B\n");
  if (!picture_.answers) return csv;
  const auto plain = [&](std::int32_t label) {
    return picture_.className(label).replace(QChar(','), QChar(';')).replace(QChar('\n'), QChar(' '));
  };
  for (const std::int64_t image : model_->images()) {
    const auto i = static_cast<std::size_t>(image);
    const std::optional<std::int32_t> label = picture_.answers->label(image);
    csv += QStringLiteral("%1,%2,%3,%4\n")
               .arg(QString::number(image), label ? plain(*label) : QString(), plain(picture_.answers->first[i]),
                    plain(picture_.answers->second[i]));
  }
  return csv;
}

void ChangedImages::fit() {
  list_->doItemsLayout();
}

void ChangedImages::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) fit();
}

}  // namespace bitprism
