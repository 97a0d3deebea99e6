#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace bitprism {

// Numbers that never change, read like a const vector: those of a vector, or memory that an owner keeps alive, such as
// a mapped file. Immutable; shared as shared_ptr<const ConstantArray<T>>.
template <class T>
class ConstantArray {
 public:
  using value_type = T;
  using const_iterator = const T*;
  using iterator = const_iterator;

  ConstantArray() = default;
  explicit ConstantArray(std::vector<T> values) : own_(std::move(values)), values_(own_) {}
  ConstantArray(std::span<const T> values, std::shared_ptr<const void> owner)
      : owner_(std::move(owner)), values_(values) {}
  ConstantArray(const ConstantArray&) = delete;
  ConstantArray& operator=(const ConstantArray&) = delete;

  const T* data() const { return values_.data(); }
  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  const T* begin() const { return values_.data(); }
  const T* end() const { return values_.data() + values_.size(); }
  const T& operator[](std::size_t i) const { return values_[i]; }
  const T& front() const { return values_.front(); }
  std::vector<T> copy() const { return {begin(), end()}; }

  friend bool operator==(const ConstantArray& a, const ConstantArray& b) { return std::ranges::equal(a, b); }
  friend bool operator==(const ConstantArray& a, const std::vector<T>& b) { return std::ranges::equal(a, b); }

 private:
  std::vector<T> own_;
  std::shared_ptr<const void> owner_;
  std::span<const T> values_;
};

template <class T>
std::shared_ptr<const ConstantArray<T>> constantArray(std::vector<T> values) {
  return std::make_shared<const ConstantArray<T>>(std::move(values));
}

}  // namespace bitprism
