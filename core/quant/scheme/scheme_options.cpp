#include "core/quant/scheme/scheme_options.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

using Kind = SchemeOption::Kind;

constexpr const char* priorNames[] = {"auto", "laplace", "gauss"};
constexpr const char* breakpointNames[] = {"normal", "laplace", "search"};
constexpr const char* readingNames[] = {"R1", "R2", "R2s"};

template <auto Member>
double get(const QuantScheme& scheme) {
  return static_cast<double>(scheme.*Member);
}

template <auto Member>
void set(QuantScheme& scheme, double value) {
  using Value = std::remove_reference_t<decltype(scheme.*Member)>;
  scheme.*Member = static_cast<Value>(static_cast<std::conditional_t<std::is_enum_v<Value>, int, Value>>(value));
}

template <Method... Methods>
bool looks(Method method) {
  return ((method == Methods) || ...);
}

template <auto Member, Method... Methods>
constexpr SchemeOption option(const char* key, std::uint8_t number, Kind kind, double low, double high,
                              const char* help, std::span<const char* const> names = {}) {
  return {key, number, kind, low, high, names, help, looks<Methods...>, get<Member>, set<Member>};
}

constexpr double mostInBlock = 65536;

const SchemeOption options[] = {
    option<&QuantScheme::prior, Method::Aciq>("prior", 1, Kind::Name, 0, 2, "density that the clip is computed for",
                                              priorNames),
    option<&QuantScheme::oneSided, Method::Aciq>("one_sided", 2, Kind::Flag, 0, 1,
                                                 "negative values become 0, as a ReLU does"),
    option<&QuantScheme::clip, Method::Aciq>("clip", 3, Kind::Flag, 0, 1, "analytic clipping range instead of all"),
    option<&QuantScheme::allocate, Method::Aciq>("allocate", 4, Kind::Flag, 0, 1,
                                                 "bits of its own for every channel, the given ones on average"),
    option<&QuantScheme::breakpoint, Method::Pwlq>("breakpoint", 5, Kind::Name, 0, 2, "how break-points are found",
                                                   breakpointNames),
    option<&QuantScheme::regions, Method::Pwlq>("regions", 6, Kind::Whole, 2, 4, "pieces, one more than break-points"),
    option<&QuantScheme::overlapping, Method::Pwlq>("overlapping", 7, Kind::Flag, 0, 1,
                                                    "the outer grid reaches over the whole range"),
    option<&QuantScheme::block, Method::Dsconv>("block", 8, Kind::Whole, 1, mostInBlock,
                                                "input channels that share a scale"),
    option<&QuantScheme::halfScales, Method::Dsconv>("half_scales", 9, Kind::Flag, 0, 1, "scales as half floats"),
    option<&QuantScheme::refine, Method::Dsconv>("refine", 10, Kind::Flag, 0, 1,
                                                 "fit codes and scales by turns until the squared error rests"),
    option<&QuantScheme::group, Method::Gdrq>("group", 11, Kind::Whole, 1, mostInBlock,
                                              "output channels that share a threshold"),
    option<&QuantScheme::sorted, Method::Gdrq>("sorted", 12, Kind::Flag, 0, 1, "groups of channels alike in mean |w|"),
    option<&QuantScheme::reading, Method::Gdrq>("reading", 13, Kind::Name, 0, 2, "which grid the paper means",
                                                readingNames),
    option<&QuantScheme::threshold, Method::Gdrq>("threshold", 14, Kind::Number, 0, 100,
                                                  "k of the clip k mean|w|; 0: the best for the bits"),
    option<&QuantScheme::terms, Method::Omse>("terms", 15, Kind::Whole, 1, 2, "2: a second tensor holds the rest"),
    option<&QuantScheme::exact, Method::Kmeans>("exact", 16, Kind::Flag, 0, 1, "the optimum instead of Lloyd's"),
    option<&QuantScheme::expand, Method::Ocs>("expand", 17, Kind::Number, 0, 1, "share of input channels to split"),
    option<&QuantScheme::author, Method::Aciq, Method::Pwlq>("author", 18, Kind::Flag, 0, 1,
                                                             "the authors' own tables and grids, for comparison"),
};

}  // namespace

std::span<const SchemeOption> schemeOptions() {
  return options;
}

const SchemeOption* schemeOption(std::string_view key) {
  const auto found = std::find_if(std::begin(options), std::end(options), [&](const auto& o) { return key == o.key; });
  return found == std::end(options) ? nullptr : found;
}

void checkOption(const SchemeOption& option, double value) {
  if (value >= option.low && value <= option.high && (option.kind == Kind::Number || value == std::floor(value)))
    return;
  throw UsageError(text(option.key, ' ', value, ", expected ",
                        option.kind == Kind::Number ? "a number" : "a whole number", " from ", option.low, " to ",
                        option.high));
}

double roundedOption(const SchemeOption& option, double value) {
  return option.kind == Kind::Number ? std::round(value * 1e6) / 1e6 : value;
}

QuantScheme standardOptions(QuantScheme scheme) {
  const QuantScheme standard;
  for (const SchemeOption& option : options) option.set(scheme, option.get(standard));
  return scheme;
}

std::string optionsText(const QuantScheme& scheme) {
  std::string result;
  for (const SchemeOption& option : options) {
    if (!option.looks(scheme.method) || option.isStandard(scheme)) continue;
    const double value = option.get(scheme);
    result += result.empty() ? "" : ", ";
    if (option.kind == Kind::Flag)
      result += text(value == 0 ? "no " : "", option.key);
    else if (option.kind == Kind::Name)
      result += text(option.key, ' ', option.names[static_cast<std::size_t>(value)]);
    else
      result += text(option.key, ' ', value);
  }
  return result;
}

}  // namespace bitprism
