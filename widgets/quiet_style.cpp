#include "widgets/quiet_style.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>
#include <QToolBar>

namespace bitprism {
namespace {

constexpr int buttonSide = 10;  // beside the text of a button in a tool bar
constexpr int buttonTop = 4;
constexpr double buttonRadius = 4;

// The buttons of actions, not the extension arrow.
bool isToolBarButton(const QWidget* widget) {
  return widget && qobject_cast<const QToolBar*>(widget->parentWidget()) &&
         widget->objectName() != QLatin1String("qt_toolbar_ext_button");
}

void drawBox(const QStyleOptionToolButton& button, QPainter& painter) {
  const bool enabled = button.state & QStyle::State_Enabled;
  const bool down = button.state & (QStyle::State_Sunken | QStyle::State_On);
  const bool marked = enabled && button.state & (QStyle::State_MouseOver | QStyle::State_HasFocus);
  const QPalette& palette = button.palette;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(palette.color(marked ? QPalette::Highlight : QPalette::Mid),
                      enabled && button.state & QStyle::State_HasFocus ? 2 : 1));
  painter.setBrush(palette.color(!enabled ? QPalette::Button : down ? QPalette::Midlight : QPalette::Base));
  painter.drawRoundedRect(QRectF(button.rect).adjusted(0.5, 0.5, -0.5, -0.5), buttonRadius, buttonRadius);
  painter.restore();
}

}  // namespace

QuietStyle::QuietStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void QuietStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
  const QRect& area = option->rect;
  switch (element) {
    case PE_PanelStatusBar:
      painter->fillRect(area, option->palette.window());
      painter->fillRect(area.left(), area.top(), area.width(), 1, option->palette.mid());
      return;
    case PE_FrameStatusBarItem:
      return;
    case PE_IndicatorToolBarSeparator:
      painter->fillRect(area.center().x(), area.top() + 4, 1, area.height() - 8, option->palette.mid());
      return;
    default:
      QProxyStyle::drawPrimitive(element, option, painter, widget);
  }
}

void QuietStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
  const QRect& area = option->rect;
  switch (element) {
    case CE_ToolBar:
      painter->fillRect(area, option->palette.window());
      painter->fillRect(area.left(), area.bottom(), area.width(), 1, option->palette.mid());
      return;
    case CE_HeaderSection:
      painter->fillRect(area, option->palette.base());
      painter->fillRect(area.left(), area.bottom(), area.width(), 1, option->palette.mid());
      return;
    case CE_HeaderEmptyArea:
      painter->fillRect(area, option->palette.base());
      return;
    default:
      QProxyStyle::drawControl(element, option, painter, widget);
  }
}

void QuietStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                    const QWidget* widget) const {
  const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
  if (control != CC_ToolButton || !button || !isToolBarButton(widget))
    return QProxyStyle::drawComplexControl(control, option, painter, widget);
  drawBox(*button, *painter);
  QStyleOptionToolButton label = *button;
  label.state &= ~(State_Sunken | State_On);  // the text stays where it is
  drawControl(CE_ToolButtonLabel, &label, painter, widget);
}

QSize QuietStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                   const QWidget* widget) const {
  if (type == CT_ToolButton && isToolBarButton(widget)) return size + QSize(2 * buttonSide, 2 * buttonTop);
  return QProxyStyle::sizeFromContents(type, option, size, widget);
}

int QuietStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  switch (metric) {
    case PM_ToolBarItemSpacing:
      return 5;
    case PM_ToolBarItemMargin:
      return 4;
    case PM_ToolBarFrameWidth:
      return 1;
    default:
      return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

}  // namespace bitprism
