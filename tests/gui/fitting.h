#pragma once

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QSpinBox>
#include <QSplitter>
#include <QStyleOptionComboBox>
#include <QTabBar>
#include <QTableView>

#include "widgets/banner.h"
#include "widgets/panel.h"

namespace bitprism::test {

// Until layouts have come to rest; they follow one another by events.
inline void settleLayouts() {
  for (int i = 0; i < 8; ++i) {
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
  }
}

// Behind another tab a dock is moved out of the window.
inline bool isInFront(const QWidget* widget) {
  if (!widget->isVisible()) return false;
  for (; widget && !widget->isWindow(); widget = widget->parentWidget())
    if (qobject_cast<const QDockWidget*>(widget) && widget->geometry().right() < 0) return false;
  return true;
}

inline QString described(const QWidget& widget, const QString& text) {
  QString path;
  for (const QWidget* w = &widget; w && !w->isWindow(); w = w->parentWidget())
    path.prepend(QStringLiteral("/") + QString::fromLatin1(w->metaObject()->className()));
  return QStringLiteral("%1 '%2' in %3x%4").arg(path, text).arg(widget.width()).arg(widget.height());
}

// Pixels that the text of a widget needs beyond those it has; at most 0 where all of it is seen.
inline int missing(const QWidget& widget, QString* text) {
  const auto advance = [&](const QString& words) {
    *text = words;
    return widget.fontMetrics().horizontalAdvance(words);
  };
  if (const auto* label = qobject_cast<const QLabel*>(&widget)) {
    *text = label->text();
    if (text->isEmpty()) return 0;
    if (label->wordWrap()) return label->heightForWidth(label->width()) - label->height();
    return label->textFormat() == Qt::RichText ? 0 : label->sizeHint().width() - label->width();
  }
  if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) {
    *text = button->text();
    return text->isEmpty() ? 0 : button->sizeHint().width() - button->width();
  }
  if (const auto* box = qobject_cast<const QComboBox*>(&widget)) {
    QStyleOptionComboBox option;
    option.initFrom(box);
    option.editable = false;
    const QRect field = box->style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, box);
    return advance(box->currentText()) - field.width();
  }
  if (const auto* spin = qobject_cast<const QAbstractSpinBox*>(&widget))
    return advance(spin->text()) + 4 - spin->findChild<QLineEdit*>()->width();
  if (const auto* line = qobject_cast<const QLineEdit*>(&widget))
    return line->text().isEmpty() ? advance(line->placeholderText()) + 8 - line->width() : 0;
  if (const auto* bar = qobject_cast<const QProgressBar*>(&widget))
    return bar->isTextVisible() ? advance(bar->text()) - bar->width() : 0;
  if (const auto* tabs = qobject_cast<const QTabBar*>(&widget)) {
    for (int i = 0; i < tabs->count(); ++i)
      if (const int lacking = advance(tabs->tabText(i)) - tabs->tabRect(i).width(); lacking > 0) return lacking;
    return 0;
  }
  if (const auto* title = dynamic_cast<const PanelTitle*>(&widget)) {
    *text = title->accessibleName();
    return title->minimumSizeHint().width() - title->width();
  }
  if (const auto* header = qobject_cast<const QHeaderView*>(&widget)) {
    if (header->orientation() != Qt::Horizontal) return 0;
    for (int i = 0; i < header->count(); ++i) {
      if (header->isSectionHidden(i)) continue;
      const int lacking = advance(header->model()->headerData(i, Qt::Horizontal).toString()) - header->sectionSize(i);
      if (lacking > 0) return lacking;
    }
  }
  return 0;
}

// Every text in the window that is cut, in words.
inline QStringList cutTexts(const QWidget& window) {
  QStringList cut;
  for (const QWidget* widget : window.findChildren<QWidget*>()) {
    if (!isInFront(widget) || qobject_cast<const QAbstractSpinBox*>(widget->parentWidget())) continue;
    QString text;
    const int lacking = missing(*widget, &text);
    if (lacking > 0) cut << described(*widget, text) + QStringLiteral(" lacks %1").arg(lacking);
  }
  return cut;
}

// Widgets of one parent that lie over one another. What floats above all else on purpose does not count.
inline QStringList overlaps(const QWidget& window) {
  QStringList found;
  for (const QWidget* parent : window.findChildren<QWidget*>()) {
    if (!isInFront(parent) || !parent->layout() || qobject_cast<const QSplitter*>(parent)) continue;
    QList<QWidget*> children;
    for (QWidget* child : parent->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly))
      if (child->isVisible() && !child->isWindow() && !qobject_cast<const Banner*>(child)) children << child;
    for (qsizetype i = 0; i < children.size(); ++i)
      for (qsizetype j = 0; j < i; ++j)
        if (children[i]->geometry().intersects(children[j]->geometry()))
          found << described(*children[i], {}) + QStringLiteral(" over ") + described(*children[j], {});
  }
  return found;
}

}  // namespace bitprism::test
