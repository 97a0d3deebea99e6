#include "core/weights/norm_folding.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "core/base/echoed.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr double eps = 1e-5;
constexpr std::string_view meanEnding = ".running_mean";

using ByName = std::map<std::string, std::size_t>;

ByName indices(const NamedTensors& tensors) {
  ByName result;
  for (std::size_t i = 0; i < tensors.tensors.size(); ++i) result[tensors.tensors[i].name] = i;
  return result;
}

std::optional<std::size_t> find(const ByName& names, const std::string& name) {
  const auto found = names.find(name);
  return found == names.end() ? std::nullopt : std::optional(found->second);
}

// Names that the layer before a batch norm usually has.
std::vector<std::string> namesBefore(const std::string& norm) {
  const std::size_t dot = norm.rfind('.');
  const std::string folder = dot == std::string::npos ? "" : norm.substr(0, dot + 1);
  const std::string last = dot == std::string::npos ? norm : norm.substr(dot + 1);
  std::vector<std::string> names;
  int number = 0;
  const auto [end, problem] = std::from_chars(last.data(), last.data() + last.size(), number);
  if (problem == std::errc() && end == last.data() + last.size()) names.push_back(folder + text(number - 1));
  for (const std::string_view word : {"batch_norm", "batchnorm", "norm", "bn"}) {
    const std::size_t at = last.find(word);
    if (at == std::string::npos) continue;
    for (const char* layer : {"conv", "linear", "fc", "dense"}) {
      std::string name = last;
      names.push_back(folder + name.replace(at, word.size(), layer));
    }
  }
  return names;
}

StoredTensor made(const std::string& name, Shape shape, const std::vector<float>& values) {
  Bytes bytes(values.size() * sizeof(float));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return {.name = name, .shape = std::move(shape), .file = accessTo(std::move(bytes), name)};
}

// One batch norm with the layer that it is folded into.
struct Norm {
  std::string name;  // "layer1.0.bn1"
  std::size_t mean = 0;
  std::optional<std::size_t> layer;  // its weight
};

std::vector<Norm> pairedNorms(const NamedTensors& tensors, const ByName& names) {
  std::vector<Norm> norms;
  std::set<std::size_t> taken;
  const auto fits = [&](std::size_t weight, const Norm& norm) {
    const Shape& shape = tensors.tensors[weight].shape;
    return shape.size() >= 2 && tensors.tensors[weight].isFloat() && shape[0] == tensors.tensors[norm.mean].count() &&
           !taken.contains(weight);
  };
  for (std::size_t i = 0; i < tensors.tensors.size(); ++i) {
    const std::string& name = tensors.tensors[i].name;
    if (!name.ends_with(meanEnding)) continue;
    Norm norm{name.substr(0, name.size() - meanEnding.size()), i, {}};
    if (!find(names, norm.name + ".running_var")) continue;
    for (const std::string& before : namesBefore(norm.name))
      if (const auto weight = find(names, before + ".weight"); !norm.layer && weight && fits(*weight, norm))
        norm.layer = weight;
    if (norm.layer) taken.insert(*norm.layer);
    norms.push_back(norm);
  }
  for (Norm& norm : norms) {  // those without such a name: the nearest that is left
    for (std::size_t i = norm.mean; !norm.layer && i-- > 0;)
      if (fits(i, norm) && tensors.tensors[i].name.ends_with(".weight")) norm.layer = i;
    if (norm.layer) taken.insert(*norm.layer);
  }
  return norms;
}

}  // namespace

bool holdsNorms(const NamedTensors& tensors) {
  return std::any_of(tensors.tensors.begin(), tensors.tensors.end(),
                     [](const StoredTensor& tensor) { return tensor.name.ends_with(meanEnding); });
}

NamedTensors withFoldedNorms(NamedTensors tensors) {
  const ByName names = indices(tensors);
  std::set<std::size_t> gone;
  std::map<std::size_t, StoredTensor> biases;  // after the weight with this index
  std::size_t folded = 0;
  for (const Norm& norm : pairedNorms(tensors, names)) {
    const auto part = [&](const char* ending) { return find(names, norm.name + ending); };
    if (!norm.layer) {
      tensors.notices.push_back(
          text("The batch norm '", echoed(norm.name), "' of the file follows no layer of its width and is left out."));
      continue;
    }
    const auto channels = static_cast<std::size_t>(tensors.tensors[norm.mean].count());
    const auto numbers = [&](const std::optional<std::size_t>& index, float otherwise) {
      std::vector<float> values = index ? readFloats(tensors.tensors[*index]) : std::vector<float>();
      values.resize(channels, otherwise);
      return values;
    };
    StoredTensor& weight = tensors.tensors[*norm.layer];
    const std::string layer = weight.name.substr(0, weight.name.size() - std::string_view(".weight").size());
    const std::optional<std::size_t> bias = find(names, layer + ".bias");
    const std::vector<float> gamma = numbers(part(".weight"), 1), beta = numbers(part(".bias"), 0),
                             mean = numbers(norm.mean, 0), variance = numbers(part(".running_var"), 1),
                             own = numbers(bias, 0);
    std::vector<float> weights = readFloats(weight), shifts(channels);
    for (std::size_t c = 0; c < channels; ++c) {
      const double factor = gamma[c] / std::sqrt(static_cast<double>(variance[c]) + eps);
      const std::size_t row = weights.size() / channels;
      for (std::size_t i = c * row; i < (c + 1) * row; ++i) weights[i] = static_cast<float>(weights[i] * factor);
      shifts[c] = static_cast<float>(beta[c] + (static_cast<double>(own[c]) - mean[c]) * factor);
    }
    weight = made(weight.name, weight.shape, weights);
    const StoredTensor shift = made(layer + ".bias", {static_cast<std::int64_t>(channels)}, shifts);
    if (bias)
      tensors.tensors[*bias] = shift;
    else
      biases[*norm.layer] = shift;
    for (const char* ending : {".weight", ".bias", ".running_mean", ".running_var", ".num_batches_tracked"})
      if (const auto index = part(ending)) gone.insert(*index);
    ++folded;
  }
  std::vector<StoredTensor> kept;
  for (std::size_t i = 0; i < tensors.tensors.size(); ++i) {
    if (!gone.contains(i)) kept.push_back(std::move(tensors.tensors[i]));
    if (const auto bias = biases.find(i); bias != biases.end()) kept.push_back(std::move(bias->second));
  }
  tensors.tensors = std::move(kept);
  if (folded > 0)
    tensors.notices.push_back(text(folded,
                                   " batch norms of the file were folded into the layers before them, with an "
                                   "eps of 1e-5, since the network holds none."));
  return tensors;
}

}  // namespace bitprism
