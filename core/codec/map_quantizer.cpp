#include "core/codec/map_quantizer.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/rounding.h"
#include "core/base/text.h"
#include "core/codec/bit_clones.h"

namespace bitprism {
namespace {

// The formulas, for a limit above 0 and values that may be NaN (any code).

inline std::uint16_t unsignedCode(double value, double limit, double steps) {
  value = value > 0 ? value : 0;
  value = value < limit ? value : limit;
  return static_cast<std::uint16_t>(
      static_cast<std::int32_t>(value / limit * steps + doubleRoundingConstant - doubleRoundingConstant));
}

inline std::uint16_t signedCode(double value, double limit, double steps) {
  value = value > -limit ? value : -limit;
  value = value < limit ? value : limit;
  const auto number =
      static_cast<std::int32_t>(value / limit * steps + doubleRoundingConstant - doubleRoundingConstant);
  return static_cast<std::uint16_t>(number > 0 ? 2 * number - 1 : -2 * number);
}

inline std::int32_t signedNumber(std::uint16_t code) {
  return code & 1 ? (code + 1) / 2 : -(code / 2);
}

BITPRISM_BIT_CLONES void unsignedCodes(const float* values, std::size_t count, double limit, double steps,
                                       std::uint16_t* codes) {
  for (std::size_t i = 0; i < count; ++i) codes[i] = unsignedCode(values[i], limit, steps);
}

BITPRISM_BIT_CLONES void signedCodes(const float* values, std::size_t count, double limit, double steps,
                                     std::uint16_t* codes) {
  for (std::size_t i = 0; i < count; ++i) codes[i] = signedCode(values[i], limit, steps);
}

BITPRISM_BIT_CLONES bool holdsNan(const float* values, std::size_t count) {
  bool found = false;
  for (std::size_t i = 0; i < count; ++i) found |= values[i] != values[i];
  return found;
}

BITPRISM_BIT_CLONES void unsignedValues(const std::uint16_t* codes, std::size_t count, double limit, double steps,
                                        float* values) {
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(codes[i] / steps * limit);
}

BITPRISM_BIT_CLONES void signedValues(const std::uint16_t* codes, std::size_t count, double limit, double steps,
                                      float* values) {
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(signedNumber(codes[i]) / steps * limit);
}

}  // namespace

void checkMapGrid(const MapGrid& grid) {
  const int least = grid.hasSign ? 2 : 1;
  if (grid.bits < least || grid.bits > 16)
    throw UsageError(text("a ", grid.hasSign ? "signed " : "", "map has ", least, " to 16 bits, not ", grid.bits));
  if (!std::isfinite(grid.limit) || std::signbit(grid.limit))
    throw UsageError(text("the limit of a map is a number from 0 up, not ", grid.limit));
}

std::uint16_t mapCode(double value, double limit, std::uint32_t steps, bool hasSign) {
  if (limit == 0) return 0;
  return hasSign ? signedCode(value, limit, steps) : unsignedCode(value, limit, steps);
}

double mapValue(std::uint16_t code, double limit, std::uint32_t steps, bool hasSign) {
  return (hasSign ? signedNumber(code) : code) / static_cast<double>(steps) * limit;
}

std::vector<std::uint16_t> quantizeMap(std::span<const float> values, const MapGrid& grid) {
  checkMapGrid(grid);
  if (holdsNan(values.data(), values.size())) {
    const auto first = std::ranges::find_if(values, [](float value) { return std::isnan(value); });
    throw Error(text("cannot quantize a map: value ", first - values.begin(), " is not a number"));
  }
  std::vector<std::uint16_t> codes(values.size());
  if (grid.limit > 0)
    (grid.hasSign ? signedCodes : unsignedCodes)(values.data(), values.size(), grid.limit, grid.steps(), codes.data());
  return codes;
}

std::vector<float> mapValues(std::span<const std::uint16_t> codes, const MapGrid& grid) {
  checkMapGrid(grid);
  std::vector<float> values(codes.size());
  (grid.hasSign ? signedValues : unsignedValues)(codes.data(), codes.size(), grid.limit, grid.steps(), values.data());
  return values;
}

}  // namespace bitprism
