#pragma once

#include <memory>

namespace c10 {
struct IValue;
}

namespace bitprism {

// Weights of other widths as 32-bit floats, each converted once. One thread at a time.
class SingleFloats {
 public:
  SingleFloats();
  ~SingleFloats();

  // Values other than float tensors of other widths are returned unchanged.
  c10::IValue single(const c10::IValue& value);

  // Known before anything is converted.
  void expectSome() { some_ = true; }
  bool any() const;

 private:
  struct Converted;
  bool some_ = false;
  std::unique_ptr<Converted> converted_;
};

}  // namespace bitprism
