#pragma once

#include <QSize>
#include <QString>

#include "app/desktop/startup_task.h"
#include "widgets/theme.h"

namespace bitprism {

// What the program was started with.
struct CommandLine {
  QString network;  // empty: none
  QString data, train, preprocessing;
  Theme theme = Theme::System;
  QSize size;           // of the window; empty: as it was left
  QString front, plot;  // drawn alone into the errand's picture
  bool trust = false;   // nothing is asked before a program runs
  StartupTask::Wishes errand;

  bool errands() const;  // whether there is anything to do once all is loaded
};

// Of the application's arguments. Shows help or version and leaves the program where that is asked; throws UsageError.
CommandLine readCommandLine(Theme preferred);

}  // namespace bitprism
