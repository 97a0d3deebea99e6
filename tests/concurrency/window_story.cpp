// The main job in the window, by its own buttons, to be killed at any instant (random_kills.py): opens the bundled
// example, searches (what an earlier run began is continued), gives every layer 3 bits and exports.
// window_story FILE: the packed export; preferences lie beside it, sessions below XDG_DATA_HOME.

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QPushButton>
#include <QStandardPaths>
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "app/desktop/main_window.h"
#include "app/desktop/search_panel.h"
#include "core/torch/read/reading_process.h"
#include "core/torch/write/packed_writer.h"
#include "widgets/banner.h"
#include "widgets/search_form.h"
#include "widgets/search_view.h"

namespace {

using namespace bitprism;

constexpr qint64 patience = 300'000;  // milliseconds
constexpr int trials = 8;

// Leaves the program with what the window says if it takes too long.
void waitUntil(const char* what, MainWindow& window, const std::function<bool()>& reached) {
  QElapsedTimer clock;
  clock.start();
  while (!reached()) {
    QApplication::processEvents(QEventLoop::AllEvents, 20);
    if (clock.elapsed() < patience) continue;
    std::fprintf(stderr, "%s takes too long; the window says '%s'\n", what, qPrintable(window.banner()->text()));
    std::_Exit(1);  // its threads still work
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::unique_ptr<SeparateProcess> reading = startReadingProcess();  // before there are threads
  QApplication application(argc, argv);
  QApplication::setApplicationName("bitprism");
  if (argc != 2) {
    std::fprintf(stderr, "window_story FILE\n");
    return 2;
  }
  const QString file = QFileInfo(QString::fromLocal8Bit(argv[1])).absoluteFilePath();
  Preferences preferences(file + ".ini");
  MainWindow window(preferences);
  window.guardReading(reading.get(), {});
  window.resize(1400, 900);
  window.show();
  window.openNetwork(QString::fromStdString(resourceFolder() + "/example/example.onnx"), "example");
  waitUntil("opening", window, [&] { return window.opened(); });
  window.document().setScheme({});

  SearchView* view = window.panel<SearchPanel>().view();
  view->form()->show({.method = "mtgp", .trials = trials, .seed = 5, .tasks = {{300, 0}}});
  waitUntil("choosing a method", window,
            [&] { return view->startButton()->isEnabled() && !window.document().choosing(); });
  bool ended = false;
  QObject::connect(&window.search(), &SearchController::ended, &window, [&] { ended = true; });
  view->startButton()->click();
  waitUntil("the search", window, [&] { return ended; });
  const auto snapshot = window.search().snapshot();
  if (!snapshot || snapshot->state != SearchState::Finished || snapshot->evaluations.size() != trials) {
    std::fprintf(stderr, "the search did not finish: %s\n", snapshot ? snapshot->failure.c_str() : "it never began");
    return 1;
  }

  std::vector<int> layers(window.document().layerCount());
  std::iota(layers.begin(), layers.end(), 0);
  window.document().setBits(layers, 3);
  waitUntil("choosing", window, [&] { return !window.document().choosing(); });
  window.exportTo(&packedWriter, file);
  waitUntil("exporting", window, [&] { return !window.workspace().jobs().running().contains("exporting"); });
  if (!QFileInfo::exists(file)) {
    std::fprintf(stderr, "nothing was exported: %s\n", qPrintable(window.banner()->text()));
    return 1;
  }
  return 0;
}
