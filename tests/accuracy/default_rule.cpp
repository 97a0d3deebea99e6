// How methods choose themselves (core/quant/choice/automatic_scheme.h), found by leaving one network out at a time.
//
// A rule chooses for every layer the candidate of least rest + a shrink + b shift (predicted_sensitivity.h), by the
// layer's outputs on calibration images or by its weights. Each network is measured under each rule at 2, 3 and 4 bits,
// beside min-max with restored means, which was the default before. For every network the rule is taken that did best
// on all others (least mean logarithm of KL beside that of min-max); the last table says what it does on the one left
// out. default_rule DATA MEASURED [IMAGES] [NETWORK...]: MEASURED is a CSV file that keeps what was measured from run
// to run; "example" is the bundled network.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <sstream>
#include <tuple>

#include "core/base/text.h"
#include "core/quant/choice/automatic_scheme.h"
#include "core/quant/choice/predicted_sensitivity.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"
#include "tests/support/real_networks.h"

using namespace bitprism;

namespace {

struct Rule {
  bool byOutputs = true;
  double shrink = 4, shift = 4;

  std::string name() const {
    std::ostringstream name;
    name << (byOutputs ? "outputs" : "weights") << ' ' << shrink << ' ' << shift;
    return name.str();
  }
};

constexpr const char* before = "min-max";

std::vector<Rule> rules() {
  std::vector<Rule> all;
  for (const bool byOutputs : {true, false})
    for (const double shrink : {1.0, 4.0, 16.0})
      for (const double shift : {1.0, 4.0, 16.0})
        if (byOutputs || shift == 4) all.push_back({byOutputs, shrink, shift});  // restored means leave no other shift
  return all;
}

struct Measured {
  double accuracy = 0, kl = 0;
  std::int64_t images = 0, bytes = 0;
};

// By network, bits and rule.
using Table = std::map<std::tuple<std::string, int, std::string>, Measured>;

Table readTable(const std::string& path) {
  Table table;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::stringstream cells(line);
    std::string network, bits, rule, cell;
    Measured measured;
    std::getline(cells, network, ',');
    std::getline(cells, bits, ',');
    std::getline(cells, rule, ',');
    char comma = 0;
    cells >> measured.accuracy >> comma >> measured.kl >> comma >> measured.images >> comma >> measured.bytes;
    if (!cells) throw InputError(text("cannot read '", path, "': '", line, "' is no row of it"));
    table[{network, std::stoi(bits), rule}] = measured;
  }
  return table;
}

// One network's layers, candidates and what they are expected to do; each is found once.
class Comparison {
 public:
  explicit Comparison(Study& study) : study_(study) {
    study.calibrateInputs();
    calibration_ = study.calibration();
  }

  QuantPlan plan(const Rule& rule, int bits) {
    const Network& network = *study_.network();
    QuantPlan plan;
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      const Layer& layer = network.layers[l];
      const InputMoments* inputs = calibration_.of(l);
      std::vector<SensitivityParts>& parts = parts_[{bits, rule.byOutputs, l}];
      const std::vector<QuantScheme> candidates = automaticCandidates(bits);
      if (parts.empty()) {
        const SensitivityPrediction prediction(layer, rule.byOutputs ? inputs : nullptr);
        for (const QuantScheme& scheme : candidates)
          parts.push_back(!automaticFits(layer, scheme) || (readsInputs(scheme) && !prediction.byOutputs())
                              ? SensitivityParts{std::numeric_limits<double>::infinity(), 0, 0}
                              : prediction.parts(*quantizedWeights(layer, scheme, inputs)));
      }
      std::size_t best = 0;
      for (std::size_t i = 1; i < candidates.size(); ++i)
        if (parts[i].sum(rule.shrink, rule.shift) < parts[best].sum(rule.shrink, rule.shift)) best = i;
      plan.layers.push_back(candidates[best]);
    }
    return plan;
  }

  const Measured& measure(const QuantPlan& plan) {
    const auto known = known_.find(plan);
    if (known != known_.end()) return known->second;
    const Score score = study_.evaluator().evaluate(plan, Task{});
    return known_[plan] = {score.accuracy, score.kl, score.images, modelSize(*study_.network(), plan).total()};
  }

  std::size_t layers() const { return study_.network()->layers.size(); }

 private:
  Study& study_;
  Calibration calibration_;
  std::map<std::tuple<int, bool, std::size_t>, std::vector<SensitivityParts>> parts_;
  std::map<QuantPlan, Measured> known_;
};

