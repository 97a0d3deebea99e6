#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/workflow/command_lines.h"
#include "app/workflow/front_report.h"
#include "app/workflow/method_comparison.h"
#include "app/workflow/plan_file.h"
#include "core/quant/plan/planned_network.h"

namespace bitprism {

// The images of a report and their parts; counts of 0 are unknown.
struct ReportImages {
  std::string name;
  std::int64_t count = 0, channels = 0, height = 0, width = 0, classes = 0;
  bool labelled = false;
  std::int64_t search = 0, report = 0, calibration = 0;
};

// A method on the whole network at some settings.
struct ReportComparison {
  std::vector<std::string> methods, settings;
  std::vector<ComparedCell> cells;
};

// When and where a report is made.
struct ReportOrigin {
  std::chrono::system_clock::time_point when = std::chrono::system_clock::now();
  std::string processor;  // empty: unknown
  unsigned threads = 0;
};
ReportOrigin originHere();

// Everything that a report says, except for what it computes of the layers. Empty values are left out of it.
struct ReportSubject {
  PlannedNetwork planned;
  StudySettings settings;  // with complete preprocessing
  std::string planName;    // "plan of trial 12"
  PlanSource source;       // of the plan, for commands; an empty file name: the plan in the report must be saved
  ReportOptions options;
  std::string output;  // the report's file, for commands

  ReportImages images;
  std::optional<Score> unchanged, measured;               // of the float network and of the plan
  std::optional<double> unchangedReport, measuredReport;  // on images that the search never saw
  PlanFacts facts;                                        // for the plan's file

  std::string session;  // its file; empty: there was no search, or it is in memory only
  std::optional<FrontReport> front;
  SearchRequest request;                             // of the front
  std::optional<Evaluation> chosen;                  // of the front: it has the plan
  std::vector<std::optional<double>> sensitivities;  // of each layer under the plan
  ReportComparison comparison;
  std::vector<std::string> notices;  // a sentence each
  ReportOrigin origin;
};

// Which plan of a session is reported.
struct SessionChoice {
  std::vector<CostLimit> limits;   // the most accurate one within
  std::optional<double> accuracy;  // the smallest one with, within these limits
  std::string planFile;            // this one instead, which is measured if the study has images
};

// Of a session. Its network is open in `study`, with images if they are still there. Without a choice: the bend of its
// front. Throws UsageError, InputError, Cancelled.
ReportSubject sessionSubject(const Session& session, Study& study, const SessionChoice& choice,
                             std::stop_token stop = {}, const Progress& progress = {});

// Of a plan of the study's network, measured on all images if there are any. Throws Cancelled.
ReportSubject networkSubject(Study& study, const QuantPlan& plan, const PlanSource& source, std::stop_token stop = {},
                             const Progress& progress = {});

// Measures what the options ask for.
void measureMore(ReportSubject& subject, Study& study, std::stop_token stop = {}, const Progress& progress = {});

// The images of a study. Not with the study in use elsewhere.
ReportImages imagesOf(Study& study);

// The point of a front, by rising bytes, farthest from the line between its ends: where it bends. There is at least
// one.
const Evaluation& bendOf(const std::vector<Evaluation>& front);

// Of each layer under a plan, from the tables of a session.
std::vector<std::optional<double>> sensitivitiesOf(const Session& session, const QuantPlan& plan);

}  // namespace bitprism
