#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/network/program.h"

namespace bitprism {

// What a TorchScript archive of ours calls things: the code in it is a language of its own, which spells attributes as
// identifiers in ASCII, has words that none may be, and names no results. What the network called them stands in a file
// of the archive, extra/bitprism.json: {"inputs": [...], "outputs": [...], "tensors": {path in the module: name}},
// where only tensors that are called otherwise are listed.
struct TorchScriptNames {
  std::vector<std::string> inputs, outputs;
  std::map<std::string, std::string> tensors;
};

inline constexpr const char* torchScriptNamesFile = "bitprism.json";

// A part of a tensor's name, between its dots, as an attribute can be called.
std::string attributeName(const std::string& part);

std::string toText(const TorchScriptNames& names);

// Gives a program that was read from an archive the names that the archive keeps, if it does. Throws InputError when
// they are damaged.
void restoreNames(Program& program, const Bytes& archive, const std::string& source);

}  // namespace bitprism
