// Opens a network and images in the window, starts a search, and measures how long the event loop goes without turning
// while it runs and a hand drags a bar. Prints the median, the 99th percentile and the worst gap in milliseconds: as
// the clock saw it, and how much of it the window's own thread computed. The two differ where other programs hold the
// cores. event_loop_gaps [NETWORK [DATA [TRIALS [SECONDS]]]], by default the example, 40 trials, at most 60 s.

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

#include "app/desktop/bits_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/search_panel.h"
#include "widgets/bits_view.h"
#include "widgets/search_view.h"

namespace {

// Turns the event loop as often as it will go and notes the time between two turns.
class GapMeter : public QObject {
 public:
  explicit GapMeter(QObject* parent) : QObject(parent) {
    timer_.setInterval(1);
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, [this] {
      gaps_.push_back(static_cast<double>(clock_.nsecsElapsed()) * 1e-6);
      const double now = ownMilliseconds();
      own_.push_back(now - before_);
      before_ = now;
      clock_.restart();
    });
  }

  void start() {
    clock_.start();
    before_ = ownMilliseconds();
    timer_.start();
  }

  // The timer's own millisecond is part of each gap.
  void print() {
    printLine("gaps of the event loop", gaps_);
    printLine("the window's own work  ", own_);
  }

 private:
  static double ownMilliseconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
  }

  static void printLine(const char* name, std::vector<double>& values) {
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
      return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
    };
    std::printf("%s: %zu turns, median %.2f ms, 99 %% %.2f ms, 99.9 %% %.2f ms, worst %.2f ms\n", name, values.size(),
                at(0.5), at(0.99), at(0.999), values.back());
  }

  double before_ = 0;
  std::vector<double> own_;
  QTimer timer_;
  QElapsedTimer clock_;
  std::vector<double> gaps_;
};

}  // namespace

int main(int argc, char** argv) {
  using namespace bitprism;
  QApplication application(argc, argv);
  const QTemporaryDir folder;
  qputenv("XDG_DATA_HOME", folder.path().toUtf8());  // a search of its own, not one to go on with
  const QStringList words = QApplication::arguments();
  const QString network = words.value(1, "example");
  const QString data = words.value(2, network == "example" ? "example" : "");
  const int trials = words.value(3, "40").toInt();
  const int seconds = words.value(4, "60").toInt();

  applyTheme(Theme::Light);
  Preferences preferences(folder.filePath("preferences.ini"));
  MainWindow window(preferences);
  window.resize(1680, 1050);
  window.show();
  window.resetLayout();
  window.openNetwork(network, data);
  QObject::connect(&window, &MainWindow::openFailed, &application, [](const QString& sentence) {
    std::fprintf(stderr, "%s\n", qPrintable(sentence));
    QApplication::exit(3);
  });

  auto* meter = new GapMeter(&window);
  int snapshots = 0;
  QTimer look;
  bool searching = false;
  QElapsedTimer since;
  QTimer drag;
  int turn = 0;
  QObject::connect(&window.search(), &SearchController::snapshotChanged, &window, [&] { ++snapshots; });
  // Meanwhile a hand drags a bar up and down.
  QObject::connect(&drag, &QTimer::timeout, &window, [&] {
    const int bits = 2 + turn++ % 7;
    const int layer = static_cast<int>(window.document().layerCount()) / 2;
    emit window.panel<BitsPanel>().view()->dragWished({{layer, bits}}, BitsGesture::Move);
    if (turn % 60 == 0) emit window.panel<BitsPanel>().view()->dragFinished();
  });
  QObject::connect(&look, &QTimer::timeout, &window, [&] {
    if (!searching && window.settled()) {
      searching = true;
      SearchWish wish;
      wish.trials = trials;
      window.panel<SearchPanel>().start(wish);
      since.start();
      meter->start();
      drag.start(33);
    } else if (searching && (!window.search().active() || since.elapsed() > seconds * 1000)) {
      look.stop();
      drag.stop();
      meter->print();
      const auto& snapshot = window.search().snapshot();
      std::printf("%zu evaluations in %.1f s, %d snapshots shown, %d edits\n",
                  snapshot ? snapshot->evaluations.size() : 0, static_cast<double>(since.elapsed()) / 1000, snapshots,
                  turn);
      if (snapshot && !snapshot->failure.empty()) std::printf("the search failed: %s\n", snapshot->failure.c_str());
      QApplication::quit();
    }
  });
  look.start(50);
  return QApplication::exec();
}
