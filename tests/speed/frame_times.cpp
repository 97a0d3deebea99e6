// How long frames of the window take while a hand works in it, on the processor alone: the front with 10 000
// evaluations (hover, pan, rectangle, and a search that goes on), and hands on the bits of a network of 25 million
// weights: a bar of its largest layer, the bars of all its layers together, a curve over them and the budget, with
// histogram, levels, error, size and the predicted accuracy with its band. Every event is sent to the real window and
// everything it causes is drawn before the next. Prints the median and the worst frame of the best of several rounds:
// as the clock saw it, and what the window's own thread computed; the two differ where other programs hold the cores.
// frame_times [EVALUATIONS [SIDE [ROUNDS]]], by default 10000, 5000 (of the square matrix of weights) and 3.

#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QTemporaryDir>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

#include "app/desktop/bits_panel.h"
#include "app/desktop/figures.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/trials_panel.h"
#include "core/quant/packed/packed_file.h"
#include "core/search/accuracy_model.h"
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

// The model of a search of this network, from evaluations whose accuracy falls with the bits.
SearchModel modelOf(const Network& network, const Quantization& scheme) {
  constexpr int observed = 60;
  SearchModel model;
  model.space = searchSpace(network, scheme, widthsBetween(2, 8), {});
  Random random(11);
  for (const auto& layer : model.space.layers) {
    model.sensitivity.kl.emplace_back();
    const double least = random.uniform(0.0005, 0.02);
    for (const LayerChoice& choice : layer.widths)
      model.sensitivity.kl.back().push_back(least * std::pow(4.0, 8 - choice.bits));
  }
  const auto features = std::make_shared<const PlanFeatures>(model.space, model.sensitivity);
  std::vector<ModelObservation> observations;
  for (int i = 0; i < observed; ++i) {
    ModelObservation observation;
    double damage = 0;
    for (std::size_t l = 0; l < model.space.size(); ++l) {
      observation.bits.emplace_back(2 + static_cast<int>(random.below(7)));
      damage += model.sensitivity.kl[l][static_cast<std::size_t>(observation.bits.back().bits - 2)];
    }
    observation.accuracy = 0.1 + 0.8 * std::exp(-damage);
    observation.kl = damage;
    observations.push_back(std::move(observation));
  }
  AccuracyModel::Settings settings;
  settings.curve = {0.1, 0.93};
  model.predictor = std::make_shared<const AccuracyModel>(features, observations, settings);
  return model;
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

void send(QWidget& widget, int key, Qt::KeyboardModifiers keys = {}) {
  for (const QEvent::Type type : {QEvent::KeyPress, QEvent::KeyRelease}) {
    QKeyEvent event(type, key, keys);
    QApplication::sendEvent(&widget, &event);
  }
}

// Every layer selected and dragged by the largest.
Scene draggingAll(MainWindow& window, int layer) {
  BitsView* bits = window.panel<BitsPanel>().view();
  Scene scene = dragging(window, layer);
  scene.name = "bits: drag all layers";
  scene.prepare = [=, prepare = scene.prepare] {
    send(*bits, Qt::Key_A, Qt::ControlModifier);
    mouse(*bits, QEvent::MouseButtonPress,
          {static_cast<int>(bits->barArea(layer).center().x()), static_cast<int>(bits->yOfBits(8))}, true);
  };
  return scene;
}

Scene draggingCurve(MainWindow& window) {
  BitsView* bits = window.panel<BitsPanel>().view();
  const auto x = std::make_shared<int>(0);
  return {"bits: drag a curve over all layers",
          [=] {
            send(*bits, Qt::Key_A, Qt::ControlModifier);
            bits->setCurve(BitCurve::CubicBezier);
            const QPoint handle = bits->curveHandles()[1].toPoint();
            *x = handle.x();
            mouse(*bits, QEvent::MouseButtonPress, handle, true);
          },
          [=](int i) {
            mouse(*bits, QEvent::MouseMove, {*x, static_cast<int>(bits->yOfBits(1 + (i / 2) % 8))}, true);
          },
          [=] {
            mouse(*bits, QEvent::MouseButtonRelease, {*x, static_cast<int>(bits->yOfBits(4))}, true);
            bits->setCurve({});
          }};
}

Scene draggingBudget(MainWindow& window) {
  BitsView* bits = window.panel<BitsPanel>().view();
  const auto x = std::make_shared<int>(0);
  return {"bits: drag the budget",
          [=] {
            const QPoint handle = bits->budgetHandle().toPoint();
            *x = handle.x();
            mouse(*bits, QEvent::MouseButtonPress, handle, true);
          },
          [=](int i) {
            const double height = 1.5 + 6 * (0.5 + 0.5 * std::sin(0.1 * i));
            const double unit = bits->yOfBits(1) - bits->yOfBits(2);
            mouse(*bits, QEvent::MouseMove, {*x, static_cast<int>(bits->yOfBits(1) - (height - 1) * unit)}, true);
          },
          [=] {
            mouse(*bits, QEvent::MouseButtonRelease, {*x, static_cast<int>(bits->yOfBits(4))}, true);
          }};
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
  std::optional<SearchModel> model;
  const auto show = [&](std::shared_ptr<const SearchSnapshot> snapshot) {
    StoredSearch stored;
    stored.snapshot = std::move(snapshot);
    stored.request.sessionPath = folder.filePath("made.bitprism").toStdString();
    stored.model = model;
    window.search().showStored(stored);
  };
  for (const char* panel : {"search", "trials"}) {
    window.showPanel(panel);
    std::printf("with the panel '%s' in front\n", panel);
    for (const Scene& scene : frontScenes(window, evaluations, show)) good = measure(scene, rounds) && good;
  }
  waitUntil([&] { return window.document().errors().complete(); });
  // No evaluation stands in the way of the budget's own plans, and the model predicts each of them.
  model = modelOf(*window.document().network(), window.document().baseScheme());
  show(test::madeSearch(0, static_cast<int>(window.document().layerCount())));
  drawAll();
  if (!statusFigures(window.workspace()).predicted) {
    std::printf("no accuracy is predicted\n");
    return 1;
  }
  for (const Scene& scene : {dragging(window, largestLayer), draggingAll(window, largestLayer), draggingCurve(window),
                             draggingBudget(window)})
    good = measure(scene, rounds) && good;
  return good ? 0 : 1;
}
