#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/eval/evaluation.h"
#include "core/session/search_segment.h"

namespace bitprism {

// The settings of a session; continuing it with others is refused.
struct SessionSettings {
  std::string networkPath, networkName;
  std::uint64_t networkHash = 0;
  std::string dataPath, dataName;
  Json preprocessing;
  Json search;  // method, seed, tasks, bits, scheme, images, ...: everything but the number of trials
  Json plan;    // the current plan, may be null
  Json places;  // the paths above relative to the session's folder, by name; null in old files
};

// The initial content of a session forked from another.
struct SessionOrigin {
  std::vector<Evaluation> evaluations;
  bool measuredByOlder = false;  // Session::measuredByOlder
};

// One SQLite file (WAL): settings, one row per sensitivity and finished evaluation, committed when it is measured and
// written to the file itself, so that a plain copy is complete. A second process that opens the same file is refused.
// If the file is deleted or replaced while in use, the next commit detects it and writes the content to a new file next
// to it, which the Error names. One thread at a time.
class Session {
 public:
  // Throws Error if the path cannot be written or exists, is in use, or (InputError) is not a session or is damaged;
  // Cancelled.
  static Session create(const std::string& path, const SessionSettings& settings, const SessionOrigin& origin = {});
  static Session open(const std::string& path, std::stop_token stop = {});
  // Read-only: works during a running search and on a read-only file.
  static Session openForReading(const std::string& path, std::stop_token stop = {});
  // Writes a small value into a session of any format, which otherwise stays unchanged.
  static void leaveNote(const std::string& path, const std::string& key, const Json& value);
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  const std::string& path() const;
  const SessionSettings& settings() const;
  void savePlan(const Json& plan);

  void addEvaluation(const Evaluation& evaluation);
  std::vector<Evaluation> evaluations() const;  // by trial

  // Notices for the user who opens it, one sentence each.
  const std::vector<std::string>& notices() const;

  // Whether it is open for writing somewhere, or was when its process was killed.
  bool leftInUse() const;

  // Writes everything except the mark of being in use to another file, completely or not at all; an existing file is
  // replaced. places: SessionSettings::places of the copy. Throws Error.
  void saveCopy(const std::string& path, const Json& places) const;

  // Whether it was measured by a version whose matrix products could be wrong with several threads.
  bool measuredByOlder() const;
  void measuredAgain();  // after everything has been measured again

  // Raw sensitivities by layer and choice; replace earlier ones of the same layer and choice.
  void addSensitivities(const std::vector<RawSensitivity>& measured);
  std::vector<RawSensitivity> rawSensitivities() const;
  void forgetSensitivities();  // the raw ones

  void setSensitivity(const Sensitivity& sensitivity);
  std::optional<Sensitivity> sensitivity() const;

  // Ordered by first trial; a segment replaces those that start at the same trial or later.
  void addSegment(const SearchSegment& segment);
  void setSegments(const std::vector<SearchSegment>& segments);
  std::vector<SearchSegment> segments() const;

  // Small named values: "float", "trials", ...
  void setValue(const std::string& key, const Json& value);
  void removeValue(const std::string& key);
  std::optional<Json> value(const std::string& key) const;

 private:
  class Implementation;
  explicit Session(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
