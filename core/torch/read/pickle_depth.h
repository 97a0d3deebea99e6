#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bitprism {

// Looks through a pickle as TorchScript archives hold it, without making anything of what it says: values nested too
// deep end whoever takes them apart, an entry of the memo far out takes all memory. Gives the names of the globals that
// it asks for ("__torch__.Net"). Throws InputError naming the record.
std::vector<std::string> pickledGlobals(std::span<const std::uint8_t> pickle, const std::string& record);

}  // namespace bitprism
