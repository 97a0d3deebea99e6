#include "widgets/front_tools.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>
#include <array>

#include "widgets/front_legend.h"

namespace bitprism {
namespace {

constexpr std::array colourings = {FrontColouring::Task, FrontColouring::Method, FrontColouring::Age,
                                   FrontColouring::Session};

QString colouringTip(FrontColouring colouring) {
  switch (colouring) {
    case FrontColouring::Task:
      return FrontTools::tr("What an evaluation cost and saw: its images and epochs");
    case FrontColouring::Method:
      return FrontTools::tr("The method of most layers of a plan");
    case FrontColouring::Age:
      return FrontTools::tr("When a plan was tried: five ages of equally many trials");
    case FrontColouring::Session:
      break;
  }
  return FrontTools::tr("This session, and the evaluations of those compared with it");
}

QString axisText(Cost axis) {
  switch (axis) {
    case Cost::Memory:
      return FrontTools::tr("Memory");
    case Cost::BitOperations:
      return FrontTools::tr("Bit operations");
    case Cost::Latency:
      return FrontTools::tr("Latency");
  }
  return {};
}

}  // namespace

FrontTools::FrontTools(const FrontLegend& legend, QWidget* parent)
    : QWidget(parent),
      legend_(legend),
      axis_(new QToolButton),
      colour_(new QToolButton),
      select_(new QToolButton),
      knee_(new QToolButton),
      menu_(new QMenu(colour_)) {
  menu_->setToolTipsVisible(true);
  axis_->setMenu(new QMenu(axis_));
  axis_->setPopupMode(QToolButton::InstantPopup);
  axis_->setAccessibleName(tr("Cost on the axis of the front"));
  axis_->setToolTip(
      tr("What a plan costs, from left to right, and what the budget bounds: memory, bit operations for one image, or "
         "latency where times of the layers are known"));
  colour_->setMenu(menu_);
  colour_->setPopupMode(QToolButton::InstantPopup);
  colour_->setAccessibleName(tr("Colours and legend of the front"));
  colour_->setToolTip(
      tr("What colours and shapes of dots tell, and which entries of the legend are hidden; a click on "
         "an entry hides or shows it too"));
  select_->setText(tr("Select"));
  select_->setCheckable(true);
  select_->setAccessibleName(tr("Select evaluations with a rectangle"));
  select_->setToolTip(
      tr("Drag a rectangle to list its evaluations under Trials (S). Without this mode: drag with "
         "Shift. Ctrl adds, Ctrl+click adds one, Esc lists all again"));
  knee_->setText(tr("Knee"));
  knee_->setAccessibleName(tr("Go to the knee of the front"));
  knee_->setToolTip(
      tr("Select the knee of the front (K): the point farthest above the straight line between its two "
         "ends, both axes scaled to its extent (Das 1999). Below it accuracy falls quickly; above it "
         "more memory buys little. A nearly straight front has none. Enter loads the plan"));
  for (QToolButton* button : {axis_, colour_, select_, knee_}) {
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setAutoRaise(true);
    button->setStatusTip(button->toolTip());
    button->setFocusPolicy(Qt::TabFocus);
  }
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(2, 0, 2, 0);
  layout->setSpacing(2);
  for (QToolButton* button : {axis_, colour_, select_, knee_}) layout->addWidget(button);
  layout->addStretch();
  connect(menu_, &QMenu::aboutToShow, this, &FrontTools::fillMenu);
  connect(select_, &QToolButton::toggled, this, &FrontTools::selectingWished);
  connect(knee_, &QToolButton::clicked, this, &FrontTools::kneeWished);
  setAxis(Cost::Memory, {Cost::Memory});
  setColouring(colouring_);
  setPossible(false, false);
}

void FrontTools::setColouring(FrontColouring colouring) {
  colouring_ = colouring;
  colour_->setText(tr("Colour: %1").arg(colouringText(colouring)) + QStringLiteral("  "));  // before the arrow
}

void FrontTools::setAxis(Cost axis, const std::vector<Cost>& known) {
  axis_->setText(axisText(axis) + QStringLiteral("  "));  // before the arrow
  axis_->setEnabled(known.size() > 1);
  QMenu* menu = axis_->menu();
  menu->clear();
  for (const Cost cost : known) {
    QAction* action = menu->addAction(axisText(cost));
    action->setCheckable(true);
    action->setChecked(cost == axis);
    connect(action, &QAction::triggered, this, [this, cost] { emit axisWished(cost); });
  }
}

void FrontTools::setSelecting(bool selecting) {
  select_->setChecked(selecting);
}

void FrontTools::setPossible(bool evaluations, bool knee) {
  colour_->setEnabled(evaluations);
  select_->setEnabled(evaluations);
  knee_->setEnabled(knee);
}

void FrontTools::fillMenu() {
  menu_->clear();
  delete menu_->findChild<QActionGroup*>();
  menu_->addSection(tr("Colour by"));
  auto* group = new QActionGroup(menu_);
  for (const FrontColouring colouring : colourings) {
    QAction* action = menu_->addAction(colouringText(colouring));
    action->setCheckable(true);
    action->setChecked(colouring == colouring_);
    action->setToolTip(colouringTip(colouring));
    group->addAction(action);
    connect(action, &QAction::triggered, this, [this, colouring] { emit colouringWished(colouring); });
  }
  menu_->addSection(tr("Show"));
  for (const QString& name : legend_.names()) {
    QString shown = name;
    QAction* action = menu_->addAction(shown.replace(QChar('&'), QStringLiteral("&&")));
    action->setCheckable(true);
    action->setChecked(!legend_.hidden(name));
    action->setToolTip(tr("Hide or show these in the plot"));
    connect(action, &QAction::toggled, this, [this, name](bool on) { emit hidingWished(name, !on); });
  }
}

QSize FrontTools::minimumSizeHint() const {
  return {axis_->sizeHint().width() + colour_->sizeHint().width() + select_->sizeHint().width() +
              knee_->sizeHint().width() + 8,
          colour_->sizeHint().height()};
}

}  // namespace bitprism
