#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/workflow/search_request.h"
#include "core/base/json.h"
#include "core/work/shared_files.h"

namespace bitprism {

class Study;

// What tells that two processes have opened the same network and images.
struct StudyFingerprint {
  std::string network;  // its hash
  std::string images;   // SHA-256 of the number of images, of their labels, and of the pixels of up to 64 of them
  bool operator==(const StudyFingerprint&) const = default;
};
StudyFingerprint fingerprintOf(const Study& study);

// What a worker is told to open, so that it measures as this process would.
struct WorkerOpening {
  StudySettings settings;                    // but for threads, the cache and how files are read
  std::optional<TrainingSettings> training;  // for tasks with epochs, on the images of StudySettings::trainPath
  std::optional<StudyFingerprint> expected;  // absent: whatever is there

  SharedFiles files;  // named files by their keys; a worker elsewhere finds them by their content, or asks for them

  // Of a local worker.
  unsigned threads = 0;          // of one evaluation; 0: one per core
  bool mapped = false;           // the network is in memory that the worker was given; its files are not read
  bool confined = false;         // for good, before anything is opened
  std::int64_t memoryBytes = 0;  // that it may take then; 0: no limit
};

// Paths become absolute ones. Throws UsageError for a metric that a program of the user measures, which no worker runs.
Json toJson(const WorkerOpening& opening);
WorkerOpening workerOpeningFromJson(const Json& json, const std::string& source);  // throws InputError

// The single files that the opening names, to be shared with workers elsewhere; folders are not sent. Throws
// InputError.
SharedFiles filesOf(const WorkerOpening& opening);

// The opening with the paths of those files at a worker (fetched).
using AskForFile = std::function<Bytes(const std::string& name, std::uint64_t offset)>;
void fetchFiles(WorkerOpening& opening, const std::string& folder, const AskForFile& ask);

// The files and folders that opening needs: those named, and for images the folder that a file of them is in. None of
// the network's if it is mapped.
std::vector<std::string> pathsToRead(const WorkerOpening& opening);

}  // namespace bitprism
