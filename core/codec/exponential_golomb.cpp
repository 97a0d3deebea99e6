#include "core/codec/exponential_golomb.h"

namespace bitprism {

void putExponentialGolomb(BitWriter& writer, std::uint32_t x, int k) {
  const std::uint64_t v = (static_cast<std::uint64_t>(x) >> k) + 1;
  const int width = std::bit_width(v);
  if (width > 1) writer.put(0, width - 1);
  writer.put(v, width);
  if (k > 0) writer.put(x & ((std::uint64_t{1} << k) - 1), k);
}

void putSparse(BitWriter& writer, std::uint32_t x, int k, SparseStart start) {
  if (k == 0 && start == SparseStart::Plain) return putExponentialGolomb(writer, x, 0);
  writer.put(x == 0 ? 1 : 0, 1);
  if (x > 0) putExponentialGolomb(writer, x - 1, k);
}

std::uint32_t takeExponentialGolomb(BitReader& reader, int k) {
  constexpr std::uint64_t mostZeros = 32;
  const std::uint64_t zeros = reader.run(false, mostZeros + 1);
  if (zeros > mostZeros) throw InputError("a code begins with more than 32 zeros");
  const std::uint64_t v = reader.take(static_cast<int>(zeros) + 1);
  const std::uint64_t x = (v - 1) << k | reader.take(k);
  if (x > 0xffffffffU) throw InputError("a code represents a number of more than 32 bits");
  return static_cast<std::uint32_t>(x);
}

std::uint32_t takeSparse(BitReader& reader, int k, SparseStart start) {
  if (k == 0 && start == SparseStart::Plain) return takeExponentialGolomb(reader, 0);
  if (reader.take(1) == 1) return 0;
  const std::uint32_t below = takeExponentialGolomb(reader, k);
  if (below == 0xffffffffU) throw InputError("a code represents a number of more than 32 bits");
  return below + 1;
}

}  // namespace bitprism
