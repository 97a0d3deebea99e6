#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bitprism {

// What a process may still do once it is confined: use the processor and the memory within limits, read what it was
// given and what programs of this kind need of the system, and write into one folder. It may not use the network,
// start processes or programs, or send signals to others.
struct Confinement {
  bool readsAnything = false;         // else only `readable`
  std::vector<std::string> readable;  // files and folders with all that is in them; what does not exist is left out
  std::string scratch;                // the folder that it may write in; empty: none
  std::int64_t memoryBytes = 0;       // more than it has now; 0: no limit
  double processorSeconds = 0;        // more than it has used now; 0: no limit
};

// What the system has for that. Landlock: the version of its interface, 0: none.
struct ConfinementSupport {
  int landlock = 0;
  bool seccomp = false;

  bool complete() const { return landlock > 0 && seccomp; }
  // What a confined process is not kept from here and why, as one sentence; empty: it is kept from everything above.
  std::string lack() const;
};
ConfinementSupport confinementSupport();

// Confines this process for good, as far as the system supports it: files by Landlock, calls of the system by seccomp
// (libseccomp), memory and processor by limits of resources. Call it while there is one thread. Throws Error when what
// the system has refuses.
void confine(const Confinement& confinement);

// Sets a limit of resources (RLIMIT_...) that cannot be raised again, never above the present one.
void limitResource(int resource, std::uint64_t most);

// Limits private memory to so many bytes more than the process has.
void limitMemory(std::int64_t bytes);

}  // namespace bitprism
