#include <iostream>

#include "app/cli/command.h"
#include "core/base/text.h"
#include "core/quant/plan/quant_plan.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"

namespace bitprism {
namespace {

struct ConvertOptions {
  std::string input, output, shape;
  bool force = false, external = false, equalize = false;
  TargetFlag target;
};

}  // namespace

Run addConvert(CLI::App& app) {
  auto* command = app.add_subcommand(
      "convert", "write a network in another format without quantizing it; the file is read back and compared");
  const auto options = std::make_shared<ConvertOptions>();
  addNetwork(*command, options->input, "input")->required();
  command->add_option("output", options->output, "the file to write: " + writtenFormatsText())->required();
  command->add_flag("--external-data", options->external,
                    "onnx: weights in FILE.data next to the model (always beyond 2 GiB)");
  command->add_flag("--force", options->force, "overwrite the file");
  addEqualize(*command, options->equalize);
  addShape(*command, options->shape);
  options->target.add(*command);
  return [options](const CommandContext& context) {
    const NetworkWriter& writer = networkWriterFor(options->output);
    const Target target = options->target.profile().target;
    checkExportTarget(target, writer);
    checkOutput(options->output, options->force);
    Network network = readNetwork(options->input, readingOf(context, options->shape));
    if (options->equalize) network = equalizedWithNotice(std::move(network));
    printNotices(network.notices);
    const ExportReport report =
        exportFile(network, floatPlan(network.layers.size()), writer, options->output,
                   {.force = options->force, .externalData = options->external, .target = target});
    printNotices(report.notices);
    network.notices.insert(network.notices.end(), report.notices.begin(), report.notices.end());
    if (context.json) {
      Json document = {{"file", report.file},
                       {"file_bytes", report.fileBytes},
                       {"layers", network.layers.size()},
                       {"verified", report.verified},
                       {"max_logit_difference", report.maxLogitDifference},
                       {"notices", network.notices}};
      if (!report.dataFile.empty()) document["data_file"] = report.dataFile;
      std::cout << document.dump(1) << '\n';
      return;
    }
    std::cout << report.file << ": " << report.fileBytes << " bytes"
              << (report.dataFile.empty() ? std::string() : text(" with '", report.dataFile, "'"))
              << ", read back, largest logit difference " << report.maxLogitDifference << '\n';
  };
}

}  // namespace bitprism
