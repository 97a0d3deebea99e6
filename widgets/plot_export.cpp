#include "widgets/plot_export.h"

#include <QAction>
#include <QBuffer>
#include <QClipboard>
#include <QCoreApplication>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMessageBox>
#include <QPageSize>
#include <QPdfWriter>
#include <QPixmap>
#include <QSvgGenerator>
#include <cmath>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "qcustomplot.h"

namespace bitprism {
namespace {

constexpr const char* helperProperty = "helper";
constexpr double pixelRatio = 2;
constexpr int screenDots = 96;  // per inch: the scale of pixels on paper

QString exportText(const char* source) {
  return QCoreApplication::translate("plot_export", source);
}

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

QString axisName(const QCPAxis* axis, const char* otherwise) {
  QString name = axis->label().isEmpty() ? QString::fromLatin1(otherwise) : axis->label();
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
    auto* action = new QAction(exportText(kind.text), &view);
    action->setStatusTip(exportText(kind.tip));
    action->setObjectName(QStringLiteral("export-") + QLatin1String(kind.suffix));
    const QString suffix = QString::fromLatin1(kind.suffix);
    QObject::connect(action, &QAction::triggered, &view, [&view, name, save, csv, suffix] {
      const QString path = QFileDialog::getSaveFileName(&view, exportText("Save the plot"), name + QChar('.') + suffix,
                                                        QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix));
      if (path.isEmpty()) return;
      try {
        const QByteArray bytes = suffix == QLatin1String("csv") ? csv().toUtf8() : save(pictureFormatOf(suffix));
        writeFile(path.toStdString(), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
      } catch (const Error& problem) {
        QMessageBox::warning(&view, exportText("Save the plot"), QString::fromStdString(problem.what()));
      }
    });
    view.addAction(action);
  }
  auto* copy = new QAction(exportText("Copy numbers"), &view);
  copy->setObjectName(QStringLiteral("copy-numbers"));
  copy->setStatusTip(exportText("Copy the numbers of this plot as a table"));
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
  QString csv = QStringLiteral("series,%1,%2\n").arg(axisName(plot.xAxis, "x"), axisName(plot.yAxis, "y"));
  for (int i = 0; i < plot.plottableCount(); ++i) {
    QCPAbstractPlottable* plottable = plot.plottable(i);
    if (!plottable->visible() || plottable->property(helperProperty).toBool()) continue;
    const auto* points = plottable->interface1D();
    if (!points || points->dataCount() == 0) continue;
    QString name = plottable->name().isEmpty() ? QString::number(i + 1) : plottable->name();
    name.replace(QChar(','), QChar(';'));
    for (int k = 0; k < points->dataCount(); ++k)
      csv += QStringLiteral("%1,%2,%3\n").arg(name, number(points->dataMainKey(k)), number(points->dataMainValue(k)));
  }
  return csv;
}

void markHelper(QCPAbstractPlottable& plottable) {
  plottable.setProperty(helperProperty, true);
}

void addExportMenu(QCustomPlot& plot, const QString& name) {
  addActions(
      plot, name, [&plot](PictureFormat format) { return pictureOf(plot, plot.size(), format); },
      [&plot] { return csvOf(plot); });
}

void addExportMenu(QWidget& view, const QString& name, const std::function<QString()>& csv) {
  addActions(
      view, name, [&view](PictureFormat format) { return pictureOf(view, view.size(), format); }, csv);
}

void addExportMenu(QWidget& view, const QString& name, const std::function<QByteArray(PictureFormat)>& picture,
                   const std::function<QString()>& csv) {
  addActions(view, name, picture, csv);
}

}  // namespace bitprism
