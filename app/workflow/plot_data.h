#pragma once

#include <string>
#include <vector>

#include "app/workflow/front_answer.h"
#include "app/workflow/study.h"
#include "core/base/json.h"

namespace bitprism {

// The content of one of the window's plots: as a table, and as a document from which the desktop program draws the
// picture ({"kind": "front" | "hypervolume" | "weights" | "error" | "bits" | "activations", ...}).
struct PlotData {
  std::string csv;
  Json document;
};

// Of a session, on any axis: its document has beside the session's path the "axis", the "costs" that the session does
// not keep, the float network and the "uniforms", what was measured at the same bits in every layer. Of several: over
// one another. Throw InputError, UsageError for an axis that is unknown.
PlotData frontPlot(const Session& session, const FrontAxis& shown = {});
PlotData frontsPlot(const std::vector<Session>& sessions, std::optional<Cost> axis = {});
PlotData hypervolumePlot(const Session& session);

// The histogram of one layer's weights and the levels of the scheme. The calibration, here and below, is for schemes
// that need it (needsInputs).
PlotData weightsPlot(const Network& network, const Calibration& calibration, std::size_t layer,
                     const QuantScheme& scheme);

// SQNR of one layer by bit-width, under the scheme and its variants; its current bits are marked.
PlotData errorPlot(const Network& network, const Calibration& calibration, std::size_t layer,
                   const QuantScheme& scheme);

// Bits, size and SQNR of every layer.
PlotData bitsPlot(const Network& network, const Calibration& calibration, const QuantPlan& plan,
                  std::stop_token stop = {}, const Progress& progress = {});

// The histogram of one layer's input on the calibration images, and the levels of the plan.
PlotData activationsPlot(const Network& network, std::size_t layer, const InputStatistics& statistics,
                         const ActivationScheme& scheme);

// Hypervolume after each evaluation at the top task.
std::vector<double> hypervolumes(const Session& session);

// A scheme and its difference from the plan's: "as in the plan", then other ranges, granularities, symmetries and
// methods, where they exist; no solvers, which need images.
struct SchemeVariant {
  Quantization quantization;
  const char* name;
};
std::vector<SchemeVariant> schemeVariants(const Quantization& quantization);

// The layer of that name, or the only one whose name contains it. Throws UsageError listing similar names.
std::size_t layerByName(const Network& network, const std::string& name);

}  // namespace bitprism
