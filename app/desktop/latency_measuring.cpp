#include "app/desktop/latency_measuring.h"

#include <utility>

#include "app/desktop/actions.h"
#include "app/desktop/workspace.h"
#include "app/workflow/image_source.h"
#include "app/workflow/latency_measurement.h"
#include "core/base/error.h"
#include "core/network/graphless.h"
#include "core/run/onnx_runtime.h"
#include "widgets/banner.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

// Beside the network's file. Empty: it was written, or belongs to no file; else why it is known to this window only.
std::string keepTable(const LatencyTable& table, const std::string& networkPath) {
  if (namesNoFile(networkPath)) return {};
  try {
    writeLatencyTable(latencyTablePath(networkPath), table);
    return {};
  } catch (const Error& problem) {
    return problem.what();
  }
}

}  // namespace

LatencyMeasuring::LatencyMeasuring(const PanelContext& context) : context_(context) {
  Workspace* workspace = &context_.workspace;
  workspace->jobs().add(
      job_,
      {.name = "measuring latency", .title = tr("Measuring latency"), .lifetime = Lifetime::Study, .importance = 1});
  connect(context_.actions.measureLatency, &QAction::triggered, this, &LatencyMeasuring::start);
  connect(workspace, &Workspace::studyChanged, this, [this, workspace] { network_ = workspace->document().network(); });
  connect(workspace, &Workspace::workChanged, this, &LatencyMeasuring::offer);
  for (const auto ended : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&job_, ended, this, &LatencyMeasuring::end);
  connect(&job_, &BackgroundJob::failed, this, &LatencyMeasuring::end);
  offer();
}

// Other work would be in the times.
void LatencyMeasuring::offer() {
  const Workspace& workspace = context_.workspace;
  context_.actions.measureLatency->setEnabled(network_ && workspace.document().network() && hasGraph(*network_) &&
                                              !workspace.search().active() && !workspace.trainer().running() &&
                                              !job_.running());
}

void LatencyMeasuring::start() {
  Workspace& workspace = context_.workspace;
  if (!network_ || !workspace.study() || job_.running()) return;
  context_.banner.dismiss();
  std::optional<std::string> library;
  try {
    library = findOnnxRuntime();
  } catch (const Error& problem) {
    return context_.banner.showError(QString::fromStdString(problem.what()));
  }
  if (!library)
    return context_.banner.showError(
        tr("Latency is measured in ONNX Runtime, which was not found: install it, or name libonnxruntime.so.1 or its "
           "folder in the environment variable BITPRISM_ONNXRUNTIME."));
  interrupted_ = workspace.analysis().running();
  workspace.interruptAnalysis();
  const std::string path = workspace.study()->study->settings().networkPath;
  job_.start([this, network = network_, path, library = *library](std::stop_token stop, const Progress& progress,
                                                                  Mailbox& mailbox) {
    const auto table =
        std::make_shared<const LatencyTable>(measureLatency(*network, {.library = library}, stop, progress));
    const std::string unkept = keepTable(*table, path);
    mailbox.post([this, network, table, unkept] {
      if (network != network_) return;
      context_.workspace.costCounter().take(table);
      QString told = tr("The float network takes %1 in %2; predictions of mixed plans differ from their measured times "
                        "by %3. Latency can now be chosen on the axis of the front and as the cost of a search.")
                         .arg(amountText(Cost::Latency, static_cast<std::int64_t>(table->floatNanoseconds())),
                              QString::fromStdString(table->conditions.runtime), percentText(table->error));
      if (!unkept.empty())
        told +=
            QChar('\n') + tr("The times are forgotten when the window closes: %1").arg(QString::fromStdString(unkept));
      context_.banner.showNotice(told);
    });
  });
  workspace.noteWork();
}

void LatencyMeasuring::end() {
  if (std::exchange(interrupted_, false) && context_.workspace.study()) context_.workspace.analyse();
  offer();
}

}  // namespace bitprism
