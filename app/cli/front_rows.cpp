#include "app/cli/front_rows.h"

#include "app/cli/text_table.h"
#include "core/base/text.h"
#include "core/quant/scheme/layer_choice.h"

namespace bitprism {
namespace {

// 'a' for the first method.
char letterOf(int scheme) {
  return static_cast<char>('a' + scheme);
}

}  // namespace

std::string bitsText(const PlanChoice& bits) {
  std::string result;
  for (const LayerChoice& choice : bits) {
    const int width = choice.bits;
    result += width == floatBits ? "f" : width == halfBits ? "h" : text(width);
  }
  return result;
}

std::vector<std::string> frontHeader(const FrontReport& report) {
  std::vector<std::string> header{"trial", "size"};
  if (report.axis != Cost::Memory) header.emplace_back(costTitle(report.axis));
  header.insert(header.end(), {metricTitle(report.metric), "on unseen", "bits"});
  if (report.methods.size() > 1) header.emplace_back("methods");
  return header;
}

std::vector<std::string> frontRow(const FrontReport& report, const Evaluation& point, const char* mark) {
  std::vector<std::string> row{text(point.trial, mark), kibText(point.bytes)};
  if (report.axis != Cost::Memory) row.push_back(costText(report.axis, point.cost()));
  row.insert(row.end(),
             {qualityText(point.score), point.reportAccuracy ? qualityText(report.metric, *point.reportAccuracy) : "-",
              bitsText(point.bits)});
  if (report.methods.size() > 1) {
    row.emplace_back();
    for (const LayerChoice& choice : point.bits)
      row.back() += choice.bits > maximumBits ? '-' : letterOf(choice.scheme);
  }
  return row;
}

std::string methodsLegend(const FrontReport& report) {
  if (report.methods.size() < 2) return {};
  std::string legend;
  for (std::size_t i = 0; i < report.methods.size(); ++i)
    legend += text(i ? ", " : "\n", letterOf(static_cast<int>(i)), ": ", report.methods[i]);
  return legend + "\n";
}

}  // namespace bitprism
