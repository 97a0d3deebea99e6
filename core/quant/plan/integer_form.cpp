#include "core/quant/plan/integer_form.h"

#include <algorithm>
#include <cmath>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

const Json& needed(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key)) throw InputError(text("the integer form has no '", key, "'"));
  return json[key];
}

TensorQuantization tensorFrom(Json json, const std::vector<std::string>& names) {
  const Json& slot = needed(json, "slot");
  const Json& after = needed(json, "after");
  if (!slot.is_number_integer() || slot.get<std::int64_t>() < 0 ||
      slot.get<std::int64_t>() >= static_cast<std::int64_t>(names.size()))
    throw InputError("a rounded tensor of the integer form has a slot that the network does not have");
  TensorQuantization tensor;
  tensor.slot = slot.get<int>();
  const std::string& name = names[static_cast<std::size_t>(tensor.slot)];
  if (!after.is_string() || after.get<std::string>() != name)
    throw InputError(text("the integer form rounds slot ", tensor.slot, " after ", echoed(after.dump()),
                          ", in this network it comes after '", name, "'"));
  json.erase("slot");
  json.erase("after");
  tensor.scheme = activationFromJson(json);
  if (tensor.scheme.isFloat() || !tensor.scheme.isSingleGrid())
    throw InputError(text("the tensor after '", name, "' is not rounded to a single uniform grid"));
  return tensor;
}

std::vector<float> sumsFrom(const Json& json, const Layer& layer) {
  if (!json.is_array() || static_cast<std::int64_t>(json.size()) != layer.groups)
    throw InputError(text("the input sums of layer '", layer.name, "' are not ", layer.groups, " numbers"));
  std::vector<float> sums;
  for (const Json& value : json) {
    if (!value.is_number() || !std::isfinite(value.get<float>()))
      throw InputError(text("an input sum of layer '", layer.name, "' is not a number"));
    sums.push_back(value.get<float>());
  }
  return sums;
}

}  // namespace

const ActivationScheme* IntegerForm::schemeOf(int slot) const {
  const auto found = std::lower_bound(tensors.begin(), tensors.end(), slot,
                                      [](const TensorQuantization& tensor, int s) { return tensor.slot < s; });
  return found != tensors.end() && found->slot == slot ? &found->scheme : nullptr;
}

std::vector<std::string> slotNames(const Program& program) {
  std::vector<std::string> names(static_cast<std::size_t>(program.slotCount));
  for (std::size_t i = 0; i < program.inputs.size(); ++i) names[i] = program.inputs[i].name;
  for (const Instruction& instruction : program.instructions)
    for (const int slot : instruction.outputs)
      names[static_cast<std::size_t>(slot)] = instruction.name.empty() ? instruction.op : instruction.name;
  return names;
}

Json toJson(const IntegerForm& form, const Network& network) {
  const std::vector<std::string> names = slotNames(network.program);
  Json tensors = Json::array(), sums = Json::object();
  for (const TensorQuantization& tensor : form.tensors) {
    Json json{{"slot", tensor.slot}, {"after", names.at(static_cast<std::size_t>(tensor.slot))}};
    json.update(toJson(tensor.scheme));
    tensors.push_back(std::move(json));
  }
  for (std::size_t l = 0; l < form.inputSums.size(); ++l)
    if (!form.inputSums[l].empty()) sums[network.layers.at(l).name] = form.inputSums[l];
  return {{"tensors", std::move(tensors)}, {"input_sums", std::move(sums)}};
}

Json toJson(const IntegerForm& form) {
  Json tensors = Json::array();
  for (const TensorQuantization& tensor : form.tensors) {
    Json json{{"slot", tensor.slot}};
    json.update(toJson(tensor.scheme));
    tensors.push_back(std::move(json));
  }
  return {{"tensors", std::move(tensors)}, {"input_sums", form.inputSums}};
}

IntegerForm integerFormFromJson(const Json& json, const std::string& source) {
  const auto fail = [&] { throw InputError(text("cannot read '", source, "': its integer form is damaged")); };
  IntegerForm form;
  try {
    const Json &tensors = needed(json, "tensors"), &sums = needed(json, "input_sums");
    if (!tensors.is_array() || !sums.is_array()) fail();
    for (Json tensor : tensors) {
      if (!needed(tensor, "slot").is_number_integer() || tensor["slot"] < 0) fail();
      form.tensors.push_back({tensor["slot"].get<int>(), {}});
      tensor.erase("slot");
      form.tensors.back().scheme = activationFromJson(tensor);
      if (form.tensors.back().scheme.isFloat() || !form.tensors.back().scheme.isSingleGrid()) fail();
    }
    for (const Json& layer : sums) {
      form.inputSums.emplace_back();
      if (!layer.is_array()) fail();
      for (const Json& sum : layer) {
        if (!sum.is_number()) fail();
        form.inputSums.back().push_back(sum.get<float>());
      }
    }
  } catch (const Error& problem) {
    if (std::string(problem.what()).starts_with("cannot read")) throw;
    fail();
  }
  std::sort(form.tensors.begin(), form.tensors.end());
  return form;
}

IntegerForm integerFormFromJson(const Json& json, const Network& network) {
  const std::vector<std::string> names = slotNames(network.program);
  IntegerForm form;
  const Json& tensors = needed(json, "tensors");
  if (!tensors.is_array() || tensors.empty())
    throw InputError("'tensors' of the integer form is not a list of what it rounds");
  for (const Json& tensor : tensors) form.tensors.push_back(tensorFrom(tensor, names));
  std::sort(form.tensors.begin(), form.tensors.end());
  const auto same = [](const auto& a, const auto& b) { return a.slot == b.slot; };
  if (std::adjacent_find(form.tensors.begin(), form.tensors.end(), same) != form.tensors.end())
    throw InputError("the integer form rounds a slot twice");
  const Json& sums = needed(json, "input_sums");
  if (!sums.is_object()) throw InputError("'input_sums' of the integer form is not an object");
  form.inputSums.resize(network.layers.size());
  std::size_t known = 0;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const auto found = sums.find(network.layers[l].name);
    if (found == sums.end()) continue;
    form.inputSums[l] = sumsFrom(*found, network.layers[l]);
    ++known;
  }
  if (known != sums.size())
    throw InputError("the integer form has input sums of a layer that the network does not have");
  return form;
}

}  // namespace bitprism
