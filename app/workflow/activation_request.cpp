#include "app/workflow/activation_request.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr int highestBits = maximumActivationBits;

int readBits(const Json& json, const std::string& source) {
  const std::int64_t bits = integerMember(json, "bits", source);
  if ((bits < 1 || bits > highestBits) && bits != floatBits)
    throw InputError(text("cannot read '", source, "': activations of ", bits, " bits, expected 1 to 8 or 32"));
  return static_cast<int>(bits);
}

int tiedBits(const ActivationRequest& request, int bits) {
  return std::max(bits, leastActivationBits(request.options.method));
}

}  // namespace

ActivationRequest activationRequest(const std::string& bits, const ActivationOptions& options) {
  ActivationRequest request;
  request.options = options;
  if (bits.empty()) return request;
  checkOptions(options);
  if (bits == "tied") {
    request.tied = true;
    return request;
  }
  for (int b = 1; b <= floatBits; ++b)
    if (bits == std::to_string(b) && (b <= highestBits || b == floatBits)) {
      if (b < leastActivationBits(options.method))
        throw UsageError(text("activations by ", activationMethodName(options.method), " need at least ",
                              leastActivationBits(options.method), " bits, not ", b));
      request.bits = b;
      return request;
    }
  throw UsageError(text("'", bits, "' is not a number of activation bits, expected 1 to 8, 32 for float, or 'tied'"));
}

Json toJson(const ActivationRequest& request) {
  if (!request.wanted()) return nullptr;
  Json json{{"bits", request.bits}, {"tied", request.tied}};
  json.update(toJson(request.options));
  return json;
}

ActivationRequest activationRequestFromJson(const Json& json, const std::string& source) {
  ActivationRequest request;
  if (json.is_null()) return request;
  request.bits = readBits(json, source);
  const Json& tied = member(json, "tied", source);
  if (!tied.is_boolean()) throw InputError(text("cannot read '", source, "': the activations' settings are damaged"));
  request.tied = tied.get<bool>();
  request.options = activationOptionsFromJson(json, source);
  if (request.bits < leastActivationBits(request.options.method))
    throw InputError(text("cannot read '", source, "': activations by ", activationMethodName(request.options.method),
                          " at ", request.bits, " bit"));
  return request;
}

ActivationScheme inputScheme(const ActivationRequest& request, const ActivationCalibration& calibration,
                             std::size_t layer, int weightBits) {
  if (!request.wanted() || (request.tied && weightBits > highestBits)) return {};
  return calibration.scheme(layer, request.tied ? tiedBits(request, weightBits) : request.bits, request.options);
}

QuantPlan withActivations(QuantPlan plan, const ActivationRequest& request, const ActivationCalibration& calibration) {
  plan.activations.clear();
  plan.integer = {};
  return withActivations(std::move(plan), std::vector<ActivationRequest>(plan.layers.size(), request), calibration);
}

QuantPlan withActivations(QuantPlan plan, const std::vector<ActivationRequest>& ofLayers,
                          const ActivationCalibration& calibration) {
  const auto wanted = [](const ActivationRequest& request) { return request.wanted(); };
  if (std::any_of(ofLayers.begin(), ofLayers.end(), wanted)) plan.integer = {};  // of the former inputs
  plan.activations.resize(plan.layers.size());
  for (std::size_t l = 0; l < plan.layers.size(); ++l)
    if (ofLayers.at(l).wanted()) plan.activations[l] = inputScheme(ofLayers[l], calibration, l, plan.layers[l].bits);
  if (!plan.quantizesActivations()) plan.activations.clear();
  return plan;
}

std::vector<std::string> activationNotices(const Network& network) {
  std::string names;
  std::size_t count = 0;
  for (const Layer& layer : network.layers) {
    if (readsActivations(layer.kind)) continue;
    names += text(count++ == 0 ? "" : ", ", layer.name, " (", kindName(layer.kind), ")");
  }
  if (count == 0) return {};
  return {text(count == 1 ? "A layer has" : text(count, " layers have"), " no input that can be quantized and ",
               count == 1 ? "is" : "are", " left unchanged: ", names, ".")};
}

std::optional<ActivationRequest> commonRequest(const std::vector<ActivationRequest>& ofLayers) {
  if (ofLayers.empty()) return ActivationRequest();
  if (std::any_of(ofLayers.begin(), ofLayers.end(), [&](const auto& request) { return request != ofLayers.front(); }))
    return {};
  return ofLayers.front();
}

ActivationsByBits activationsByBits(const ActivationRequest& request, const ActivationCalibration& calibration) {
  return activationsByBits(std::vector<ActivationRequest>(calibration.layers().size(), request), calibration);
}

ActivationsByBits activationsByBits(const std::vector<ActivationRequest>& ofLayers,
                                    const ActivationCalibration& calibration) {
  ActivationsByBits activations(calibration.layers().size());
  for (std::size_t l = 0; l < activations.size(); ++l) {
    const ActivationRequest& request = ofLayers.at(l);
    if (request.tied)
      for (int bits = 1; bits <= highestBits; ++bits) activations[l][bits] = inputScheme(request, calibration, l, bits);
    else if (request.wanted())
      activations[l][0] = inputScheme(request, calibration, l, floatBits);
  }
  return activations;
}

ActivationsByBits foreseenActivations(const std::vector<ActivationRequest>& ofLayers, const Network& network) {
  ActivationsByBits activations(network.layers.size());
  for (std::size_t l = 0; l < activations.size(); ++l) {
    const ActivationRequest& request = ofLayers.at(l);
    const auto scheme = [&](int bits) { return ActivationScheme{.bits = bits, .method = request.options.method}; };
    if (!request.wanted() || !readsActivations(network.layers[l].kind)) continue;
    if (request.tied)
      for (int bits = 1; bits <= highestBits; ++bits) activations[l][bits] = scheme(tiedBits(request, bits));
    else
      activations[l][0] = scheme(request.bits);
  }
  return activations;
}

Json toJson(const ActivationsByBits& activations) {
  Json list = Json::array();
  for (const auto& layer : activations) {
    Json widths = Json::object();
    for (const auto& [bits, scheme] : layer) widths[std::to_string(bits)] = toJson(scheme);
    list.push_back(widths);
  }
  return list;
}

ActivationsByBits activationsByBitsFromJson(const Json& json, const std::string& source) {
  ActivationsByBits activations;
  const auto fail = [&] { throw InputError(text("cannot read '", source, "': its activations are damaged")); };
  if (!json.is_array()) fail();
  for (const Json& layer : json) {
    activations.emplace_back();
    if (!layer.is_object()) fail();
    for (const auto& [bits, scheme] : layer.items()) {
      if (bits.size() != 1 || bits[0] < '0' || bits[0] > '8') fail();
      activations.back()[bits[0] - '0'] = activationFromJson(scheme);
    }
  }
  return activations;
}

}  // namespace bitprism
