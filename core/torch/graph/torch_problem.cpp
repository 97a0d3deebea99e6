#include "core/torch/graph/torch_problem.h"

#include <c10/util/Exception.h>

#include <string_view>

namespace bitprism {
namespace {

// LibTorch's interpreter reports that it failed, then the call stack, and last the error itself. Empty: not a message
// of the interpreter. In one of the parser the same mark stands in the code that it quotes, after the error.
std::string reasonInScript(const std::string& message) {
  if (message.find("TorchScript interpreter") == std::string::npos) return {};
  constexpr std::string_view mark = "<--- HERE", standard = "RuntimeError: ";
  const std::size_t last = message.rfind(mark);
  if (last == std::string::npos) return {};
  const std::size_t first = message.find_first_not_of(" \t\r\n", last + mark.size());
  if (first == std::string::npos) return {};
  std::string reason = message.substr(first, message.find('\n', first) - first);
  if (reason.starts_with(standard)) reason.erase(0, standard.size());
  return reason.substr(0, reason.find_last_not_of(" \t\r.") + 1);
}

}  // namespace

std::string problemText(const std::exception& problem) {
  const auto* torch = dynamic_cast<const c10::Error*>(&problem);
  const std::string message = torch ? torch->what_without_backtrace() : problem.what();
  if (const std::string inner = reasonInScript(message); !inner.empty()) return inner;
  // Some messages begin with empty lines; the first non-empty one counts.
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t end = std::min(message.find('\n', at), message.size());
    const std::size_t first = message.find_first_not_of(" \t\r", at);
    if (first < end) return message.substr(first, message.find_last_not_of(" \t\r.", end - 1) + 1 - first);
    at = end + 1;
  }
  return "LibTorch failed without a message";
}

}  // namespace bitprism
