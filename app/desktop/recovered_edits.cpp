#include "app/desktop/recovered_edits.h"

#include <QDir>
#include <QFile>
#include <algorithm>

#include "app/desktop/plan_state_json.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::uint64_t largestFile = std::uint64_t{1} << 26;

QString textMember(const Json& json, const char* key, const std::string& source) {
  return QString::fromStdString(stringMember(json, key, source));
}

}  // namespace

Json toJson(const UnsavedEdits& edits) {
  Json json = {{"format", "bitprism-recovery"},
               {"version", 1},
               {"name", edits.name.toStdString()},
               {"opened", edits.opened},
               {"network", edits.study.networkPath},
               {"hash", text(edits.hash)},  // 64 bits do not survive every JSON reader
               {"data", edits.study.dataPath},
               {"train", edits.study.trainPath},
               {"calibration", edits.study.calibrationPath},
               {"images", edits.study.images},
               {"seed", edits.study.seed},
               {"plan_file", edits.planFile.toStdString()},
               {"edits", edits.edits},
               {"time", edits.time.toString(Qt::ISODate).toStdString()},
               {"weights", edits.weightsFile.toStdString()}};
  if (edits.study.preprocessing) json["preprocessing"] = toJson(*edits.study.preprocessing);
  if (!edits.comparison.is_null()) json["comparison"] = edits.comparison;
  json["plan"] = edits.plan;
  return json;
}

UnsavedEdits unsavedEditsFromJson(const Json& json, const std::string& source) {
  if (!json.is_object() || stringMember(json, "format", source) != "bitprism-recovery")
    throw InputError(text("cannot read '", source, "': it is not a recovery file"));
  if (integerMember(json, "version", source) != 1)
    throw InputError(text("cannot read '", source, "': it was written by a newer BitPrism"));
  UnsavedEdits edits;
  edits.name = textMember(json, "name", source);
  edits.opened = stringMember(json, "opened", source);
  edits.study.networkPath = stringMember(json, "network", source);
  edits.hash = std::strtoull(stringMember(json, "hash", source).c_str(), nullptr, 10);
  edits.study.dataPath = stringMember(json, "data", source);
  edits.study.trainPath = stringMember(json, "train", source);
  edits.study.calibrationPath = stringMember(json, "calibration", source);
  edits.study.images = integerMember(json, "images", source);
  edits.study.seed = static_cast<std::uint64_t>(integerMember(json, "seed", source));
  edits.planFile = textMember(json, "plan_file", source);
  edits.edits = static_cast<int>(integerMember(json, "edits", source));
  edits.time = QDateTime::fromString(textMember(json, "time", source), Qt::ISODate);
  edits.weightsFile = textMember(json, "weights", source);
  if (json.contains("preprocessing")) edits.study.preprocessing = preprocessingFromJson(json["preprocessing"], source);
  if (json.contains("comparison")) edits.comparison = json["comparison"];
  edits.plan = member(json, "plan", source);
  return edits;
}

PlanState stateOf(const UnsavedEdits& edits, const Network& network, const std::string& source) {
  return stateFromJson(planFromJson(edits.plan, network, source), member(edits.plan, "editing", source), network,
                       source);
}

std::vector<OrphanedEdits> orphanedEdits(const QString& folder) {
  std::vector<OrphanedEdits> found;
  const QFileInfoList files = QDir(folder).entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Time);
  for (const QFileInfo& file : files) {
    std::shared_ptr<QLockFile> lock = recoveryLock(file.filePath());
    if (!lock->tryLock(0)) continue;
    try {
      const std::string path = file.filePath().toStdString();
      const Bytes bytes = readFile(path, largestFile);
      found.push_back({file.filePath(),
                       unsavedEditsFromJson(parseJson(std::string(bytes.begin(), bytes.end()), path), path),
                       std::move(lock)});
    } catch (const std::exception&) {
      // Damaged, or of a newer version, which may read it.
    }
  }
  return found;
}

void discard(OrphanedEdits& orphan) {
  QFile::remove(orphan.file);
  if (!orphan.edits.weightsFile.isEmpty()) QFile::remove(orphan.edits.weightsFile);
  orphan.lock.reset();
}

std::unique_ptr<QLockFile> recoveryLock(const QString& file) {
  auto lock = std::make_unique<QLockFile>(file + QStringLiteral(".lock"));
  lock->setStaleLockTime(0);  // a lock is stale only when its process has ended, at any age
  return lock;
}

}  // namespace bitprism
