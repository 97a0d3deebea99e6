#include "core/torch/torch_problem.h"

#include <c10/util/Exception.h>

namespace bitprism {

std::string problemText(const std::exception& problem) {
  const auto* torch = dynamic_cast<const c10::Error*>(&problem);
  const std::string message = torch ? torch->what_without_backtrace() : problem.what();
  // Some messages begin with empty lines; the first with words says it.
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t end = std::min(message.find('\n', at), message.size());
    const std::size_t first = message.find_first_not_of(" \t\r", at);
    if (first < end) return message.substr(first, message.find_last_not_of(" \t\r.", end - 1) + 1 - first);
    at = end + 1;
  }
  return "LibTorch failed without saying why";
}

}  // namespace bitprism
