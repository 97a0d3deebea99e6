#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/work/message_channel.h"

namespace bitprism {

// A worker on this machine: the program bitprism-worker beside this one or in ../libexec/bitprism, with a socket
// between the two. It ends with this object. One thread at a time.
class WorkerProcess {
 public:
  static constexpr const char* program = "bitprism-worker";
  static constexpr int servedSocket = 3, servedMemory = 4;  // of the program

  // memory: the network, which the program can map (core/network/network_memory.h); -1: none. Throws Error when it
  // cannot start.
  explicit WorkerProcess(const std::vector<std::string>& arguments = {}, int memory = -1);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  MessageChannel& channel() { return *channel_; }
  pid_t id() const { return process_; }
  std::int64_t residentBytes() const;  // of memory; 0 when it has ended

  // Ends it, if it still runs, and says how it ended as what follows "the worker": "was ended by SIGSEGV (Segmentation
  // fault)". dying: it has closed its end of the socket, so its own ending is waited for, for a second.
  std::string end(bool dying);

 private:
  pid_t process_ = -1;
  std::unique_ptr<MessageChannel> channel_;
};

}  // namespace bitprism
