#include "app/desktop/graph_panel.h"

#include "app/desktop/graphviz_layout.h"
#include "app/desktop/workspace.h"
#include "core/base/error.h"
#include "core/network/graphless.h"
#include "core/torch/graph/slot_shapes.h"
#include "widgets/graph_explorer.h"

namespace bitprism {
namespace {

// A value in every slot is known only by a run, which may fail on files that need other inputs than zeros.
std::vector<Shape> knownShapes(const Program& program) {
  try {
    return slotShapes(program);
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

GraphPanel::GraphPanel(const PanelContext& context) : Panel(context), explorer_(new GraphExplorer) {
  workspace().jobs().add(job_, {.name = "graph", .title = tr("laying out the graph"), .shown = false});
  explorer_->setProperties([this](int box) { return nodeProperties(shown_, box, workspace().rows()); });
  connect(explorer_->view(), &GraphView::layerWished, &workspace().selection(), &Selection::setLayer);
  take(nullptr);
}

QWidget* GraphPanel::widget() const {
  return explorer_;
}

void GraphPanel::planChanged() {
  const auto& network = workspace().document().network();
  if (network != shown_.network) take(network);
  explorer_->view()->setRows(workspace().rows());
  explorer_->refreshProperties();
}

void GraphPanel::selectionChanged() {
  if (shown_.network) explorer_->view()->setLayer(workspace().selection().layer());
}

void GraphPanel::cameToFront() {
  if (due_) layOut();
}

// Another version of the network has other weights but the same graph, which keeps its place.
void GraphPanel::take(std::shared_ptr<const Network> network) {
  if (network && shown_.network && !due_ && !job_.running() &&
      network->program.instructions == shown_.network->program.instructions) {
    shown_.network = std::move(network);
    return;
  }
  job_.cancel();
  shown_ = {std::move(network), {}, {}};
  due_ = shown_.network && hasGraph(*shown_.network);
  explorer_->view()->clear(due_             ? tr("Laying out the graph…")
                           : shown_.network ? tr("This file holds weights without a graph")
                                            : tr("No network is open"));
  setSummary({});
  if (due_ && !explorer_->visibleRegion().isEmpty()) layOut();
}

void GraphPanel::layOut() {
  due_ = false;
  job_.start([this, network = shown_.network](std::stop_token stop, const Progress&, Mailbox& mailbox) {
    NetworkGraph graph = networkGraph(*network);
    GraphPicture picture;
    picture.boxes = graphBoxes(*network, graph);
    picture.shape = graphShape(graph, picture.boxes);
    picture.layout = graphvizLayout(picture.shape, stop);
    mailbox.post([this, graph, picture] {
      shown_.graph = graph;
      show(picture);
    });
    mailbox.post([this, shapes = knownShapes(network->program)] {
      shown_.shapes = shapes;
      explorer_->refreshProperties();
    });
  });
}

void GraphPanel::show(GraphPicture picture) {
  const std::size_t edges = picture.shape.edges.size();
  setSummary(tr("%1 nodes · %2 edges").arg(picture.boxes.size()).arg(edges));
  explorer_->view()->setRows(workspace().rows());
  explorer_->view()->setLayer(workspace().selection().layer());  // where it is first seen
  explorer_->view()->show(std::move(picture));
}

}  // namespace bitprism
