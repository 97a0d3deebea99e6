#include "core/base/error.h"

#include <cmath>
#include <iostream>

#include "app/cli/command.h"
#include "core/base/text.h"
#include "core/quant/bit_widths.h"
#include "core/quant/error_table.h"
#include "core/torch/network_reader.h"

namespace bitprism {
namespace {

struct Options {
  std::string network, bits = "2-8", methods = "uniform", csv;
  bool force = false;
  SchemeOptions scheme;
};

std::vector<QuantScheme> schemesOf(const Options& options) {
  std::vector<QuantScheme> schemes;
  std::stringstream names(options.methods == "all" ? std::string("uniform") : options.methods);
  for (std::string name; std::getline(names, name, ',');)
    for (const int bits : widthsFromText(options.bits)) {
      QuantScheme scheme = options.scheme.scheme(bits);
      scheme.method = methodFromName(name);
      schemes.push_back(scheme);
    }
  return schemes;
}

Json finite(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

}  // namespace

Run addError(CLI::App& app) {
  auto* command = app.add_subcommand("error", "what rounding costs: a row per layer, method and bit-width");
  const auto options = std::make_shared<Options>();
  command->add_option("network", options->network, "an .onnx, TorchScript or packed file, or 'example'")->required();
  command->add_option("--bits", options->bits, "bit-widths: 4, 2-8 or 2,4,8")->capture_default_str();
  command->add_option("--methods", options->methods, "methods, or all")->capture_default_str();
  command->add_option("--csv", options->csv, "write the table to a file");
  command->add_flag("--force", options->force, "overwrite the file");
  options->scheme.add(*command);
  return [options](const CommandContext& context) {
    if (!options->csv.empty()) checkOutput(options->csv, options->force);
    const std::vector<QuantScheme> schemes = schemesOf(*options);
    const Network network = readNetwork(options->network);
    const std::vector<ErrorRow> rows = errorTable(network, schemes, context.stop, context.progress);
    Json list = Json::array();
    TextTable table({"layer", "method", "bits", "MSE", "SQNR dB", "cosine", "largest", "bytes"});
    std::ostringstream csv;
    csv << "layer,method,bits,mse,sqnr_db,cosine,max_error,bytes\n";
    csv.precision(9);
    for (const ErrorRow& row : rows) {
      const Layer& layer = network.layers[row.layer];
      const char* method = methodName(row.scheme.method);
      list.push_back({{"layer", layer.name},
                      {"method", method},
                      {"bits", row.scheme.bits},
                      {"mse", row.error.mse},
                      {"sqnr_db", finite(row.error.sqnrDb)},
                      {"cosine", row.error.cosine},
                      {"max_error", row.error.maxError},
                      {"output_sqnr_db", nullptr},
                      {"bytes", row.bytes}});
      csv << layer.name << ',' << method << ',' << row.scheme.bits << ',' << row.error.mse << ',' << row.error.sqnrDb
          << ',' << row.error.cosine << ',' << row.error.maxError << ',' << row.bytes << '\n';
      std::ostringstream mse;
      mse.precision(3);
      mse << row.error.mse;
      table.add({layer.name, method, text(row.scheme.bits), mse.str(), fixed(row.error.sqnrDb, 2),
                 fixed(row.error.cosine, 5), fixed(row.error.maxError, 5), text(row.bytes)});
    }
    if (!options->csv.empty()) writeFile(options->csv, csv.str());
    if (context.json)
      std::cout << Json{{"rows", list}}.dump(1) << '\n';
    else
      std::cout << table.str();
  };
}

}  // namespace bitprism
