#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/quant/plan/latency_table.h"

namespace bitprism {
namespace {

constexpr const char* latencyFormat = "bitprism-latency";
constexpr std::int64_t latencyVersion = 1;
constexpr std::uint64_t largestTable = std::uint64_t{1} << 28;
constexpr std::array latencyForms = {LatencyForm::Float, LatencyForm::Integer, LatencyForm::Stored,
                                     LatencyForm::Rounded};
static_assert(latencyForms.size() == LatencyTable::formCount);

std::string hashText(std::uint64_t hash) {
  return text(std::hex, hash);
}

// Reads a table; the source is named in what it throws.
class TableReader {
 public:
  explicit TableReader(const std::string& source) : source_(source) {}

  LatencyTable table(const Json& json) const {
    if (const std::string found = stringMember(json, "format", source_); found != latencyFormat)
      fail(text("its format is '", found, "', expected '", latencyFormat, "'"));
    if (const std::int64_t found = integerMember(json, "version", source_); found != latencyVersion)
      fail(text("latency table version ", found, ", expected ", latencyVersion));
    LatencyTable table;
    const Json& network = member(json, "network", source_);
    table.network = stringMember(network, "name", source_);
    table.networkHash = hash(stringMember(network, "hash", source_));
    table.conditions = conditions(member(json, "measured", source_));
    table.overhead = time(json, "overhead_ns");
    table.error = time(json, "error");
    for (const Json& layer : list(json, "layers")) {
      if (!layer.is_string()) fail("a name in 'layers' is not a string");
      table.layers.push_back(layer.get<std::string>());
    }
    for (const Json& value : list(json, "values"))
      table.values.push_back({time(value, "quantize_ns"), time(value, "dequantize_ns")});
    for (const Json& part : list(json, "parts")) table.parts.push_back(this->part(part, table));
    table.outputs = indices(json, "outputs", table.values.size());
    checkOrder(table);
    return table;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(text("cannot read '", source_, "': ", what));
  }

  const Json& list(const Json& object, const char* key) const {
    const Json& found = member(object, key, source_);
    if (!found.is_array()) fail(text("'", key, "' is not a list"));
    return found;
  }

  double time(const Json& object, const char* key) const {
    const double value = numberMember(object, key, source_);
    if (!std::isfinite(value) || value < 0) fail(text("'", key, "' is ", value, ", expected a number from 0 on"));
    return value;
  }

  int index(const Json& value, const char* key, std::size_t count) const {
    constexpr std::int64_t most = 1 << 30;
    if (!value.is_number_integer()) fail(text("'", key, "' holds something that is not a whole number"));
    const auto number =
        value.is_number_unsigned() && value.get<std::uint64_t>() > most ? most : value.get<std::int64_t>();
    if (number < 0 || number >= static_cast<std::int64_t>(count))
      fail(text("'", key, "' holds ", value.dump(), ", expected a number from 0 to below ", count));
    return static_cast<int>(number);
  }

  std::vector<int> indices(const Json& object, const char* key, std::size_t count) const {
    std::vector<int> result;
    for (const Json& value : list(object, key)) result.push_back(index(value, key, count));
    return result;
  }

  std::uint64_t hash(const std::string& digits) const {
    constexpr std::size_t most = 16;
    if (digits.empty() || digits.size() > most || digits.find_first_not_of("0123456789abcdef") != std::string::npos)
      fail("'hash' is not a hexadecimal number");
    return std::stoull(digits, nullptr, 16);
  }

  LatencyConditions conditions(const Json& json) const {
    LatencyConditions result{.runtime = stringMember(json, "runtime", source_),
                             .processor = stringMember(json, "processor", source_),
                             .threads = 0,
                             .batch = integerMember(json, "batch", source_),
                             .date = stringMember(json, "date", source_)};
    constexpr std::int64_t mostThreads = 4096;
    const std::int64_t threads = integerMember(json, "threads", source_);
    if (threads < 1 || threads > mostThreads) fail(text("'threads' is ", threads, ", expected 1 to ", mostThreads));
    if (result.batch < 1) fail(text("'batch' is ", result.batch, ", expected 1 or more"));
    result.threads = static_cast<int>(threads);
    return result;
  }

  LatencyTable::Part part(const Json& json, const LatencyTable& table) const {
    LatencyTable::Part result;
    result.name = stringMember(json, "name", source_);
    if (json.contains("layer")) result.layer = index(json["layer"], "layer", table.layers.size());
    result.inputs = indices(json, "inputs", table.values.size());
    result.output = index(member(json, "output", source_), "output", table.values.size());
    const Json& rounds = member(json, "rounds", source_);
    if (!rounds.is_boolean()) fail("'rounds' is not true or false");
    result.rounds = rounds.get<bool>();
    const Json& times = member(json, "ns", source_);
    for (const LatencyForm form : latencyForms)
      if (result.layer >= 0 || form == LatencyForm::Float || form == LatencyForm::Integer)
        result.in(form) = time(times, latencyFormName(form));
    return result;
  }

  // A value is given once, before it is read.
  void checkOrder(const LatencyTable& table) const {
    std::vector<bool> given(table.values.size()), read(given);
    for (const LatencyTable::Part& part : table.parts) {
      for (const int value : part.inputs) read[static_cast<std::size_t>(value)] = true;
      const auto output = static_cast<std::size_t>(part.output);
      if (given[output] || read[output])
        fail(text("part '", part.name, "' gives value ", output, ", which is given or read before"));
      given[output] = true;
    }
  }

  const std::string& source_;
};

}  // namespace

Json toJson(const LatencyTable& table) {
  const LatencyConditions& conditions = table.conditions;
  Json values = Json::array(), parts = Json::array();
  for (const LatencyTable::Value& value : table.values)
    values.push_back({{"quantize_ns", value.quantize}, {"dequantize_ns", value.dequantize}});
  for (const LatencyTable::Part& part : table.parts) {
    Json json = {{"name", part.name}};
    if (part.layer >= 0) json["layer"] = part.layer;
    json["inputs"] = part.inputs;
    json["output"] = part.output;
    json["rounds"] = part.rounds;
    for (const LatencyForm form : latencyForms)
      if (part.layer >= 0 || form == LatencyForm::Float || form == LatencyForm::Integer)
        json["ns"][latencyFormName(form)] = part.in(form);
    parts.push_back(std::move(json));
  }
  return {{"format", latencyFormat},
          {"version", latencyVersion},
          {"network", {{"name", table.network}, {"hash", hashText(table.networkHash)}}},
          {"measured",
           {{"runtime", conditions.runtime},
            {"processor", conditions.processor},
            {"threads", conditions.threads},
            {"batch", conditions.batch},
            {"date", conditions.date}}},
          {"overhead_ns", table.overhead},
          {"error", table.error},
          {"layers", table.layers},
          {"values", std::move(values)},
          {"parts", std::move(parts)},
          {"outputs", table.outputs}};
}

LatencyTable latencyTableFromJson(const Json& json, const std::string& source) {
  return TableReader(source).table(json);
}

LatencyTable readLatencyTable(const std::string& path, const Network& network) {
  const Bytes bytes = readFile(path, largestTable);
  LatencyTable table = latencyTableFromJson(parseJson({bytes.begin(), bytes.end()}, path), path);
  checkLatencyTable(table, network, path);
  return table;
}

void writeLatencyTable(const std::string& path, const LatencyTable& table) {
  writeFile(path, toJson(table).dump(1) + "\n");
}

}  // namespace bitprism
