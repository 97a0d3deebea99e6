#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/workflow/search_model.h"
#include "app/workflow/study.h"
#include "core/run/search_snapshot.h"

namespace bitprism {

// The search of a session file: its request and its results.
struct StoredSearch {
  StudySettings study;  // network, images and preprocessing of the session
  SearchRequest request;
  std::shared_ptr<const SearchSnapshot> snapshot;
  std::optional<SearchModel> model;
  std::vector<std::string> notices;  // a sentence each
  bool older = false;                // measured by an older version, not yet reported
};

// The methods that compete in a search; empty if there is only one.
std::vector<Method> methodsOf(const SearchRequest& request);

// Checks only the first bytes; false if the file cannot be read.
bool isSession(const std::string& path);

// Throws InputError when the file is damaged or not a BitPrism session, or its network or images are missing;
// Cancelled.
StoredSearch readStoredSearch(const std::string& path, std::stop_token stop = {});

// StoredSearch::older of a file; false if it cannot be read.
bool measuredByOlder(const std::string& path);

}  // namespace bitprism
