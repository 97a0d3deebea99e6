#pragma once

#include <QFontMetrics>
#include <QString>

namespace bitprism {

// A layer's name in this width: names are paths, whose last parts say most, so that they begin later, after a dot.
QString elidedPath(const QFontMetrics& metrics, const QString& path, int width);

}  // namespace bitprism
