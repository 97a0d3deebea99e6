#pragma once

#include <string>

namespace bitprism {

// Where the plans of a search are evaluated. A plain value.
struct WorkPlace {
  enum class Kind {
    Here,       // in this process
    Confined,   // in processes of this machine that may do nothing but compute
    Connected,  // in workers that connect to this process
    Slurm,      // the same, started as jobs of a cluster
  };
  Kind kind = Kind::Here;
  int workers = 1;         // Confined and Slurm: so many; Connected: as many are expected, and all that come are used
  std::string at;          // HOST:PORT or unix:PATH where they connect to; Slurm: empty for any port of this machine
  std::string secretFile;  // that they must know; empty: BITPRISM_SECRET, for Slurm one that is made beside the session
  std::string sbatch;      // Slurm: more options of the jobs, as a shell would read them

  bool remote() const { return kind == Kind::Connected || kind == Kind::Slurm; }
  bool operator==(const WorkPlace&) const = default;
};

}  // namespace bitprism
