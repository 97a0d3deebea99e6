#include "core/quant/codes/channels.h"

#include <algorithm>

namespace bitprism {

Channels::Channels(const Shape& shape, std::int64_t axis) {
  for (std::size_t d = 0; d < shape.size(); ++d) {
    const auto extent = static_cast<std::size_t>(shape[d]);
    const auto dimension = static_cast<std::int64_t>(d);
    (dimension < axis ? outer : dimension == axis ? count : inner) *= extent;
  }
}

std::span<const float> Channels::values(std::span<const float> values, std::size_t channel,
                                        std::vector<float>& scratch) const {
  if (outer == 1) return values.subspan(channel * inner, inner);
  scratch.resize(perChannel());
  for (std::size_t o = 0; o < outer; ++o)
    std::copy_n(values.data() + (o * count + channel) * inner, inner, scratch.data() + o * inner);
  return scratch;
}

}  // namespace bitprism
