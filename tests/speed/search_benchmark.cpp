// Runs search methods side by side on one network and prints the hypervolume that each reaches after 10, 20, 50 and 100
// evaluations and at equal seconds, mean and standard error over seeds: on the images that the search sees and, of the
// same fronts, on images held out from it.
//
// A seed is that of the search and of the split of the images into those that it sees, those held out and those it
// calibrates on, so that the standard error has both kinds of luck in it. All methods of one seed share one measurement
// of sensitivities and one memory of evaluations; a plan's seconds are those that it took when it was first measured,
// and a search that needs the sensitivities is charged what measuring them took. The reference of the hypervolume is
// the same for all schemes: that of 8 bits by min-max.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "app/workflow/automatic_methods.h"
#include "app/workflow/contending_methods.h"
#include "core/base/text.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/packed/model_size.h"
#include "core/search/list_search.h"
#include "core/search/pareto.h"
#include "core/search/search_method.h"
#include "tests/support/real_networks.h"

namespace bitprism {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* usage = R"(search_benchmark [options]
  --network NAME|FILE  "example", a network of --data by its name, or a file     (example)
  --data FOLDER|DATA   where networks go by name their folder, else images       (../shared/data; example)
  --calibration DATA   images for the sensitivities                              (split off the data)
  --preprocess FILE    of a network given as a file, JSON as bitprism-cli takes
  --methods A,B        search methods, "uniform": one width for all layers       (all)
  --seeds K            every method with seeds 1 to K, images split by them      (3)
  --trials N           evaluations of each search                                (50)
  --images N           of the data, half to search and half held out             (all)
  --scheme A,B         how layers are quantized: methods, auto, or auto and what
                       contends with it: auto,pwlq,dsconv                        (uniform)
  --per tensor|channel                                                           (channel)
  --bits LOW-HIGH                                                                (2-8)
  --csv FILE           every evaluation of every search
  --plot FILE          held-out hypervolume over evaluations, for `bitprism --plot FILE --screenshot PICTURE`
  --fronts FILE        likewise the fronts of seed 1 by size, accuracy on held-out images
  --memory FILE        measurements kept from run to run, in FILE.1, FILE.2 ... by seed
)";

struct Arguments {
  std::map<std::string, std::string> values;

  std::string text(const std::string& key, const std::string& standard = "") const {
    const auto found = values.find(key);
    return found == values.end() ? standard : found->second;
  }
  int number(const std::string& key, int standard) const {
    const std::string written = text(key);
    if (written.empty()) return standard;
    try {
      std::size_t end = 0;
      const int value = std::stoi(written, &end);
      if (end == written.size() && value > 0) return value;
    } catch (const std::logic_error&) {
    }
    throw UsageError("--" + key + " is '" + written + "': expected a whole number above 0");
  }
};

Arguments parse(int argc, char** argv) {
  static const std::string known =
      " network data calibration preprocess methods seeds trials images scheme per bits csv plot fronts memory ";
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string option = argv[i];
    if (!option.starts_with("--") || known.find(" " + option.substr(2) + " ") == std::string::npos || i + 1 == argc)
      throw UsageError("cannot understand '" + option + "'\n" + usage);
    arguments.values[option.substr(2)] = argv[++i];
  }
  return arguments;
}

