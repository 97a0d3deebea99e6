#pragma once

#include <stop_token>
#include <thread>

namespace bitprism {

// SIGINT and SIGTERM ask the work to stop, so that measurements are saved; a second signal ends the program
// immediately. Before main, while libraries are initialized, the first one ends it with code 130, because there is
// nothing to save yet. One at a time.
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
