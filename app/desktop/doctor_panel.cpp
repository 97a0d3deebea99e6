#include "app/desktop/doctor_panel.h"

#include <QDockWidget>
#include <algorithm>
#include <chrono>
#include <thread>

#include "app/desktop/actions.h"
#include "app/desktop/doctor_words.h"
#include "app/desktop/workspace.h"
#include "core/base/error.h"
#include "widgets/findings_view.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

constexpr int examinationRestMilliseconds = 400;

QStringList shown(const std::vector<Wording>& wordings) {
  QStringList list;
  for (const Wording& wording : wordings) list << doctorText(wording);
  return list;
}

bool sameKnowledge(const DoctorCase& one, const DoctorCase& other) {
  const auto advised = [](const DoctorCase& known) { return known.preprocessing ? known.preprocessing->finding : ""; };
  return one.network == other.network && one.plan == other.plan && one.automatic == other.automatic &&
         one.locked == other.locked && one.requests == other.requests &&
         one.calibration.layers == other.calibration.layers && one.inputs == other.inputs &&
         one.sensitivities == other.sensitivities && one.floatScore == other.floatScore &&
         one.planScore == other.planScore && advised(one) == advised(other);
}

// What only the study has. It may be locked by long measurements, for which a cancelled examination must not wait.
void completeFrom(DoctorCase& known, SharedStudy& shared, std::stop_token stop) {
  Study& study = *shared.study;
  if (known.calibration.hasMoments() || known.inputs) known.calibrationImages = study.calibrationEvaluator().images();
  if (!known.inputs || !known.plan.quantizesActivations()) return;
  std::unique_lock lock(shared.mutex, std::defer_lock);
  while (!lock.try_lock()) {
    if (stop.stop_requested()) throw Cancelled();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  if (study.network() == known.network) known.halves = study.calibrationHalves(stop);
}

// Computed here, so that a click finds them known.
void chooseRanges(const Diagnosis& diagnosis, const DoctorCase& known) {
  if (!known.inputs) return;
  for (const Finding& finding : diagnosis.findings)
    for (const LayerChange& change : finding.remedy.layers)
      if (change.input) inputScheme(*change.input, *known.inputs, change.layer, known.plan.layers[change.layer].bits);
}

}  // namespace

DoctorPanel::DoctorPanel(const PanelContext& context) : Panel(context), view_(new FindingsView) {
  resting_.setSingleShot(true);
  resting_.setInterval(examinationRestMilliseconds);
  connect(&resting_, &QTimer::timeout, this, &DoctorPanel::examineAtRest);
  JobBoard& jobs = workspace().jobs();
  jobs.add({.name = "rest before the examination",
            .running = [this] { return resting_.isActive(); },
            .cancel = [this] { resting_.stop(); },
            .discard = [this] { resting_.stop(); },
            .lifetime = Lifetime::Weights,
            .shown = false});
  jobs.add(job_,
           {.name = "examination", .title = tr("Examining the plan"), .lifetime = Lifetime::Weights, .importance = -1});
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&job_, end, this, &DoctorPanel::showEffect);
  connect(view_, &FindingsView::fixRequested, this, &DoctorPanel::fix);
  connect(view_, &FindingsView::fixAllRequested, this, &DoctorPanel::fixAll);
  connect(view_, &FindingsView::ignoreRequested, this, &DoctorPanel::ignore);
  connect(view_, &FindingsView::restoreRequested, this, [this] {
    ignored_.clear();
    showFindings();
  });
  connect(&workspace(), &Workspace::preprocessingAdvised, this, [this](const PreprocessingAdvice& advice) {
    advice_ = advice;
    look();
  });
  connect(&workspace().analysis(), &NetworkAnalysis::advised, this, [this](const QString& sentence) {
    advice_ = PreprocessingAdvice{.finding = sentence.toStdString()};  // no usual preprocessing is better
    look();
  });
  connect(view_, &FindingsView::showRequested, &workspace().selection(), &Selection::setLayer);
  showFindings();
}

QWidget* DoctorPanel::widget() const {
  return view_;
}

