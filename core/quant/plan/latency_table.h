#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/network/network.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

// How a runtime computes one layer of a plan's file. Widths below 8 bits make no further difference to its time.
enum class LatencyForm {
  Float,    // as the network has it
  Integer,  // by a kernel for whole numbers
  Stored,   // weights are codes in the file, and floats from when it is loaded
  Rounded   // floats that are rounded on every run: quantized inputs without such a kernel
};

// Where and how times were measured.
struct LatencyConditions {
  std::string runtime;    // "ONNX Runtime 1.30.0"
  std::string processor;  // the model's name
  int threads = 1;
  std::int64_t batch = 1;
  std::string date;  // "2026-11-30"
  auto operator<=>(const LatencyConditions&) const = default;
};

// How long a runtime takes for a network's parts in each form, all measured on one machine, and from it the time of a
// plan. Times are nanoseconds of one run, of a whole batch. A plain value; for the network with this hash only.
//
// Parts are operators in execution order: layers, and what stands between them. Between a part that computes in floats
// and one that computes in integers, the value is quantized or restored, which takes time as well.
struct LatencyTable {
  static constexpr std::size_t formCount = 4;

  struct Part {
    std::string name;
    int layer = -1;           // whose weights it multiplies by; -1: none
    std::vector<int> inputs;  // values
    int output = 0;           // the value it gives
    bool rounds = false;      // layers: has a kernel for whole numbers; others: can compute on rounded values
    std::array<double, formCount> nanoseconds{};  // by LatencyForm; of others: Float and Integer

    double in(LatencyForm form) const { return nanoseconds[static_cast<std::size_t>(form)]; }
    double& in(LatencyForm form) { return nanoseconds[static_cast<std::size_t>(form)]; }
    bool operator==(const Part&) const = default;
  };

  // What it takes to quantize a value that floats are computed of, and to restore one for those who compute in floats.
  struct Value {
    double quantize = 0, dequantize = 0;
    bool operator==(const Value&) const = default;
  };

  LatencyConditions conditions;
  std::string network;              // its name
  std::uint64_t networkHash = 0;    // Network::hash
  std::vector<std::string> layers;  // names, in layer order
  std::vector<Part> parts;
  std::vector<Value> values;
  std::vector<int> outputs;  // values that are the network's results, which are floats
  double overhead = 0;       // of a run, whatever the plan
  double error = 0;  // of predictions against plans that were measured for it: the root of the mean squared share

  // The layer in the form that such schemes have in a plan whose integer form is written (a plan without one has
  // Rounded instead of Integer). All uses of the layer together. Its share of what the operators between layers gain is
  // in it: the sum over layers and fixedNanoseconds() is planNanoseconds() of the float network, and of a plan that is
  // integer throughout; between them, only planNanoseconds() knows what crossing between forms takes.
  double nanoseconds(std::size_t layer, const QuantScheme& weights, const ActivationScheme& input) const;

  // What no layer takes, everything in floats.
  double fixedNanoseconds() const;

  // What a run of a plan's file consists of: the form that each part computes in, and whether each value is quantized
  // or restored on the way. Throws UsageError when the plan has another number of layers.
  struct Run {
    std::vector<LatencyForm> forms;  // by part
    std::vector<bool> quantized, restored;
  };
  Run runOf(const QuantPlan& plan) const;

  // A run of the plan's file: overhead, and all of the above. Throws UsageError when the plan has another number of
  // layers.
  double planNanoseconds(const QuantPlan& plan) const;
  double floatNanoseconds() const;  // of the float network

  LatencyForm form(std::size_t layer, const QuantScheme& weights, const ActivationScheme& input) const;

  bool operator==(const LatencyTable&) const = default;
};

// {"format":"bitprism-latency","version":1,...}: docs/formats.md.
Json toJson(const LatencyTable& table);

// Throws InputError naming the source when something is missing or impossible.
LatencyTable latencyTableFromJson(const Json& json, const std::string& source);

// Throws InputError naming the source when the table was measured for another network.
void checkLatencyTable(const LatencyTable& table, const Network& network, const std::string& source);

// Reads and writes a file. Throws InputError; Error.
LatencyTable readLatencyTable(const std::string& path, const Network& network);
void writeLatencyTable(const std::string& path, const LatencyTable& table);

// Where the table of a network's file is looked for: "net.onnx" -> "net.latency.json", beside it.
std::string latencyTablePath(const std::string& network);

// "float", "integer", "stored", "rounded".
const char* latencyFormName(LatencyForm form);

}  // namespace bitprism
