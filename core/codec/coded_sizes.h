#pragma once

#include <cstdint>
#include <span>

#include "core/codec/code_costs.h"
#include "core/codec/map_stream.h"

namespace bitprism {

// The size of one or several maps under each code, in bits. Sizes of a single code have no header, k or padding;
// `stream` is everything that encodeMap writes: header, table, padding and hash. Sizes of several maps of a layer are
// added, with one best k for all of them.
struct CodedSizes {
  int bits = 0;               // of a code
  CodeCosts costs;            // every k
  std::uint64_t rows = 0;     // of compressed sparse rows: all but the last extent
  std::uint64_t columns = 0;  // the last extent
  std::uint64_t stream = 0;   // the code chosen block by block, everything counted

  std::uint64_t raw() const;
  std::uint64_t asFloats() const;  // 32 bits per value
  std::uint64_t zeroValue() const;
  std::uint64_t compressedRows() const;
  int bestExponentialGolomb() const;  // its k
  int bestSparse() const;
  int bestRice() const;
  int bestSparseRice() const;
  std::uint64_t exponentialGolomb() const;  // with its best k
  std::uint64_t sparse() const;
  std::uint64_t rice() const;
  std::uint64_t sparseRice() const;
  double nonZeroShare() const;   // 0 for no codes
  double gainOverFloat() const;  // of the stream: 32 N / coded, 0 for no codes
  double gainOverRaw() const;

  // Throws Error when the widths differ; an empty one takes the other's.
  CodedSizes& operator+=(const CodedSizes& other);
};

// Throws Error where encodeMap would.
CodedSizes codedSizes(const ActivationMap& map, const MapCoding& coding = {});

}  // namespace bitprism
