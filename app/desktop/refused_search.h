#pragma once

#include <functional>
#include <string>

#include "app/workflow/session_difference.h"

class QWidget;

namespace bitprism {

// What can be done with a search whose session was made with other settings.
enum class RefusalAnswer { NewSession, Fork, SessionSettings };

// Names every setting that differs and asks; `answered` is called unless the question is dismissed. Does not block.
void askAboutRefusal(QWidget* window, const SettingsDiffer& difference,
                     const std::function<void(RefusalAnswer)>& answered);

// The search that an answer asks for; what belongs to the network or its images stays as it was asked for.
SearchRequest answered(const SettingsDiffer& difference, RefusalAnswer answer);

// A path like this one where nothing is yet: "a-2.bitprism" for "a.bitprism".
std::string freePath(const std::string& path);

}  // namespace bitprism
