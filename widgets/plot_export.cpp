#include "widgets/plot_export.h"

#include <QAction>
#include <QBuffer>
#include <QClipboard>
#include <QCoreApplication>
#include <QEvent>
#include <QGuiApplication>
#include <QImage>
#include <QPageSize>
#include <QPdfWriter>
#include <QPixmap>
#include <QSvgGenerator>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"
#include "qcustomplot.h"
#include "widgets/save_as.h"

namespace bitprism {
namespace {

constexpr const char* helperProperty = "helper";
constexpr const char* columnsProperty = "columns";
constexpr int titleHeight = 30;
constexpr const char* fileNameProperty = "nameInFiles";
constexpr double pixelRatio = 2;
constexpr int screenDots = 96;  // per inch: the scale of pixels on paper

struct PlotExport {
  Q_DECLARE_TR_FUNCTIONS(plot_export)
};

using Draw = std::function<void(QPaintDevice&)>;

QByteArray vectors(QSize size, PictureFormat format, const QString& title, const Draw& draw) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  if (format == PictureFormat::Svg) {
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(size);
    svg.setViewBox(QRect(QPoint(), size));
    svg.setResolution(screenDots);
    svg.setTitle(title);
    draw(svg);
  } else {
    QPdfWriter pdf(&buffer);
    pdf.setResolution(screenDots);
    pdf.setTitle(title);
    pdf.setPageSize(QPageSize(QSizeF(size) / screenDots, QPageSize::Inch, QString(), QPageSize::ExactMatch));
    pdf.setPageMargins(QMarginsF());
    draw(pdf);
  }
  return bytes;
}

QByteArray pngOf(const QPixmap& pixmap) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  if (!pixmap.save(&buffer, "PNG")) throw Error("cannot draw the picture: there is not enough memory for it");
  return bytes;
}

// Its name in files, or else the shown one.
QString fileName(const QObject& part, const QString& shown) {
  const QString english = part.property(fileNameProperty).toString();
  return english.isEmpty() ? shown : english;
}

QString axisName(const QCPAxis* axis, int column) {
  const QStringList named = axis->parentPlot()->property(columnsProperty).toStringList();
  const QString otherwise = named.value(column, column == 0 ? QStringLiteral("x") : QStringLiteral("y"));
  QString name = axis->label().isEmpty() ? otherwise : fileName(*axis, axis->label());
  return name.replace(QChar(','), QChar(';'));
}

QString number(double value) {
  return std::isfinite(value) ? QString::number(value, 'g', 9) : QString();
}

// Hover marks are not part of the picture.
void forgetMouse(QWidget& view) {
  QEvent leave(QEvent::Leave);
  QCoreApplication::sendEvent(&view, &leave);
}

QString titleOf(const QWidget& view) {
  const QWidget* named = &view;
  while (named->accessibleName().isEmpty() && named->parentWidget()) named = named->parentWidget();
  return named->accessibleName();
}

QFont titleFont(const QWidget& view) {
  QFont font = view.font();
  font.setBold(true);
  return font;
}

// A title above a plot as long as it lives.
class TitleRow {
 public:
  TitleRow(QCustomPlot& plot, const QString& title) : plot_(plot) {
    plot.plotLayout()->insertRow(0);
    title_ = new QCPTextElement(&plot, title, titleFont(plot));
    title_->setTextColor(plot.xAxis->labelColor());
    title_->setMargins(QMargins(8, 8, 8, 0));
    plot.plotLayout()->addElement(0, 0, title_);
  }
  ~TitleRow() {
    plot_.plotLayout()->remove(title_);
    plot_.plotLayout()->simplify();
    plot_.replot(QCustomPlot::rpQueuedReplot);
  }
  TitleRow(const TitleRow&) = delete;
  TitleRow& operator=(const TitleRow&) = delete;

 private:
  QCustomPlot& plot_;
  QCPTextElement* title_;
};

