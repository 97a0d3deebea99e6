#pragma once

#include <memory>
#include <mutex>

#include "app/workflow/study.h"

namespace bitprism {

// The study that window, measurements and search use together. Its evaluators are safe from many threads; everything
// else needs the lock, on worker threads only.
struct SharedStudy {
  explicit SharedStudy(std::unique_ptr<Study> opened) : study(std::move(opened)) {}

  std::mutex mutex;
  const std::unique_ptr<Study> study;
};

}  // namespace bitprism
