#pragma once

#include <string>

#include "core/work/endpoint.h"
#include "core/work/secret.h"

namespace bitprism {

// What a search on a cluster keeps beside its session, so that its workers find it again after it was killed: the
// secret, in SESSION.secret, and in SESSION.workers where it listened and what its jobs are called.
class ClusterFiles {
 public:
  // secretFile: the user's own; empty: SESSION.secret, which is made if it is not there. Throws Error, InputError.
  ClusterFiles(const std::string& session, const std::string& secretFile);

  const Secret& secret() const { return secret_; }
  const std::string& secretFile() const { return secretFile_; }
  Endpoint endpoint() const { return endpoint_; }        // where to listen: as before, else any free port of this host
  const std::string& before() const { return before_; }  // where it listened before; empty: it is new
  const std::string& jobName() const { return jobName_; }  // of this search alone

  void keep(const Endpoint& endpoint) const;  // before jobs are submitted
  void remove() const;                        // what was made here; the search is over

 private:
  std::string secretFile_, stateFile_;
  bool ownSecret_ = false;
  Secret secret_;
  Endpoint endpoint_;
  std::string before_, jobName_;
};

}  // namespace bitprism
