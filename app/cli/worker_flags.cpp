#include "app/cli/worker_flags.h"

#include <sys/vfs.h>

#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// SQLite's locks are not reliable there.
bool liesOnNfs(const std::string& path) {
  constexpr long nfs = 0x6969;
  struct statfs facts {};
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  return statfs(folder.c_str(), &facts) == 0 && static_cast<long>(facts.f_type) == nfs;
}

}  // namespace

void WorkerFlags::addIsolate(CLI::App& command) {
  command.add_flag("--isolate", isolate_,
                   "evaluate in processes that are confined to computing, so that a network that crashes, hangs or "
                   "takes all memory ends in an error");
  command
      .add_option("--isolate-memory", mebibytes_,
                  "limit of memory of such a process, in MiB (default: three quarters of the machine's)")
      ->check(CLI::Range(std::int64_t{64}, std::int64_t{1} << 30))
      ->needs("--isolate");
}

void WorkerFlags::addRemote(CLI::App& command) {
  command
      .add_option(
          "--workers-at", at_,
          "HOST:PORT or unix:PATH: evaluate in workers that connect there (bitprism-worker --connect HOST:PORT), "
          "any number, at any time")
      ->excludes("--isolate");
  command.add_option("--secret-file", secretFile_,
                     "the file with the secret that workers must know, readable by its owner alone (default: the "
                     "environment variable BITPRISM_SECRET)");
  command.add_option("--cluster", cluster_, "slurm: start --workers workers as jobs of a cluster")
      ->check(CLI::IsMember({"slurm"}))
      ->excludes("--isolate");
  command.add_option("--sbatch", sbatch_, "more options of the jobs, such as '-p gpu --gres=gpu:1 -t 2:00:00'")
      ->needs("--cluster");
}

WorkerFlags::Workers WorkerFlags::begin(Study& study, int workers, const std::optional<TrainingSettings>& training,
                                        const std::string& session, const CommandContext& context) const {
  if (remote()) return listen(study, workers, training, session);
  Workers begun;
  if (!isolate_) return begun;
  std::vector<std::string> notices;
  begun.local = isolate(study, {.workers = workers, .memoryBytes = mebibytes_ << 20, .training = training}, notices,
                        context.stop, context.progress);
  printNotices(notices);
  return begun;
}

WorkerFlags::Workers WorkerFlags::listen(Study& study, int workers, const std::optional<TrainingSettings>& training,
                                         const std::string& session) const {
  Workers begun;
  if (liesOnNfs(session))
    printNotices(
        {text("'", session, "' lies on NFS, where a session may be damaged; keep it on a disk of this machine")});
  const auto notice = [](const std::string& sentence) { printNotices({sentence}); };
  ListeningSettings settings{.at = {}, .parallel = workers, .training = training, .notice = notice};
  if (cluster_.empty()) {
    settings.at = Endpoint::parse(at_);
    const Secret secret = secretFile_.empty() ? Secret::fromEnvironment() : Secret::fromFile(secretFile_);
    begun.remote = listenForWorkers(study, secret, settings);
    printNotices({text("waiting for workers at ", begun.remote->endpoint().str())});
    return begun;
  }
  const ClusterFiles files(session, secretFile_);
  settings.at = at_.empty() ? files.endpoint() : Endpoint::parse(at_);
  begun.remote = listenForWorkers(study, files.secret(), settings);
  begun.slurm = std::make_unique<SlurmWorkers>(
      files, begun.remote->endpoint(),
      SlurmSettings{.workers = workers,
                    .options = CLI::detail::split_up(sbatch_),
                    .present = [remote = begun.remote] { return static_cast<int>(remote->workers().size()); },
                    .joined = [remote = begun.remote] { return remote->counts().joined; },
                    .notice = notice});
  printNotices({begun.slurm->sentence()});
  return begun;
}

}  // namespace bitprism
