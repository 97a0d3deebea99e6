#include "app/desktop/maps_panel.h"

#include "app/desktop/workspace.h"
#include "core/quant/plan/peak_activations.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/measure/activation_maps.h"
#include "widgets/maps_view.h"

namespace bitprism {
namespace {

constexpr std::int64_t measuredImages = 256;

MapsPicture mapsPicture(const Network& network, const QuantPlan& plan, const std::vector<MapReport>& reports,
                        int bits) {
  MapsPicture picture;
  picture.bits = bits;
  const std::vector<Shape> shapes = slotShapes(network.program);
  std::vector<double> coded(static_cast<std::size_t>(network.program.slotCount), -1);
  for (const MapReport& report : reports) {
    picture.images = report.images;
    picture.maps.push_back(
        {QString::fromStdString(report.site.name), QString::fromStdString(shapeText(report.site.shape)), report.sizes});
    const Instruction& instruction = network.program.instructions[report.site.instruction];
    const auto* read = std::get_if<Slot>(&instruction.inputs[0]);
    const int slot = report.site.input ? (read ? read->index : -1) : instruction.outputs[0];
    if (slot >= 0 && report.sizes.raw() > 0)
      coded[static_cast<std::size_t>(slot)] =
          static_cast<double>(report.sizes.stream) * bits / static_cast<double>(report.sizes.raw());
  }
  picture.alive = aliveActivationBytes(network, shapes, plan);
  picture.aliveCoded = aliveActivationBytes(network, shapes, plan, coded);
  return picture;
}

}  // namespace

MapsPanel::MapsPanel(const PanelContext& context) : Panel(context), view_(new MapsView) {
  workspace().jobs().add(job_, {.name = "maps", .discard = [this] { clear(); }, .lifetime = Lifetime::Weights});
  connect(view_, &MapsView::measureRequested, this, &MapsPanel::measure);
  const auto ended = [this] { view_->setRunning(false); };
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled}) connect(&job_, end, view_, ended);
  connect(&job_, &BackgroundJob::failed, view_, ended);
}

QWidget* MapsPanel::widget() const {
  return view_;
}

void MapsPanel::workChanged() {
  view_->setPossible(workspace().hasImages(), workspace().document().network()
                                                  ? tr("Open images first (Ctrl+I): maps are measured on them")
                                                  : tr("Open a network first (Ctrl+O)"));
}

void MapsPanel::measure(int codeBits) {
  if (!workspace().hasImages()) return;
  view_->setRunning(true);
  const Document& document = workspace().document();
  const PlannedNetwork planned{document.network(), document.plan(), document.calibration()};
  job_.start([this, study = workspace().study(), planned, codeBits](std::stop_token stop, const Progress& progress,
                                                                    Mailbox& mailbox) {
    const MapSettings settings{.bits = codeBits, .images = measuredImages};
    const std::vector<MapReport> reports =
        measureMaps(planned, study->study->images(), study->study->preprocessing(), settings, stop, progress);
    const MapsPicture picture = mapsPicture(*planned.network, planned.plan, reports, codeBits);
    mailbox.post([this, picture] {
      view_->show(picture);
      setSummary(MapsView::summary(picture));
    });
  });
}

void MapsPanel::clear() {
  job_.cancel();
  view_->clear();
  setSummary({});
}

}  // namespace bitprism
