#include "core/quant/plan/latency_table.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/quant/plan/integer_grids.h"

namespace bitprism {
namespace {

using Part = LatencyTable::Part;
using Forms = std::vector<LatencyForm>;  // of layers

std::size_t at(int index) {
  return static_cast<std::size_t>(index);
}

// Which parts compute on whole numbers, by the rules of integerGrids: layers as they are given, others where all that
// they read is rounded and an integer layer comes after them.
class IntegerParts {
 public:
  IntegerParts(const LatencyTable& table, const Forms& forms)
      : table_(table),
        forms_(forms),
        integer_(table.parts.size()),
        rounded_(table.values.size()),
        ahead_(table.values.size()) {
    lookAhead();
    for (std::size_t p = 0; p < table.parts.size(); ++p) {
      const Part& part = table.parts[p];
      const auto isRounded = [&](int value) { return rounded_[at(value)]; };
      integer_[p] = part.layer >= 0 ? isIntegerLayer(part)
                                    : part.rounds && ahead_[at(part.output)] && !part.inputs.empty() &&
                                          std::all_of(part.inputs.begin(), part.inputs.end(), isRounded);
      if (integer_[p]) rounded_[at(part.output)] = true;
    }
  }

  bool computes(std::size_t part) const { return integer_[part]; }

  void addCrossings(LatencyTable::Run& run) const {
    std::vector<bool> given(table_.values.size()), wantedRounded(given), wantedFloat(given);
    for (std::size_t p = 0; p < table_.parts.size(); ++p) {
      const Part& part = table_.parts[p];
      if (integer_[p]) given[at(part.output)] = true;
      for (const int value : part.inputs) (integer_[p] ? wantedRounded : wantedFloat)[at(value)] = true;
    }
    for (const int value : table_.outputs) wantedFloat[at(value)] = true;
    for (std::size_t v = 0; v < given.size(); ++v) {
      run.quantized.push_back(wantedRounded[v] && !given[v]);
      run.restored.push_back(wantedFloat[v] && (given[v] || wantedRounded[v]));
    }
  }

 private:
  bool isIntegerLayer(const Part& part) const {
    return part.layer >= 0 && part.rounds && forms_[at(part.layer)] == LatencyForm::Integer;
  }

  void lookAhead() {
    for (std::size_t p = table_.parts.size(); p-- > 0;) {
      const Part& part = table_.parts[p];
      if (isIntegerLayer(part)) {
        for (const int value : part.inputs) ahead_[at(value)] = rounded_[at(value)] = true;
      } else if (part.layer < 0 && part.rounds && ahead_[at(part.output)]) {
        for (const int value : part.inputs) ahead_[at(value)] = true;
      }
    }
  }

  const LatencyTable& table_;
  const Forms& forms_;
  std::vector<bool> integer_, rounded_, ahead_;
};

LatencyTable::Run runInForms(const LatencyTable& table, const Forms& forms) {
  const IntegerParts integer(table, forms);
  LatencyTable::Run run;
  for (std::size_t p = 0; p < table.parts.size(); ++p) {
    const Part& part = table.parts[p];
    const LatencyForm other = integer.computes(p) ? LatencyForm::Integer : LatencyForm::Float;
    run.forms.push_back(part.layer >= 0 ? forms[at(part.layer)] : other);
  }
  integer.addCrossings(run);
  return run;
}

double nanosecondsOf(const LatencyTable& table, const LatencyTable::Run& run) {
  double sum = table.overhead;
  for (std::size_t p = 0; p < table.parts.size(); ++p) sum += table.parts[p].in(run.forms[p]);
  for (std::size_t v = 0; v < table.values.size(); ++v) {
    if (run.quantized[v]) sum += table.values[v].quantize;
    if (run.restored[v]) sum += table.values[v].dequantize;
  }
  return sum;
}

double nanosecondsInForms(const LatencyTable& table, const Forms& forms) {
  return nanosecondsOf(table, runInForms(table, forms));
}

// Every layer that has a kernel for whole numbers uses it.
Forms integerThroughout(const LatencyTable& table) {
  Forms forms(table.layers.size(), LatencyForm::Float);
  for (const Part& part : table.parts)
    if (part.layer >= 0 && part.rounds) forms[at(part.layer)] = LatencyForm::Integer;
  return forms;
}

double ofLayer(const LatencyTable& table, std::size_t layer, LatencyForm form) {
  double sum = 0;
  for (const Part& part : table.parts)
    if (part.layer == static_cast<int>(layer)) sum += part.in(form);
  return sum;
}

}  // namespace

LatencyForm LatencyTable::form(std::size_t layer, const QuantScheme& weights, const ActivationScheme& input) const {
  if (input.isFloat()) return weights.isFloat() ? LatencyForm::Float : LatencyForm::Stored;
  const bool hasKernel = std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
    return part.layer == static_cast<int>(layer) && part.rounds;
  });
  bitprism::Layer any;
  any.kind = LayerKind::Convolution;
  return hasKernel && computesInIntegers(any, weights, input) ? LatencyForm::Integer : LatencyForm::Rounded;
}

double LatencyTable::fixedNanoseconds() const {
  double sum = overhead;
  for (const Part& part : parts)
    if (part.layer < 0) sum += part.in(LatencyForm::Float);
  return sum;
}

double LatencyTable::floatNanoseconds() const {
  return nanosecondsInForms(*this, Forms(layers.size(), LatencyForm::Float));
}

double LatencyTable::nanoseconds(std::size_t layer, const QuantScheme& weights, const ActivationScheme& input) const {
  const LatencyForm own = form(layer, weights, input);
  const double time = ofLayer(*this, layer, own);
  if (own != LatencyForm::Integer) return time;
  // What everything else gains or loses in a network that is integer throughout, spread over its integer layers.
  const Forms all = integerThroughout(*this);
  double integer = 0, floats = fixedNanoseconds();
  for (std::size_t l = 0; l < all.size(); ++l)
    (all[l] == LatencyForm::Integer ? integer : floats) += ofLayer(*this, l, all[l]);
  return integer > 0 ? time * std::max(0.0, (nanosecondsInForms(*this, all) - floats) / integer) : time;
}

LatencyTable::Run LatencyTable::runOf(const QuantPlan& plan) const {
  if (plan.layers.size() != layers.size())
    throw UsageError(
        text("a plan of ", plan.layers.size(), " layers, the latency table of '", network, "' has ", layers.size()));
  Forms forms;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    forms.push_back(form(l, plan.layers[l], plan.activation(l)));
    if (forms.back() == LatencyForm::Integer && plan.integer.empty()) forms.back() = LatencyForm::Rounded;
  }
  return runInForms(*this, forms);
}

double LatencyTable::planNanoseconds(const QuantPlan& plan) const {
  return nanosecondsOf(*this, runOf(plan));
}

const char* latencyFormName(LatencyForm form) {
  switch (form) {
    case LatencyForm::Float:
      return "float";
    case LatencyForm::Integer:
      return "integer";
    case LatencyForm::Stored:
      return "stored";
    case LatencyForm::Rounded:
      return "rounded";
  }
  return "";
}

void checkLatencyTable(const LatencyTable& table, const Network& network, const std::string& source) {
  if (table.networkHash != network.hash || table.layers.size() != network.layers.size())
    throw InputError(text("cannot use '", source, "': it was measured for another network ('", table.network,
                          "'), expected one of '", network.name, "'"));
}

std::string latencyTablePath(const std::string& network) {
  return std::filesystem::path(network).replace_extension(".latency.json").string();
}

}  // namespace bitprism
