#pragma once

#include <stop_token>
#include <thread>

namespace bitprism {

// SIGINT and SIGTERM ask the work to stop, so that what is measured is saved; a second one ends the program at once.
// From before main on, while libraries are still being set up, one of them ends it with code 130, as there is nothing
// yet to be saved. One at a time.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  std::jthread thread_;
};

}  // namespace bitprism
