// Seconds from the start of the process (with the loading of its libraries) until the window shows the example's first
// histogram, and from the drop of a network of 100 MB (25 million weights in 25 layers; as a packed file of floats, and
// as ONNX) until it shows its first histogram. Exit status 1: one of them took a second or longer.
// window_start [ROUNDS], by default 3; the best of the drops counts, and of the start the only one.

#include <unistd.h>

#include <QApplication>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QMimeData>
#include <QTemporaryDir>
#include <QUrl>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>

#include "app/desktop/main_window.h"
#include "core/base/random.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"

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

// Until the histogram of the first of so many layers is known and drawn.
double secondsUntilHistogram(MainWindow& window, std::size_t layers) {
  const double seconds = secondsUntil(
      [&] { return window.document().layerCount() == layers && window.document().errors().facts(0) != nullptr; });
  QElapsedTimer drawing;
  drawing.start();
  for (int i = 0; i < 3; ++i) {
    QApplication::sendPostedEvents();
    QApplication::processEvents();
  }
  return seconds + static_cast<double>(drawing.nsecsElapsed()) * 1e-9;
}

void drop(MainWindow& window, const QString& path) {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(path)});
  QDragEnterEvent enter(window.rect().center(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window, &enter);
  QDropEvent event(window.rect().center(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window, &event);
}

// Since the kernel started this process, in steps of 10 ms; the clock of the system counts from its boot.
double secondsOfProcess() {
  std::ifstream file("/proc/self/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  // The name of the program is in parentheses, and may have any characters; 19 fields after it comes the start.
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string field;
  for (int i = 0; i < 20; ++i) fields >> field;
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9 -
         std::stod(field) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

bool report(const char* what, double seconds) {
  constexpr double wanted = 1;
  std::printf("%-52s %.2f s%s\n", what, seconds, seconds < wanted ? "" : "  TOO SLOW");
  std::fflush(stdout);
  return seconds < wanted;
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  const QTemporaryDir folder;
  const int rounds = QApplication::arguments().value(1, "3").toInt();
  Preferences preferences(folder.filePath("preferences.ini"));
  const std::jthread preparing(prepareTorchEarly);  // as in the program, and in its order
  MainWindow window(preferences);
  window.openNetwork("example", "example");
  window.resize(1680, 1050);
  window.show();
  window.resetLayout();
  secondsUntil([&] { return window.opened() && window.document().errors().facts(0) != nullptr; });
  bool good = report("start to the example's histogram", secondsOfProcess());
  const std::size_t example = window.document().layerCount();

  const QString packed = folder.filePath("large.bprm"), onnx = folder.filePath("large.onnx");
  {
    const Network network = largeNetwork();
    writeFile(packed.toStdString(), packNetwork(network, floatPlan(network.layers.size())));
    exportNetwork(network, floatPlan(network.layers.size()), onnxWriter, onnx.toStdString());
  }
  for (const auto& [what, path] : {std::pair("drop of a packed network of 100 MB to its histogram", packed),
                                   std::pair("drop of an ONNX network of 100 MB to its histogram", onnx)}) {
    double best = 60;
    for (int round = 0; round < rounds; ++round) {
      window.openNetwork("example", "example");
      secondsUntil([&] { return window.document().layerCount() == example && window.settled(); });
      drop(window, path);
      best = std::min(best, secondsUntilHistogram(window, 25));
    }
    good = report(what, best) && good;
  }
  return good ? 0 : 1;
}
