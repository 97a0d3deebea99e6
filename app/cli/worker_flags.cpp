#include "app/cli/worker_flags.h"

namespace bitprism {
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

WorkPlace WorkerFlags::place(int workers) const {
  using Kind = WorkPlace::Kind;
  const Kind kind = isolate_            ? Kind::Confined
                    : !cluster_.empty() ? Kind::Slurm
                    : !at_.empty()      ? Kind::Connected
                                        : Kind::Here;
  return {.kind = kind, .workers = workers, .at = at_, .secretFile = secretFile_, .sbatch = sbatch_};
}

std::unique_ptr<SearchWorkers> WorkerFlags::begin(Study& study, int workers,
                                                  const std::optional<TrainingSettings>& training,
                                                  const std::string& session, const CommandContext& context) const {
  const WorkPlace place = this->place(workers);
  if (place.kind == WorkPlace::Kind::Here) return nullptr;
  const auto notice = [](const std::string& sentence) { printNotices({sentence}); };
  return std::make_unique<SearchWorkers>(study,
                                         SearchWorkers::Settings{.place = place,
                                                                 .memoryBytes = mebibytes_ << 20,
                                                                 .training = training,
                                                                 .session = session,
                                                                 .notice = notice,
                                                                 .news = notice},
                                         context.stop, context.progress);
}

}  // namespace bitprism
