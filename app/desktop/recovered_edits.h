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

// Edits of a plan that nobody has saved, as a recovery file holds them: of which network on which images, opened from
// where. A plain value. The file is JSON: {"format": "bitprism-recovery", "version": 1, "name", "opened", "network",
// "hash", "data", "train", "calibration", "images", "seed", "preprocessing", "plan_file", "edits", "time", "weights",
// "plan": a plan document with "editing"}.
struct UnsavedEdits {
  QString name;            // of the network, for people
  std::string opened;      // what was opened: a network, or a session
  StudySettings study;     // network, images and preprocessing
  std::uint64_t hash = 0;  // of the network as it was opened
  QString planFile;        // that the edits belong to; empty: none yet
  int edits = 0;           // 0: unknown
  QDateTime time;          // of the last
  QString weightsFile;     // of a trained version, beside; empty: the network's own weights
  Json plan;               // the document; stateOf reads it once the network is open
};

Json toJson(const UnsavedEdits& edits);
UnsavedEdits unsavedEditsFromJson(const Json& json, const std::string& source);  // throws InputError

// Throws InputError when the plan is of another network.
PlanState stateOf(const UnsavedEdits& edits, const Network& network, const std::string& source);

// Edits that a process left behind that ended without saving or discarding them. While it lives no other process is
// offered them.
struct OrphanedEdits {
  QString file;
  UnsavedEdits edits;
  std::shared_ptr<QLockFile> lock;
};

// Of a folder, the newest first. Those of processes that run are left out; files that cannot be read are as well.
std::vector<OrphanedEdits> orphanedEdits(const QString& folder);

// Deletes the file, what stands beside it, and gives the lock back.
void discard(OrphanedEdits& orphan);

// The lock that whoever writes this recovery file holds, not yet taken.
std::unique_ptr<QLockFile> recoveryLock(const QString& file);

}  // namespace bitprism
