#include "widgets/property_table.h"

#include <QEvent>
#include <QHeaderView>
#include <algorithm>

#include "widgets/table_copy.h"

namespace bitprism {
namespace {

constexpr std::size_t mostInTip = 12;
constexpr qsizetype longestInTip = 60;

QTableWidgetItem* propertyCell(const QString& text) {
  auto* item = new QTableWidgetItem(text);
  item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
  item->setToolTip(QStringLiteral("<p>%1</p>").arg(text.toHtmlEscaped()));
  return item;
}

}  // namespace

PropertyTable::PropertyTable(QWidget* parent) : QTableWidget(0, 2, parent) {
  setHorizontalHeaderLabels({tr("Property"), tr("Value")});
  horizontalHeader()->hide();
  horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
  horizontalHeader()->setStretchLastSection(true);
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  verticalHeader()->setMinimumSectionSize(12);
  setShowGrid(false);
  setFrameShape(QFrame::NoFrame);
  setWordWrap(false);
  setTextElideMode(Qt::ElideMiddle);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setTabKeyNavigation(false);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  copyWithKeys(*this);
  fitRows();
}

void PropertyTable::show(const std::vector<Property>& properties) {
  if (properties == properties_) return;
  properties_ = properties;
  setRowCount(static_cast<int>(properties.size()));
  for (int row = 0; row < rowCount(); ++row) {
    const Property& property = properties[static_cast<std::size_t>(row)];
    QTableWidgetItem* name = propertyCell(property.name);
    name->setForeground(palette().placeholderText());
    setItem(row, 0, name);
    setItem(row, 1, propertyCell(property.value));
  }
}

QSize PropertyTable::sizeHint() const {
  constexpr int rows = 8;
  return {fontMetrics().averageCharWidth() * 40, rows * verticalHeader()->defaultSectionSize() + 4};
}

QSize PropertyTable::minimumSizeHint() const {
  return {fontMetrics().averageCharWidth() * 14, 2 * verticalHeader()->defaultSectionSize() + 4};
}

void PropertyTable::fitRows() {
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 4);
}

void PropertyTable::changeEvent(QEvent* event) {
  QTableWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) fitRows();
  if (event->type() != QEvent::PaletteChange) return;
  for (int row = 0; row < rowCount(); ++row)
    if (QTableWidgetItem* name = item(row, 0)) name->setForeground(palette().placeholderText());
}

QString propertiesTip(const QString& title, const std::vector<Property>& properties) {
  QString tip = QStringLiteral("<b>%1</b><table>").arg(title.toHtmlEscaped());
  for (std::size_t i = 0; i < std::min(properties.size(), mostInTip); ++i) {
    QString value = properties[i].value;
    if (value.size() > longestInTip) value = value.left(longestInTip) + QChar(0x2026);
    tip += QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>")
               .arg(properties[i].name.toHtmlEscaped(), value.toHtmlEscaped());
  }
  return tip + QStringLiteral("</table>");
}

}  // namespace bitprism