void DoctorPanel::studyChanged() {
  advice_.reset();
  const auto& network = workspace().document().network();
  if (network && network->hash != ignoredOf_) {
    ignored_.clear();
    ignoredOf_ = network->hash;
    diagnosis_.reset();
    accuracyBefore_.reset();
    showFindings();
  }
  look();
}

void DoctorPanel::planChanged() {
  look();
}

void DoctorPanel::figuresChanged() {
  look();
  showEffect();
}

void DoctorPanel::workChanged() {
  look();
}

// Whether there is something new to look at; then once it rests.
void DoctorPanel::look() {
  const Document& document = workspace().document();
  if (!document.network()) return;
  const bool moved = document.plan() != seen_;
  if (resting_.isActive() && !moved) return;
  seen_ = document.plan();
  if (asked_ && sameKnowledge(caseNow(), *asked_)) return;
  resting_.start();
}

void DoctorPanel::examineAtRest() {
  const Document& document = workspace().document();
  if (!document.network()) return;
  if (document.choosing() || workspace().measurement().running() || workspace().changingWeights()) {
    resting_.start();
    return;
  }
  auto known = std::make_shared<DoctorCase>(caseNow());
  if (asked_ && sameKnowledge(*known, *asked_)) return;
  asked_ = known;
  job_.start([this, known, study = workspace().study(), what = tr("examining the plan").toStdString()](
                 std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    auto complete = std::make_shared<DoctorCase>(*known);
    if (study) completeFrom(*complete, *study, stop);
    const Progress named = [&](const ProgressStep& step) { report(progress, what, step.done, step.total); };
    auto found = std::make_shared<const Diagnosis>(diagnose(*complete, stop, named));
    chooseRanges(*found, *complete);
    mailbox.post([this, known, found] {
      diagnosis_ = found;
      examined_ = known;
      showFindings();
    });
  });
  showEffect();
}

DoctorCase DoctorPanel::caseNow() const {
  const Document& document = workspace().document();
  const NetworkAnalysis& analysis = workspace().analysis();
  DoctorCase known{.network = document.network(), .plan = document.plan()};
  known.automatic = document.automatics();
  known.locked = document.locks();
  known.requests = document.inputs();
  known.calibration = document.calibration();
  if (document.activationCalibration()) known.inputs = analysis.calibration();
  known.preprocessing = advice_;
  known.floatScore = analysis.floatScore();
  known.planScore = workspace().measurement().score();
  if (workspace().hasImages())
    known.chance = 1.0 / static_cast<double>(std::max<std::int64_t>(2, workspace().study()->study->images().classes));
  std::vector<std::map<int, double>> sensitivities(document.layerCount());
  bool any = false;
  for (std::size_t l = 0; l < sensitivities.size(); ++l)
    for (const int bits : NetworkAnalysis::widths())
      if (const auto kl = document.sensitivity(l, bits)) {
        sensitivities[l][bits] = *kl;
        any = true;
      }
  if (any) known.sensitivities = std::move(sensitivities);
  return known;
}

FindingEntry DoctorPanel::entryOf(const Finding& finding) const {
  const Network& network = *examined_->network;
  FindingEntry entry{.key = QString::fromStdString(findingKey(finding, network)),
                     .severity = static_cast<FindingEntry::Severity>(finding.severity),
                     .title = doctorTitle(finding.kind),
                     .cause = doctorText(finding.cause),
                     .advice = doctorText(finding.advice),
                     .gain = shown(gainWordings(finding.gain)).join(QStringLiteral(", ")),
                     .basis = doctorText(finding.gain.basis)};
  if (!finding.layers.empty()) {
    entry.layer = static_cast<int>(finding.layers.front());
    entry.place = finding.layers.size() > 1 ? tr("%1 layers").arg(finding.layers.size())
                                            : QString::fromStdString(network.layers[finding.layers.front()].name);
  }
  if (finding.remedy.empty()) return entry;
  entry.fix = finding.remedy.moreImages ? tr("Choose images…") : tr("Fix");
  entry.fixTip = finding.remedy.moreImages ? tr("Open other images to calibrate on")
                 : finding.remedy.preprocessing
                     ? tr("Open the images again with this preprocessing; Undo takes it back")
                     : tr("Change the plan as advised; Undo takes it back");
  return entry;
}

