#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/codec/bit_reader.h"

namespace bitprism {

// The state of one block being decoded: every step writes to `to` and advances.
struct DecodeLane {
  BitWindow window;
  const std::uint8_t* start = nullptr;
  const std::uint8_t* end = nullptr;
  std::uint16_t* to = nullptr;
  std::uint16_t* last = nullptr;
  std::uint32_t seen = 0;  // all numbers or-ed

  DecodeLane() = default;
  DecodeLane(std::span<const std::uint8_t> payload, std::span<std::uint16_t> codes)
      : start(payload.data()),
        end(payload.data() + payload.size()),
        to(codes.data()),
        last(codes.data() + codes.size()) {
    window.next = start;
  }

  void moveTo(std::uint64_t position) {
    const auto within = static_cast<int>(position % 8);
    window = {start + position / 8, 0, 0};
    if (end - window.next >= 8) {
      window.refill();
      window.bits <<= within;
    }  // otherwise no further step is safe
    window.valid -= within;
  }

  // The number of steps that are safe: each consumes up to 7 bytes, reads 8 and writes up to `most` codes.
  std::size_t safeSteps(std::size_t most) const {
    const auto bytes = static_cast<std::size_t>(end - window.next), codes = static_cast<std::size_t>(last - to);
    return bytes < 8 ? 0 : std::min((bytes - 8) / 7 + 1, codes / most);
  }
};

// Every step depends on the previous one, because a code's end is where the next one begins, so decoding two blocks in
// parallel takes hardly longer than one. A step returns false for a code that it does not handle; that code and the
// ends of the blocks are left to the checked reader.
template <class Step>
[[gnu::always_inline]] inline void decodeSideBySide(DecodeLane& one, const Step& stepOne, DecodeLane& other,
                                                    const Step& stepOther) {
  DecodeLane a = one, b = other;  // copies that stay in registers
  for (bool going = true; going;) {
    std::size_t steps = std::min(a.safeSteps(Step::most), b.safeSteps(Step::most));
    if (steps == 0) break;
    for (; steps > 0 && going; --steps) {
      const bool first = stepOne(a), second = stepOther(b);
      going = first && second;
    }
  }
  one = a;
  other = b;
}

template <class Step>
[[gnu::always_inline]] inline void decodeAlone(DecodeLane& lane, const Step& step) {
  DecodeLane a = lane;
  for (bool going = true; going;) {
    std::size_t steps = a.safeSteps(Step::most);
    if (steps == 0) break;
    for (; steps > 0 && going; --steps) going = step(a);
  }
  lane = a;
}

}  // namespace bitprism
