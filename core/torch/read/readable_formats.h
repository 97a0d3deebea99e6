#pragma once

#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/base/file.h"
#include "core/base/format_info.h"
#include "core/network/network.h"

namespace bitprism {

// A file that is a program, by what it holds.
struct ProgramFile {
  std::string path;
  std::string sha256;
};

// What reading a file gives before its layers are looked for.
struct ReadProgram {
  std::string format;  // FormatInfo::name
  Program program;
  bool guessedInput = false;         // the file leaves its input's shape open
  std::vector<std::string> notices;  // what was read otherwise than the file says
};

// A file whose graph is to be recorded.
struct NetworkFile {
  const Bytes& bytes;
  const std::string& path;
  const Shape& inputShape;  // as in ReadOptions
  const std::function<void(const ProgramFile&)>& beforeRunning;
};

// Graphs from elsewhere, which are recorded by running them: in a process apart where there is one (reading_process.h).
using ReadsGraph = ReadProgram (*)(const NetworkFile&);
// Our own files, which are only decoded; called with path and name of the network.
using ReadsNetwork = Network (*)(const std::string& path, const std::string& name);

// A format that networks are read from. Each is defined in the file of its reader and listed in networkReaders().
struct NetworkReader {
  FormatInfo format;
  // Looks at the first bytes and the name. Null for the one that gets every file which no other recognises and which is
  // not known to be something else.
  bool (*recognises)(std::span<const std::uint8_t> start, const std::string& path);
  std::variant<ReadsGraph, ReadsNetwork> read;
};

// All formats, in the order in which people are told of them.
std::span<const NetworkReader* const> networkReaders();

// Of which the first so many bytes decide.
inline constexpr std::size_t recognisedBytes = 64;

// The reader for a file that starts like this. Throws InputError for an empty file and for formats that are known but
// not read.
const NetworkReader& networkReaderFor(std::span<const std::uint8_t> start, const std::string& path);

// "ONNX (.onnx), TorchScript (.pt, .pth, .ts) or packed (.bprm)".
std::string networkFormatsText();

// How names of networks' files end.
std::vector<std::string> networkSuffixes();

}  // namespace bitprism
