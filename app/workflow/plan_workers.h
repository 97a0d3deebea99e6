#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/workflow/study.h"
#include "core/work/local_workers.h"
#include "core/work/remote_workers.h"

namespace bitprism {

struct IsolationSettings {
  int workers = 1;
  std::int64_t memoryBytes = 0;              // of each; 0: three quarters of the machine's
  std::optional<TrainingSettings> training;  // of tasks with epochs
};

// Has the study's plans measured by confined workers on this machine (Study::measureElsewhere): a network that crashes,
// hangs or takes all memory ends in an Error. They share the network's weights, as it is open here, where the system
// can; else each reads its file. Opens the images in the first one, and says in `notices` what the system does not keep
// workers from. Throws InputError, UsageError, Error, Cancelled.
std::shared_ptr<LocalWorkers> isolate(Study& study, const IsolationSettings& settings,
                                      std::vector<std::string>& notices, std::stop_token stop = {},
                                      const Progress& progress = {});

struct ListeningSettings {
  Endpoint at;
  int parallel = 1;                                // requests at a time of what has many plans
  std::optional<TrainingSettings> training;        // of tasks with epochs
  std::function<void(const std::string&)> notice;  // told in a sentence which workers come and go; any thread
};

// Has them measured by workers that connect to an endpoint and know the secret. Throws Error when it cannot listen.
std::shared_ptr<RemoteWorkers> listenForWorkers(Study& study, const Secret& secret, const ListeningSettings& settings);

}  // namespace bitprism
