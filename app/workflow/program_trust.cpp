#include "app/workflow/program_trust.h"

#include <filesystem>

#include "core/base/file.h"
#include "core/base/sha256.h"

namespace bitprism {

bool isTrusted(const ProgramFile& file, const TrustedPrograms& trusted) {
  if (trusted.contains(file.sha256)) return true;
  const std::string bundled = resourceFolder() + "/example/example.pt";
  std::error_code absent;
  return std::filesystem::exists(bundled, absent) && sha256(readFile(bundled)) == file.sha256;
}

ExportReport exportTrusted(const Network& network, const QuantPlan& plan, const NetworkWriter& writer,
                           const std::string& path, const ExportOptions& options, TrustedPrograms& trusted) {
  ExportReport report = exportNetwork(network, plan, writer, path, options);
  if (writer.isProgram) trusted.remember(sha256(readFile(path)), std::filesystem::path(path).filename().string());
  return report;
}

}  // namespace bitprism
