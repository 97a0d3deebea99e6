#pragma once

#include <QString>

namespace bitprism {

// Where the program keeps its own files for the user who runs it. The folders are made when they are first asked for;
// empty where that cannot be done.
QString dataFolder();
QString sessionsFolder();
QString recoveryFolder();
QString logFile();

}  // namespace bitprism
