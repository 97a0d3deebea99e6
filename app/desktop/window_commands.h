#pragma once

#include <QString>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/desktop/export_dialog.h"
#include "app/workflow/command_lines.h"
#include "widgets/training_form.h"

namespace bitprism {

class Workspace;

// What the window knows beside its workspace. A plain value.
struct WindowState {
  const Workspace* workspace = nullptr;
  std::string planFile;      // of the plan as it is now; empty: it is in none
  bool trained = false;      // the weights are not those of the network's file
  std::string exportFolder;  // where files are proposed
};

// An action of the window as a command.
struct WindowCommand {
  QString title;
  CommandWords words;
  // Where the command expects the plan, which must be written there first; empty: nowhere.
  std::string planToWrite = {};
};

// The network and the images that are open. There must be a network.
StudySettings openStudySettings(const Workspace& workspace);

// Where commands have the plan from. planToWrite: a file in the user's data, for a plan that is in none.
PlanSource planSource(const WindowState& state, std::string& planToWrite);

// Each throws UsageError where the window could not do it either, saying why.
WindowCommand inspectCommandOf(const WindowState& state);
WindowCommand evaluateCommandOf(const WindowState& state);
WindowCommand searchCommandOf(const WindowState& state, const SearchRequest& request);
WindowCommand trainCommandOf(const WindowState& state, const TrainingWish& wish);
WindowCommand compareCommandOf(const WindowState& state);
WindowCommand exportCommandOf(const WindowState& state, ExportKind kind, Target target = Target::Any);
WindowCommand reportCommandOf(const WindowState& state);
WindowCommand frontCommandOf(const WindowState& state);

// The evaluation of the search shown whose plan is the current one, at the top task.
std::optional<Evaluation> evaluationOfPlan(const Workspace& workspace);

}  // namespace bitprism
