#pragma once

#include <memory>

#include "app/cli/command.h"
#include "app/workflow/plan_workers.h"
#include "app/workflow/slurm_workers.h"

namespace bitprism {

// --isolate and --isolate-memory; of searches also --workers-at, --secret-file, --cluster and --sbatch: where plans are
// evaluated.
class WorkerFlags {
 public:
  void addIsolate(CLI::App& command);
  void addRemote(CLI::App& command);

  bool remote() const { return !at_.empty() || !cluster_.empty(); }

  // What measures, for as long as it exists.
  struct Workers {
    std::shared_ptr<LocalWorkers> local;
    std::shared_ptr<RemoteWorkers> remote;
    std::unique_ptr<SlurmWorkers> slurm;
  };

  // Has the study's plans evaluated as asked; with no flag in this process. `session` is the search's file, beside
  // which the secret of a cluster lies; empty: none. Throws UsageError, Error.
  Workers begin(Study& study, int workers, const std::optional<TrainingSettings>& training, const std::string& session,
                const CommandContext& context) const;

 private:
  Workers listen(Study& study, int workers, const std::optional<TrainingSettings>& training,
                 const std::string& session) const;

  bool isolate_ = false;
  std::int64_t mebibytes_ = 0;
  std::string at_, secretFile_, cluster_, sbatch_;
};

}  // namespace bitprism
