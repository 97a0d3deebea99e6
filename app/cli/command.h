#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "app/cli/activation_flags.h"
#include "app/cli/data_options.h"
#include "app/cli/front_rows.h"
#include "app/cli/scheme_options.h"
#include "app/cli/target_flags.h"
#include "app/cli/text_table.h"
#include "app/workflow/front_answer.h"
#include "app/workflow/study.h"
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

// --- options that several commands share (the larger ones have their own files)

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
