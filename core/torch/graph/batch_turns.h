#pragma once

#include <mutex>
#include <string>

namespace bitprism {

// Makes batches in the whole process run one at a time, slower but safe, for this reason; empty: in parallel again. For
// a LibTorch that two threads may not use at once. Safe from many threads, like the functions below.
void takeTurns(const std::string& why);

// The reason as a notice for the user; empty while batches run in parallel.
std::string turnsNotice();

// Held while a batch is computed: a lock if batches run one at a time, else nothing. Not recursive.
std::unique_lock<std::mutex> batchTurn();

}  // namespace bitprism
