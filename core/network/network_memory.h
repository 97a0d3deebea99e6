#pragma once

#include "core/base/file_descriptor.h"
#include "core/network/network.h"

namespace bitprism {

// A network in sealed memory (core/base/memory_file.h), for other processes of this machine and this version of the
// program: all that it is but its layers, which are found again. None for networks without a graph, and where the
// system has no such memory.
FileDescriptor networkInMemory(const Network& network);

// The network of that memory, with the same hash. Its tensors are the mapped memory, which processes share, and which
// they keep. Throws InputError when the memory could still change, or holds something else.
Network networkFromMemory(int file);

}  // namespace bitprism
