#include "app/desktop/plan_editor.h"

#include <algorithm>

#include "app/desktop/plan_pictures.h"
#include "app/desktop/workspace.h"
#include "core/base/error.h"

namespace bitprism {

PlanEditor::PlanEditor(Workspace& workspace) : workspace_(workspace) {
  workspace.jobs().add(ranging_, {.name = "ranges of inputs", .lifetime = Lifetime::Weights});
  workspace.jobs().add({.name = "best method",
                        .running = [this] { return best_.has_value(); },
                        .cancel = [this] { best_.reset(); },
                        .discard = [this] { best_.reset(); },
                        .lifetime = Lifetime::Weights,
                        .shown = false,
                        .awaited = false});
  connect(&workspace.analysis(), &NetworkAnalysis::calibrationChanged, this, &PlanEditor::calibrationChanged);
  connect(&workspace.selection(), &Selection::layerChanged, this, [this] { best_.reset(); });
  connect(&workspace.selection(), &Selection::changed, this, &PlanEditor::takeBest);
}

void PlanEditor::setPlan(const QuantPlan& plan, const QString& text, const std::vector<ActivationRequest>& inputs) {
  workspace_.inputs().know(plan.layers,
                           [this, plan, text, inputs] { workspace_.document().setPlan(plan, text, inputs); });
}

void PlanEditor::setMethod(const std::vector<int>& layers, const Quantization& quantization) {
  changeLayers(layers, {.method = quantization});
}

void PlanEditor::setMethod(const std::vector<int>& layers, Method method) {
  if (layers.empty()) return;
  setMethod(layers, withMethod(workspace_.document().plan().layers[static_cast<std::size_t>(layers.front())], method));
}

void PlanEditor::setAutomatic(const std::vector<int>& layers) {
  changeLayers(layers, {.automatic = true});
}

void PlanEditor::changeLayers(const std::vector<int>& layers, const LayersEdit& edit) {
  if (!workspace_.document().network()) return;
  if (!edit.method) {
    if (edit.automatic) workspace_.inputs().allow();
    workspace_.document().changeLayers(layers, edit);
    workspace_.selection().refresh();  // the form shows the refused choice
    return;
  }
  const QuantScheme coded = edit.method->at(maximumBits);
  workspace_.inputs().know({coded}, [this, layers, edit, coded] {
    Document& document = workspace_.document();
    if (const auto who = needsInputs(std::span(&coded, 1)))
      for (const int layer : layers) {
        const auto l = static_cast<std::size_t>(layer);
        if (document.calibration().of(l) || document.locked(l)) continue;
        refuse(tr("%1: the input of this layer is not measured, and %2 needs it: choose another method")
                   .arg(QString::fromStdString(document.network()->layers[l].name), QString::fromStdString(*who)));
        return;
      }
    document.changeLayers(layers, edit);
  });
}

void PlanEditor::setBestMethod(bool anyBytes) {
  const Document& document = workspace_.document();
  if (!document.network()) return;
  if (!document.plan().layers[workspace_.selection().index()].hasCodes()) {
    emit noticed(tr("This layer stays float: give it 1 to 8 bits to choose a method."));
    return;
  }
  best_ = anyBytes;
  takeBest();
}

void PlanEditor::takeBest() {
  if (!best_) return;
  const std::size_t layer = workspace_.selection().index();
  const MethodAdvice advice =
      methodAdvice(workspace_.document(), workspace_.curves(), layer, workspace_.comparesSolvers(layer));
  const std::optional<QuantScheme>& chosen = *best_ ? advice.any : advice.best;
  if (!chosen && workspace_.curves().complete()) best_.reset();
  if (!chosen) return;
  best_.reset();
  if (*chosen != workspace_.document().plan().layers[layer]) setMethod({workspace_.selection().layer()}, *chosen);
}

void PlanEditor::setInputs(const std::vector<int>& layers, const ActivationRequest& request) {
  std::vector<ActivationRequest> wanted(workspace_.document().layerCount());
  for (const int layer : layers) wanted[static_cast<std::size_t>(layer)] = request;
  try {
    checkOptions(request.options);
  } catch (const UsageError& problem) {
    refuse(QString::fromStdString(problem.what()));
    return;
  }
  findRanges(wanted, [this, layers, request] { workspace_.document().setInputs(layers, request); });
}

void PlanEditor::setInputBits(const std::vector<int>& layers, int bits) {
  if (layers.empty()) return;
  ActivationRequest request = workspace_.document().input(static_cast<std::size_t>(layers.front()));
  request.bits = bits;
  request.tied = false;
  if (bits < leastActivationBits(request.options.method)) request.options = {};
  setInputs(layers, request);
}

// Runs `then` once the ranges of these inputs are computed, so that later look-ups do not wait.
void PlanEditor::findRanges(const std::vector<ActivationRequest>& ofLayers, const std::function<void()>& then) {
  const std::shared_ptr<const ActivationCalibration> calibration = workspace_.analysis().calibration();
  const bool wanted = std::any_of(ofLayers.begin(), ofLayers.end(), [](const auto& i) { return i.wanted(); });
  if (!calibration || !wanted) {
    ranging_.cancel();
    then();
    return;
  }
  ranging_.start([calibration, ofLayers, then, what = tr("ranges of inputs").toStdString()](
                     std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    for (std::size_t l = 0; l < ofLayers.size(); ++l) {
      for (int bits = 1; bits <= maximumActivationBits; ++bits) {
        if (stop.stop_requested()) throw Cancelled();
        inputScheme(ofLayers[l], *calibration, l, bits);  // cached
        if (!ofLayers[l].tied) break;
      }
      report(progress, what, static_cast<std::int64_t>(l) + 1, static_cast<std::int64_t>(ofLayers.size()));
    }
    mailbox.post(then);
  });
}

void PlanEditor::calibrationChanged() {
  Document& document = workspace_.document();
  if (!workspace_.analysis().calibration())
    document.setActivationCalibration(nullptr);
  else
    findRanges(document.inputs(),
               [this] { workspace_.document().setActivationCalibration(workspace_.analysis().calibration()); });
}

void PlanEditor::refuse(const QString& sentence) {
  emit refused(sentence);
  workspace_.selection().refresh();
}

}  // namespace bitprism
