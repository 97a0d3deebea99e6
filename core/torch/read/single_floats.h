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

  // A value that is no tensor of floats of another width stays what it is.
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
