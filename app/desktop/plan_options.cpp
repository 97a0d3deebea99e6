#include "app/desktop/plan_options.h"

#include <QActionGroup>

#include "app/desktop/actions.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/workspace.h"

namespace bitprism {

PlanOptions::PlanOptions(const PanelContext& context) : context_(context) {
  const Actions& actions = context_.actions;
  for (QAction* action : {actions.symmetric, actions.perChannel, actions.meanCorrection})
    connect(action, &QAction::triggered, this, &PlanOptions::applySchemes);
  // The two ways to clip exclude each other.
  connect(actions.leastSquares, &QAction::triggered, this, [this](bool checked) {
    QAction* percentile = context_.actions.percentiles->checkedAction();
    if (checked && percentile) percentile->setChecked(false);
    applySchemes();
  });
  connect(actions.percentiles, &QActionGroup::triggered, this, [this](QAction* action) {
    if (action->isChecked()) context_.actions.leastSquares->setChecked(false);
    applySchemes();
  });
  for (QActionGroup* group : {actions.inputBits, actions.inputRanges})
    connect(group, &QActionGroup::triggered, this, &PlanOptions::applyInputs);
  connect(&context_.workspace, &Workspace::planChanged, this, &PlanOptions::show);
  connect(&context_.workspace, &Workspace::workChanged, this, &PlanOptions::enable);
}

void PlanOptions::show() {
  const Document& document = context_.workspace.document();
  if (!document.network()) return;
  const Actions& actions = context_.actions;
  const Quantization base = document.baseScheme();
  actions.symmetric->setChecked(base.symmetric);
  actions.perChannel->setChecked(base.granularity == Granularity::Channel);
  actions.leastSquares->setChecked(base.range == RangeRule::LeastSquares);
  for (QAction* action : actions.percentiles->actions())
    action->setChecked(base.range == RangeRule::Percentile && action->data().toDouble() == base.percentile);
  actions.meanCorrection->setChecked(base.correction != Correction::None);
  const ActivationRequest activation = commonRequest(document.inputs()).value_or(ActivationRequest{.bits = 0});
  const QString bits = activation.tied ? QStringLiteral("tied") : QString::number(activation.bits);
  for (QAction* action : actions.inputBits->actions()) action->setChecked(action->data().toString() == bits);
  for (QAction* action : actions.inputRanges->actions())
    action->setChecked(action->data().toString() == activationRangeName(activation.options.range));
}

void PlanOptions::enable() {
  const Actions& actions = context_.actions;
  const bool network = context_.workspace.document().network() != nullptr;
  for (QAction* action : {actions.symmetric, actions.perChannel, actions.leastSquares, actions.meanCorrection})
    action->setEnabled(network);
  actions.percentiles->setEnabled(network);
  // Input ranges are chosen from images.
  for (QActionGroup* group : {actions.inputBits, actions.inputRanges})
    group->setEnabled(network && context_.workspace.hasImages());
}

void PlanOptions::applyInputs() {
  const Actions& actions = context_.actions;
  Document& document = context_.workspace.document();
  if (!document.network()) return;
  ActivationOptions options = document.input(context_.workspace.selection().index()).options;
  if (const QAction* range = actions.inputRanges->checkedAction())
    options = withRange(options, activationRangeFromName(range->data().toString().toStdString()));
  const QAction* bits = actions.inputBits->checkedAction();
  const std::string width = bits ? bits->data().toString().toStdString() : "32";
  if (width == "1" && leastActivationBits(options.method) > 1) options = withRange({}, options.range);
  context_.editor.setInputs(context_.workspace.selection().layersOf(Scope::All), activationRequest(width, options));
}

// Options that layers of any method may share; a layer keeps its method.
void PlanOptions::applySchemes() {
  const Actions& actions = context_.actions;
  Document& document = context_.workspace.document();
  if (!document.network()) return;
  const QAction* percentile = actions.percentiles->checkedAction();
  const RangeRule range = actions.leastSquares->isChecked() ? RangeRule::LeastSquares
                          : percentile                      ? RangeRule::Percentile
                                                            : RangeRule::MinMax;
  const double share = percentile ? percentile->data().toDouble() : standardPercentile;
  document.changeSchemes(
      [&](Quantization& quantization) {
        quantization.symmetric = actions.symmetric->isChecked();
        quantization =
            withGranularity(quantization, actions.perChannel->isChecked() ? Granularity::Channel : Granularity::Tensor);
        quantization.range = range;
        quantization.percentile = share;
        const bool mean = actions.meanCorrection->isChecked();
        if (mean != (quantization.correction != Correction::None))
          quantization.correction = mean ? Correction::Mean : Correction::None;
      },
      tr("options of all layers"));
}

}  // namespace bitprism
