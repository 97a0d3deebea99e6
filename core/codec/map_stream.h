#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/codec/map_quantizer.h"

namespace bitprism {

// The index order of a map. Codes have the same order in memory and in the stream; nothing is reordered.
enum class MapOrder : std::uint8_t { Nchw, Nhwc };

// The quantized activations of one layer: images, channels, rows, columns. Missing dimensions are 1.
struct ActivationMap {
  std::array<std::uint32_t, 4> shape{};
  MapOrder order = MapOrder::Nchw;
  MapGrid grid;
  std::vector<std::uint16_t> codes;
  auto operator<=>(const ActivationMap&) const = default;
};

struct MapCoding {
  // Codes per block, 1 to mapBlockLimit. Small blocks follow the channels of a map, which differ in their share of
  // zeros, and cost three bytes each: on maps of real networks 1024 gives 1 to 3 % fewer bytes than 4096, which is a
  // quarter faster.
  std::uint32_t block = 1024;
  unsigned threads = 0;  // 0: one per core; the bytes do not depend on it
};

// The stream of docs/formats.md, "Coded activation map": blocks that are coded independently, each with the code that
// takes the fewest bits. Both throw Error when codes do not fit shape or grid.
Bytes encodeMap(const ActivationMap& map, const MapCoding& coding = {});
void checkMap(const ActivationMap& map, const MapCoding& coding = {});

struct MapReading {
  // More codes than this are refused before memory is allocated: a block of zeros takes three bytes, so a small file
  // may represent very many. The default limit is 2 GiB of codes.
  std::uint64_t mostCodes = std::uint64_t{1} << 30;
  unsigned threads = 0;
};

// Throws InputError naming the source for anything but a complete stream; damage is detected by its hash.
ActivationMap decodeMap(std::span<const std::uint8_t> bytes, const std::string& source, const MapReading& reading = {});

// Sizes in the stream.
inline constexpr std::uint32_t mapBlockLimit = 32767;
inline constexpr std::size_t mapHeaderBytes = 32;
inline constexpr std::size_t mapBlockRecordBytes = 3;
inline constexpr std::size_t mapHashBytes = 8;

}  // namespace bitprism
