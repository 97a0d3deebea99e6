#pragma once

#include <CLI/CLI.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "app/workflow/automatic_methods.h"
#include "app/workflow/front_answer.h"
#include "app/workflow/plan_file.h"
#include "app/workflow/study.h"
#include "app/workflow/target_limits.h"
#include "core/quant/scheme/method_info.h"
#include "core/torch/write/network_writer.h"

namespace bitprism {

// The input of every command: stop requests, progress, and options of the program.
struct CommandContext {
  std::stop_token stop;
  Progress progress;
  bool json = false;
  std::string* interruption = nullptr;  // printed when the command is stopped: where its results are kept
  ReadOptions reading;                  // how networks are read
};

using Run = std::function<void(const CommandContext&)>;

// Each adds its subcommand and returns the function to run if it is chosen.
Run addInspect(CLI::App& app);
Run addError(CLI::App& app);
Run addTensor(CLI::App& app);
Run addEvaluate(CLI::App& app);
Run addSearch(CLI::App& app);
Run addFront(CLI::App& app);
Run addExport(CLI::App& app);
Run addCompare(CLI::App& app);
Run addDoctor(CLI::App& app);
Run addLatency(CLI::App& app);
Run addDiff(CLI::App& app);
Run addConvert(CLI::App& app);
Run addPlot(CLI::App& app);
Run addActivations(CLI::App& app);
Run addFinetune(CLI::App& app);
Run addDistill(CLI::App& app);
Run addSparsify(CLI::App& app);
Run addReport(CLI::App& app);
Run addDescribe(CLI::App& app);

// --- options that several commands share
// ------------------------------------------------------------------------------

// --method, --per, --range, --percentile, --correction, --symmetric, --affine, and a flag for every option that only
// some methods have (method_option.h).
class SchemeOptions {
 public:
  // Automatic: unless any of them is given, or with --method auto, the method is chosen for each layer
  // (automatic_scheme.h). Own: the command has its own --method or --methods.
  enum class Choice { Automatic, Uniform, Own };
  void add(CLI::App& command, Choice choice = Choice::Automatic);

  // Whether the method is to be chosen. Throws UsageError for --method auto with options that leave no choice.
  bool automatic() const;

  // All layers at these bits, with the given options or the scheme chosen for each layer, which a notice names.
  QuantPlan plan(Study& study, int bits, SchemeUse use, const CommandContext& context) const;

  // Of --method. Throws UsageError, also for an option that the method does not use.
  Quantization quantization() const;

  // One per method, each with the options that it uses; throws UsageError for an option that none of them uses. A
  // single method must use all of them.
  std::vector<Quantization> quantizations(const std::vector<Method>& methods) const;
  bool given() const;  // any of them

  // What quantization() and plan() are fitted to, as far as nobody chose otherwise; a choice that the target does not
  // take is a UsageError.
  void setTarget(const TargetProfile& target, const ActivationRequest& inputs);

 private:
  struct Given {
    const MethodOption* option;
    CLI::Option* flag = nullptr;
    std::string name;
    double number = 0;
  };
  double valueOf(const Given& given) const;
  Quantization common() const;
  bool gave(const char* option) const;
  Quantization fittedToTarget(const Quantization& quantization) const;

  std::string method_, granularity_ = "channel", range_, correction_;
  CLI::Option* methodOption_ = nullptr;
  bool symmetric_ = false, affine_ = false;
  std::optional<double> percentile_;
  std::deque<Given> given_;            // of every option
  std::vector<CLI::Option*> options_;  // all of them
  const TargetProfile* target_ = &targetProfile(Target::Any);
  ActivationRequest inputs_;
};

// --activation-bits, --activation-method and their options.
class ActivationFlags {
 public:
  void add(CLI::App& command);
  ActivationRequest request() const;  // throws UsageError
  bool given() const { return !bits_.empty(); }

 private:
  struct Given {
    const ActivationOption* option;
    CLI::Option* flag = nullptr;
    std::string name;
    double number = 0;
  };

  std::string bits_, method_ = activationMethodName(ActivationOptions().method), range_;
  std::deque<Given> given_;            // of every option
  std::vector<CLI::Option*> options_;  // those that need bits
};

// --integer and --no-integer.
class IntegerFlag {
 public:
  void add(CLI::App& command);

  // Whether a plan made here with this bit-width gets its integer form; as asked, else by its widths.
  bool wantedFor(int weightBits, const ActivationRequest& request) const;
  bool asked() const { return option_->count() > 0 && value_; }
  bool refused() const { return option_->count() > 0 && !value_; }

 private:
  bool value_ = false;
  CLI::Option* option_ = nullptr;
};

// --target: what runs the network.
class TargetFlag {
 public:
  void add(CLI::App& command);
  bool given() const { return option_->count() > 0; }
  const TargetProfile& profile() const;  // throws UsageError

  // The target of the command line, else this one.
  const TargetProfile& profileOr(Target otherwise) const;

