// The part of the window that deals with activation maps: how sparse they are, and how small they become coded.

#include "app/desktop/main_window.h"
#include "core/quant/plan/peak_activations.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/measure/activation_maps.h"
#include "widgets/banner.h"
#include "widgets/maps_view.h"
#include "widgets/panel.h"

namespace bitprism {
namespace {

constexpr std::int64_t measuredImages = 256;

MapsPicture pictureOf(const Network& network, const QuantPlan& plan, const std::vector<MapReport>& reports, int bits) {
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

void MainWindow::connectMaps() {
  connect(maps_, &MapsView::measureRequested, this, &MainWindow::measureMaps);
  connect(&mapping_, &BackgroundJob::progressed, this, &MainWindow::showProgress);
  connect(&mapping_, &BackgroundJob::failed, banner_, &Banner::showError);
  const auto ended = [this] {
    maps_->setRunning(false);
    workEnded();
  };
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled}) connect(&mapping_, end, this, ended);
  connect(&mapping_, &BackgroundJob::failed, this, ended);
}

void MainWindow::measureMaps(int codeBits) {
  if (!study_ || !study_->study->hasData()) return;
  maps_->setRunning(true);
  mapping_.start([this, study = study_, network = document_.network(), plan = document_.plan(), codeBits](
                     std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    const MapSettings settings{.bits = codeBits, .images = measuredImages};
    const std::vector<MapReport> reports = bitprism::measureMaps(
        network, plan, study->study->images(), study->study->preprocessing(), settings, stop, progress);
    const MapsPicture picture = pictureOf(*network, plan, reports, codeBits);
    mailbox.post([this, picture] {
      maps_->show(picture);
      mapsTitle_->setSummary(MapsView::summary(picture));
    });
  });
}

void MainWindow::clearMaps() {
  mapping_.cancel();
  maps_->clear();
  mapsTitle_->setSummary({});
}

}  // namespace bitprism
