#include "core/weights/gguf_blocks.h"

#include <cstring>

#include "core/base/half.h"

namespace bitprism {
namespace {

float halfAt(const std::uint8_t* bytes) {
  return floatFromHalf(static_cast<std::uint16_t>(bytes[0] | bytes[1] << 8));
}

int low(std::uint8_t byte) {
  return byte & 15;
}

int high(std::uint8_t byte) {
  return byte >> 4;
}

int signedByte(std::uint8_t byte) {
  return static_cast<std::int8_t>(byte);
}

// Byte j of 16 holds numbers j and j + 16; bit i of the four bytes is the fifth bit of number i.
void decodeHalves(const std::uint8_t* nibbles, const std::uint8_t* fifths, int offset, float scale, float minimum,
                  float* numbers) {
  for (int i = 0; i < 32; ++i) {
    int code = i < 16 ? low(nibbles[i]) : high(nibbles[i - 16]);
    if (fifths) code |= (fifths[i / 8] >> i % 8 & 1) << 4;
    numbers[i] = static_cast<float>(code - offset) * scale + minimum;
  }
}

// Scale and minimum of group k of eight, six bits each, packed into twelve bytes.
struct GroupScale {
  int scale = 0, minimum = 0;
};

GroupScale groupScale(const std::uint8_t* packed, int k) {
  if (k < 4) return {packed[k] & 63, packed[k + 4] & 63};
  return {low(packed[k + 4]) | packed[k - 4] >> 6 << 4, high(packed[k + 4]) | packed[k] >> 6 << 4};
}

// 256 numbers in eight groups of 32: groups 2k and 2k + 1 are the low and high halves of the same 32 bytes; bit g of
// fifths[l] is the fifth bit of number l of group g.
void decodeGroups(const std::uint8_t* block, const std::uint8_t* fifths, const std::uint8_t* nibbles, float* numbers) {
  const float scale = halfAt(block), minimum = halfAt(block + 2);
  for (int g = 0; g < 8; ++g) {
    const GroupScale own = groupScale(block + 4, g);
    const float step = scale * static_cast<float>(own.scale), least = minimum * static_cast<float>(own.minimum);
    for (int l = 0; l < 32; ++l) {
      const std::uint8_t byte = nibbles[g / 2 * 32 + l];
      int code = g % 2 == 0 ? low(byte) : high(byte);
      if (fifths) code |= (fifths[l] >> g & 1) << 4;
      numbers[g * 32 + l] = step * static_cast<float>(code) - least;
    }
  }
}

// Numbers of two bits: 32 bytes hold four rows of 32, the first in the lowest bits.
int twoBits(const std::uint8_t* codes, int i) {
  return codes[i / 128 * 32 + i % 32] >> i % 128 / 32 * 2 & 3;
}

}  // namespace

void decodeQ4_0(const std::uint8_t* block, float* numbers) {
  decodeHalves(block + 2, nullptr, 8, halfAt(block), 0, numbers);
}

void decodeQ4_1(const std::uint8_t* block, float* numbers) {
  decodeHalves(block + 4, nullptr, 0, halfAt(block), halfAt(block + 2), numbers);
}

void decodeQ5_0(const std::uint8_t* block, float* numbers) {
  decodeHalves(block + 6, block + 2, 16, halfAt(block), 0, numbers);
}

void decodeQ5_1(const std::uint8_t* block, float* numbers) {
  decodeHalves(block + 8, block + 4, 0, halfAt(block), halfAt(block + 2), numbers);
}

void decodeQ8_0(const std::uint8_t* block, float* numbers) {
  const float scale = halfAt(block);
  for (int i = 0; i < 32; ++i) numbers[i] = scale * static_cast<float>(signedByte(block[2 + i]));
}

void decodeQ2_K(const std::uint8_t* block, float* numbers) {
  const std::uint8_t* scales = block;
  const std::uint8_t* codes = block + 16;
  const float scale = halfAt(block + 80), minimum = halfAt(block + 82);
  for (int i = 0; i < 256; ++i) {
    const std::uint8_t own = scales[i / 16];
    numbers[i] = scale * static_cast<float>(low(own)) * static_cast<float>(twoBits(codes, i)) -
                 minimum * static_cast<float>(high(own));
  }
}

void decodeQ3_K(const std::uint8_t* block, float* numbers) {
  const std::uint8_t* thirds = block;
  const std::uint8_t* codes = block + 32;
  const std::uint8_t* scales = block + 96;
  const float scale = halfAt(block + 108);
  for (int i = 0; i < 256; ++i) {
    const int group = i / 16;
    const int lower = group < 8 ? low(scales[group]) : high(scales[group - 8]);
    const int own = (lower | (scales[8 + group % 4] >> 2 * (group / 4) & 3) << 4) - 32;
    const int code = twoBits(codes, i) - (thirds[i % 32] >> i / 32 & 1 ? 0 : 4);
    numbers[i] = scale * static_cast<float>(own) * static_cast<float>(code);
  }
}

void decodeQ4_K(const std::uint8_t* block, float* numbers) {
  decodeGroups(block, nullptr, block + 16, numbers);
}

void decodeQ5_K(const std::uint8_t* block, float* numbers) {
  decodeGroups(block, block + 16, block + 48, numbers);
}

void decodeQ6_K(const std::uint8_t* block, float* numbers) {
  const float scale = halfAt(block + 208);
  for (int i = 0; i < 256; ++i) {
    const int half = i / 128, row = i % 128 / 32, l = i % 32;  // rows 0, 1: low halves of 64 bytes; 2, 3: high ones
    const std::uint8_t byte = block[half * 64 + row % 2 * 32 + l];
    const int upper = block[128 + half * 32 + l] >> 2 * row & 3;
    const int code = ((row < 2 ? low(byte) : high(byte)) | upper << 4) - 32;
    numbers[i] = scale * static_cast<float>(signedByte(block[192 + i / 16])) * static_cast<float>(code);
  }
}

void decodeQ8_K(const std::uint8_t* block, float* numbers) {
  float scale;
  std::memcpy(&scale, block, sizeof scale);
  for (int i = 0; i < 256; ++i) numbers[i] = scale * static_cast<float>(signedByte(block[4 + i]));
}

}  // namespace bitprism
