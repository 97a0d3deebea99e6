#include "core/torch/graph/batch_turns.h"

#include <atomic>

#include "core/base/text.h"

namespace bitprism {
namespace {

struct Turns {
  std::atomic<bool> taken = false;
  std::mutex batch;
  std::mutex mutex;  // guards the reason
  std::string why;
};

Turns& turnsOfAll() {
  static Turns turns;
  return turns;
}

}  // namespace

void takeTurns(const std::string& why) {
  Turns& turns = turnsOfAll();
  const std::lock_guard lock(turns.mutex);
  turns.why = why;
  turns.taken = !why.empty();
}

std::string turnsNotice() {
  Turns& turns = turnsOfAll();
  const std::lock_guard lock(turns.mutex);
  if (turns.why.empty()) return {};
  return text("Batches are computed one after another, which is slower: ", turns.why, '.');
}

std::unique_lock<std::mutex> batchTurn() {
  Turns& turns = turnsOfAll();
  return turns.taken ? std::unique_lock(turns.batch) : std::unique_lock<std::mutex>();
}

}  // namespace bitprism
