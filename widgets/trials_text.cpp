#include "widgets/trials_text.h"

#include <algorithm>

namespace bitprism {
namespace {

QByteArray oneCell(QByteArray text) {
  return text.replace('\t', ' ').replace('\n', ' ');
}

QByteArray figure(double value) {
  return QByteArray::number(value, 'g', 9);
}

}  // namespace

QString trialsAsText(const std::vector<TrialRow>& rows, const std::vector<TrialLayer>& layers, Metric metric,
                     Cost axis) {
  QByteArray text = "trial\ttask\t";
  text += metricName(metric);
  text += "\treport_accuracy\tbytes";
  if (axis != Cost::Memory) text += axis == Cost::Latency ? "\tnanoseconds" : "\tbit_operations";
  text += "\tmean_bits\tseconds\tfront\twhy";
  std::size_t bits = layers.size();
  for (const TrialRow& row : rows) bits = std::max(bits, row.evaluation->bits.size());
  for (std::size_t l = 0; l < bits; ++l)
    text += '\t' + oneCell(l < layers.size() ? layers[l].name.toUtf8() : "layer" + QByteArray::number(l));
  text += '\n';
  for (const TrialRow& row : rows) {
    const Evaluation& evaluation = *row.evaluation;
    text += QByteArray::number(evaluation.trial) + '\t' + taskName(evaluation.task).c_str() + '\t';
    if (evaluation.ok()) text += figure(evaluation.score.accuracy);
    text += '\t';
    if (evaluation.reportAccuracy) text += figure(*evaluation.reportAccuracy);
    text += '\t' + QByteArray::number(static_cast<qlonglong>(evaluation.bytes));
    if (axis != Cost::Memory) text += '\t' + QByteArray::number(static_cast<qlonglong>(evaluation.cost()));
    text += '\t' + figure(row.meanBits) + '\t' + figure(evaluation.seconds) + '\t';
    text += row.place == FrontPlace::Knee ? "knee" : row.place == FrontPlace::Front ? "front" : "";
    text += '\t' + oneCell((evaluation.ok() ? evaluation.why : evaluation.failure).c_str());
    for (std::size_t l = 0; l < bits; ++l) {
      text += '\t';
      if (l < evaluation.bits.size()) text += QByteArray::number(evaluation.bits[l].bits);
    }
    text += '\n';
  }
  return QString::fromUtf8(text);
}

}  // namespace bitprism