void measureNetwork(const std::string& name, Study& study, Table& table, const std::string& path) {
  Comparison comparison(study);
  const auto add = [&](int bits, const std::string& rule, const std::function<QuantPlan()>& plan) {
    if (table.contains({name, bits, rule})) return;
    const Measured measured = table[{name, bits, rule}] = comparison.measure(plan());
    std::ofstream file(path, std::ios::app);
    file << name << ',' << bits << ',' << rule << ',' << measured.accuracy << ',' << measured.kl << ','
         << measured.images << ',' << measured.bytes << '\n';
    std::printf("%-22s %d %-14s %6.2f %%  KL %8.4f  %7.1f KiB\n", name.c_str(), bits, rule.c_str(),
                100 * measured.accuracy, measured.kl, static_cast<double>(measured.bytes) / 1024);
    std::fflush(stdout);
  };
  add(floatBits, before, [&] { return floatPlan(comparison.layers()); });
  for (const int bits : {2, 3, 4, 5, 6, 8}) {
    add(bits, before, [&] { return uniformPlan(comparison.layers(), {.bits = bits}); });
    add(bits, "auto",
        [&] { return automaticPlan(*study.network(), study.calibration(), BitAllocation(comparison.layers(), bits)); });
    if (bits <= 4)
      for (const Rule& rule : rules()) add(bits, rule.name(), [&] { return comparison.plan(rule, bits); });
  }
}

// What a rule gains on a network over min-max: mean of log(KL / KL of min-max) over bits.
double score(const Table& table, const std::string& network, const std::string& rule) {
  double sum = 0;
  for (const int bits : {2, 3, 4})
    sum += std::log(table.at({network, bits, rule}).kl / table.at({network, bits, before}).kl);
  return sum / 3;
}

void leaveOneOut(const Table& table) {
  std::vector<std::string> networks;
  for (const auto& [key, measured] : table)
    if (std::find(networks.begin(), networks.end(), std::get<0>(key)) == networks.end())
      networks.push_back(std::get<0>(key));
  std::erase_if(networks, [&](const std::string& name) {
    return !table.contains({name, 4, rules().back().name()}) || !table.contains({name, 8, "auto"});
  });
  if (networks.size() < 2) return;
  std::printf("\nleft out               by       rule of the others   bits  min-max %%   rule %%  std. error\n");
  for (const std::string& left : networks)
    for (const bool byOutputs : {true, false}) {
      std::string best;
      double least = std::numeric_limits<double>::infinity();
      for (const Rule& rule : rules()) {
        if (rule.byOutputs != byOutputs) continue;
        double sum = 0;
        for (const std::string& other : networks)
          if (other != left) sum += score(table, other, rule.name());
        if (sum < least) least = sum, best = rule.name();
      }
      for (const int bits : {2, 3, 4}) {
        const Measured &plain = table.at({left, bits, before}), &chosen = table.at({left, bits, best});
        const double p = (plain.accuracy + chosen.accuracy) / 2;
        std::printf("%-22s %-8s %-20s %4d  %9.2f  %7.2f  %10.2f\n", left.c_str(), byOutputs ? "outputs" : "weights",
                    best.c_str(), bits, 100 * plain.accuracy, 100 * chosen.accuracy,
                    100 * std::sqrt(p * (1 - p) / static_cast<double>(plain.images)));
      }
    }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::cerr << "usage: default_rule DATA MEASURED [IMAGES] [NETWORK...]\n";
    return 2;
  }
  const std::string data = argv[1], path = argv[2];
  const int images = argc > 3 ? std::atoi(argv[3]) : 1000;
  std::vector<std::string> names(argv + std::min(argc, 4), argv + argc);
  if (names.empty()) {
    names.emplace_back("example");
    for (const test::RealNetwork& network : test::realNetworks()) names.push_back(network.name);
  }
  Table table = readTable(path);
  for (const std::string& name : names) {
    if (table.contains({name, 8, "auto"})) continue;
    std::unique_ptr<Study> study;
    if (name == "example") {
      StudySettings settings;
      settings.networkPath = settings.dataPath = "example";
      settings.images = images;
      study = Study::open(settings);
    } else {
      study = test::openStudy(data, test::realNetwork(name), images);
    }
    measureNetwork(name, *study, table, path);
  }
  leaveOneOut(table);
} catch (const std::exception& problem) {
  std::cerr << "default_rule: " << problem.what() << '\n';
  return 1;
}
