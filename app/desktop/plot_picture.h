#pragma once

#include <QByteArray>
#include <QString>
#include <string>

#include "core/base/json.h"

namespace bitprism {

// Draws what a document of plot_data.h describes with the window's own views, in the colours of the application, as
// .png, .svg or .pdf. Throws InputError, UsageError for another suffix, Error when the file cannot be written.
void drawPlot(const Json& document, const QString& file);
void drawPlot(const std::string& documentPath, const QString& file);

// Writes a picture's bytes. Throws Error.
void savePicture(const QByteArray& bytes, const QString& file);

}  // namespace bitprism
