#include "core/codec/coded_sizes.h"

#include <algorithm>
#include <mutex>

#include "core/base/error.h"
#include "core/codec/block_threads.h"
#include "core/codec/zero_value.h"

namespace bitprism {
namespace {

int smallest(const std::array<std::uint64_t, mostK + 1>& costs) {
  return static_cast<int>(std::ranges::min_element(costs) - costs.begin());
}

double ratio(std::uint64_t whole, std::uint64_t coded) {
  return whole == 0 ? 0 : static_cast<double>(whole) / static_cast<double>(coded);
}

}  // namespace

std::uint64_t CodedSizes::raw() const {
  return costs.count * static_cast<unsigned>(bits);
}
std::uint64_t CodedSizes::asFloats() const {
  return costs.count * 32;
}
std::uint64_t CodedSizes::zeroValue() const {
  return zeroValueBits(costs.count, costs.nonZeros, bits);
}
std::uint64_t CodedSizes::compressedRows() const {
  return compressedRowBits(rows, columns, costs.nonZeros, bits);
}
int CodedSizes::bestExponentialGolomb() const {
  return smallest(costs.exponentialGolomb);
}
int CodedSizes::bestSparse() const {
  return smallest(costs.sparse);
}
int CodedSizes::bestRice() const {
  return smallest(costs.rice);
}
int CodedSizes::bestSparseRice() const {
  return smallest(costs.sparseRice);
}
std::uint64_t CodedSizes::exponentialGolomb() const {
  return std::ranges::min(costs.exponentialGolomb);
}
std::uint64_t CodedSizes::sparse() const {
  return std::ranges::min(costs.sparse);
}
std::uint64_t CodedSizes::rice() const {
  return std::ranges::min(costs.rice);
}
std::uint64_t CodedSizes::sparseRice() const {
  return std::ranges::min(costs.sparseRice);
}
double CodedSizes::nonZeroShare() const {
  return costs.count == 0 ? 0 : static_cast<double>(costs.nonZeros) / static_cast<double>(costs.count);
}
double CodedSizes::gainOverFloat() const {
  return ratio(asFloats(), stream);
}
double CodedSizes::gainOverRaw() const {
  return ratio(raw(), stream);
}

CodedSizes& CodedSizes::operator+=(const CodedSizes& other) {
  if (bits != 0 && other.bits != 0 && bits != other.bits) throw Error("sizes of maps of different widths do not add");
  bits = std::max(bits, other.bits);
  costs += other.costs;
  rows += other.rows;
  columns = std::max(columns, other.columns);
  stream += other.stream;
  return *this;
}

CodedSizes codedSizes(const ActivationMap& map, const MapCoding& coding) {
  checkMap(map, coding);
  const std::size_t count = map.codes.size(), block = coding.block, blocks = (count + block - 1) / block;
  CodedSizes sizes;
  sizes.bits = map.grid.bits;
  sizes.columns = map.order == MapOrder::Nchw ? map.shape[3] : map.shape[1];
  sizes.rows = sizes.columns == 0 ? 0 : count / sizes.columns;
  sizes.stream = 8 * (mapHeaderBytes + blocks * mapBlockRecordBytes + mapHashBytes);
  std::mutex mutex;  // guards sizes; integer sums do not depend on the order
  constexpr std::size_t worthAThread = 64;
  forEachInThreads(blocks, coding.threads, worthAThread, [&](std::size_t b) {
    const auto codes = std::span(map.codes).subspan(b * block, std::min(block, count - b * block));
    const CodeCosts costs = codeCosts(codes, map.grid.bits);
    const std::uint64_t bytes = (cheapest(costs, map.grid.bits).bits + 7) / 8;
    const std::scoped_lock lock(mutex);
    sizes.costs += costs;
    sizes.stream += 8 * bytes;
  });
  return sizes;
}

}  // namespace bitprism
