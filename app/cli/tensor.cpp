#include <algorithm>
#include <cmath>
#include <iostream>

#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/files/npy.h"
#include "core/quant/choice/error_table.h"
#include "core/quant/codes/block_grid.h"
#include "core/quant/packed/model_size.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {
namespace {

struct TensorOptions {
  std::string input, output, codes;
  int bits = 8;
  bool force = false;
  SchemeOptions scheme;
};

template <class Number>
void addNumbers(Json& json, const char* key, const std::vector<Number>& values) {
  if (!values.empty()) json[key] = values;
}

std::vector<int> integers(std::span<const std::int8_t> values) {
  return {values.begin(), values.end()};
}
std::vector<int> integers(std::span<const std::uint8_t> values) {
  return {values.begin(), values.end()};
}

// The parameters that turn codes into weights (QuantizedTensor), those that the method has.
Json parametersOf(const QuantizedTensor& tensor) {
  Json json = Json::object();
  addNumbers(json, "scales", tensor.scales);
  addNumbers(json, "zero_points", integers(tensor.zeroPoints));
  addNumbers(json, "offsets", tensor.offsets);
  addNumbers(json, "gains", tensor.gains);
  addNumbers(json, "channel_bits", integers(tensor.channelBits));
  addNumbers(json, "edges", tensor.edges);
  addNumbers(json, "regions", integers(tensor.regions));
  addNumbers(json, "codebook", tensor.codebook);
  if (const auto* blocks = tensor.layout.as<ScaledBlockCodes>()) {
    const BlockGrid grid(tensor.shape, tensor.channelAxis, blocks->length);
    json["blocks"] = {{"axis", grid.axis}, {"length", grid.length}, {"scales", grid.scaleShape()}};
    if (grid.whole) json["blocks"] = {{"whole_channels", true}, {"scales", grid.scaleShape()}};
  }
  if (!tensor.more.codes.empty()) {
    json["more"] = {{"codes", integers(tensor.more.codes)}};
    addNumbers(json["more"], "inputs", tensor.more.inputs);
    addNumbers(json["more"], "scales", tensor.more.scales);
  }
  return json;
}

}  // namespace

Run addTensor(CLI::App& app) {
  auto* command = app.add_subcommand("tensor", "one method on one tensor: values, codes, parameters, error");
  const auto options = std::make_shared<TensorOptions>();
  command
      ->add_option(
          "input", options->input,
          "a .npy file; axis 0 is the output channel; a one-dimensional array is one channel unless --per channel")
      ->required();
  command->add_option("--bits", options->bits, "bit-width")->required();
  command->add_option("--out", options->output, "file for the dequantized values (.npy, float32)");
  command->add_option("--codes", options->codes, "file for the codes (.npy, float32)");
  command->add_flag("--force", options->force, "overwrite the files");
  options->scheme.add(*command, SchemeOptions::Choice::Uniform);
  const CLI::Option* per = command->get_option("--per");
  return [options, per](const CommandContext& context) {
    for (const std::string* path : {&options->output, &options->codes})
      if (!path->empty()) checkOutput(*path, options->force);
    checkBits(options->bits);
    const QuantScheme scheme = options->scheme.quantization().at(options->bits);
    if (const auto who = needsInputs(std::span(&scheme, 1)))
      throw UsageError(text(*who, " needs calibration images, which a single tensor does not have"));
    const NumpyArray array = readNpy(readFile(options->input), options->input);
    if (array.values.empty()) throw InputError(text("cannot quantize '", options->input, "': it is empty"));
    Layer layer;
    layer.name = options->input;
    layer.kind = LayerKind::Linear;
    const Shape shape = array.shape.empty() ? Shape{1} : array.shape;
    // A one-dimensional array is one channel, and so is any array with one scale per tensor: it has a single offset and
    // gain.
    const bool whole = per->count() > 0 ? scheme.granularity == Granularity::Tensor : shape.size() == 1;
    layer.shape = whole ? Shape{1, elementCount(shape)} : shape;
    layer.weights = constantArray(std::vector<float>(array.values.begin(), array.values.end()));

    const std::span<const float> given = *layer.weights;
    if (const auto bad = std::count_if(given.begin(), given.end(), [](float value) { return !std::isfinite(value); }))
      throw InputError(text("cannot quantize '", options->input, "': ", bad, " of its ", given.size(),
                            " numbers are not finite as 32-bit floats"));

    Json parameters = Json::object();
    std::vector<float> values = layer.weights->copy(), codes;
    if (scheme.isHalf()) {
      values = quantizedWeights(layer, scheme)->copy();
    } else if (scheme.hasCodes()) {
      const QuantizedTensor tensor = quantize(layer, scheme);
      values = dequantize(tensor);
      codes.assign(tensor.codes.begin(), tensor.codes.end());
      parameters = parametersOf(tensor);
    }
    const QuantError error = quantError(*layer.weights, values);
    const std::int64_t bytes = layerBytes(layer, scheme);
    if (!options->output.empty()) writeFile(options->output, npyBytes(shape, values));
    if (!options->codes.empty()) {
      if (codes.empty()) throw UsageError(text("a tensor at ", scheme.bits, " bits has no codes"));
      writeFile(options->codes, npyBytes(shape, codes));
    }
    const Json document = {{"method", methodName(scheme.method)},
                           {"bits", scheme.bits},
                           {"mse", error.mse},
                           {"sqnr_db", std::isfinite(error.sqnrDb) ? Json(error.sqnrDb) : Json()},
                           {"cosine", error.cosine},
                           {"max_error", error.maxError},
                           {"bytes", bytes},
                           {"channels", layer.shape[0]},
                           {"parameters", parameters}};
    if (context.json)
      std::cout << document.dump(1) << '\n';
    else
      std::cout << (scheme.hasCodes() ? methodName(scheme.method) : "float") << " at " << scheme.bits << " bits: MSE "
                << error.mse << ", SQNR " << fixed(error.sqnrDb, 2) << " dB, " << bytes << " bytes\n";
  };
}

}  // namespace bitprism
