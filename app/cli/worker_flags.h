#pragma once

#include <memory>

#include "app/cli/command.h"
#include "app/workflow/search_workers.h"

namespace bitprism {

// --isolate and --isolate-memory; of searches also --workers-at, --secret-file, --cluster and --sbatch: where plans are
// evaluated.
class WorkerFlags {
 public:
  void addIsolate(CLI::App& command);
  void addRemote(CLI::App& command);

  WorkPlace place(int workers) const;

  // Has the study's plans evaluated as asked; null with no flag, for this process. `session` is the search's file,
  // beside which the secret of a cluster lies; empty: none. Throws UsageError, Error.
  std::unique_ptr<SearchWorkers> begin(Study& study, int workers, const std::optional<TrainingSettings>& training,
                                       const std::string& session, const CommandContext& context) const;

 private:
  bool isolate_ = false;
  std::int64_t mebibytes_ = 0;
  std::string at_, secretFile_, cluster_, sbatch_;
};

}  // namespace bitprism
