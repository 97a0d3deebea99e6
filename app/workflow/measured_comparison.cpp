#include "app/workflow/measured_comparison.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::uint64_t largestComparison = std::uint64_t{1} << 24;

// The place of a name in a list, to which it is added if it is new.
std::size_t placeOf(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  names.push_back(name);
  return names.size() - 1;
}

}  // namespace

ReportComparison readComparison(const std::string& path, const Network& network) {
  const Bytes bytes = readFile(path, largestComparison);
  const Json json = parseJson(std::string(bytes.begin(), bytes.end()), path);
  if (!json.is_object() || !json.contains("rows") || !json["rows"].is_array() || !json.contains("float_bytes"))
    throw InputError(text("cannot read '", path, "': it is not a comparison of methods, expected the output of ",
                          "bitprism-cli compare --json"));
  if (const std::string name = stringMember(json, "network", path); name != network.name)
    throw InputError(
        text("cannot read '", path, "': it compares methods on '", name, "', expected '", network.name, "'"));
  Metric metric = Metric::Accuracy;
  try {
    metric = metricFromName(stringMember(json, "metric", path));
  } catch (const UsageError& problem) {
    throw InputError(text("cannot read '", path, "': ", problem.what()));
  }
  ReportComparison comparison;
  for (const Json& row : json["rows"]) {
    ComparedCell cell;
    cell.method = placeOf(comparison.methods, stringMember(row, "method", path));
    cell.setting = placeOf(comparison.settings, stringMember(row, "setting", path));
    if (member(row, "failure", path).is_null()) {
      cell.score.metric = metric;
      cell.score.images = integerMember(json, "images", path);
      cell.score.accuracy = numberMember(row, "accuracy", path);
      cell.score.agreement = numberMember(row, "agreement", path);
      cell.bytes = integerMember(row, "bytes", path);
      if (!std::isfinite(cell.score.accuracy) || cell.bytes <= 0)
        throw InputError(text("cannot read '", path, "': a row has no valid accuracy and bytes"));
    } else {
      cell.failure = stringMember(row, "failure", path);
    }
    comparison.cells.push_back(std::move(cell));
  }
  return comparison;
}

}  // namespace bitprism
