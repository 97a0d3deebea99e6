#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace bitprism {

// Holds one immutable value: writers overwrite it, the reader takes it. Safe from many threads.
template <class T>
class Latest {
 public:
  void put(std::shared_ptr<const T> value) {
    const std::lock_guard lock(mutex_);
    value_ = std::move(value);
  }

  // The newest value since the last take, or null.
  std::shared_ptr<const T> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(value_, nullptr);
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const T> value_;
};

}  // namespace bitprism
