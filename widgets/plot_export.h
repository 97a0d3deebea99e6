#pragma once

#include <QByteArray>
#include <QSize>
#include <QString>
#include <functional>

class QCPAbstractPlottable;
class QCustomPlot;
class QObject;
class QPainter;
class QWidget;

namespace bitprism {

enum class PictureFormat { Png, Svg, Pdf };

// By the file's suffix. Throws UsageError listing the suffixes.
PictureFormat pictureFormatOf(const QString& path);

// The picture as a file's bytes: pixels at twice the screen's resolution, or vector graphics; without hover marks.
// Throws Error.
QByteArray pictureOf(QCustomPlot& plot, QSize size, PictureFormat format);
QByteArray pictureOf(QWidget& widget, QSize size, PictureFormat format);
QByteArray pictureOf(const std::function<void(QPainter&)>& draw, QSize size, PictureFormat format,
                     const QString& title);

// The same below a title, as files have it: the accessible name of the plot, or of the view that it is in.
QByteArray titledPictureOf(QCustomPlot& plot, QSize size, PictureFormat format);
QByteArray titledPictureOf(QWidget& widget, QSize size, PictureFormat format);

// All points and bars of a plot as a table: series, and the names of its axes.
QString csvOf(QCustomPlot& plot);

// What csvOf calls the values of axes without a label.
void nameColumns(QCustomPlot& plot, const QString& x, const QString& y);
// What csvOf calls a series or an axis whose shown name depends on the language: files are the same in every language.
void nameInFiles(QObject& part, const QString& english);

// Keeps what only marks or shades other series out of csvOf.
void markHelper(QCPAbstractPlottable& plottable);

// Gives the plot a context menu that saves it as PNG, SVG, PDF or CSV under a name that the user chooses, or copies its
// picture or numbers; errors are shown in a message box. name: of the proposed file.
void addExportMenu(QCustomPlot& plot, const QString& name);
void addExportMenu(QWidget& view, const QString& name, const std::function<QString()>& csv);
// The same with a picture of its own, such as more than the view shows.
void addExportMenu(QWidget& view, const QString& name, const std::function<QByteArray(PictureFormat)>& picture,
                   const std::function<QString()>& csv);

}  // namespace bitprism
