#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/codec/map_quantizer.h"

namespace bitprism {

// Which index of a map runs fastest. The codes stand in this order in memory as in the stream; nothing is reordered.
enum class MapOrder : std::uint8_t { Nchw, Nhwc };

// The quantized activations of one layer: images, channels, rows, columns. What has fewer dimensions leaves ones.
struct ActivationMap {
  std::array<std::uint32_t, 4> shape{};
  MapOrder order = MapOrder::Nchw;
  MapGrid grid;
  std::vector<std::uint16_t> codes;
  auto operator<=>(const ActivationMap&) const = default;
};

struct MapCoding {
  // Codes a block, 1 to mapBlockLimit. Small blocks follow the channels of a map, each with its own share of zeros, and
  // cost three bytes each: on real networks' maps 1024 makes 1 to 3 % less than 4096, which is a quarter faster.
  std::uint32_t block = 1024;
  unsigned threads = 0;  // 0: one a core. The bytes are the same for any number
};

// The stream of docs/formats.md, "Coded activation map": blocks that are coded apart, each in the way that takes
// the fewest bits. Both throw Error when codes do not fit shape or grid.
Bytes encodeMap(const ActivationMap& map, const MapCoding& coding = {});
void checkMap(const ActivationMap& map, const MapCoding& coding = {});

struct MapReading {
  // More codes than this are refused before memory is taken: a block of zeros takes three bytes, so a small file may
  // stand for very many. The usual limit is 2 GiB of codes.
  std::uint64_t mostCodes = std::uint64_t{1} << 30;
  unsigned threads = 0;
};

// Throws InputError naming the source for anything but a whole stream; damage is found by its hash.
ActivationMap decodeMap(std::span<const std::uint8_t> bytes, const std::string& source, const MapReading& reading = {});

// Sizes in the stream.
inline constexpr std::uint32_t mapBlockLimit = 32767;
inline constexpr std::size_t mapHeaderBytes = 32;
inline constexpr std::size_t mapBlockRecordBytes = 3;
inline constexpr std::size_t mapHashBytes = 8;

}  // namespace bitprism
