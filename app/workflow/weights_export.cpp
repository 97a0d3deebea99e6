#include "app/workflow/weights_export.h"

#include <filesystem>

#include "core/base/error.h"
#include "core/base/staged_files.h"
#include "core/base/text.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/packed/weight_codes.h"
#include "core/weights/safetensors.h"

namespace bitprism {
namespace {

// The written weights must be the plan's, number by number.
void compare(const PlannedNetwork& planned, const std::string& written, const std::string& path) {
  const NamedTensors back = withFloatsOfCodes(readSafetensors(openFile(written)), path);
  const Network& network = *planned.network;
  if (back.tensors.size() != network.program.tensors.size())
    throw Error(text("'", path, "' was not written: read back, it has ", back.tensors.size(), " tensors of ",
                     network.program.tensors.size()));
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const StoredTensor& tensor = back.tensors[static_cast<std::size_t>(layer.tensor)];
    if (tensor.shape != layer.shape ||
        readFloats(tensor) != *quantizedWeights(layer, planned.plan.layers[l], planned.calibration.of(l)))
      throw Error(
          text("'", path, "' was not written: read back, the weights of '", layer.name, "' differ from the plan's"));
  }
}

}  // namespace

ExportReport exportWeights(const PlannedNetwork& planned, const std::string& path, bool force) {
  std::error_code ignored;
  if (!force && std::filesystem::exists(path, ignored))
    throw UsageError(text("'", path, "' exists; overwriting must be asked for"));
  StagedFiles beside(path);
  const std::string name = std::filesystem::path(path).filename().string();
  const Bytes bytes = weightCodesFile(*planned.network, planned.plan, planned.calibration);
  const std::span<const std::uint8_t> parts[] = {bytes};
  beside.write(name, parts);
  compare(planned, beside.pathOf(name), path);
  beside.place({name});
  ExportReport report;
  report.file = path;
  report.fileBytes = static_cast<std::int64_t>(bytes.size());
  report.promisedBytes = modelSize(*planned.network, planned.plan).total();
  report.verified = true;
  if (planned.plan.quantizesActivations())
    report.notices.push_back("The file holds weights only; the plan's rounding of layer inputs is not in it.");
  return report;
}

}  // namespace bitprism
