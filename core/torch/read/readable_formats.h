#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/base/file.h"
#include "core/base/format_info.h"
#include "core/network/network.h"

namespace bitprism {

// A file that is a program, identified by its content.
struct ProgramFile {
  std::string path;
  std::string sha256;
};

// The result of reading a file, before its layers are identified.
struct ReadProgram {
  std::string format;  // FormatInfo::name
  Program program;
  bool guessedInput = false;         // the file leaves its input's shape open
  std::vector<std::string> notices;  // differences from the file
};

// A file whose graph is to be recorded.
struct NetworkFile {
  const std::string& path;
  const Shape& inputShape;  // as in ReadOptions
  const std::function<void(const ProgramFile&)>& beforeRunning;
  std::int64_t readingBytes = 0;  // of memory that reading it may take, for graphBounds; 0: as usual
};

// External graphs, recorded by running them: in a separate process if there is one (reading_process.h).
using ReadsGraph = ReadProgram (*)(const NetworkFile&);
// Our own files, which are only decoded; called with path, name of the network and NetworkFile::readingBytes.
using ReadsNetwork = Network (*)(const std::string& path, const std::string& name, std::int64_t readingBytes);

// A readable format. Each is defined in the file of its reader and listed in networkReaders().
struct NetworkReader {
  FormatInfo format;
  // Checks the first bytes and the name. Null for the reader of all files that no other recognizes and that are not
  // known to be something else.
  bool (*recognises)(std::span<const std::uint8_t> start, const std::string& path);
  std::variant<ReadsGraph, ReadsNetwork> read;
};

// All formats, in the order in which they are listed to users.
std::span<const NetworkReader* const> networkReaders();

// The number of first bytes that decide.
inline constexpr std::size_t recognisedBytes = 64;

// The reader for a file that starts like this. Throws InputError for an empty file and for known formats that cannot be
// read.
const NetworkReader& networkReaderFor(std::span<const std::uint8_t> start, const std::string& path);

// "ONNX (.onnx), torch.export (.pt2), TorchScript (.pt, .pth, .ts) or packed (.bprm)".
std::string networkFormatsText();

// The suffixes of network files.
std::vector<std::string> networkSuffixes();

}  // namespace bitprism
