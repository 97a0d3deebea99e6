#include "app/desktop/data_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "app/desktop/data_preview.h"
#include "app/workflow/image_source.h"
#include "app/workflow/preprocessing_advice.h"
#include "core/base/error.h"
#include "core/data/image_format.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

QString joined(const std::vector<double>& values) {
  QStringList words;
  for (const double value : values) words << editableText(value);
  return words.join(QStringLiteral(" "));
}

QString extentText(const PixelExtent& extent, bool single) {
  if (extent.height == 0) return {};
  return single ? QString::number(extent.height) : QStringLiteral("%1x%2").arg(extent.height).arg(extent.width);
}

std::vector<PreprocessingPreset> presets() {
  std::vector<PreprocessingPreset> all = usualPreprocessings(3);
  for (const PreprocessingPreset& grey : usualPreprocessings(1))
    if (grey.name == "MNIST") all.push_back(grey);
  return all;
}

// Whether two lists are equivalent for any number of channels.
bool alike(const std::vector<double>& a, const std::vector<double>& b) {
  if (a == b) return true;
  const auto constant = [&](const std::vector<double>& list) {
    return std::all_of(list.begin(), list.end(), [&](double value) { return value == a[0]; });
  };
  return !a.empty() && constant(a) && constant(b);
}

bool matches(const Preprocessing& entered, const Preprocessing& preset) {
  return std::abs(entered.scale - preset.scale) < 1e-9 && alike(entered.mean, preset.mean) &&
         alike(entered.deviation, preset.deviation) &&
         (entered.channels == ChannelOrder::Bgr) == (preset.channels == ChannelOrder::Bgr);
}

QString summaryOf(const ImageSet& images) {
  QStringList parts;
  parts << (images.count() == 1 ? QObject::tr("1 image") : QObject::tr("%1 images").arg(images.count()));
  if (images.height > 0)
    parts << QObject::tr("%1 × %2 pixels, %3 channels").arg(images.height).arg(images.width).arg(images.channels);
  else
    parts << QObject::tr("of several sizes, %1 channels").arg(images.channels);
  if (images.masks)
    parts << QObject::tr("one class per pixel, %1 classes").arg(images.classes);
  else if (!images.labelled())
    parts << QObject::tr("no labels");
  else if (images.classesOpen)
    parts << QObject::tr("labels up to %1").arg(images.classes - 1);
  else
    parts << QObject::tr("%1 classes").arg(images.classes);
  return parts.join(QStringLiteral(" · "));
}

}  // namespace

