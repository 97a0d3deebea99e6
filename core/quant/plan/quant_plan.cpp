#include "core/quant/plan/quant_plan.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr const char* format = "bitprism-plan";
constexpr int version = 1;

std::string hexadecimal(std::uint64_t value) {
  std::string digits(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4) digits[i] = "0123456789abcdef"[value & 15];
  return digits;
}

}  // namespace

BitAllocation QuantPlan::bits() const {
  BitAllocation result;
  result.reserve(layers.size());
  for (const QuantScheme& scheme : layers) result.push_back(scheme.bits);
  return result;
}

bool QuantPlan::quantizesActivations() const {
  return !integer.empty() ||
         std::any_of(activations.begin(), activations.end(), [](const auto& scheme) { return !scheme.isFloat(); });
}

bool QuantPlan::isFloat() const {
  return !quantizesActivations() &&
         std::all_of(layers.begin(), layers.end(), [](const auto& scheme) { return scheme.isFloat(); });
}

QuantPlan uniformPlan(std::size_t layers, const QuantScheme& scheme) {
  checkBits(scheme.bits);
  return {std::vector<QuantScheme>(layers, scheme), {}};
}

QuantPlan floatPlan(std::size_t layers) {
  return uniformPlan(layers, QuantScheme{.bits = floatBits});
}

QuantPlan withoutIntegerForm(QuantPlan plan) {
  plan.integer = {};
  if (!plan.quantizesActivations()) plan.activations.clear();
  return plan;
}

QuantPlan withBits(const Quantization& quantization, const BitAllocation& bits) {
  QuantPlan plan;
  for (const int one : bits) {
    checkBits(one);
    plan.layers.push_back(quantization.at(one));
  }
  return plan;
}

std::optional<std::string> needsInputs(std::span<const QuantScheme> schemes) {
  for (const QuantScheme& scheme : schemes) {
    if (!readsInputs(scheme)) continue;
    if (isSolver(scheme.method)) return methodName(scheme.method);
    return text("correction ", correctionName(scheme.correction));
  }
  return {};
}

std::optional<std::string> needsInputs(const QuantPlan& plan) {
  return needsInputs(plan.layers);
}

Json planToJson(const QuantPlan& plan, const Network& network) {
  if (plan.layers.size() != network.layers.size())
    throw UsageError(
        text("a plan of ", plan.layers.size(), " layers, '", network.name, "' has ", network.layers.size()));
  Json layers = Json::array();
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    Json layer{{"name", network.layers[i].name}};
    layer.update(toJson(plan.layers[i]));
    if (!plan.activation(i).isFloat()) layer["activation"] = toJson(plan.activation(i));
    layers.push_back(std::move(layer));
  }
  Json json{{"format", format},
            {"version", version},
            {"network", {{"name", network.name}, {"hash", hexadecimal(network.hash)}}},
            {"layers", std::move(layers)}};
  if (!plan.integer.empty()) json["integer"] = toJson(plan.integer, network);
  return json;
}

QuantPlan planFromJson(const Json& json, const Network& network, const std::string& source) {
  const auto fail = [&](const std::string& what) { throw InputError(text("cannot read '", source, "': ", what)); };
  if (const std::string found = stringMember(json, "format", source); found != format)
    fail(text("its format is '", found, "', expected '", format, "'"));
  if (const std::int64_t found = integerMember(json, "version", source); found != version)
    fail(text("plan version ", found, ", expected ", version));
  const Json& layers = member(json, "layers", source);
  if (!layers.is_array()) fail("'layers' is not a list");

  std::map<std::string, std::size_t> indices;
  for (std::size_t i = 0; i < network.layers.size(); ++i) indices[network.layers[i].name] = i;
  std::vector<std::optional<QuantScheme>> found(network.layers.size());
  std::vector<ActivationScheme> activations(network.layers.size());
  for (const Json& layer : layers) {
    const std::string name = stringMember(layer, "name", source);
    const auto index = indices.find(name);
    if (index == indices.end()) fail(text("layer '", name, "' is not in network '", network.name, "'"));
    if (found[index->second]) fail(text("layer '", name, "' is there twice"));
    try {
      found[index->second] = schemeFromJson(layer);
      if (layer.contains("activation")) activations[index->second] = activationFromJson(layer["activation"]);
      checkChannels(activations[index->second], network.layers[index->second]);
    } catch (const UsageError& problem) {
      fail(problem.what());
    } catch (const InputError& problem) {
      fail(text("layer '", name, "': ", problem.what()));
    }
  }
  QuantPlan plan;
  for (std::size_t i = 0; i < found.size(); ++i) {
    // Plans of versions that knew no embeddings and recurrent weights leave these as they are.
    if (!found[i] && !readsActivations(network.layers[i].kind)) found[i] = QuantScheme{.bits = floatBits};
    if (!found[i]) fail(text("layer '", network.layers[i].name, "' of network '", network.name, "' is missing"));
    plan.layers.push_back(*found[i]);
  }
  plan.activations = std::move(activations);
  try {
    if (json.contains("integer")) plan.integer = integerFormFromJson(json["integer"], network);
  } catch (const UsageError& problem) {
    fail(problem.what());
  } catch (const InputError& problem) {
    fail(problem.what());
  }
  if (!plan.quantizesActivations()) plan.activations.clear();
  return plan;
}

}  // namespace bitprism
