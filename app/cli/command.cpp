#include "app/cli/command.h"

#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "app/workflow/program_trust.h"
#include "app/workflow/remeasuring.h"
#include "core/base/alternatives.h"
#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/weights/weight_file.h"

namespace bitprism {

void addEqualize(CLI::App& command, bool& equalize) {
  command.add_flag(
      "--equalize", equalize,
      "first equalize the channel ranges of neighbouring layers, which does not change the outputs of the float "
      "network (cross-layer equalization)");
}

void addMetric(CLI::App& command, std::string& metric) {
  command.add_option("--metric", metric, alternatives(metricNames()) + " (default: depends on the data and outputs)");
}

std::optional<Metric> metricOf(const std::string& given) {
  return given.empty() ? std::nullopt : std::optional(metricFromName(given));
}

std::string networkHelp() {
  return text("a file of a network: ", networkFormatsText(), "; or 'example'");
}

CLI::Option* addNetwork(CLI::App& command, std::string& path, const char* name, const std::string& more) {
  addWeights(command);
  return command.add_option(name, path, networkHelp() + more);
}

void addRuntime(CLI::App& command, std::string& library) {
  command.add_option("--onnxruntime", library,
                     "ONNX Runtime: libonnxruntime.so.1 or its folder (BITPRISM_ONNXRUNTIME, or the usual folders)");
}

void addWeights(CLI::App& command) {
  if (command.get_option_no_throw("--weights")) return;
  command.add_option("--weights")
      ->description(text("weights that take the place of the network's own, by name or else by shape and order: ",
                         weightFormatsText()));
}

void addShape(CLI::App& command, std::string& shape) {
  command.add_option("--shape", shape,
                     "shape of the network's input if its file leaves it open, batch first: 1x3x224x224");
}

Shape shapeOf(const std::string& given) {
  constexpr std::int64_t largestExtent = std::int64_t{1} << 24;
  if (given.empty()) return {};
  Shape shape;
  std::stringstream parts(given);
  for (std::string part; std::getline(parts, part, 'x');) {
    std::int64_t extent = 0;
    const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), extent);
    if (problem != std::errc() || end != part.data() + part.size() || extent < 1 || extent > largestExtent)
      throw UsageError(text("'", given, "' is not a shape, expected extents such as 1x3x224x224, the batch first"));
    shape.push_back(extent);
  }
  if (shape.size() < 2 || given.back() == 'x')
    throw UsageError(
        text("'", given, "' is not a shape, expected the batch and an image's extents, such as 1x3x224x224"));
  shape.erase(shape.begin());
  return shape;
}

ReadOptions readingOf(const CommandContext& context, const std::string& shape) {
  ReadOptions reading = context.reading;
  reading.inputShape = shapeOf(shape);
  return reading;
}

std::unique_ptr<Study> openStudy(StudySettings settings, const CommandContext& context) {
  Shape shape = std::move(settings.reading.inputShape);
  settings.reading = context.reading;
  if (!context.reading.weights.empty()) settings.weightsPath = context.reading.weights;
  settings.reading.inputShape = std::move(shape);
  return Study::open(settings, context.stop, context.progress);
}

ExportReport exportFile(const Network& network, const QuantPlan& plan, const NetworkWriter& writer,
                        const std::string& path, const ExportOptions& options) {
  TrustedPrograms trusted(TrustedPrograms::usersFile());
  return exportTrusted(network, plan, writer, path, options, trusted);
}

void printNotices(const std::vector<std::string>& notices) {
  const char* start = isatty(STDERR_FILENO) ? "\r\033[K" : "";  // clears a line of progress
  for (const std::string& notice : notices) std::cerr << start << "note: " << shownMessage(notice) << '\n';
}

void noteSession(const Session& session) {
  printNotices(session.notices());
  const std::optional<std::string> older = olderNotice(session);
  if (!older) return;
  printNotices({*older});
  markOlderNoticeShown(session.path());
}

void checkOutput(const std::string& path, bool force) {
  std::error_code ignored;
  if (!force && std::filesystem::exists(path, ignored))
    throw UsageError(text("'", path, "' exists; pass --force to overwrite it"));
}

}  // namespace bitprism
