#pragma once

#include <cstdint>
#include <string>

namespace bitprism {

// TensorFlow Lite's numbers of element types.
enum class TfliteType : std::int8_t {
  Float32 = 0,
  Float16 = 1,
  Int32 = 2,
  Uint8 = 3,
  Int64 = 4,
  Bool = 6,
  Int16 = 7,
  Int8 = 9,
  Float64 = 10,
  Uint32 = 15,
  Uint16 = 16,
  Int4 = 17
};

// "int8"; "number 13" for types that are not known.
std::string tfliteTypeName(TfliteType type);

bool isTfliteFloat(TfliteType type);

// "CONV_2D"; "number 999" for operators that are newer than this program.
std::string tfliteOperatorName(int code);

inline constexpr int tfliteCustomOperator = 32;

}  // namespace bitprism
