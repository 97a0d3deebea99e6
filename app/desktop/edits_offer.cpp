#include "app/desktop/edits_offer.h"

#include <QFileInfo>
#include <QLocale>
#include <algorithm>

#include "app/desktop/data_folders.h"
#include "app/desktop/network_opener.h"
#include "app/desktop/plan_files.h"
#include "app/desktop/recovery.h"
#include "app/desktop/stored_search.h"
#include "app/desktop/workspace.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/quant/packed/packed_file.h"
#include "widgets/banner.h"
#include "widgets/offer_bar.h"

namespace bitprism {
namespace {

enum Answer { Restore, Discard, Later };

}  // namespace

EditsOffer::EditsOffer(const PanelContext& context, NetworkOpener& opener, PlanFiles& files, Recovery& recovery,
                       OfferBar& bar)
    : context_(context), opener_(opener), files_(files), recovery_(recovery), bar_(bar) {
  context_.workspace.jobs().add(reading_, {.name = "restoring edits"});
  connect(&opener, &NetworkOpener::opened, this, &EditsOffer::opened);
  connect(&opener, &NetworkOpener::failed, this, [this] { restoring_.clear(); });
  connect(&recovery, &Recovery::kept, this, [this] {
    if (!restored_.isEmpty()) discard(std::exchange(restored_, QString()));
  });
  connect(&bar, &OfferBar::answered, this, [this](int answer) {
    if (orphans_.empty()) return;
    const QString file = orphans_.front().file;
    later_ = answer == Later;
    if (answer == Restore) restore(file);
    if (answer == Discard) discard(file);
  });
}

QString EditsOffer::sentence(const UnsavedEdits& edits) {
  const QLocale locale;
  const QString time = edits.time.date() == QDate::currentDate() ? edits.time.toString(QStringLiteral("HH:mm"))
                                                                 : locale.toString(edits.time, QLocale::ShortFormat);
  return tr("Unsaved edits of %1 from %2").arg(edits.name, time);
}

void EditsOffer::look() {
  if (!orphans_.empty()) return;
  orphans_ = orphanedEdits(recoveryFolder());
  emit changed();
  showBar();
}

// The start page shows them itself.
void EditsOffer::showBar() {
  if (orphans_.empty() || later_ || !context_.workspace.document().network() || !restored_.isEmpty())
    return bar_.withdraw();
  bar_.offer(sentence(orphans_.front().edits), {tr("&Restore"), tr("&Discard"), tr("&Later")});
}

OrphanedEdits* EditsOffer::find(const QString& file) {
  const auto found = std::find_if(orphans_.begin(), orphans_.end(), [&](const auto& one) { return one.file == file; });
  return found == orphans_.end() ? nullptr : &*found;
}

void EditsOffer::discard(const QString& file) {
  OrphanedEdits* orphan = find(file);
  if (!orphan) return;
  bitprism::discard(*orphan);
  orphans_.erase(orphans_.begin() + (orphan - orphans_.data()));
  emit changed();
  showBar();
}

void EditsOffer::restore(const QString& file) {
  const OrphanedEdits* orphan = find(file);
  if (!orphan) return;
  StudySettings settings = orphan->edits.study;
  if (isSession(orphan->edits.opened)) settings = {.networkPath = orphan->edits.opened};
  opener_.openAsking(settings, [this, file, path = QString::fromStdString(settings.networkPath)] {
    restoring_ = file;
    opening_ = path;
  });
  showBar();  // still offered if the user stays with the open network
}

void EditsOffer::opened(const QString& path) {
  const QString file = std::exchange(restoring_, QString());
  const OrphanedEdits* orphan = path == opening_ ? find(file) : nullptr;
  if (orphan)
    apply(*orphan);
  else
    showBar();
}

void EditsOffer::apply(const OrphanedEdits& orphan) {
  if (context_.workspace.document().network()->hash != orphan.edits.hash)
    context_.banner.showNotice(
        tr("%1 has changed since these edits were made; they are matched by layer name.").arg(orphan.edits.name));
  if (orphan.edits.weightsFile.isEmpty())
    setState(orphan);
  else
    applyWeights(orphan);
}

// A trained version: its unquantized weights are in a separate file.
void EditsOffer::applyWeights(const OrphanedEdits& orphan) {
  const std::shared_ptr<const Network> network = context_.workspace.document().network();
  reading_.start([this, network, file = orphan.file, path = orphan.edits.weightsFile.toStdString()](
                     std::stop_token, const Progress&, Mailbox& mailbox) {
    auto version = std::make_shared<Network>(unpackNetwork(readFile(path), path).network);
    version->name = network->name;
    const auto same = [](const Layer& one, const Layer& other) { return one.name == other.name; };
    if (!std::equal(version->layers.begin(), version->layers.end(), network->layers.begin(), network->layers.end(),
                    same))
      throw InputError(text("cannot restore '", path, "': its layers differ from those of '", network->name, "'"));
    mailbox.post([this, network, file, version] {
      Document& document = context_.workspace.document();
      const OrphanedEdits* orphan = find(file);
      if (!orphan || document.network() != network) return;
      document.setVersion(version, document.plan(), tr("restored weights"));
      setState(*orphan);
    });
  });
}

void EditsOffer::setState(const OrphanedEdits& orphan) {
  Document& document = context_.workspace.document();
  try {
    const PlanState state = stateOf(orphan.edits, *document.network(), orphan.file.toStdString());
    context_.workspace.inputs().know(fixedSchemes(state), [this, &document, state, file = orphan.file] {
      const OrphanedEdits* orphan = find(file);
      if (!orphan) return;
      const QString planFile = orphan->edits.planFile;
      document.setState(state, tr("restored edits"));
      emit comparisonRestored(orphan->edits.comparison, file.toStdString());
      files_.setPlanFile(QFileInfo::exists(planFile) ? planFile : QString());
      restored_ = file;
      bar_.withdraw();
      if (!recovery_.pending()) discard(std::exchange(restored_, QString()));  // without changes
    });
  } catch (const Error& problem) {
    context_.banner.showError(QString::fromStdString(problem.what()));
    showBar();
  }
}

}  // namespace bitprism
