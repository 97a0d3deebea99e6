#pragma once

#include <QSize>
#include <QString>

#include "app/desktop/startup_task.h"
#include "widgets/theme.h"

namespace bitprism {

// The arguments of the program.
struct CommandLine {
  QString network;  // empty: none
  QString data, train, preprocessing;
  Theme theme = Theme::System;
  QSize size;           // of the window; empty: the last one
  QString front, plot;  // drawn alone into the picture
  bool trust = false;   // run programs without asking
  StartupTask::Wishes errand;

  bool errands() const;  // whether anything is to be done after loading
};

// Parses the application's arguments. Shows help or version and exits if requested; throws UsageError.
CommandLine readCommandLine(Theme preferred);

}  // namespace bitprism
