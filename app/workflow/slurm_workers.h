#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/work/endpoint.h"
#include "core/work/secret.h"

namespace bitprism {

// What a search on a cluster keeps beside its session, so that its workers find it again after it was killed: the
// secret, in SESSION.secret, and in SESSION.workers where it listened and which job its workers are.
class ClusterFiles {
 public:
  // secretFile: the user's own; empty: SESSION.secret, which is made if it is not there. Throws Error, InputError.
  ClusterFiles(const std::string& session, const std::string& secretFile);

  const Secret& secret() const { return secret_; }
  const std::string& secretFile() const { return secretFile_; }
  Endpoint endpoint() const { return endpoint_; }  // where to listen: as before, else any free port of this host
  const std::string& job() const { return job_; }  // of before; empty: none

  void keep(const Endpoint& endpoint, const std::string& job) const;
  void remove() const;  // what was made here; the search is over

 private:
  std::string secretFile_, stateFile_;
  bool ownSecret_ = false;
  Secret secret_;
  Endpoint endpoint_;
  std::string job_;
};

// Workers as jobs of Slurm: one array job, or within an allocation the tasks of one step. Jobs that a killed search
// left behind are taken over. Cancelled at the end, with the files.
class SlurmWorkers {
 public:
  // options: more of sbatch or srun. Throws Error with what Slurm says.
  SlurmWorkers(const ClusterFiles& files, const Endpoint& endpoint, int workers,
               const std::vector<std::string>& options);
  ~SlurmWorkers();
  SlurmWorkers(const SlurmWorkers&) = delete;
  SlurmWorkers& operator=(const SlurmWorkers&) = delete;

  const std::string& sentence() const { return sentence_; }  // what was started

 private:
  ClusterFiles files_;
  std::string job_;  // empty: a step
  pid_t step_ = -1;  // srun
  std::string sentence_;
};

}  // namespace bitprism
