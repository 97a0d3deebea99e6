#pragma once

#include <string>

#include "app/desktop/search_controller.h"
#include "app/desktop/workspace.h"
#include "widgets/search_form.h"

namespace bitprism {

// Search requests for the open network, from the form and the plan.

// The schemes of the requested methods, from the plan, otherwise from the search shown, otherwise with the default
// options. If none are requested and some layers are automatic, methods are chosen as on the command line. Throws
// UsageError when the Train panel cannot be read.
SearchRequest searchRequest(const Workspace& workspace, const SearchWish& wish);

// Sets the methods that the search would choose, if the document already knows all of them.
bool fillChoices(SearchRequest& request, const Document& document);

// Whether this continues the search shown: only its length differs, or its rules while trials are left.
bool goesOn(const SearchRequest& request, const SearchController& search);

// The file of this search in the user's data folder: starting the same search again continues it. Empty when the folder
// cannot be written.
std::string sessionPath(const Workspace& workspace, const SearchRequest& request);

// A file of this content's name in a folder of the user's data; empty when the folder cannot be made.
std::string dataFile(const QString& folder, const std::string& prefix, const std::string& identity,
                     const std::string& suffix);

}  // namespace bitprism
