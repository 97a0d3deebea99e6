#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/workflow/search_model.h"
#include "app/workflow/study.h"
#include "core/run/search_snapshot.h"

namespace bitprism {

// A search that a session file holds: what it was asked for, and what it has found.
struct StoredSearch {
  StudySettings study;  // network, images and preprocessing of the session
  SearchRequest request;
  std::shared_ptr<const SearchSnapshot> snapshot;
  std::optional<SearchModel> model;
  std::vector<std::string> notices;  // a sentence each
  bool older = false;                // an older version measured it, which nobody was told yet
};

// The methods that compete in a search; none where there is but the one of its plans.
std::vector<Method> methodsOf(const SearchRequest& request);

// Looks at the first bytes only; false also when the file cannot be read.
bool isSession(const std::string& path);

// Throws InputError when the file is damaged or no session of ours, or its network or images are not where it says;
// Cancelled.
StoredSearch readStoredSearch(const std::string& path, std::stop_token stop = {});

// StoredSearch::older of a file; false when there is none that can be read.
bool measuredByOlder(const std::string& path);

}  // namespace bitprism
