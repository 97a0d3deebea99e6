#pragma once

#include <QDateTime>
#include <QLockFile>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "app/desktop/plan_state.h"
#include "app/workflow/study.h"
#include "core/base/json.h"

namespace bitprism {

// Unsaved edits of a plan in a recovery file, with their network, images and origin. A plain value. The file is JSON:
// {"format": "bitprism-recovery", "version": 1, "name", "opened", "network", "hash", "data", "train", "calibration",
// "images", "seed", "preprocessing", "plan_file", "edits", "time", "weights", "plan": a plan document with "editing",
// "comparison"}.
struct UnsavedEdits {
  QString name;            // name of the network, as shown
  std::string opened;      // what was opened: a network, or a session
  StudySettings study;     // network, images and preprocessing
  std::uint64_t hash = 0;  // of the opened network
  QString planFile;        // that the edits belong to; empty: none yet
  int edits = 0;           // 0: unknown
  QDateTime time;          // of the last
  QString weightsFile;     // of a trained version, in the same folder; empty: the network's own weights
  Json comparison;         // KeptComparison; null: none
  Json plan;               // the document; stateOf reads it once the network is open
};

Json toJson(const UnsavedEdits& edits);
UnsavedEdits unsavedEditsFromJson(const Json& json, const std::string& source);  // throws InputError

// Throws InputError when the plan is of another network.
PlanState stateOf(const UnsavedEdits& edits, const Network& network, const std::string& source);

// Edits of a process that ended without saving or discarding them. While it runs, they are not offered to other
// processes.
struct OrphanedEdits {
  QString file;
  UnsavedEdits edits;
  std::shared_ptr<QLockFile> lock;
};

// In a folder, the newest first. Without those of running processes and without unreadable files.
std::vector<OrphanedEdits> orphanedEdits(const QString& folder);

// Deletes the file and its weights, and releases the lock.
void discard(OrphanedEdits& orphan);

// The lock held by the writer of this recovery file, not yet taken.
std::unique_ptr<QLockFile> recoveryLock(const QString& file);

}  // namespace bitprism