void DoctorPanel::showFindings() {
  if (!diagnosis_) {
    view_->setIgnored(0);
    view_->clear(workspace().document().network()
                     ? tr("The network and its plan are examined for the first time.")
                     : tr("Open a network (Ctrl+O): what is wrong with it, its images or its plan is listed here, "
                          "with a click that mends it."));
    setSummary({});
  } else {
    std::vector<FindingEntry> entries;
    int ignored = 0;
    for (const Finding& finding : diagnosis_->findings) {
      const FindingEntry entry = entryOf(finding);
      if (ignored_.contains(entry.key))
        ++ignored;
      else
        entries.push_back(entry);
    }
    view_->show(entries, shown(diagnosis_->checked));
    view_->setIgnored(ignored);
    setSummary(entries.empty()       ? tr("all is well")
               : entries.size() == 1 ? tr("1 finding")
                                     : tr("%1 findings").arg(entries.size()));
  }
  showEffect();
}

// Of the last fix, once the plan is measured.
void DoctorPanel::showEffect() {
  if (!workspace().document().network()) return view_->setStatus({});
  const std::optional<Score>& score = workspace().measurement().score();
  if (job_.running() && !diagnosis_)
    view_->setStatus(tr("Examining…"));
  else if (accuracyBefore_ && score && workspace().document().undoStack().undoText() == lastFix_)
    view_->setStatus(tr("Measured after “%1”: %2 → %3.")
                         .arg(lastFix_, metricText(score->metric, *accuracyBefore_, 2),
                              metricText(score->metric, score->accuracy, 2)));
  else
    view_->setStatus(tr("Examined again after every change."));
}

void DoctorPanel::apply(const std::vector<const Finding*>& findings, const QString& text) {
  Document& document = workspace().document();
  if (!examined_ || examined_->network != document.network()) return;
  const std::optional<Score> before = workspace().measurement().score();
  PlanState next = document.state();
  std::shared_ptr<const Network> version;
  for (const Finding* finding : findings) {
    // Each version was made of the network as it is, so that only one can be taken.
    if (version && finding->remedy.network) continue;
    if (finding->remedy.network) version = finding->remedy.network;
    for (const LayerChange& change : finding->remedy.layers) {
      if (change.scheme) {
        next.plan.layers[change.layer] = *change.scheme;
        next.automatic[change.layer] = change.automatic;
      }
      if (!change.input) continue;
      next.inputs[change.layer] = *change.input;
      next.plan.integer = {};  // of the former inputs
    }
  }
  if (version)
    document.setVersion(version, next.plan, text);
  else
    document.setState(std::move(next), text);
  if (document.undoStack().undoText() != text) return;  // nothing was changed
  lastFix_ = text;
  accuracyBefore_ = before ? std::optional(before->accuracy) : std::nullopt;
}

void DoctorPanel::fix(const QString& key) {
  if (!diagnosis_ || !examined_) return;
  for (const Finding& finding : diagnosis_->findings) {
    if (QString::fromStdString(findingKey(finding, *examined_->network)) != key) continue;
    if (finding.remedy.preprocessing) return emit preprocessingWanted(*finding.remedy.preprocessing);
    if (finding.remedy.moreImages) return actions().openData->trigger();
    const FindingEntry entry = entryOf(finding);
    return apply({&finding}, entry.place.isEmpty() ? tr("fix: %1").arg(entry.title)
                                                   : tr("fix: %1, %2").arg(entry.title, entry.place));
  }
}

void DoctorPanel::fixAll() {
  if (!diagnosis_ || !examined_) return;
  std::vector<const Finding*> mendable;
  for (const Finding& finding : diagnosis_->findings)
    if (finding.remedy.editsPlan() &&
        !ignored_.contains(QString::fromStdString(findingKey(finding, *examined_->network))))
      mendable.push_back(&finding);
  if (!mendable.empty())
    apply(mendable, mendable.size() == 1 ? tr("fix 1 finding") : tr("fix %1 findings").arg(mendable.size()));
}

void DoctorPanel::ignore(const QString& key) {
  ignored_.insert(key);
  showFindings();
}

}  // namespace bitprism
