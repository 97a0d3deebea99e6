#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/files/npy.h"
#include "tests/support/golden_set.h"
#include "tests/support/varied_network.h"

namespace bitprism::test {

// The reference outputs of post-training quantization (golden/ptq): inputs, one file of arrays, and the records that
// say what the arrays are. A record's fields decide what is tested; `array` and `shape` may be absent.
class GoldenPtq {
 public:
  GoldenPtq(const std::string& folder, const std::string& arrays) : folder_(folder + "/ptq") {
    inputs_ = read("inputs.npz");
    arrays_ = read(arrays);
    index_ = json("index.json").at("files").value(arrays, Json::array());
  }

  const Json& records() const { return index_; }
  Json json(const std::string& file) const {
    const Bytes bytes = readFile(folder_ + "/" + file);
    return parseJson(std::string(bytes.begin(), bytes.end()), file);
  }

  // The input that a record is about. One without a name for it has it in its array's name, as A4own_<input>_b4.
  std::string inputName(const Json& record) const {
    if (record.contains("input")) return record.at("input");
    if (record.contains("inputs")) return record.at("inputs").at(0);
    const std::string array = record.value("array", std::string());
    std::string longest;
    for (const auto& [name, values] : inputs_)
      if (array.find("_" + name + "_") != std::string::npos && name.size() > longest.size()) longest = name;
    if (longest.empty()) throw MissingVector("nothing tells its input");
    return longest;
  }
  // The input of this shape, where only one has it.
  std::string inputOfShape(const Shape& shape) const {
    std::string found;
    for (const auto& [name, values] : inputs_) {
      if (values.shape != shape) continue;
      if (!found.empty()) throw MissingVector("inputs '" + found + "' and '" + name + "' may be meant");
      found = name;
    }
    if (found.empty()) throw MissingVector("no input has its shape");
    return found;
  }
  // The record's input whose name has this ending, such as "_gamma".
  std::string inputEnding(const Json& record, const std::string& end) const {
    for (const auto& name : record.value("inputs", Json::array()))
      if (name.get<std::string>().ends_with(end)) return name;
    std::string found;
    for (const auto& [name, values] : inputs_)
      if (name.ends_with(end)) found = name;
    if (found.empty()) throw MissingVector("no input's name ends in '" + end + "'");
    return found;
  }
  // The record's array whose name ends so.
  std::string arrayEnding(const Json& record, const std::string& end) const {
    for (const auto& name : record.at("arrays"))
      if (name.get<std::string>().ends_with(end)) return name;
    throw MissingVector("no array's name ends in '" + end + "'");
  }

  // "gauss", "calib[0]" (the first along the first axis) or "relu(...)" of either.
  std::vector<float> input(const std::string& name) const { return floats(find(name)); }
  Shape inputShape(const std::string& name) const { return find(name).shape; }
  Layer inputLayer(const std::string& name, std::int64_t channelAxis = 0) const {
    return layerOf(inputShape(name), input(name), channelAxis);
  }

  // An output; NaN is kept.
  std::vector<float> array(const std::string& name) const { return floats(at(arrays_, name)); }
  Shape arrayShape(const std::string& name) const { return at(arrays_, name).shape; }
  std::vector<double> numbers(const std::string& name) const { return at(arrays_, name).values; }

 private:
  using Arrays = std::map<std::string, NumpyArray>;

  Arrays read(const std::string& file) const { return readNpz(readFile(folder_ + "/" + file), file); }
  static const NumpyArray& at(const Arrays& arrays, const std::string& name) {
    const auto found = arrays.find(name);
    if (found == arrays.end()) throw MissingVector("no array '" + name + "'");
    return found->second;
  }
  static std::vector<float> floats(const NumpyArray& array) { return {array.values.begin(), array.values.end()}; }

  NumpyArray find(const std::string& name) const {
    if (name.rfind("relu(", 0) == 0) {
      NumpyArray inner = find(name.substr(5, name.size() - 6));
      for (double& value : inner.values) value = std::max(value, 0.0);
      return inner;
    }
    const std::size_t bracket = name.find('[');
    if (bracket == std::string::npos) return at(inputs_, name);
    const NumpyArray& whole = at(inputs_, name.substr(0, bracket));
    const auto which = static_cast<std::size_t>(std::stoul(name.substr(bracket + 1)));
    NumpyArray part;
    part.shape.assign(whole.shape.begin() + 1, whole.shape.end());
    part.type = whole.type;
    const auto size = static_cast<std::size_t>(elementCount(part.shape));
    for (std::size_t i = 0; i < size; ++i) part.values.push_back(whole.values.at(which * size + i));
    return part;
  }

  std::string folder_;
  Arrays inputs_, arrays_;
  Json index_;
};

// Values against the reference's, with the tolerances of its README: 1e-5 max(1, |x|), 1e-3 of a step for inputs as
// small as tiny and conv_w, and at most 0.2 % of the values one step off, where the scaled value is a tie but for 1e-4.
// What stepOf(i) gives is the step at value i, phaseOf(i) the scaled value that was rounded there. A value that the
// reference has as NaN is passed over: the caller says why it may.
template <class StepOf, class PhaseOf>
void expectGolden(const std::vector<float>& found, const std::vector<float>& expected, const StepOf& stepOf,
                  const PhaseOf& phaseOf, const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  std::size_t ties = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (std::isnan(expected[i])) continue;
    const double difference = std::fabs(static_cast<double>(found[i]) - static_cast<double>(expected[i]));
    const double step = stepOf(i), size = std::max(1.0, std::fabs(static_cast<double>(expected[i])));
    if (difference <= std::min(1e-5 * size, std::max(1e-3 * step, 2e-7 * std::fabs(static_cast<double>(expected[i])))))
      continue;
    const double phase = phaseOf(i), fromTie = std::fabs(phase - std::floor(phase) - 0.5);
    if (std::fabs(difference - step) <= 1e-3 * step && fromTie <= 1e-4) {
      ++ties;
      continue;
    }
    ASSERT_LE(difference, 0) << what << ": value " << i << " is " << found[i] << ", expected " << expected[i]
                             << ", step " << step;
  }
  EXPECT_LE(static_cast<double>(ties), 0.002 * static_cast<double>(found.size()) + (ties == 1 ? 1 : 0)) << what;
}

// Every record is counted under its op, so that none is skipped silently.
class RecordCount {
 public:
  void add(const std::string& op) { ++counts_[op]; }
  int of(const std::string& op) const { return counts_.contains(op) ? counts_.at(op) : 0; }
  int all() const {
    int sum = 0;
    for (const auto& [op, count] : counts_) sum += count;
    return sum;
  }
  std::string text() const {
    std::string result;
    for (const auto& [op, count] : counts_) result += (result.empty() ? "" : ", ") + op + " " + std::to_string(count);
    return result;
  }

 private:
  std::map<std::string, int> counts_;
};

}  // namespace bitprism::test
