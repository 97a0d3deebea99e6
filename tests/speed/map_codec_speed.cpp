// How fast activation maps are coded and decoded and how small they become, on one core, code by code, beside zstd -1
// and memcpy: MB/s of 16-bit codes, whatever their width. map_codec_speed [FILE.npy ...]: a file's numbers are
// quantized to 8, 12 and 16 bits with their maximum as limit; without one maps are made as a ReLU leaves them, zeros at
// random places (harder to foresee than real ones) and half a normal distribution.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/random.h"
#include "core/codec/bit_writer.h"
#include "core/codec/block_code.h"
#include "core/codec/coded_sizes.h"
#include "core/codec/map_stream.h"
#include "core/files/npy.h"

#ifdef BITPRISM_ZSTD
#include <zstd.h>
#endif

using namespace bitprism;

namespace {

constexpr int rounds = 9;
constexpr std::size_t block = MapCoding{}.block;

// The best of several rounds, in MB/s of 16-bit codes.
double speed(std::size_t codes, const std::function<void()>& work) {
  double best = 1e300;
  for (int round = 0; round < rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return 2e-6 * static_cast<double>(codes) / best;
}

void row(const char* name, double encode, double decode, std::size_t bytes, std::size_t codes, int bits) {
  std::printf("  %-26s %8.0f %8.0f %12zu %7.3f %7.2f %7.2f\n", name, encode, decode, bytes,
              8.0 * static_cast<double>(bytes) / static_cast<double>(codes),
              4.0 * static_cast<double>(codes) / static_cast<double>(bytes),
              static_cast<double>(codes) * bits / 8 / static_cast<double>(bytes));
}

// One code for all blocks, without choosing.
void fixedCode(const char* name, BlockCode code, const ActivationMap& map) {
  const int bits = map.grid.bits;
  const std::size_t count = map.codes.size(), blocks = (count + block - 1) / block;
  const auto blockOf = [&](auto& codes, std::size_t b) {
    return std::span(codes).subspan(b * block, std::min(block, count - b * block));
  };
  constexpr std::size_t room = BitWriter::roomBytes(block * 33);
  Bytes coded(blocks * room);
  std::vector<std::size_t> sizes(blocks);
  std::vector<std::uint16_t> back(count);
  const double encode = speed(count, [&] {
    for (std::size_t b = 0, at = 0; b < blocks; ++b, at += sizes[b - 1])
      sizes[b] = (encodeBlock(blockOf(map.codes, b), bits, code, coded.data() + at) + 7) / 8;
  });
  std::size_t bytes = 0;
  for (const std::size_t size : sizes) bytes += size;
  const double decode = speed(count, [&] {
    std::size_t b = 0;
    auto next = [&, at = std::size_t{0}]() mutable {
      const CodedBlock one{code, std::span(coded).subspan(at, sizes[b]), blockOf(back, b)};
      at += sizes[b++];
      return one;
    };
    while (b + 1 < blocks) {
      const CodedBlock one = next(), other = next();
      decodeBlocks(one, other, bits);
    }
    if (b < blocks) decodeBlock(next(), bits);
  });
  if (back != map.codes) throw Error(std::string(name) + " does not decode to what was coded");
  row(name, encode, decode, bytes, count, bits);
}

void stream(const char* name, unsigned threads, const ActivationMap& map) {
  Bytes coded;
  ActivationMap back;
  const double encode = speed(map.codes.size(), [&] { coded = encodeMap(map, {.threads = threads}); });
  const double decode =
      speed(map.codes.size(), [&] { back = decodeMap(coded, "the map just coded", {.threads = threads}); });
  if (back != map) throw Error("the stream does not decode to what was coded");
  row(name, encode, decode, coded.size(), map.codes.size(), map.grid.bits);
}

void zstd(const ActivationMap& map) {
#ifdef BITPRISM_ZSTD
  const std::size_t count = map.codes.size();
  Bytes raw(map.grid.bits <= 8 ? count : 2 * count);  // as whole bytes, which is what it looks for
  if (map.grid.bits <= 8)
    std::ranges::transform(map.codes, raw.begin(), [](std::uint16_t code) { return static_cast<std::uint8_t>(code); });
  else
    std::memcpy(raw.data(), map.codes.data(), raw.size());
  Bytes coded(ZSTD_compressBound(raw.size())), back(raw.size());
  std::size_t bytes = 0;
  const double encode =
      speed(count, [&] { bytes = ZSTD_compress(coded.data(), coded.size(), raw.data(), raw.size(), 1); });
  const double decode = speed(count, [&] { ZSTD_decompress(back.data(), back.size(), coded.data(), bytes); });
  if (back != raw) throw Error("zstd does not decode to what was coded");
  row("zstd -1", encode, decode, bytes, count, map.grid.bits);
#else
  static_cast<void>(map);
  std::puts("  zstd -1: not measured, this program was built without libzstd");
#endif
}

void measure(const std::string& title, const ActivationMap& map) {
  const CodedSizes sizes = codedSizes(map);
  std::printf("%s, %d bits: %zu codes, %.1f %% zeros\n", title.c_str(), map.grid.bits, map.codes.size(),
              100 * (1 - sizes.nonZeroShare()));
  std::printf("  %-26s %8s %8s %12s %7s %7s %7s\n", "", "encode", "decode", "bytes", "b/code", "/fp32", "/raw");
  char name[64];
  std::vector<std::uint16_t> copy(map.codes.size());
  const double memory = speed(copy.size(), [&] { std::memcpy(copy.data(), map.codes.data(), 2 * copy.size()); });
  row("memcpy", memory, memory, 2 * copy.size(), copy.size(), map.grid.bits);
  const auto withK = [&](const char* code, BlockMode mode, int k) {
    std::snprintf(name, sizeof name, "%s, k = %d", code, k);
    fixedCode(name, {mode, k}, map);
  };
  withK("SEG", BlockMode::Sparse, sizes.bestSparse());
  withK("sparse Rice", BlockMode::SparseRice, sizes.bestSparseRice());
  withK("EG", BlockMode::ExponentialGolomb, sizes.bestExponentialGolomb());
  withK("Rice", BlockMode::Rice, sizes.bestRice());
  fixedCode("ZVC", {BlockMode::ZeroValue, 0}, map);
  fixedCode("raw", {BlockMode::Raw, 0}, map);
  stream("stream, 1 thread", 1, map);
  stream("stream, a thread a core", 0, map);
  zstd(map);
}

// Four megacodes in 4 images.
ActivationMap madeMap(double zeros, int bits, bool hasSign) {
  ActivationMap map;
  map.shape = {4, 64, 128, 128};
  std::vector<float> values(std::size_t{4} * 64 * 128 * 128);
  Random random(1);
  for (float& value : values) {
    const double number = random.normal();
    value = random.uniform() < zeros ? 0.0F : static_cast<float>(hasSign ? number : std::abs(number));
    map.grid.limit = std::max(map.grid.limit, std::abs(value));
  }
  map.grid.bits = bits;
  map.grid.hasSign = hasSign;
  map.codes = quantizeMap(values, map.grid);
  return map;
}

ActivationMap mapOfFile(const std::string& path, int bits) {
  const NumpyArray array = readNpy(readFile(path), path);
  const std::vector<float> values(array.values.begin(), array.values.end());
  ActivationMap map;
  map.shape = {1, 1, 1, 1};
  std::uint64_t before = 1;  // further dimensions than four join the images
  for (std::size_t d = 0; d < array.shape.size(); ++d) {
    const std::size_t behind = array.shape.size() - 1 - d;
    if (behind >= 3)
      map.shape[0] = static_cast<std::uint32_t>(before *= static_cast<std::uint64_t>(array.shape[d]));
    else
      map.shape[3 - behind] = static_cast<std::uint32_t>(array.shape[d]);
  }
  for (const float value : values) {
    map.grid.limit = std::max(map.grid.limit, std::abs(value));
    map.grid.hasSign |= value < 0;
  }
  map.grid.bits = bits;
  map.codes = quantizeMap(values, map.grid);
  return map;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    for (const int bits : {8, 12, 16}) {
      for (int i = 1; i < argc; ++i) measure(argv[i], mapOfFile(argv[i], bits));
      if (argc > 1) continue;
      measure("half of it zeros", madeMap(0.5, bits, false));
      measure("two thirds zeros", madeMap(0.65, bits, false));
      measure("nine tenths zeros", madeMap(0.9, bits, false));
      measure("signed, no zeros", madeMap(0, bits, true));
    }
  } catch (const Error& error) {
    std::fprintf(stderr, "map_codec_speed: %s\n", error.what());
    return 1;
  }
}
