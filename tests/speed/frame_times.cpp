// How long frames of the window take while a hand works in it, on the processor alone: the front with 10 000
// evaluations (hover, pan, rectangle, and a search that goes on), and a bar dragged at a layer of 25 million weights
// with histogram, error and size. Every event is sent to the real window and everything it causes is drawn before the
// next. Prints the median and the worst frame of the best of several rounds: as the clock saw it, and what the window's
// own thread computed; the two differ where other programs hold the cores.
// frame_times [EVALUATIONS [SIDE [ROUNDS]]], by default 10000, 5000 (of the square matrix of weights) and 3.

#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QTemporaryDir>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

#include "app/desktop/bits_panel.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/trials_panel.h"
#include "core/quant/packed/packed_file.h"
#include "qcustomplot.h"
#include "tests/support/made_search.h"
#include "widgets/bits_view.h"
#include "widgets/front_view.h"
#include "widgets/trials_view.h"

namespace {

using namespace bitprism;

constexpr int frames = 200;
constexpr int largestLayer = 4;
constexpr double wanted = 16, worstWanted = 33;  // milliseconds of a frame: median and worst

double ownMilliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

// A chain of linear layers around one of side x side weights.
Network wideNetwork(std::int64_t side) {
  Program program;
  program.inputs.push_back({"input", {-1, 64}});
  program.slotCount = 1;
  Random random(1);
  const std::vector<std::int64_t> widths = {64, 128, 128, 256, side, side, 256, 128, 128, 64, 10};
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    std::vector<float> weights(static_cast<std::size_t>(widths[l] * widths[l + 1]));
    for (float& weight : weights) weight = static_cast<float>(0.03 * random.normal());
    const auto slot = static_cast<int>(l);
    program.tensors.push_back(
        floatTensor("layer" + std::to_string(l) + ".weight", {widths[l + 1], widths[l]}, std::move(weights)));
    program.instructions.push_back({"aten::linear",
                                    "",
                                    {Slot{slot}, TensorIndex{slot}, None{}},
                                    {program.slotCount++},
                                    "layer" + std::to_string(l)});
  }
  program.outputs = {program.slotCount - 1};
  program.outputNames = {"output"};
  return makeNetwork(std::move(program), "wide", "test");
}

// Until everything that an event has caused is drawn: layouts, queued replots and repaints follow one another.
void drawAll() {
  for (int i = 0; i < 3; ++i) {
    QApplication::sendPostedEvents();
    QApplication::processEvents();
  }
}

void waitUntil(const std::function<bool()>& reached) {
  QElapsedTimer clock;
  clock.start();
  while (!reached() && clock.elapsed() < 600'000) QApplication::processEvents(QEventLoop::AllEvents, 20);
}

void mouse(QWidget& widget, QEvent::Type type, const QPoint& at, bool down, Qt::KeyboardModifiers keys = {}) {
  const bool move = type == QEvent::MouseMove;
  const Qt::MouseButtons buttons =
      down && type != QEvent::MouseButtonRelease ? Qt::MouseButtons(Qt::LeftButton) : Qt::NoButton;
  QMouseEvent event(type, at, widget.mapToGlobal(at), move ? Qt::NoButton : Qt::LeftButton, buttons, keys);
  QApplication::sendEvent(&widget, &event);
}

struct Times {
  std::vector<double> clock, own;

  static double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  }
  double worst() const { return *std::max_element(own.begin(), own.end()); }
};

// prepare() once a round, then frame(i), then end().
struct Scene {
  const char* name;
  std::function<void()> prepare;
  std::function<void(int)> frame;
  std::function<void()> end;
};

bool measure(const Scene& scene, int rounds) {
  Times best;
  for (int round = 0; round < rounds; ++round) {
    scene.prepare();
    drawAll();
    Times times;
    for (int i = 0; i < frames; ++i) {
      QElapsedTimer clock;
      clock.start();
      const double before = ownMilliseconds();
      scene.frame(i);
      drawAll();
      times.own.push_back(ownMilliseconds() - before);
      times.clock.push_back(static_cast<double>(clock.nsecsElapsed()) * 1e-6);
    }
    scene.end();
    drawAll();
    if (best.own.empty() || times.worst() < best.worst()) best = times;
  }
  const double median = Times::median(best.own), worst = best.worst();
  const bool good = median < wanted && worst < worstWanted;
  std::printf("%-44s own work: median %6.2f ms, worst %6.2f ms; clock: median %6.2f ms, worst %7.2f ms%s\n", scene.name,
              median, worst, Times::median(best.clock), *std::max_element(best.clock.begin(), best.clock.end()),
              good ? "" : "  TOO SLOW");
  std::fflush(stdout);
  return good;
}

// Positions that wander over an area.
QPoint wander(const QRect& area, int i) {
  const double turn = 0.13 * i;
  return {area.center().x() + static_cast<int>(0.45 * area.width() * std::sin(turn)),
          area.center().y() + static_cast<int>(0.45 * area.height() * std::cos(1.7 * turn))};
}

