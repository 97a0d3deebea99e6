#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace bitprism {

// The jobs of one name that this user has at Slurm, through its programs sbatch, squeue and scancel, found in PATH. All
// throw Error with what Slurm says.
class SlurmJobs {
 public:
  // name: letters, digits and hyphens. It tells these jobs from all others of the user.
  explicit SlurmJobs(std::string name);

  // Submits an array job of so many tasks that all call a program. options: more of sbatch. The number of the job.
  std::string submit(int tasks, const std::vector<std::string>& options, const std::vector<std::string>& call) const;

  int living() const;  // tasks that wait or run; those that are ending do not count
  void cancel() const;

 private:
  std::string name_;
  std::string user_;
};

// Tasks of one step within the allocation that this process runs in (srun). Ends with this object.
class SlurmStep {
 public:
  SlurmStep(int tasks, const std::vector<std::string>& options, const std::vector<std::string>& call);  // throws Error
  ~SlurmStep();
  SlurmStep(const SlurmStep&) = delete;
  SlurmStep& operator=(const SlurmStep&) = delete;

  static bool possible();  // this process runs in an allocation
  bool ended();            // all of its tasks have

 private:
  pid_t process_ = -1;  // srun; -1: it has ended
};

}  // namespace bitprism
