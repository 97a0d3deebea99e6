#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "app/jobs/plan_file.h"
#include "app/jobs/study.h"

namespace bitprism {

// What every command gets: where to stop, how to tell how far it is.
struct CommandContext {
  std::stop_token stop;
  Progress progress;
  bool json = false;
};

using Run = std::function<void(const CommandContext&)>;

// Each adds its subcommand and returns what to run when it was chosen.
Run addInspect(CLI::App& app);
Run addError(CLI::App& app);
Run addTensor(CLI::App& app);
Run addEvaluate(CLI::App& app);
Run addSearch(CLI::App& app);
Run addFront(CLI::App& app);
Run addExport(CLI::App& app);
Run addConvert(CLI::App& app);
Run addPlot(CLI::App& app);

// --- options that several commands share
// ------------------------------------------------------------------------------

// --method, --per, --range, --percentile, --correction, --symmetric, --affine.
class SchemeOptions {
 public:
  void add(CLI::App& command, bool withMethod = true);  // `search` has a --method of its own
  QuantScheme scheme(int bits = floatBits) const;       // throws UsageError

 private:
  std::string method_ = "uniform", granularity_ = "channel", range_, correction_;
  bool symmetric_ = false, affine_ = false;
  std::optional<double> percentile_;
};

// --activation-bits, --activation-method and all that goes with it.
class ActivationFlags {
 public:
  void add(CLI::App& command);
  ActivationRequest request() const;  // throws UsageError

 private:
  std::string bits_, method_ = activationMethodName(ActivationOptions().method), range_, granularity_, prior_,
                     correction_, breakpoint_;
  double percentile_ = ActivationOptions().percentile, threshold_ = 0;
  int block_ = ActivationOptions().block, exponentBits_ = ActivationOptions().exponentBits;
  bool symmetric_ = false, allocate_ = false;
  std::vector<CLI::Option*> options_;  // what makes no sense without bits
};

// --data, --scale, --mean, --std, --resize, --crop, --channels, --preprocess, --image-cache.
class DataOptions {
 public:
  void add(CLI::App& command, bool required);
  std::optional<Preprocessing> preprocessing() const;  // absent when nothing was given
  const std::string& path() const { return data_; }
  std::int64_t cacheBytes() const { return cacheMebibytes_ << 20; }

 private:
  std::string data_, channels_ = "rgb", resize_, crop_, file_;
  std::vector<double> mean_, deviation_;
  double scale_ = 0;
  std::int64_t cacheMebibytes_ = defaultImageCacheBytes >> 20;
  CLI::Option* channelsOption_ = nullptr;
};

// Uses the plan's preprocessing where the command line gives none, and says so.
void adoptPreprocessing(const PlanFile& plan, StudySettings& settings);

// Prints each as a line on stderr.
void printNotices(const std::vector<std::string>& notices);

// Refuses to overwrite without force (UsageError).
void checkOutput(const std::string& path, bool force);

// Right-aligned columns for a terminal.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header);
  void add(std::vector<std::string> row);
  std::string str() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

std::string fixed(double value, int digits);
std::string kibText(std::int64_t bytes);
std::string percentText(double fraction);
std::string qualityText(Metric metric, double accuracy);  // Score::accuracy in the metric's own unit, % or dB
std::string bitsText(const BitAllocation& bits);          // a digit a layer; h: half floats, f: float

}  // namespace bitprism
