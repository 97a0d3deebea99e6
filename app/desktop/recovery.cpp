#include "app/desktop/recovery.h"

#include <QDir>
#include <QFile>
#include <QUuid>
#include <filesystem>
#include <utility>

#include "app/desktop/data_folders.h"
#include "app/desktop/plan_state_json.h"
#include "app/desktop/unsaved_work.h"
#include "app/desktop/workspace.h"
#include "app/workflow/kept_path.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"

namespace bitprism {
namespace {

constexpr int keepMilliseconds = 500;

QString weightsBeside(const QString& file) {
  return file + QStringLiteral(".weights");
}

}  // namespace

Recovery::Recovery(Workspace& workspace, const UnsavedWork& unsaved) : workspace_(workspace), unsaved_(unsaved) {
  soon_.setSingleShot(true);
  soon_.setInterval(keepMilliseconds);
  connect(&soon_, &QTimer::timeout, this, &Recovery::keep);
  connect(&workspace.document(), &Document::planChanged, this, &Recovery::edited);
  connect(&unsaved, &UnsavedWork::changed, this, &Recovery::edited);
  workspace.jobs().add(
      {.name = "recovery", .running = [this] { return job_.running(); }, .shown = false, .awaited = false});
  connect(&job_, &BackgroundJob::finished, this, [this] {
    reported_ = false;
    emit kept();
    if (std::exchange(again_, false)) edited();
  });
  connect(&job_, &BackgroundJob::failed, this, [this](const QString& sentence) {
    weightsKept_ = 0;
    if (!std::exchange(reported_, true))
      emit failed(tr("Unsaved edits cannot be kept for a restart: %1").arg(sentence));
    if (std::exchange(again_, false)) edited();
  });
}

Recovery::~Recovery() {
  if (!soon_.isActive() || !unsaved_.planEdited()) return;
  soon_.stop();
  try {
    UnsavedEdits last = edits();
    if (file_.isEmpty()) return;
    const PlanState& state = workspace_.document().state();
    const Network& network = *workspace_.document().network();
    last.plan = planToJson(state.plan, network);
    last.plan["editing"] = editingToJson(state, network);
    if (comparison_) last.comparison = toJson(comparison_(), workspace_.document().network());
    writeFile(file_.toStdString(), toJson(last).dump() + "\n");
  } catch (const std::exception&) {
    // The previous file is kept.
  }
}

void Recovery::edited() {
  if (unsaved_.planEdited() || unsaved_.weightsUnsaved()) {
    if (job_.running())
      again_ = true;
    else
      soon_.start();
    return;
  }
  forget();
}

void Recovery::forget() {
  again_ = false;
  soon_.stop();
  job_.cancel();
  dropped_->store(true);  // a file being written removes itself
  dropped_ = std::make_shared<std::atomic<bool>>(false);
  weightsKept_ = 0;
  if (file_.isEmpty()) return;
  QFile::remove(file_);
  QFile::remove(weightsBeside(file_));
  file_.clear();
  lock_.reset();
}

UnsavedEdits Recovery::edits() const {
  const Workspace& workspace = workspace_;
  UnsavedEdits edits;
  edits.name = unsaved_.networkName();
  edits.opened = absolutePath(opened_);
  if (workspace.study()) edits.study = workspace.study()->study->settings();
  edits.study.reading = {};
  for (std::string* path :
       {&edits.study.networkPath, &edits.study.dataPath, &edits.study.trainPath, &edits.study.calibrationPath})
    *path = absolutePath(*path);
  edits.hash = unsaved_.openedHash();
  edits.edits = unsaved_.edits();
  edits.time = QDateTime::currentDateTime();
  if (unsaved_.trained()) edits.weightsFile = weightsBeside(file_);
  return edits;
}

// JSON of a large network and the flush to the disk take longer than a frame.
void Recovery::keep() {
  if (!workspace_.document().network()) return;
  if (file_.isEmpty()) {
    const QString folder = recoveryFolder();
    if (folder.isEmpty()) return;
    file_ = QDir(folder).filePath(QUuid::createUuid().toString(QUuid::WithoutBraces) + QStringLiteral(".json"));
    lock_ = recoveryLock(file_);
    lock_->tryLock(0);
  }
  const std::shared_ptr<const Network>& network = workspace_.document().network();
  const bool weights = unsaved_.trained() && std::exchange(weightsKept_, network->hash) != network->hash;
  job_.start([edits = edits(), kept = comparison_ ? comparison_() : KeptComparison(),
              state = workspace_.document().state(), network, weights, file = file_.toStdString(),
              dropped = dropped_](std::stop_token stop, const Progress&, Mailbox&) mutable {
    if (weights) {
      const Bytes packed = packNetwork(*network, floatPlan(network->layers.size()));
      if (stop.stop_requested()) return;
      writeFile(edits.weightsFile.toStdString(), packed);
    }
    edits.plan = planToJson(state.plan, *network);
    edits.plan["editing"] = editingToJson(state, *network);
    if (!kept.empty()) edits.comparison = toJson(kept, network);
    const std::string content = toJson(edits).dump() + "\n";
    if (!stop.stop_requested()) writeFile(file, content);
    if (!*dropped) return;
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    if (weights) std::filesystem::remove(edits.weightsFile.toStdString(), ignored);
  });
}

}  // namespace bitprism
