#pragma once

#include <string>
#include <vector>

#include "app/workflow/search_request.h"
#include "core/base/error.h"

namespace bitprism {

// One setting in which a search and the session that it would continue differ. A plain value.
struct SettingDifference {
  std::string key;      // of identityOf
  std::string name;     // for people: "bit-widths"
  std::string session;  // its value there, for people: "2-8"
  std::string asked;    // and in the search
  bool operator==(const SettingDifference&) const = default;
};

// All settings in which two identities (identityOf) differ.
std::vector<SettingDifference> settingDifferences(const Json& session, const Json& asked);

// "bit-widths 2-8, now 2-4; seed 1, now 2".
std::string differencesText(const std::vector<SettingDifference>& differences);

// A session was made with other settings than the search that is to continue it.
class SettingsDiffer : public UsageError {
 public:
  SettingsDiffer(const std::string& sessionPath, std::vector<SettingDifference> found);

  std::vector<SettingDifference> differences;
  SearchRequest asked;      // the search, with the session's choices where methods are chosen
  SearchRequest stored;     // the session's own
  std::string forkProblem;  // why nothing of the session can be used in a new one; empty: it can
};

// Whether it takes reading the network or its images anew to have the session's value of this setting.
bool belongsToStudy(const SettingDifference& difference);

}  // namespace bitprism
