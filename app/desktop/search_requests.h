#pragma once

#include <string>

#include "app/desktop/search_controller.h"
#include "app/desktop/workspace.h"
#include "widgets/search_form.h"

namespace bitprism {

// What a search of the open network is asked for, by the form and the plan.

// The schemes of the wished methods, as the plan has them, else as the search that is shown, else with usual options.
// Where none are wished and some layers leave theirs open, methods are chosen as the command line does. Throws
// UsageError when what the Train panel says cannot be read.
SearchRequest searchRequest(const Workspace& workspace, const SearchWish& wish);

// Gives it the methods that the search would choose, if the document knows all of them already.
bool fillChoices(SearchRequest& request, const Document& document);

// Whether the search that is shown is gone on with: nothing but its length, or its rules while trials are left,
// differs.
bool goesOn(const SearchRequest& request, const SearchController& search);

// A file for every different search in the user's data folder: the same search started again goes on from there. Empty
// when the folder cannot be written.
std::string sessionPath(const Workspace& workspace, const SearchRequest& request);

// A file of this content's name in a folder of the user's data; empty when the folder cannot be made.
std::string dataFile(const QString& folder, const std::string& prefix, const std::string& identity,
                     const std::string& suffix);

}  // namespace bitprism