std::vector<std::string> list(const std::string& written) {
  std::vector<std::string> parts;
  std::stringstream stream(written);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

std::unique_ptr<Study> open(const Arguments& arguments, std::uint64_t seed) {
  const std::string network = arguments.text("network", "example");
  const int images = arguments.number("images", 1 << 30);
  for (const test::RealNetwork& real : test::realNetworks())
    if (real.name == network) return test::openStudy(arguments.text("data", "../shared/data"), real, images, seed);
  StudySettings settings;
  settings.seed = seed;
  settings.networkPath = network;
  settings.dataPath = arguments.text("data", "example");
  settings.calibrationPath = arguments.text("calibration");
  settings.images = arguments.number("images", 1 << 30);
  if (const std::string file = arguments.text("preprocess"); !file.empty())
    settings.preprocessing = readPreprocessing(file);
  return Study::open(settings);
}

struct Measurement {
  double accuracy = 0, kl = 0;
  std::int64_t images = 0;
  double seconds = 0;
};

Json schemesOf(const SearchSpace& space) {
  Json list = Json::array();
  for (const Quantization& other : space.others) list.push_back(toJson(other.at(floatBits)));
  return list;
}

Json widthsOf(const SearchSpace& space) {
  Json list = Json::array();
  for (const SearchSpace::LayerOptions& layer : space.layers) list.push_back(numbersOfChoices(layer.widths));
  return list;
}

// Measures each plan once, also over runs of the program where a file is named.
class Memory {
 public:
  Memory(Study& study, const SearchSpace& space, const std::string& path) : study_(study), space_(space), path_(path) {
    if (path_.empty()) return;
    const Json about = {{"network", study.network()->hash},
                        {"seed", study.settings().seed},
                        {"scheme", toJson(space.scheme.at(floatBits))},
                        {"others", schemesOf(space)},
                        {"widths", widthsOf(space)},
                        {"search", study.searchEvaluator().images()},
                        {"report", study.reportEvaluator().images()}};
    std::ifstream file(path_);
    std::string line;
    if (!std::getline(file, line)) {
      append(about);
      return;
    }
    if (parseJson(line, path_) != about)
      throw UsageError("'" + path_ + "' remembers another network, scheme or images");
    while (std::getline(file, line)) {
      const Json json = parseJson(line, path_);
      if (json.contains("kl_table")) {
        sensitivity_ = {json["kl_table"].get<std::vector<std::vector<double>>>(), json["images"].get<std::int64_t>(),
                        json["seconds"].get<double>()};
        continue;
      }
      known_[json["report"].get<bool>()][choicesOfNumbers(json["bits"].get<std::vector<int>>())] = {
          json["accuracy"].get<double>(), json["kl"].get<double>(), json["images"].get<std::int64_t>(),
          json["seconds"].get<double>()};
    }
  }

  const Measurement& measure(const PlanChoice& bits, bool report) {
    const auto known = known_[report].find(bits);
    if (known != known_[report].end()) return known->second;
    const Clock::time_point start = Clock::now();
    const Score score = (report ? study_.reportEvaluator() : study_.searchEvaluator()).evaluate(space_.plan(bits), {});
    // Rounded as SearchRunner does.
    const auto rounded = [](double value) { return std::round(value * 1e6) / 1e6; };
    const Measurement measured{rounded(score.accuracy), rounded(score.kl), score.images,
                               std::chrono::duration<double>(Clock::now() - start).count()};
    append({{"report", report},
            {"bits", numbersOfChoices(bits)},
            {"accuracy", measured.accuracy},
            {"kl", measured.kl},
            {"images", measured.images},
            {"seconds", measured.seconds}});
    return known_[report][bits] = measured;
  }

  const Sensitivity& sensitivity() {
    if (!sensitivity_.kl.empty()) return sensitivity_;
    const Clock::time_point start = Clock::now();
    sensitivity_ = study_.sensitivity(space_);
    sensitivity_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    append({{"kl_table", sensitivity_.kl}, {"images", sensitivity_.images}, {"seconds", sensitivity_.seconds}});
    return sensitivity_;
  }

 private:
  void append(const Json& json) {
    if (path_.empty()) return;
    std::ofstream file(path_, std::ios::app);
    file << json.dump() << '\n';
    if (!file) throw Error("cannot write '" + path_ + "'");
  }

  Study& study_;
  const SearchSpace& space_;
  std::string path_;
  std::map<bool, std::map<PlanChoice, Measurement>> known_;
  Sensitivity sensitivity_;
};

struct Trial {
  PlanChoice bits;
  std::int64_t bytes = 0;
  Measurement measured;
  double proposalSeconds = 0;
  double seconds = 0;  // since the search began
  double hypervolume = 0, heldOut = 0;
  std::optional<double> heldOutAccuracy;  // where it was on a front
};

struct Run {
  std::string method;
  std::uint64_t seed = 1;
  std::vector<Trial> trials;

  // What is reached stays reached, also where a method has no more to try.
  double after(std::size_t evaluations, double Trial::*value) const {
    return trials.empty() ? 0 : trials[std::min(evaluations, trials.size()) - 1].*value;
  }
  double at(double seconds, double Trial::*value) const {
    double reached = 0;
    for (const Trial& trial : trials)
      if (trial.seconds <= seconds) reached = trial.*value;
    return reached;
  }
};

struct Setup {
  SearchSpace space;
  double chance = 0;
  HypervolumeReference search, heldOut;
};

constexpr const char* uniformMethod = "uniform";
constexpr const char* mixedMethods = "auto,pwlq,dsconv";

std::unique_ptr<Search> opponent(const SearchSettings& settings, const SearchSpace& space,
                                 const Sensitivity& sensitivity) {
  if (settings.method != uniformMethod) return makeSearch(settings, space, sensitivity);
  std::vector<PlanChoice> plans;
  // Of several schemes that have a width the one that is named first.
  std::set<int> widths;
  for (const LayerChoice& choice : space.layers.front().widths) widths.insert(choice.bits);
  for (const int bits : widths) {
    PlanChoice plan;
    for (const SearchSpace::LayerOptions& layer : space.layers)
      plan.push_back(*std::find_if(layer.widths.begin(), layer.widths.end(),
                                   [&](const LayerChoice& choice) { return choice.bits == bits; }));
    plans.insert(plans.begin(), std::move(plan));
  }
  return std::make_unique<ListSearch>(settings, space, plans, "one width for all layers");
}

// One trial is asked ahead, as SearchRunner does.
Run play(const std::string& method, std::uint64_t seed, int trials, const Setup& setup, Memory& memory) {
  SearchSettings settings;
  settings.method = method;
  settings.trials = trials;
  settings.seed = seed;
  settings.chanceAccuracy = setup.chance;
  settings.floatAccuracy = setup.search.scaleAccuracy;
  settings.referenceCost = static_cast<std::int64_t>(setup.search.cost);
  const bool needs = method != uniformMethod && needsSensitivity(method, setup.space);
  const Sensitivity sensitivity = needs ? memory.sensitivity() : Sensitivity{};
  const std::unique_ptr<Search> search = opponent(settings, setup.space, sensitivity);
  Run run{method, seed, {}};
  double seconds = needs ? sensitivity.seconds : 0;
  std::vector<FrontPoint> points, heldOut;
  double asking = 0;
  const auto ask = [&] {
    const Clock::time_point start = Clock::now();
    std::optional<Proposal> proposal = search->ask();
    asking = std::chrono::duration<double>(Clock::now() - start).count();
    seconds += asking;
    return proposal;
  };
  std::optional<Proposal> running = ask();
  while (running) {
    Trial trial;
    trial.proposalSeconds = asking;
    std::optional<Proposal> next = ask();
    trial.bits = running->bits;
    trial.bytes = setup.space.bytes(trial.bits);
    trial.measured = memory.measure(trial.bits, false);
    seconds += trial.measured.seconds;
    trial.seconds = seconds;
    Evaluation evaluation;
    evaluation.trial = running->trial;
    evaluation.bits = trial.bits;
    evaluation.taskIndex = running->task;
    evaluation.bytes = trial.bytes;
    evaluation.score.accuracy = trial.measured.accuracy;
    evaluation.score.kl = trial.measured.kl;
    evaluation.score.images = trial.measured.images;
    search->tell(evaluation);
    points.push_back({trial.measured.accuracy, trial.bytes, run.trials.size()});
    run.trials.push_back(std::move(trial));
    heldOut.clear();
    for (const FrontPoint& point : paretoFront(points)) {
      Trial& member = run.trials[point.index];
      if (!member.heldOutAccuracy) member.heldOutAccuracy = memory.measure(member.bits, true).accuracy;
      heldOut.push_back({*member.heldOutAccuracy, point.cost, point.index});
    }
    run.trials.back().hypervolume = hypervolume(points, setup.search);
    run.trials.back().heldOut = hypervolume(heldOut, setup.heldOut);
    running = std::move(next);
  }
  return run;
}

void writeCsv(const std::string& path, const std::vector<Run>& runs) {
  std::ofstream file(path);
  file << "method,seed,trial,bytes,accuracy,kl,held_out_accuracy,evaluation_seconds,proposal_seconds,seconds,"
          "hypervolume,held_out_hypervolume,bits\n";
  for (const Run& run : runs)
    for (std::size_t i = 0; i < run.trials.size(); ++i) {
      const Trial& t = run.trials[i];
      file << run.method << ',' << run.seed << ',' << i << ',' << t.bytes << ',' << t.measured.accuracy << ','
           << t.measured.kl << ',' << (t.heldOutAccuracy ? text(*t.heldOutAccuracy) : "") << ',' << t.measured.seconds
           << ',' << t.proposalSeconds << ',' << t.seconds << ',' << t.hypervolume << ',' << t.heldOut << ',';
      for (std::size_t l = 0; l < t.bits.size(); ++l) file << (l ? " " : "") << numberOfChoice(t.bits[l]);
      file << '\n';
    }
  if (!file) throw Error("cannot write '" + path + "'");
}

// Mean and standard error over the seeds of one method.
struct Spread {
  double mean = 0, error = 0;
};

Spread spread(const std::string& method, const std::vector<Run>& runs, const std::function<double(const Run&)>& value) {
  double sum = 0, squares = 0, count = 0;
  for (const Run& run : runs) {
    if (run.method != method) continue;
    sum += value(run);
    squares += value(run) * value(run);
    ++count;
  }
  const double mean = sum / count;
  return {mean, count > 1 ? std::sqrt(std::max(squares / count - mean * mean, 0.0) / (count - 1)) : 0};
}

void writePlot(const std::string& path, const std::vector<std::string>& methods, const std::vector<Run>& runs,
               int trials) {
  Json curves = Json::array();
  double least = 1;
  for (const std::string& method : methods) {
    Json x = Json::array(), y = Json::array(), error = Json::array();
    for (int n = 1; n <= trials; ++n) {
      const Spread value =
          spread(method, runs, [&](const Run& run) { return run.after(static_cast<std::size_t>(n), &Trial::heldOut); });
      x.push_back(n);
      y.push_back(value.mean);
      error.push_back(value.error);
      if (n == std::min(trials, 20)) least = std::min(least, value.mean);
    }
    curves.push_back({{"name", method}, {"x", x}, {"y", y}, {"error", error}});
  }
  std::ofstream file(path);
  file << Json{{"kind", "curves"},
               {"x_label", "evaluations"},
               {"y_label", "hypervolume on held-out images, mean and standard error"},
               {"low", least},
               {"curves", curves}};
  if (!file) throw Error("cannot write '" + path + "'");
}

// The plans on the front of a run, by size.
std::vector<const Trial*> frontOf(const Run& run) {
  std::vector<FrontPoint> points;
  for (const Trial& trial : run.trials) points.push_back({trial.measured.accuracy, trial.bytes, points.size()});
  std::vector<const Trial*> front;
  for (const FrontPoint& point : paretoFront(points)) front.push_back(&run.trials[point.index]);
  std::sort(front.begin(), front.end(), [](const Trial* a, const Trial* b) { return a->bytes < b->bytes; });
  return front;
}

void writeFronts(const std::string& path, const std::vector<Run>& runs) {
  Json curves = Json::array();
  for (const Run& run : runs) {
    if (run.seed != 1) continue;
    Json x = Json::array(), y = Json::array();
    for (const Trial* trial : frontOf(run)) {
      x.push_back(static_cast<double>(trial->bytes) / 1024);
      y.push_back(100 * trial->heldOutAccuracy.value_or(0));
    }
    curves.push_back({{"name", run.method}, {"x", x}, {"y", y}});
  }
  std::ofstream file(path);
  file << Json{{"kind", "curves"},
               {"x_label", "memory, KiB"},
               {"y_label", "accuracy on held-out images, %"},
               {"steps", true},
               {"curves", curves}};
  if (!file) throw Error("cannot write '" + path + "'");
}

// Where the bits go: the mean over the plans on the fronts of the first, middle and last third of the layers, and the
// last layer alone.
void printDepths(const std::vector<std::string>& methods, const std::vector<Run>& runs) {
  std::printf("\nmean bits over the plans on the fronts\n%-16s  %11s  %11s  %11s  %11s\n", "", "first third", "middle",
              "last third", "last layer");
  for (const std::string& method : methods) {
    double sums[4] = {}, counts[4] = {};
    for (const Run& run : runs) {
      if (run.method != method) continue;
      for (const Trial* trial : frontOf(run))
        for (std::size_t l = 0; l < trial->bits.size(); ++l) {
          const std::size_t third = 3 * l / trial->bits.size();
          sums[third] += trial->bits[l].bits;
          ++counts[third];
          if (l + 1 < trial->bits.size()) continue;
          sums[3] += trial->bits[l].bits;
          ++counts[3];
        }
    }
    std::printf("%-16s  %11.2f  %11.2f  %11.2f  %11.2f\n", method.c_str(), sums[0] / counts[0], sums[1] / counts[1],
                sums[2] / counts[2], sums[3] / counts[3]);
  }
}

struct Column {
  std::string title;
  std::function<double(const Run&)> value;
};

void printTable(const char* title, const std::vector<std::string>& methods, const std::vector<Run>& runs,
                const std::vector<Column>& columns) {
  std::printf("\n%s\n%-16s", title, "");
  for (const Column& column : columns) std::printf("  %16s", column.title.c_str());
  std::puts("");
  for (const std::string& method : methods) {
    std::printf("%-16s", method.c_str());
    for (const Column& column : columns) {
      const auto [mean, error] = spread(method, runs, column.value);
      std::printf("  %.4f +- %.4f", mean, error);
    }
    std::puts("");
  }
}

// What is searched, and what for: the reference depends on the network and the images alone.
Setup setupOf(Study& study, SearchRequest& request, const std::string& schemes) {
  if (schemes == automaticMethod || schemes == mixedMethods) {
    chooseMethods(request, study);
    if (schemes == mixedMethods) addContenders(request, study, standardContenders());
  } else {
    std::vector<Quantization> all;
    for (const Method method : methodsFromText(schemes))
      all.push_back(withStandardCorrection({.method = method, .granularity = request.scheme.granularity}));
    request.scheme = all.front();
    request.others.assign(all.begin() + 1, all.end());
  }
  Setup setup;
  setup.space = study.space(request);
  const std::size_t layers = setup.space.size();
  setup.chance = 1.0 / static_cast<double>(std::max<std::int64_t>(1, study.searchEvaluator().classes()));
  const auto reference =
      static_cast<double>(modelSize(*study.network(), uniformPlan(layers, {.bits = maximumBits})).total());
  const QuantPlan unchanged = floatPlan(layers);
  setup.search = {setup.chance, reference, study.searchEvaluator().evaluate(unchanged, {}).accuracy};
  setup.heldOut = {setup.chance, reference, study.reportEvaluator().evaluate(unchanged, {}).accuracy};
  return setup;
}

void benchmark(const Arguments& arguments) {
  SearchRequest request;
  const std::string schemes = arguments.text("scheme", "uniform");
  request.scheme.granularity = granularityFromName(arguments.text("per", "channel"));
  const std::string bits = arguments.text("bits", "2-8");
  int low = 0, high = 0;
  if (std::sscanf(bits.c_str(), "%d-%d", &low, &high) != 2)
    throw UsageError("--bits is '" + bits + "': expected LOW-HIGH");
  request.widths = widthsBetween(low, high);
  const std::vector<std::string> methods =
      arguments.values.contains("methods") ? list(arguments.text("methods")) : searchMethodNames();
  const int seeds = arguments.number("seeds", 3), trials = arguments.number("trials", 50);

  std::vector<Run> runs;
  double longest = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    const std::unique_ptr<Study> study = open(arguments, static_cast<std::uint64_t>(seed));
    const Setup setup = setupOf(*study, request, schemes);
    for (const std::string& method : methods) {
      if (method == uniformMethod) continue;
      SearchSettings settings;
      settings.method = method;
      checkSearch(settings, setup.space);
    }
    const std::string kept = arguments.text("memory");
    Memory memory(*study, setup.space, kept.empty() ? kept : text(kept, '.', seed));
    if (seed == 1)
      std::printf("%s, %zu layers, %s per %s, %s bits, %d evaluations, %d seeds\n", study->network()->name.c_str(),
                  setup.space.size(), schemes.c_str(), granularityName(request.scheme.granularity), bits.c_str(),
                  trials, seeds);
    std::printf(
        "split %d: search %lld images, float accuracy %.4f; held out %lld, %.4f; reference accuracy %.4f at %.0f "
        "bytes\n",
        seed, static_cast<long long>(study->searchEvaluator().images()), setup.search.scaleAccuracy,
        static_cast<long long>(study->reportEvaluator().images()), setup.heldOut.scaleAccuracy, setup.chance,
        setup.search.cost);
    for (const std::string& method : methods) {
      runs.push_back(play(method, static_cast<std::uint64_t>(seed), trials, setup, memory));
      const Run& run = runs.back();
      if (run.trials.empty()) throw Error("'" + method + "' has proposed nothing");
      longest = std::max(longest, run.trials.back().seconds);
      double asking = 0;
      for (const Trial& trial : run.trials) asking += trial.proposalSeconds / static_cast<double>(run.trials.size());
      std::printf("  %-14s seed %d: %3zu evaluations, %7.1f s, %.3f s a proposal, hypervolume %.4f, held out %.4f\n",
                  method.c_str(), seed, run.trials.size(), run.trials.back().seconds, asking,
                  run.trials.back().hypervolume, run.trials.back().heldOut);
      std::fflush(stdout);
      if (arguments.values.contains("csv")) writeCsv(arguments.text("csv"), runs);
    }
  }
  if (arguments.values.contains("plot")) writePlot(arguments.text("plot"), methods, runs, trials);
  if (arguments.values.contains("fronts")) writeFronts(arguments.text("fronts"), runs);
  printDepths(methods, runs);

  for (const auto& [title, value] : {std::pair{"hypervolume on the search's images", &Trial::hypervolume},
                                     std::pair{"the same fronts on held-out images", &Trial::heldOut}}) {
    std::vector<Column> columns;
    for (const std::size_t count : {10u, 20u, 50u, 100u})
      if (static_cast<int>(count) <= trials)
        columns.push_back(
            {text(count, " evaluations"), [count, value = value](const Run& run) { return run.after(count, value); }});
    for (const double part : {0.25, 0.5, 1.0})
      columns.push_back({text(std::lround(part * longest), " s"),
                         [seconds = part * longest, value = value](const Run& run) { return run.at(seconds, value); }});
    printTable(title, methods, runs, columns);
  }
}

}  // namespace
}  // namespace bitprism

int main(int argc, char** argv) {
  try {
    bitprism::benchmark(bitprism::parse(argc, argv));
  } catch (const bitprism::UsageError& problem) {
    return std::fprintf(stderr, "search_benchmark: %s\n", problem.what()), 2;
  } catch (const std::exception& problem) {
    return std::fprintf(stderr, "search_benchmark: %s\n", problem.what()), 1;
  }
}
