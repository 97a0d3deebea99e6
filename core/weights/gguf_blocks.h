#pragma once

#include <cstdint>

namespace bitprism {

// The blocks of GGUF as floats: 32 numbers that share a scale (and a minimum), or 256 numbers in groups of 16 or 32
// with small scales of their own below one or two halves ("K-quants").
void decodeQ4_0(const std::uint8_t* block, float* numbers);
void decodeQ4_1(const std::uint8_t* block, float* numbers);
void decodeQ5_0(const std::uint8_t* block, float* numbers);
void decodeQ5_1(const std::uint8_t* block, float* numbers);
void decodeQ8_0(const std::uint8_t* block, float* numbers);
void decodeQ2_K(const std::uint8_t* block, float* numbers);
void decodeQ3_K(const std::uint8_t* block, float* numbers);
void decodeQ4_K(const std::uint8_t* block, float* numbers);
void decodeQ5_K(const std::uint8_t* block, float* numbers);
void decodeQ6_K(const std::uint8_t* block, float* numbers);
void decodeQ8_K(const std::uint8_t* block, float* numbers);

}  // namespace bitprism
