#include "widgets/fitting_label.h"

#include <QEvent>
#include <QTextDocument>
#include <cmath>

namespace bitprism {
namespace {

constexpr const char* separator = " &nbsp; &nbsp; ";

}  // namespace

FittingLabel::FittingLabel(QWidget* parent) : QLabel(parent) {
  setTextFormat(Qt::RichText);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
}

void FittingLabel::setParts(const QStringList& parts) {
  if (parts == parts_) return;
  parts_ = parts;
  updateGeometry();
  fit();
}

void FittingLabel::resizeEvent(QResizeEvent* event) {
  QLabel::resizeEvent(event);
  fit();
}

void FittingLabel::changeEvent(QEvent* event) {
  QLabel::changeEvent(event);
  if (event->type() == QEvent::FontChange) fit();
}

int FittingLabel::widthOf(const QStringList& parts) const {
  QTextDocument document;
  document.setDefaultFont(font());
  document.setDocumentMargin(0);
  document.setHtml(parts.join(QLatin1String(separator)));
  return static_cast<int>(std::ceil(document.idealWidth()));
}

QSize FittingLabel::sizeHint() const {
  return {widthOf(parts_), fontMetrics().height()};
}

QSize FittingLabel::minimumSizeHint() const {
  return {parts_.isEmpty() ? 0 : widthOf({parts_.last()}), fontMetrics().height()};
}

void FittingLabel::fit() {
  QStringList parts = parts_;
  while (parts.size() > 1 && widthOf(parts) > width()) parts.removeFirst();
  const QString shown = parts.join(QLatin1String(separator));
  if (shown != text()) setText(shown);
  setToolTip(parts.size() < parts_.size() ? parts_.join(QStringLiteral("<br>")) : QString());
}

}  // namespace bitprism
