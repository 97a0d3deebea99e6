#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/network/program.h"

namespace bitprism {

// Names in the TorchScript archives that we write: attributes in their code must be ASCII identifiers and not keywords,
// and results have no names. The network's own names are stored in a file of the archive, extra/bitprism.json:
// {"inputs": [...], "outputs": [...], "tensors": {path in the module: name}}, where only renamed tensors are listed.
struct TorchScriptNames {
  std::vector<std::string> inputs, outputs;
  std::map<std::string, std::string> tensors;
};

inline constexpr const char* torchScriptNamesFile = "bitprism.json";

// A part of a tensor's name, between its dots, as a valid attribute name.
std::string attributeName(const std::string& part);

std::string toText(const TorchScriptNames& names);

// Restores the stored names, if any, in a program read from an archive. Throws InputError if they are damaged.
void restoreNames(Program& program, const Bytes& archive, const std::string& source);

}  // namespace bitprism
