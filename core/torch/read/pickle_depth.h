#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bitprism {

// Scans a pickle of a TorchScript archive without executing it: values nested too deep would crash the unpickler, and a
// large memo index would take all memory. Returns the names of the globals that it refers to ("__torch__.Net"). Throws
// InputError naming the record.
std::vector<std::string> pickledGlobals(std::span<const std::uint8_t> pickle, const std::string& record);

}  // namespace bitprism
