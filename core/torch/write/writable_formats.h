#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/format_info.h"
#include "core/network/network.h"
#include "core/quant/measures/calibration.h"
#include "core/quant/plan/quant_plan.h"
#include "core/quant/targets/target_profile.h"

namespace bitprism {

// What a format makes of a network: a file, and another beside it where the format has one.
struct WrittenNetwork {
  Bytes file;
  std::vector<std::string> data;     // the parts of the other file, in order; empty: there is none
  std::vector<std::string> notices;  // what they say otherwise than the network did, a sentence each
};

// How tensors are kept by a format that may keep them in a file of their own.
struct WrittenStorage {
  std::size_t largestFile;      // what would be larger keeps its larger tensors in the other file; 0: it always does
  std::string dataName;         // of the other file, in the same folder
  Target target = Target::Any;  // what the file is for
};

// A format that networks are written in. Each is defined in the file of its writer and listed in networkWriters().
struct NetworkWriter {
  const FormatInfo& format;           // its reader's
  std::vector<std::string> suffixes;  // that ask for it; a new file gets the first
  std::string purpose;                // what it is good for, a sentence or two for whoever chooses
  bool isProgram = false;             // whoever opens such a file is asked first, unless this program wrote it
  bool hasExactSize = false;          // as many bytes as modelSize() says
  bool hasIntegerForm = false;        // holds a plan's integer form; others leave it out
  WrittenNetwork (*write)(const Network& network, const QuantPlan& plan, const Calibration& calibration,
                          const WrittenStorage& storage);
};

// All formats, in the order in which people are told of them.
std::span<const NetworkWriter* const> networkWriters();

std::vector<std::string> networkWriterNames();

// By FormatInfo::name. Throws UsageError listing the names and `others` that the caller knows.
const NetworkWriter& networkWriterNamed(const std::string& name, const std::vector<std::string>& others = {});

// By the file's suffix. Throws UsageError listing the suffixes.
const NetworkWriter& networkWriterFor(const std::string& path);

// "ONNX (.onnx), TorchScript (.pt, .ts) or packed (.bprm)".
std::string writtenFormatsText();

}  // namespace bitprism