DataDialog::DataDialog(const QString& path, const Preprocessing& preprocessing, const ImageSize& networkInput,
                       const QString& folder, QWidget* parent)
    : QDialog(parent),
      folder_(folder),
      networkInput_(networkInput),
      path_(new QLineEdit(path)),
      preset_(new QComboBox),
      scale_(new QLineEdit(editableText(preprocessing.scale))),
      mean_(new QLineEdit(joined(preprocessing.mean))),
      deviation_(new QLineEdit(joined(preprocessing.deviation))),
      resize_(new QLineEdit(extentText(preprocessing.resize, preprocessing.resize.width == 0))),
      crop_(new QLineEdit(extentText(preprocessing.crop, preprocessing.crop.width == preprocessing.crop.height))),
      channels_(new QComboBox),
      metric_(new QComboBox),
      preview_(new DataPreview),
      summary_(new QLabel),
      problem_(new QLabel) {
  letterbox_ = preprocessing.letterbox;
  setWindowTitle(tr("Open images"));
  preset_->addItem(tr("own"));
  for (const PreprocessingPreset& preset : presets()) preset_->addItem(QString::fromStdString(preset.name));
  channels_->addItems({tr("red first (RGB)"), tr("blue first (BGR)"), tr("grey")});
  channels_->setCurrentIndex(preprocessing.channels == ChannelOrder::Rgb   ? 0
                             : preprocessing.channels == ChannelOrder::Bgr ? 1
                                                                           : 2);
  resize_->setPlaceholderText(tr("as the network expects; 256 (shorter side) or 224x320"));
  crop_->setPlaceholderText(tr("as the network expects; 224 or 224x320, centred"));
  auto* form = new QFormLayout;
  auto* images = new QLabel(tr("&Images"));
  images->setBuddy(path_);
  form->addRow(images, buildPlace());
  form->addRow(tr("&Usual settings"), preset_);
  form->addRow(tr("&Resize"), resize_);
  form->addRow(tr("&Crop"), crop_);
  form->addRow(tr("C&hannels"), channels_);
  form->addRow(tr("&Scale"), scale_);
  form->addRow(tr("&Mean"), mean_);
  form->addRow(tr("&Deviation"), deviation_);
  form->addRow(tr("Measure &by"), metric_);
  auto* formula =
      new QLabel(tr("The network sees (pixel × scale − mean) / deviation; mean and deviation have one number per "
                    "channel. The bundled example has its own preprocessing."));
  formula->setForegroundRole(QPalette::PlaceholderText);
  for (QLabel* label : {formula, summary_, problem_}) label->setWordWrap(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  accept_ = buttons->addButton(tr("Open"), QDialogButtonBox::AcceptRole);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(form);
  layout->addWidget(formula);
  layout->addWidget(preview_);
  layout->addWidget(summary_);
  layout->addWidget(problem_);
  layout->addStretch();
  layout->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  metric_->setToolTip(tr("What the quality of a plan is: automatic chooses by the labels and the network's outputs"));
  offerMetrics();
  connectFields();
  check();
  if (!path.isEmpty()) readImages();
}

void DataDialog::connectFields() {
  pathChanged_.setSingleShot(true);
  pathChanged_.setInterval(300);
  connect(&pathChanged_, &QTimer::timeout, this, &DataDialog::readImages);
  connect(path_, &QLineEdit::textChanged, this, [this] {
    reading_.cancel();
    drawing_.cancel();
    images_.reset();
    pathChanged_.start();
    check();
  });
  connect(scale_, &QLineEdit::textEdited, this, [this] { scaleTouched_ = true; });
  for (QLineEdit* edit : {scale_, mean_, deviation_, resize_, crop_})
    connect(edit, &QLineEdit::textChanged, this, &DataDialog::check);
  connect(channels_, &QComboBox::currentIndexChanged, this, &DataDialog::check);
  connect(preset_, &QComboBox::activated, this, &DataDialog::usePreset);
  connect(&reading_, &BackgroundJob::failed, this, [this](const QString& sentence) {
    summary_->clear();
    preview_->show({}, QString());
    problem_->setText(sentence);
  });
  connect(&drawing_, &BackgroundJob::failed, this, [this](const QString& sentence) {
    preview_->show({}, QString());
    problem_->setText(sentence);
  });
}

QWidget* DataDialog::buildPlace() {
  path_->setPlaceholderText(tr("file or folder of images, or: example"));
  path_->setMinimumWidth(420);
  auto* file = new QPushButton(tr("File..."));
  auto* directory = new QPushButton(tr("Folder..."));
  auto* made = new QPushButton(tr("Made images"));
  made->setToolTip(tr("Images made from the network itself, on which plans are compared with float"));
  auto* place = new QWidget;
  auto* row = new QHBoxLayout(place);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(path_, 1);
  row->addWidget(file);
  row->addWidget(directory);
  row->addWidget(made);
  connect(made, &QPushButton::clicked, this, [this] { path_->setText(QStringLiteral("synthetic")); });
  connect(file, &QPushButton::clicked, this, [this] {
    const QString chosen = QFileDialog::getOpenFileName(
        this, tr("Images"), folder_,
        tr("Images (%1);;All files (*)").arg(QString::fromStdString(filePatterns(imageSuffixes()))));
    if (!chosen.isEmpty()) path_->setText(chosen);
  });
  connect(directory, &QPushButton::clicked, this, [this] {
    const QString chosen = QFileDialog::getExistingDirectory(this, tr("Folder of images"), folder_);
    if (!chosen.isEmpty()) path_->setText(chosen);
  });
  return place;
}

QString DataDialog::path() const {
  return path_->text().trimmed();
}

bool DataDialog::made() const {
  try {
    return madeImagesName(path().toStdString()).has_value();
  } catch (const UsageError&) {  // a wrong number, said when they are opened
    return true;
  }
}

void DataDialog::setMetric(std::optional<Metric> metric) {
  const int wanted = metric ? static_cast<int>(*metric) : -1;
  if (metric_->findData(wanted) < 0) metric_->addItem(metricLabel(*metric), wanted);
  metric_->setCurrentIndex(metric_->findData(wanted));
}

std::optional<Metric> DataDialog::metric() const {
  const int chosen = metric_->currentData().toInt();
  return chosen < 0 ? std::nullopt : std::optional(static_cast<Metric>(chosen));
}

// One that was chosen stays while images are read, and goes if they cannot be measured by it.
void DataDialog::offerMetrics() {
  const std::optional<Metric> chosen = metric_->count() > 0 ? metric() : std::nullopt;
  metric_->clear();
  metric_->addItem(tr("automatic"), -1);
  const std::vector<Metric> fitting = metricsFor(images_.get());
  for (const Metric one : fitting) metric_->addItem(metricLabel(one), static_cast<int>(one));
  const bool stays = !images_ || chosen == Metric::Command ||
                     std::find(fitting.begin(), fitting.end(), chosen.value_or(Metric::Command)) != fitting.end();
  setMetric(stays ? chosen : std::nullopt);
}

Preprocessing DataDialog::preprocessing() const {
  // The button is enabled only while all fields can be read.
  return *entered(nullptr);
}

std::optional<std::vector<double>> DataDialog::numbers(const QLineEdit* edit) const {
  return numbersFromText(edit->text());
}

std::optional<Preprocessing> DataDialog::entered(QString* problem) const {
  const auto refuse = [&](const QString& sentence) {
    if (problem) *problem = sentence;
    return std::optional<Preprocessing>();
  };
  const auto scale = numbers(scale_), mean = numbers(mean_), deviation = numbers(deviation_);
  if (!scale || scale->size() != 1)
    return refuse(tr("The scale is one number, such as %1.").arg(editableText(0.00392157)));
  if (!mean || !deviation)
    return refuse(
        tr("Mean and deviation are numbers separated by spaces, such as %1.").arg(joined({0.49, 0.48, 0.45})));
  if (std::any_of(deviation->begin(), deviation->end(), [](double d) { return !(d > 0); }))
    return refuse(tr("Deviations must be above zero."));
  Preprocessing result;
  result.letterbox = letterbox_ && !crop_->text().trimmed().isEmpty() && resize_->text().trimmed().isEmpty();
  result.scale = scale->front();
  result.mean = *mean;
  result.deviation = *deviation;
  result.channels = channels_->currentIndex() == 0   ? ChannelOrder::Rgb
                    : channels_->currentIndex() == 1 ? ChannelOrder::Bgr
                                                     : ChannelOrder::Grey;
  try {
    if (const QString text = resize_->text().trimmed(); !text.isEmpty())
      result.resize = parseResize(text.toStdString());
    if (const QString text = crop_->text().trimmed(); !text.isEmpty()) result.crop = parseCrop(text.toStdString());
  } catch (const UsageError& error) {
    return refuse(QString::fromStdString(error.what()));
  }
  return result;
}

void DataDialog::check() {
  QString problem;
  const std::optional<Preprocessing> read = entered(&problem);
  if (path().isEmpty()) problem = tr("Choose the images.");
  problem_->setText(problem);
  accept_->setEnabled(problem.isEmpty());
  showPreset();
  if (read) draw();
}

void DataDialog::usePreset(int index) {
  if (index < 1) return;
  const Preprocessing chosen = presets()[static_cast<std::size_t>(index - 1)].preprocessing;
  scaleTouched_ = true;
  scale_->setText(editableText(chosen.scale));
  mean_->setText(joined(chosen.mean));
  deviation_->setText(joined(chosen.deviation));
  if (channels_->currentIndex() < 2) channels_->setCurrentIndex(chosen.channels == ChannelOrder::Bgr ? 1 : 0);
}

void DataDialog::showPreset() {
  const std::optional<Preprocessing> read = entered(nullptr);
  int index = 0;
  const std::vector<PreprocessingPreset> all = presets();
  for (std::size_t k = 0; read && k < all.size(); ++k)
    if (matches(*read, all[k].preprocessing)) index = static_cast<int>(k) + 1;
  preset_->setCurrentIndex(index);
}

void DataDialog::readImages() {
  if (path().isEmpty()) return;
  if (made()) {
    offerMetrics();
    preview_->show({}, QString());
    return summary_->setText(tr("The images are made from the network when they are opened."));
  }
  summary_->setText(tr("reading..."));
  preview_->show({}, tr("reading..."));
  reading_.start([this, source = path().toStdString()](std::stop_token, const Progress&, Mailbox& mailbox) {
    const auto read = std::make_shared<const ImageSet>(openImages(source));
    mailbox.post([this, read] {
      images_ = read;
      offerMetrics();
      // Floats were usually scaled before saving.
      if (read->floats() && !scaleTouched_) scale_->setText(QStringLiteral("1"));
      draw();
    });
  });
}

void DataDialog::draw() {
  const std::optional<Preprocessing> read = entered(nullptr);
  if (!images_ || !read) return;
  drawing_.start([this, images = images_, entered = *read, input = networkInput_](std::stop_token, const Progress&,
                                                                                  Mailbox& mailbox) {
    std::vector<std::string> notices = images->notices;
    const Preprocessing complete = adaptedPreprocessing(entered, *images, input, notices);
    std::vector<QImage> pictures = previewImages(*images, complete, DataPreview::shown);
    const std::optional<ImageSize> size = fittedSize(*images, complete);
    mailbox.post([this, images, pictures, size, notices] {
      preview_->show(pictures, tr("no image"));
      QString summary = summaryOf(*images);
      if (size)
        summary += tr(" → the network sees %1 × %2 × %3").arg(size->channels).arg(size->height).arg(size->width);
      for (const std::string& notice : notices) summary += QChar('\n') + QString::fromStdString(notice);
      summary_->setText(summary);
    });
  });
}

std::vector<Metric> metricsFor(const ImageSet* images) {
  std::vector<Metric> metrics;
  if (images && images->masks) metrics.push_back(Metric::MeanIou);
  if (images && images->labelled() && !images->masks) {
    metrics.push_back(Metric::Accuracy);
    metrics.push_back(images->classes == 2 ? Metric::Binary : Metric::Top5);
  }
  if (images && images->classSets)
    metrics.insert(metrics.end(), {Metric::MeanAveragePrecision, Metric::ExactMatch, Metric::Hamming});
  if (images && images->boxes) metrics.insert(metrics.end(), {Metric::BoxAp, Metric::BoxAp50});
  metrics.insert(metrics.end(), {Metric::Agreement, Metric::Sqnr, Metric::Psnr, Metric::Ssim});
  return metrics;
}

bool namesImages(const QString& path) {
  return QFileInfo(path).isDir() || namedAsImages(path.toStdString());
}

}  // namespace bitprism
