#pragma once

#include <string>

#include "core/base/error.h"
#include "core/base/trusted_programs.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"

namespace bitprism {

// Whether no warning is needed that this TorchScript archive is a program: the user was warned before, this program
// wrote it, or it is the bundled example.
bool isTrusted(const ProgramFile& file, const TrustedPrograms& trusted);

// Thrown before an unknown archive runs, so that the user can be asked.
class UntrustedProgram : public Error {
 public:
  explicit UntrustedProgram(ProgramFile file)
      : Error("'" + file.path + "' is a program that has not been run before"), file_(std::move(file)) {}
  const ProgramFile& file() const { return file_; }

 private:
  ProgramFile file_;
};

// exportNetwork; an archive that it writes is trusted from then on.
ExportReport exportTrusted(const Network& network, const QuantPlan& plan, const NetworkWriter& writer,
                           const std::string& path, const ExportOptions& options, TrustedPrograms& trusted);

}  // namespace bitprism
