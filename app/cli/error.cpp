#include "core/base/error.h"

#include <unistd.h>

#include <cmath>
#include <iostream>

#include "app/cli/command.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/quant/choice/error_table.h"
#include "core/quant/scheme/bit_widths.h"

namespace bitprism {
namespace {

constexpr const char* csvHeader = "layer,method,bits,mse,sqnr_db,cosine,max_error,output_sqnr_db,bytes\n";

struct ErrorOptions {
  std::string network, bits = "2-8", methods = "uniform", csv, calibration, shape;
  std::int64_t images = 0;
  bool force = false;
  SchemeOptions scheme;
  DataOptions data;
};

// Every method at every width; impossible combinations are left out with a note.
std::vector<QuantScheme> schemesOf(const ErrorOptions& options) {
  const std::vector<Method> methods = methodsFromText(options.methods);
  const std::vector<int> widths = widthsFromText(options.bits);
  std::vector<QuantScheme> schemes;
  std::string impossible;
  for (const Quantization& quantization : options.scheme.quantizations(methods))
    for (const int bits : widths) {
      const QuantScheme scheme = quantization.at(bits);
      try {
        checkScheme(scheme);
        schemes.push_back(scheme);
      } catch (const UsageError& problem) {
        if (methods.size() == 1 && widths.size() == 1) throw;
        impossible += text(impossible.empty() ? "" : "; ", problem.what());
      }
    }
  if (schemes.empty()) throw UsageError(impossible);
  if (!impossible.empty()) printNotices({"skipped impossible combinations: " + impossible});
  return schemes;
}

std::unique_ptr<Study> studyOf(const ErrorOptions& options, const std::vector<QuantScheme>& schemes,
                               const CommandContext& context) {
  StudySettings settings = options.data.study(options.network);
  settings.images = options.images;
  settings.calibrationPath = options.calibration;
  settings.reading.inputShape = shapeOf(options.shape);
  auto study = openStudy(settings, context);
  study->calibrateInputsFor(schemes, context.stop, context.progress);
  if (study->canCalibrate()) study->calibrateInputs(context.stop, context.progress);
  printNotices(study->dataNotices());
  return study;
}

Json finite(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

Json jsonOf(const ErrorRow& row, const Layer& layer) {
  return {{"layer", layer.name},
          {"method", methodName(row.scheme.method)},
          {"bits", row.scheme.bits},
          {"mse", row.error.mse},
          {"sqnr_db", finite(row.error.sqnrDb)},
          {"cosine", row.error.cosine},
          {"max_error", row.error.maxError},
          {"output_sqnr_db", row.outputSqnrDb ? finite(*row.outputSqnrDb) : Json()},
          {"bytes", row.bytes}};
}

std::string csvOf(const ErrorRow& row, const Layer& layer) {
  std::ostringstream csv;
  csv.precision(9);
  csv << layer.name << ',' << methodName(row.scheme.method) << ',' << row.scheme.bits << ',' << row.error.mse << ','
      << row.error.sqnrDb << ',' << row.error.cosine << ',' << row.error.maxError << ',';
  if (row.outputSqnrDb) csv << *row.outputSqnrDb;
  csv << ',' << row.bytes << '\n';
  return csv.str();
}

// The table as text, each line printed as soon as it is known.
class GrowingTable {
 public:
  GrowingTable(const Network& network, const std::vector<QuantScheme>& schemes)
      : overProgress_(isatty(STDOUT_FILENO) && isatty(STDERR_FILENO)) {
    for (const Layer& layer : network.layers) widths_[0] = std::max(widths_[0], layer.name.size());
    for (const QuantScheme& scheme : schemes)
      widths_[1] = std::max(widths_[1], std::string_view(methodName(scheme.method)).size());
    print({"layer", "method", "bits", "MSE", "SQNR dB", "cosine", "largest", "output dB", "bytes"});
  }

  void add(const ErrorRow& row, const Layer& layer) {
    std::ostringstream mse;
    mse.precision(3);
    mse << row.error.mse;
    print({layer.name, methodName(row.scheme.method), text(row.scheme.bits), mse.str(), fixed(row.error.sqnrDb, 2),
           fixed(row.error.cosine, 5), fixed(row.error.maxError, 5),
           row.outputSqnrDb ? fixed(*row.outputSqnrDb, 2) : "-", text(row.bytes)});
  }

 private:
  void print(const std::vector<std::string>& cells) {
    if (overProgress_) std::cerr << "\r\033[K";
    std::cout << TextTable::line(cells, widths_) << std::flush;
  }

  bool overProgress_;
  std::vector<std::size_t> widths_{5, 6, 4, 9, 7, 8, 8, 9, 10};
};

}  // namespace

Run addError(CLI::App& app) {
  auto* command = app.add_subcommand("error", "quantization error: a row per layer, method and bit-width");
  const auto options = std::make_shared<ErrorOptions>();
  addNetwork(*command, options->network)->required();
  command->add_option("--bits", options->bits, "bit-widths: 4, 2-8 or 2,4,8")->capture_default_str();
  command
      ->add_option("--methods,--method", options->methods,
                   "methods such as uniform,pwlq, or all; adaround and gptq are not part of all and need images")
      ->capture_default_str();
  command->add_option("--csv", options->csv, "write the table to a file");
  command->add_option("--images", options->images, "use only the first images of --data, up to this number")
      ->check(CLI::PositiveNumber);
  command->add_option("--calibration", options->calibration, "images to calibrate on (default: part of --data)");
  command->add_flag("--force", options->force, "overwrite the file");
  options->scheme.add(*command, SchemeOptions::Choice::Own);
  options->data.add(*command, false);
  addShape(*command, options->shape);
  return [options](const CommandContext& context) {
    if (!options->csv.empty()) checkOutput(options->csv, options->force);
    const std::vector<QuantScheme> schemes = schemesOf(*options);
    const auto study = studyOf(*options, schemes, context);
    const Network& network = *study->network();
    std::string csv = csvHeader;
    Json list = Json::array();
    std::optional<GrowingTable> table;
    if (!context.json) table.emplace(network, schemes);
    forEachError(
        network, study->calibration(), schemes,
        [&](const ErrorRow& row) {
          const Layer& layer = network.layers[row.layer];
          if (table)
            table->add(row, layer);
          else
            list.push_back(jsonOf(row, layer));
          csv += csvOf(row, layer);
        },
        context.stop, context.progress);
    if (!options->csv.empty()) writeFile(options->csv, csv);
    if (context.json) std::cout << Json{{"rows", list}}.dump(1) << '\n';
  };
}

}  // namespace bitprism
