#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "app/workflow/doctor/examination.h"
#include "app/workflow/study.h"

namespace bitprism {

// What is wrong with a network, its images and its plan, and what to do.
struct Diagnosis {
  std::vector<Finding> findings;   // by severity, then by expected gain
  std::vector<Wording> checked;    // what was looked at, a phrase each
  std::vector<Wording> unchecked;  // and what was not, and why
};

// Throws Cancelled, Error.
Diagnosis diagnose(const DoctorCase& known, std::stop_token stop = {}, const Progress& progress = {});

// Collects from the study what the case lacks and can be had in one pass over the calibration images: layer inputs,
// their ranges and, where the plan rounds inputs, their ranges on each half of the images. Does nothing without images.
// The study is for one thread at a time. Throws Cancelled.
void collectInputs(DoctorCase& known, Study& study, std::stop_token stop = {}, const Progress& progress = {});

// {"findings":[...],"checked":[...],"unchecked":[...]}.
Json toJson(const Diagnosis& diagnosis, const Network& network);

}  // namespace bitprism