// The scenes of the front; `show` makes the window show a search of so many evaluations.
std::vector<Scene> frontScenes(MainWindow& window, int evaluations,
                               const std::function<void(std::shared_ptr<const SearchSnapshot>)>& show) {
  FrontView* front = window.panel<FrontPanel>().view();
  QCustomPlot* plot = front->plot();
  TrialSelection* trials = &window.workspace().trials();
  const auto layers = static_cast<int>(window.document().layerCount());
  const auto all = std::make_shared<std::vector<std::shared_ptr<const SearchSnapshot>>>();
  const auto nothing = [] {};
  const auto area = [plot] { return plot->axisRect()->rect(); };
  const auto first = [=] { show(test::madeSearch(evaluations, layers)); };
  const auto boxed = [=](const QPoint& to, QEvent::Type type) { mouse(*plot, type, to, true, Qt::ShiftModifier); };
  return {
      {"front: hover over dots", first,
       [=, &window](int i) {
         const auto& shown = window.search().snapshot()->evaluations;
         mouse(*plot, QEvent::MouseMove, front->pixelOf(shown[static_cast<std::size_t>(i) * 37 % shown.size()]), false);
       },
       nothing},
      {"front: pan",
       [=] {
         first();
         mouse(*plot, QEvent::MouseButtonPress, {area().left() + 12, area().top() + 4}, true);
       },
       [=](int i) { mouse(*plot, QEvent::MouseMove, wander(area(), i), true); },
       [=] {
         mouse(*plot, QEvent::MouseButtonRelease, area().center(), true);
         mouse(*plot, QEvent::MouseButtonDblClick, area().center(), true);
         mouse(*plot, QEvent::MouseButtonRelease, area().center(), true);
       }},
      {"front: rectangle",
       [=] {
         first();
         boxed(area().topLeft() + QPoint(2, 2), QEvent::MouseButtonPress);
       },
       [=](int i) { boxed(wander(area(), i), QEvent::MouseMove); },
       [=] {
         boxed(area().bottomRight(), QEvent::MouseMove);
         boxed(area().bottomRight(), QEvent::MouseButtonRelease);
         mouse(*plot, QEvent::MouseMove, area().center(), false);
         drawAll();
         trials->list({});
       }},
      {"front: a search of that size goes on",
       [=] {
         all->clear();
         const auto whole = test::madeSearch(evaluations + frames, layers);
         for (int i = 0; i < frames; ++i) {
           auto part = std::make_shared<SearchSnapshot>(*whole);
           part->evaluations.resize(static_cast<std::size_t>(evaluations + i));
           all->push_back(std::move(part));
         }
         show(all->front());
       },
       [=](int i) { show((*all)[static_cast<std::size_t>(i)]); }, nothing},
  };
}

Scene dragging(MainWindow& window, int layer) {
  BitsView* bits = window.panel<BitsPanel>().view();
  const auto at = [=](int width) {
    return QPoint(static_cast<int>(bits->barArea(layer).center().x()), static_cast<int>(bits->yOfBits(width)));
  };
  return {"bits: drag at the largest layer",
          [=, &window] {
            window.setCurrentLayer(layer);
            mouse(*bits, QEvent::MouseButtonPress, at(8), true);
          },
          [=](int i) { mouse(*bits, QEvent::MouseMove, at(2 + (i / 2) % 7), true); },
          [=] { mouse(*bits, QEvent::MouseButtonRelease, at(4), true); }};
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  const QTemporaryDir folder;
  qputenv("XDG_DATA_HOME", folder.path().toUtf8());
  const QStringList words = QApplication::arguments();
  const int evaluations = words.value(1, "10000").toInt();
  const int side = words.value(2, "5000").toInt();
  const int rounds = words.value(3, "3").toInt();
  applyTheme(Theme::Light);
  Preferences preferences(folder.filePath("preferences.ini"));
  MainWindow window(preferences);
  window.resize(1680, 1050);
  window.show();
  window.resetLayout();
  const QString path = folder.filePath("wide.bprm");
  {
    const Network network = wideNetwork(side);
    writeFile(path.toStdString(), packNetwork(network, floatPlan(network.layers.size())));
  }
  window.openNetwork(path, {});
  waitUntil([&] { return window.opened(); });
  window.document().setScheme(Quantization());  // choosing between all methods takes minutes at this size
  std::printf("%lld weights in %zu layers, %d evaluations, window %d x %d, %d frames, best of %d rounds\n",
              static_cast<long long>(window.document().network()->weightCount()), window.document().layerCount(),
              evaluations, window.width(), window.height(), frames, rounds);
  std::fflush(stdout);
  bool good = true;
  const auto show = [&](std::shared_ptr<const SearchSnapshot> snapshot) {
    StoredSearch stored;
    stored.snapshot = std::move(snapshot);
    stored.request.sessionPath = folder.filePath("made.bitprism").toStdString();
    window.search().showStored(stored);
  };
  for (const char* panel : {"search", "trials"}) {
    window.showPanel(panel);
    std::printf("with the panel '%s' in front\n", panel);
    for (const Scene& scene : frontScenes(window, evaluations, show)) good = measure(scene, rounds) && good;
  }
  waitUntil([&] { return window.document().errors().complete(); });
  good = measure(dragging(window, largestLayer), rounds) && good;
  return good ? 0 : 1;
}
