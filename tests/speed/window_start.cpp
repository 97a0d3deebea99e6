// Seconds from the start of the program until the window shows the example's first histogram, and from the drop of a
// network of 100 MB (25 million weights in 25 layers, a packed file of floats) until it shows its first histogram.
// window_start

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <cstdio>

#include "app/desktop/main_window.h"
#include "core/base/random.h"
#include "core/quant/packed/packed_file.h"

namespace {

using namespace bitprism;

// A chain of 25 linear layers of 1000 x 1000.
Network largeNetwork() {
  Program program;
  program.inputs.push_back({"input", {-1, 1000}});
  program.slotCount = 1;
  Random random(1);
  for (int l = 0; l < 25; ++l) {
    std::vector<float> weights(1000000);
    for (float& weight : weights) weight = static_cast<float>(0.03 * random.normal());
    program.tensors.push_back(floatTensor("layer" + std::to_string(l) + ".weight", {1000, 1000}, std::move(weights)));
    program.instructions.push_back(
        {"aten::linear", "", {Slot{l}, TensorIndex{l}, None{}}, {program.slotCount++}, "layer" + std::to_string(l)});
  }
  program.outputs = {program.slotCount - 1};
  program.outputNames = {"output"};
  return makeNetwork(std::move(program), "large", "test");
}

double secondsUntil(const std::function<bool()>& reached) {
  QElapsedTimer clock;
  clock.start();
  while (!reached() && clock.elapsed() < 60000) QApplication::processEvents(QEventLoop::AllEvents, 5);
  return static_cast<double>(clock.nsecsElapsed()) * 1e-9;
}

}  // namespace

int main(int argc, char** argv) {
  QElapsedTimer start;
  start.start();
  QApplication application(argc, argv);
  const QTemporaryDir folder;
  Preferences preferences(folder.filePath("preferences.ini"));
  MainWindow window(preferences);
  window.resize(1680, 1050);
  window.show();
  window.resetLayout();
  window.openNetwork("example", "example");
  const auto histogramIsThere = [&] { return window.opened() && window.document().errors().facts(0) != nullptr; };
  secondsUntil(histogramIsThere);
  std::printf("start to the example's histogram: %.2f s\n", static_cast<double>(start.nsecsElapsed()) * 1e-9);

  const QString path = folder.filePath("large.bprm");
  {
    const Network network = largeNetwork();
    writeFile(path.toStdString(), packNetwork(network, floatPlan(network.layers.size())));
  }
  secondsUntil([&] { return window.settled(); });
  window.openNetwork(path, {});
  const double seconds = secondsUntil([&] { return window.document().layerCount() == 25 && histogramIsThere(); });
  std::printf("drop of a 100 MB network to its first histogram: %.2f s\n", seconds);
}