void drawTitled(QWidget& widget, QSize size, QPainter& painter) {
  const QRect whole(0, 0, size.width(), size.height() + titleHeight);
  painter.fillRect(whole, widget.palette().window());
  painter.setPen(widget.palette().color(QPalette::WindowText));
  painter.setFont(titleFont(widget));
  painter.drawText(QRect(8, 0, size.width() - 16, titleHeight), Qt::AlignCenter, titleOf(widget));
  widget.render(&painter, QPoint(0, titleHeight));
}

using Save = std::function<QByteArray(PictureFormat)>;

void addActions(QWidget& view, const QString& name, const Save& save, const std::function<QString()>& csv) {
  view.setContextMenuPolicy(Qt::ActionsContextMenu);
  struct Kind {
    const char* text;
    const char* suffix;
    const char* tip;
  };
  constexpr Kind kinds[] = {{QT_TRANSLATE_NOOP("plot_export", "Save as PNG..."), "png",
                             QT_TRANSLATE_NOOP("plot_export", "Save this plot as pixels")},
                            {QT_TRANSLATE_NOOP("plot_export", "Save as SVG..."), "svg",
                             QT_TRANSLATE_NOOP("plot_export", "Save this plot as vector graphics")},
                            {QT_TRANSLATE_NOOP("plot_export", "Save as PDF..."), "pdf",
                             QT_TRANSLATE_NOOP("plot_export", "Save this plot for printing")},
                            {QT_TRANSLATE_NOOP("plot_export", "Save as CSV..."), "csv",
                             QT_TRANSLATE_NOOP("plot_export", "Save the numbers of this plot as a table")}};
  for (const Kind& kind : kinds) {
    auto* action = new QAction(PlotExport::tr(kind.text), &view);
    action->setStatusTip(PlotExport::tr(kind.tip));
    action->setObjectName(QStringLiteral("export-") + QLatin1String(kind.suffix));
    const QString suffix = QString::fromLatin1(kind.suffix);
    QObject::connect(action, &QAction::triggered, &view, [&view, name, save, csv, suffix] {
      saveAs(view, {PlotExport::tr("Save the plot"), name, suffix},
             [&] { return suffix == QLatin1String("csv") ? csv().toUtf8() : save(pictureFormatOf(suffix)); });
    });
    view.addAction(action);
  }
  auto* picture = new QAction(PlotExport::tr("Copy picture"), &view);
  picture->setObjectName(QStringLiteral("copy-picture"));
  picture->setStatusTip(PlotExport::tr("Copy this plot as pixels"));
  QObject::connect(picture, &QAction::triggered, &view, [save] {
    QGuiApplication::clipboard()->setImage(QImage::fromData(save(PictureFormat::Png), "PNG"));
  });
  view.addAction(picture);
  auto* copy = new QAction(PlotExport::tr("Copy numbers"), &view);
  copy->setObjectName(QStringLiteral("copy-numbers"));
  copy->setStatusTip(PlotExport::tr("Copy the numbers of this plot as a table"));
  QObject::connect(copy, &QAction::triggered, &view, [csv] {
    QGuiApplication::clipboard()->setText(csv().replace(QChar(','), QChar('\t')));  // names hold no commas
  });
  view.addAction(copy);
}

}  // namespace

PictureFormat pictureFormatOf(const QString& path) {
  const QString suffix = path.section(QChar('.'), -1).toLower();
  if (suffix == QLatin1String("png")) return PictureFormat::Png;
  if (suffix == QLatin1String("svg")) return PictureFormat::Svg;
  if (suffix == QLatin1String("pdf")) return PictureFormat::Pdf;
  throw UsageError(
      text("the suffix of '", path.toStdString(), "' is not a picture format, expected .png, .svg or .pdf"));
}

QByteArray pictureOf(QCustomPlot& plot, QSize size, PictureFormat format) {
  forgetMouse(plot);
  if (format == PictureFormat::Png) return pngOf(plot.toPixmap(size.width(), size.height(), pixelRatio));
  return vectors(size, format, plot.accessibleName(), [&](QPaintDevice& device) {
    QCPPainter painter(&device);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    plot.toPainter(&painter, size.width(), size.height());
  });
}

