#pragma once

#include <string>
#include <variant>
#include <vector>

#include "app/workflow/command_words.h"
#include "app/workflow/method_comparison.h"
#include "app/workflow/search_request.h"
#include "core/train/training.h"

namespace bitprism {

// Where a command has its plan from: a plan file, a point of a session's front, one scheme for all layers, or bits for
// which it chooses the methods itself.
struct PointOfSession {
  std::string session;
  std::int64_t bytes = 0;  // exactly those of the point
};
struct AutomaticBits {
  int bits = 0;
};
using PlanSource = std::variant<std::string, PointOfSession, QuantScheme, AutomaticBits>;

// The scheme that all layers of a plan share, if nothing else is quantized.
std::optional<QuantScheme> commonScheme(const QuantPlan& plan);

// The commands that do what the window does. `study` names the network and the images; its preprocessing should be
// complete (Study::preprocessing). Paths of existing files become absolute, so that a line works from every folder.

CommandWords inspectCommand(const StudySettings& study);

// The accuracy of a plan on all images. Of a session's point, its plan file must be written first: see exportCommand.
CommandWords evaluateCommand(const StudySettings& study, const PlanSource& plan);

// format: of networkWriters(), or "plan". With images the written file is measured.
CommandWords exportCommand(const StudySettings& study, const PlanSource& plan, const std::string& format,
                           const std::string& output);

// A search from its beginning, into the request's session.
CommandWords searchCommand(const StudySettings& study, const SearchRequest& request);

// A session's search goes on with its own settings.
CommandWords continueCommand(const std::string& session, int trials, const WorkPlace& where = {});

// The front of a session as a table.
CommandWords frontCommand(const std::string& session, const std::string& csv);

// A training on these images, with the plan rounded while it learns: finetune, distill or sparsify.
CommandWords trainCommand(const StudySettings& study, const PlanSource& plan, const std::string& images,
                          const TrainingSettings& training, const std::string& output);

// methods: names, or "all". settings: "W4A32,W4A4".
CommandWords compareCommand(const StudySettings& study, const std::string& methods, const std::string& settings);

// What else a report measures.
struct ReportOptions {
  bool sensitivities = false;     // of every layer alone, if no session has them
  std::string methods, settings;  // compared on the whole network; empty: none
};

// Of a session's point, or of a plan of the study's network.
CommandWords reportCommand(const StudySettings& study, const PlanSource& plan, const ReportOptions& options,
                           const std::string& output);

}  // namespace bitprism