 private:
  std::string name_ = targetName(Target::Any);
  CLI::Option* option_ = nullptr;
};

// Whether plans with these inputs get their integer form for the target, which decides alone where it limits anything.
// Throws UsageError where --integer or --no-integer contradict it.
bool integerFormFor(const TargetProfile& target, const IntegerFlag& flag, int weightBits,
                    const ActivationRequest& inputs, bool quantizedInputs);

// --data, --scale, --mean, --std, --resize, --crop, --channels, --preprocess, --image-cache, --device.
class DataOptions {
 public:
  void add(CLI::App& command, bool required);
  std::optional<Preprocessing> preprocessing() const;  // absent when nothing was given
  const std::string& path() const { return data_; }
  std::int64_t cacheBytes() const { return cacheMebibytes_ << 20; }
  Device device() const;
  std::optional<BoxHead> head() const;         // absent when not given
  std::optional<MetricCommand> judge() const;  // likewise: only this command line names the program

  // A study of the network on these images, with these options.
  StudySettings study(const std::string& network) const;

 private:
  std::string data_, channels_ = "rgb", resize_, crop_, letterbox_, head_, file_, device_ = "auto";
  std::vector<double> mean_, deviation_;
  double scale_ = 0;
  MetricCommand judge_;
  std::int64_t cacheMebibytes_ = defaultImageCacheBytes >> 20;
  CLI::Option* channelsOption_ = nullptr;
};

// Uses the plan's preprocessing where the command line gives none, and says so.
void adoptPreprocessing(const PlanFile& plan, StudySettings& settings);

// --equalize.
void addEqualize(CLI::App& command, bool& equalize);

// --metric: the metric of plans.
void addMetric(CLI::App& command, std::string& metric);
std::optional<Metric> metricOf(const std::string& given);  // absent when nothing was given; throws UsageError

// The network that a command opens, or "example"; `more` is added to the help.
std::string networkHelp();
CLI::Option* addNetwork(CLI::App& command, std::string& path, const char* name = "network",
                        const std::string& more = "");

// --onnxruntime.
void addRuntime(CLI::App& command, std::string& library);
// --weights, for commands that open a network; addNetwork adds it. Its file is in CommandContext::reading.
void addWeights(CLI::App& command);

// --shape, for files that leave their input's shape open and commands that need no images.
void addShape(CLI::App& command, std::string& shape);
Shape shapeOf(const std::string& given);  // of one image, [channels, height, width]; throws UsageError
ReadOptions readingOf(const CommandContext& context, const std::string& shape);  // with --shape; throws UsageError

// Study::open with the reading options and the stop token of this command.
std::unique_ptr<Study> openStudy(StudySettings settings, const CommandContext& context);

// exportNetwork; an archive that it writes becomes trusted.
ExportReport exportFile(const Network& network, const QuantPlan& plan, const NetworkWriter& writer,
                        const std::string& path, const ExportOptions& options);

// Prints each as a line on stderr.
void printNotices(const std::vector<std::string>& notices);

// Prints the notices about an opened session on stderr; that an older version measured it only once per session.
void noteSession(const Session& session);

// Refuses to overwrite without force (UsageError).
void checkOutput(const std::string& path, bool force);

// Right-aligned columns for a terminal.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header);
  void add(std::vector<std::string> row);
  std::string str() const;

  // One line with columns of these widths; for tables that are shown while they grow.
  static std::string line(const std::vector<std::string>& row, const std::vector<std::size_t>& widths);

 private:
  std::vector<std::vector<std::string>> rows_;
};

std::string fixed(double value, int digits);
std::string kibText(std::int64_t bytes);
std::string percentText(double fraction);
std::string bitsText(const PlanChoice& bits);  // a digit a layer; h: half floats, f: float

// The front as rows of a TextTable. Where several methods compete, a letter per layer identifies the method, and the
// legend explains the letters.
std::vector<std::string> frontHeader(const FrontReport& report);
std::vector<std::string> frontRow(const FrontReport& report, const Evaluation& point, const char* mark = "");
std::string methodsLegend(const FrontReport& report);

// --size, --accuracy and, unless the command uses it otherwise, --at-most.
class BudgetOptions {
 public:
  enum class AtMost { Asks, Elsewhere };
  void add(CLI::App& command, CLI::Option* session = nullptr, AtMost atMost = AtMost::Asks);  // which they need
  Budget budget() const;                                                                      // throws UsageError

 private:
  std::string size_, accuracy_;
  std::vector<std::string> atMost_;
};

// --at-most.
CLI::Option* addAtMost(CLI::App& command, std::vector<std::string>& limits, const std::string& help);
std::vector<CostLimit> limitsOf(const std::vector<std::string>& written);  // throws UsageError

// --latency-table; the table named, or the one beside the session's network, where a session is asked for a latency.
void addLatencyTable(CLI::App& command, std::string& path);
FrontAxis axisOf(const Session& session, const std::string& cost, const std::string& latencyTable, const Budget& budget,
                 const CommandContext& context);

// The front, the reachable range, and the answer to a budget: as JSON, or as text.
Json frontDocument(const FrontAnswer& answer);
void printFront(const FrontAnswer& answer);

}  // namespace bitprism