QByteArray pictureOf(QWidget& widget, QSize size, PictureFormat format) {
  forgetMouse(widget);
  widget.resize(size);
  if (format == PictureFormat::Png) {
    QPixmap pixmap(size * pixelRatio);
    pixmap.setDevicePixelRatio(pixelRatio);
    widget.render(&pixmap);
    return pngOf(pixmap);
  }
  return vectors(size, format, widget.accessibleName(), [&](QPaintDevice& device) {
    QPainter painter(&device);
    widget.render(&painter);
  });
}

QByteArray titledPictureOf(QCustomPlot& plot, QSize size, PictureFormat format) {
  const QString title = titleOf(plot);
  if (title.isEmpty()) return pictureOf(plot, size, format);
  const TitleRow row(plot, title);
  return pictureOf(plot, size + QSize(0, titleHeight), format);
}

QByteArray titledPictureOf(QWidget& widget, QSize size, PictureFormat format) {
  forgetMouse(widget);
  if (widget.size() != size) widget.resize(size);
  const QSize whole = size + QSize(0, titleHeight);
  if (format == PictureFormat::Png) {
    QPixmap pixmap(whole * pixelRatio);
    pixmap.setDevicePixelRatio(pixelRatio);
    QPainter painter(&pixmap);
    drawTitled(widget, size, painter);
    painter.end();
    return pngOf(pixmap);
  }
  return vectors(whole, format, titleOf(widget), [&](QPaintDevice& device) {
    QPainter painter(&device);
    drawTitled(widget, size, painter);
  });
}

QByteArray pictureOf(const std::function<void(QPainter&)>& draw, QSize size, PictureFormat format,
                     const QString& title) {
  const auto paint = [&](QPaintDevice& device) {
    QPainter painter(&device);
    draw(painter);
  };
  if (format != PictureFormat::Png) return vectors(size, format, title, paint);
  QPixmap pixmap(size * pixelRatio);
  pixmap.setDevicePixelRatio(pixelRatio);
  paint(pixmap);
  return pngOf(pixmap);
}

QString csvOf(QCustomPlot& plot) {
  QString csv = QStringLiteral("series,%1,%2\n").arg(axisName(plot.xAxis, 0), axisName(plot.yAxis, 1));
  for (int i = 0; i < plot.plottableCount(); ++i) {
    QCPAbstractPlottable* plottable = plot.plottable(i);
    if (!plottable->visible() || plottable->property(helperProperty).toBool()) continue;
    const auto* points = plottable->interface1D();
    if (!points || points->dataCount() == 0) continue;
    QString name = fileName(*plottable, plottable->name());
    if (name.isEmpty()) name = QString::number(i + 1);
    // The header has the name of the left axis.
    const QCPAxis* values = plottable->valueAxis();
    if (values && values != plot.yAxis && !values->label().isEmpty())
      name += QStringLiteral(": ") + fileName(*values, values->label());
    name.replace(QChar(','), QChar(';'));
    for (int k = 0; k < points->dataCount(); ++k)
      csv += QStringLiteral("%1,%2,%3\n").arg(name, number(points->dataMainKey(k)), number(points->dataMainValue(k)));
  }
  return csv;
}

void nameColumns(QCustomPlot& plot, const QString& x, const QString& y) {
  plot.setProperty(columnsProperty, QStringList{x, y});
}

void nameInFiles(QObject& part, const QString& english) {
  part.setProperty(fileNameProperty, english);
}

void markHelper(QCPAbstractPlottable& plottable) {
  plottable.setProperty(helperProperty, true);
}

void addExportMenu(QCustomPlot& plot, const QString& name) {
  addActions(
      plot, name, [&plot](PictureFormat format) { return titledPictureOf(plot, plot.size(), format); },
      [&plot] { return csvOf(plot); });
}

void addExportMenu(QWidget& view, const QString& name, const std::function<QString()>& csv) {
  addActions(
      view, name, [&view](PictureFormat format) { return titledPictureOf(view, view.size(), format); }, csv);
}

void addExportMenu(QWidget& view, const QString& name, const std::function<QByteArray(PictureFormat)>& picture,
                   const std::function<QString()>& csv) {
  addActions(view, name, picture, csv);
}

}  // namespace bitprism
