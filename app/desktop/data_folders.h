#pragma once

#include <QString>

namespace bitprism {

// The folders of the program's own files of the current user. Created on first use; empty if that fails.
QString dataFolder();
QString sessionsFolder();
QString recoveryFolder();
QString logFile();

}  // namespace bitprism
