#pragma once

#include <functional>
#include <string>

#include "app/workflow/session_difference.h"

class QWidget;

namespace bitprism {

// The options for a search whose session was made with other settings.
enum class RefusalAnswer { NewSession, Fork, SessionSettings };

// Names every setting that differs and asks; `answered` is called unless the question is dismissed. Does not block.
void askAboutRefusal(QWidget* window, const SettingsDiffer& difference,
                     const std::function<void(RefusalAnswer)>& answered);

// The request for an answer; settings of the network or its images stay as requested.
SearchRequest answered(const SettingsDiffer& difference, RefusalAnswer answer);

// A path like this one that does not exist yet: "a-2.bitprism" for "a.bitprism".
std::string freePath(const std::string& path);

}  // namespace bitprism
