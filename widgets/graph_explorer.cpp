#include "widgets/graph_explorer.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "widgets/number_text.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

constexpr double buttonZoomStep = 1.25;

QToolButton* zoomButton(const QString& text, const QString& name, const QString& tip) {
  auto* button = new QToolButton;
  button->setText(text);
  button->setAccessibleName(name);
  button->setToolTip(tip);
  button->setStatusTip(tip);
  button->setAutoRaise(true);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

}  // namespace

GraphExplorer::GraphExplorer(QWidget* parent)
    : QWidget(parent),
      view_(new GraphView),
      search_(new QLineEdit),
      found_(new QLabel),
      figures_(new QComboBox),
      zoom_(zoomButton(percentText(1, 0), tr("Actual size"), tr("Show texts in the window's font (1)"))),
      table_(new PropertyTable) {
  auto* bar = new QWidget;
  addControls(*bar);
  table_->setAccessibleName(tr("Properties of the node"));
  auto* splitter = new QSplitter(Qt::Vertical);
  splitter->addWidget(view_);
  splitter->addWidget(table_);
  splitter->setStretchFactor(0, 1);
  splitter->setCollapsible(0, false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 6, 4, 2);
  layout->setSpacing(4);
  layout->addWidget(bar);
  layout->addWidget(splitter, 1);
  QWidget* before = nullptr;  // Tab goes through the controls, then to the graph and its table
  for (QWidget* control : bar->findChildren<QWidget*>()) {
    if (!(control->focusPolicy() & Qt::TabFocus) || control->window() != window()) continue;  // no list of a combo box
    if (before) setTabOrder(before, control);
    before = control;
  }
  setTabOrder(before, view_);
  setTabOrder(view_, table_);

  search_->installEventFilter(this);
  connect(search_, &QLineEdit::textChanged, this, &GraphExplorer::find);
  connect(view_, &GraphView::currentChanged, this, &GraphExplorer::refreshProperties);
  connect(view_, &GraphView::currentChanged, this, &GraphExplorer::showFound);
  connect(view_, &GraphView::zoomChanged, this, [this](double zoom) { zoom_->setText(percentText(zoom, 0)); });
  connect(figures_, &QComboBox::currentIndexChanged, this,
          [this] { view_->setFigure(static_cast<GraphFigure>(figures_->currentData().toInt())); });
}

void GraphExplorer::addControls(QWidget& bar) {
  search_->setPlaceholderText(tr("Find"));
  search_->setClearButtonEnabled(true);
  search_->setAccessibleName(tr("Find in the graph"));
  search_->setToolTip(tr(
      "Marks nodes with all these words in their name or kind; Enter goes to the next, Shift+Enter to the previous"));
  search_->setMinimumWidth(search_->fontMetrics().averageCharWidth() * 12);
  const std::pair<GraphFigure, QString> figures[] = {{GraphFigure::Bits, tr("Bits")},
                                                     {GraphFigure::Sensitivity, tr("Sensitivity")},
                                                     {GraphFigure::Error, tr("Error")}};
  for (const auto& [figure, text] : figures) figures_->addItem(text, static_cast<int>(figure));
  figures_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  figures_->setAccessibleName(tr("Colour layers by"));
  figures_->setToolTip(tr("What colours the layers: their bits, how sensitive the network is to them, or their error"));
  QToolButton* out = zoomButton(QString(QChar(0x2212)), tr("Zoom out"), tr("Show more of the graph (-)"));
  QToolButton* in = zoomButton(QStringLiteral("+"), tr("Zoom in"), tr("Show less of the graph, larger (+)"));
  QToolButton* fit = zoomButton(tr("Fit"), tr("Fit the graph"), tr("Show all of the graph (F)"));
  // Its text changes; nothing else may move then.
  zoom_->setMinimumWidth(zoom_->fontMetrics().horizontalAdvance(percentText(4, 0)) + 16);

  auto* layout = new WrapLayout(6, &bar);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* buttons = new QWidget;
  auto* row = new QHBoxLayout(buttons);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(2);
  for (QToolButton* button : {out, zoom_, in, fit}) row->addWidget(button);
  auto* finder = new QWidget;
  auto* words = new QHBoxLayout(finder);
  words->setContentsMargins(0, 0, 0, 0);
  words->setSpacing(6);
  words->addWidget(search_, 1);
  words->addWidget(found_);
  finder->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  for (QWidget* control : {finder, static_cast<QWidget*>(figures_), buttons}) layout->addWidget(control);
  found_->hide();
  connect(out, &QToolButton::clicked, view_, [this] { view_->zoomBy(1 / buttonZoomStep); });
  connect(in, &QToolButton::clicked, view_, [this] { view_->zoomBy(buttonZoomStep); });
  connect(zoom_, &QToolButton::clicked, view_, &GraphView::actualSize);
  connect(fit, &QToolButton::clicked, view_, &GraphView::fit);
}

void GraphExplorer::setProperties(Properties properties) {
  properties_ = std::move(properties);
  view_->setTips([this](int box) {
    return propertiesTip(view_->picture().boxes[static_cast<std::size_t>(box)].title, properties_(box));
  });
}

void GraphExplorer::refreshProperties() {
  const int box = view_->current();
  table_->show(box >= 0 && properties_ ? properties_(box) : std::vector<Property>());
}

void GraphExplorer::find() {
  view_->find(search_->text());
  showFound();
}

QString GraphExplorer::foundText() const {
  const std::vector<int>& found = view_->found();
  const auto at = std::find(found.begin(), found.end(), view_->current());
  if (at == found.end()) return tr("%1 found").arg(found.size());
  return tr("%1 of %2").arg(at - found.begin() + 1).arg(found.size());
}

void GraphExplorer::showFound() {
  const bool searching = !search_->text().trimmed().isEmpty();
  found_->setText(searching ? foundText() : QString());
  found_->setVisible(searching);
}

bool GraphExplorer::eventFilter(QObject* watched, QEvent* event) {
  if (watched != search_ || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
  const auto* key = static_cast<QKeyEvent*>(event);
  if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
    view_->goToFound(key->modifiers() & Qt::ShiftModifier);
    showFound();
    return true;
  }
  if (key->key() == Qt::Key_Escape && !search_->text().isEmpty()) {
    search_->clear();
    return true;
  }
  if (key->key() == Qt::Key_Down) {
    view_->setFocus(Qt::OtherFocusReason);
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace bitprism
