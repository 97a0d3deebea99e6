#include "app/workflow/cluster_files.h"

#include <filesystem>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hex.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/work/handshake.h"

namespace bitprism {
namespace {

constexpr const char* namePrefix = "bitprism-";
constexpr std::size_t nameBytes = 6;

Secret secretIn(const std::string& path, bool own) {
  if (!own || std::filesystem::exists(path)) return Secret::fromFile(path);
  const Secret secret = Secret::random();
  secret.write(path);
  return secret;
}

// It becomes a word of Slurm's programs.
bool isJobName(const std::string& name) {
  const std::size_t length = std::string_view(namePrefix).size();
  return name.size() == length + 2 * nameBytes && name.starts_with(namePrefix) &&
         name.find_first_not_of("0123456789abcdef", length) == std::string::npos;
}

}  // namespace

ClusterFiles::ClusterFiles(const std::string& session, const std::string& secretFile)
    : secretFile_(std::filesystem::absolute(secretFile.empty() ? session + ".secret" : secretFile).string()),
      stateFile_(session + ".workers"),
      ownSecret_(secretFile.empty()),
      secret_(secretIn(secretFile_, ownSecret_)) {
  endpoint_.host = machineName();
  if (!std::filesystem::exists(stateFile_)) {
    jobName_ = namePrefix + hexText(randomBytes(nameBytes));
    return;
  }
  constexpr std::uint64_t mostBytes = 1 << 16;
  const Bytes bytes = readFile(stateFile_, mostBytes);
  const Json state = parseJson({bytes.begin(), bytes.end()}, stateFile_);
  before_ = stringMember(state, "endpoint", stateFile_);
  jobName_ = stringMember(state, "jobs", stateFile_);
  if (!isJobName(jobName_))
    throw InputError(text("cannot read '", stateFile_, "': 'jobs' is not a name of jobs; remove the file"));
  if (const Endpoint before = Endpoint::parse(before_); before.host == endpoint_.host) endpoint_ = before;
}

void ClusterFiles::keep(const Endpoint& endpoint) const {
  writeFile(stateFile_, Json{{"endpoint", endpoint.str()}, {"jobs", jobName_}}.dump());
}

void ClusterFiles::remove() const {
  std::error_code ignored;
  std::filesystem::remove(stateFile_, ignored);
  if (ownSecret_) std::filesystem::remove(secretFile_, ignored);
}

}  // namespace bitprism
