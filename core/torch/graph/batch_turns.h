#pragma once

#include <mutex>
#include <string>

namespace bitprism {

// From now on batches take turns in the whole process, slower and safe, for this reason; empty: side by side again.
// For a LibTorch that may not be entered by two threads. Safe from many threads, as is what follows.
void takeTurns(const std::string& why);

// The reason as a notice for the user; empty while batches are computed side by side.
std::string turnsNotice();

// Held while a batch is computed: a lock where batches take turns, else nothing. Not to be asked for twice by a thread.
std::unique_lock<std::mutex> batchTurn();

}  // namespace bitprism
