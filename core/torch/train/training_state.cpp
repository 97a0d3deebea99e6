#include "core/torch/train/training_state.h"

#include "core/base/error.h"

namespace bitprism {
namespace {

constexpr char checkpointMagic[] = "bitprism-training";
constexpr std::uint64_t checkpointVersion = 1;

void writeFloats(ByteWriter& writer, const std::vector<float>& values) {
  writer.varint(values.size());
  for (const float value : values) writer.real(value);
}

void readFloats(ByteReader& reader, std::vector<float>& values) {
  if (reader.count(4) != values.size()) reader.fail("the values of another network");
  for (float& value : values) value = reader.real32();
}

void write(ByteWriter& writer, const TrainingRecord& record) {
  writer.signedVarint(record.epoch);
  for (const double value : {record.loss, record.sparsity, record.seconds, record.score.accuracy, record.score.loss,
                             record.score.kl, record.score.agreement, record.score.top5, record.score.sqnrDb})
    writer.real(value);
  writer.varint(record.measured);
  writer.signedVarint(record.score.images);
  writer.varint(static_cast<std::uint64_t>(record.score.metric));
}

TrainingRecord readRecord(ByteReader& reader) {
  TrainingRecord record;
  record.epoch = static_cast<int>(reader.signedVarint());
  for (double* value : {&record.loss, &record.sparsity, &record.seconds, &record.score.accuracy, &record.score.loss,
                        &record.score.kl, &record.score.agreement, &record.score.top5, &record.score.sqnrDb})
    *value = reader.real64();
  record.measured = reader.varint() != 0;
  record.score.images = reader.signedVarint();
  record.score.metric = static_cast<Metric>(reader.index(4));
  return record;
}

}  // namespace

Bytes TrainingState::checkpoint(const std::string& identity) const {
  ByteWriter writer;
  writer.text(checkpointMagic);
  writer.varint(checkpointVersion);
  writer.text(identity);
  writer.signedVarint(done);
  writer.real(lossSum);
  writer.real(sparsityWeight);
  writer.real(epochSeconds);
  for (const std::int64_t count : {lossImages, zeros, rectified, descent.steps}) writer.signedVarint(count);
  const auto all = [&](const Numbers& numbers) {
    for (const std::vector<float>& part : numbers) writeFloats(writer, part);
  };
  all(values);
  all(statistics);
  all(descent.first);
  all(descent.second);
  for (const double threshold : thresholds) writer.real(threshold);
  for (const double factor : factors) writer.real(factor);
  writer.varint(records.size());
  for (const TrainingRecord& record : records) write(writer, record);
  writer.signedVarint(best.epoch);
  if (best.epoch >= 0) {
    all(best.values);
    all(best.statistics);
    for (const double threshold : best.thresholds) writer.real(threshold);
    write(writer, best.record);
  }
  return writer.take();
}

void TrainingState::resume(ByteReader& reader, const std::string& identity, std::int64_t steps) {
  if (reader.text() != checkpointMagic) reader.fail("it is not a checkpoint of a training");
  if (reader.varint() != checkpointVersion) reader.fail("it is a checkpoint of another version");
  if (reader.text() != identity)
    throw UsageError("the checkpoint is from a training with other settings, plan, network or images");
  done = reader.signedVarint();
  if (done < 0 || done > steps) reader.fail("more steps than the training has");
  lossSum = reader.real64();
  sparsityWeight = reader.real64();
  epochSeconds = reader.real64();
  for (std::int64_t* count : {&lossImages, &zeros, &rectified, &descent.steps}) *count = reader.signedVarint();
  const auto all = [&](Numbers& numbers) {
    for (std::vector<float>& part : numbers) readFloats(reader, part);
  };
  all(values);
  all(statistics);
  all(descent.first);
  all(descent.second);
  for (double& threshold : thresholds) threshold = reader.real64();
  for (double& factor : factors) factor = reader.real64();
  records.resize(reader.count(8));
  for (TrainingRecord& record : records) record = readRecord(reader);
  best.epoch = static_cast<int>(reader.signedVarint());
  if (best.epoch >= 0) {
    best.values = values;
    best.statistics = statistics;
    best.thresholds = thresholds;
    all(best.values);
    all(best.statistics);
    for (double& threshold : best.thresholds) threshold = reader.real64();
    best.record = readRecord(reader);
  }
  if (reader.remaining() > 0) reader.fail("more bytes than expected");
}

}  // namespace bitprism
