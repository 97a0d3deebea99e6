#include "core/session/session_measurements.h"

#include <SQLiteCpp/Statement.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/session/session_documents.h"
#include "core/session/session_problem.h"
#include "core/session/session_schema.h"

namespace bitprism {
namespace {

constexpr std::size_t longestBits = 1 << 22;  // of one evaluation, as text

// SQLite stores NaN as NULL.
double realColumn(const SQLite::Column& column) {
  return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
}

std::string exactly(double value) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%a", std::isnan(value) ? 0.0 : value);
  return std::isnan(value) ? "nan" : buffer;
}

// The content of a row, for its hash.
std::string rowText(const Evaluation& e, const std::string& bits) {
  return text(
      e.trial, '|', bits, '|', e.task.images, '|', e.task.epochs, '|', e.taskIndex, '|', e.bytes, '|',
      exactly(e.score.accuracy), '|', exactly(e.score.loss), '|', exactly(e.score.kl), '|', exactly(e.score.agreement),
      '|', e.score.images, '|', metricName(e.score.metric), '|', exactly(e.score.top5), '|', exactly(e.score.sqnrDb),
      '|', e.reportAccuracy ? exactly(*e.reportAccuracy) : "none", '|', exactly(e.seconds), '|', e.why, '|', e.failure);
}

PlanChoice bitsFromText(const std::string& content, const std::string& path) {
  if (content.size() > longestBits) notASession(path, "an evaluation has more bit-widths than any network has layers");
  const Json json = parseJson(content, path);
  PlanChoice bits;
  if (!json.is_array()) notASession(path, "the bit-widths of an evaluation are not a list");
  for (const Json& value : json) {
    if (!value.is_number_integer()) notASession(path, "the bit-widths of an evaluation are not whole numbers");
    bits.push_back(choiceOfNumber(value.get<int>()));
  }
  return bits;
}

std::string predictionText(int trial, const Prediction& prediction) {
  return text(trial, '|', exactly(prediction.mean), '|', exactly(prediction.deviation));
}

std::string sensitivityText(const RawSensitivity& one) {
  return text(one.layer, '|', one.choice, '|', one.images, '|', exactly(one.kl));
}

Metric metricOf(const std::string& name, const std::string& path) {
  try {
    return metricFromName(name);
  } catch (const UsageError& problem) {
    notASession(path, problem.what());
  }
}

std::map<int, Prediction> predictionsOf(SQLite::Database& database, const std::string& path) {
  std::map<int, Prediction> all;
  if (!database.tableExists("predictions")) return all;
  SQLite::Statement query(database, "SELECT trial, mean, deviation, hash FROM predictions");
  while (query.executeStep()) {
    const int trial = query.getColumn(0).getInt();
    const Prediction prediction{realColumn(query.getColumn(1)), realColumn(query.getColumn(2))};
    if (query.getColumn(3).getInt64() != rowHash(predictionText(trial, prediction)))
      notASession(path, text("the prediction of evaluation ", trial, " is damaged"));
    all[trial] = prediction;
  }
  return all;
}

}  // namespace

void putEvaluation(SQLite::Database& database, const Evaluation& e) {
  const std::string bits = storedText(numbersOfChoices(e.bits));
  SQLite::Statement statement(database,
                              "INSERT OR REPLACE INTO evaluations(trial, bits, task_images, task_epochs, "
                              "task_index, bytes, accuracy, loss, "
                              "kl, agreement, images, report_accuracy, seconds, why, failure, hash, "
                              "metric, top5, sqnr) "
                              "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  statement.bind(1, e.trial);
  statement.bind(2, bits);
  statement.bind(3, e.task.images);
  statement.bind(4, e.task.epochs);
  statement.bind(5, e.taskIndex);
  statement.bind(6, e.bytes);
  statement.bind(7, e.score.accuracy);
  statement.bind(8, e.score.loss);
  statement.bind(9, e.score.kl);
  statement.bind(10, e.score.agreement);
  statement.bind(11, e.score.images);
  if (e.reportAccuracy) statement.bind(12, *e.reportAccuracy);
  statement.bind(13, e.seconds);
  statement.bind(14, e.why);
  statement.bind(15, e.failure);
  statement.bind(16, rowHash(rowText(e, bits)));
  statement.bind(17, metricName(e.score.metric));
  statement.bind(18, e.score.top5);
  statement.bind(19, e.score.sqnrDb);
  statement.exec();
  if (!e.prediction) return;
  SQLite::Statement prediction(database,
                               "INSERT OR REPLACE INTO predictions(trial, mean, deviation, hash) "
                               "VALUES(?, ?, ?, ?)");
  prediction.bind(1, e.trial);
  prediction.bind(2, e.prediction->mean);
  prediction.bind(3, e.prediction->deviation);
  prediction.bind(4, rowHash(predictionText(e.trial, *e.prediction)));
  prediction.exec();
}

std::vector<Evaluation> readEvaluations(SQLite::Database& database, const std::string& path) {
  std::vector<Evaluation> all;
  const std::map<int, Prediction> predicted = predictionsOf(database, path);
  SQLite::Statement query(database,
                          "SELECT trial, bits, task_images, task_epochs, task_index, bytes, accuracy, loss, kl, "
                          "agreement, images, report_accuracy, seconds, why, failure, hash, metric, top5, sqnr "
                          "FROM evaluations "
                          "ORDER BY trial");
  while (query.executeStep()) {
    Evaluation e;
    e.trial = query.getColumn(0).getInt();
    const std::string bits = query.getColumn(1).getString();
    e.task = {query.getColumn(2).getInt64(), query.getColumn(3).getInt()};
    e.taskIndex = query.getColumn(4).getInt();
    e.bytes = query.getColumn(5).getInt64();
    e.score = {realColumn(query.getColumn(6)), realColumn(query.getColumn(7)), realColumn(query.getColumn(8)),
               realColumn(query.getColumn(9)), query.getColumn(10).getInt64()};
    e.score.metric = metricOf(query.getColumn(16).getString(), path);
    e.score.top5 = realColumn(query.getColumn(17));
    e.score.sqnrDb = realColumn(query.getColumn(18));
    if (!query.getColumn(11).isNull()) e.reportAccuracy = query.getColumn(11).getDouble();
    e.seconds = realColumn(query.getColumn(12));
    e.why = query.getColumn(13).getString();
    e.failure = query.getColumn(14).getString();
    if (query.getColumn(15).getInt64() != rowHash(rowText(e, bits)))
      notASession(path, text("the row of evaluation ", e.trial, " is damaged"));
    e.bits = bitsFromText(bits, path);
    if (const auto found = predicted.find(e.trial); found != predicted.end()) e.prediction = found->second;
    all.push_back(std::move(e));
  }
  return all;
}

void putSensitivities(SQLite::Database& database, const std::vector<RawSensitivity>& measured) {
  SQLite::Statement statement(
      database, "INSERT OR REPLACE INTO sensitivities(layer, choice, images, kl, hash) VALUES(?, ?, ?, ?, ?)");
  for (const RawSensitivity& one : measured) {
    statement.bind(1, static_cast<std::int64_t>(one.layer));
    statement.bind(2, one.choice);
    statement.bind(3, one.images);
    statement.bind(4, one.kl);
    statement.bind(5, rowHash(sensitivityText(one)));
    statement.exec();
    statement.reset();
  }
}

std::vector<RawSensitivity> readSensitivities(SQLite::Database& database, const std::string& path) {
  std::vector<RawSensitivity> all;
  if (!hasSensitivities(database)) return all;
  SQLite::Statement query(database, "SELECT layer, choice, images, kl, hash FROM sensitivities ORDER BY layer, choice");
  while (query.executeStep()) {
    RawSensitivity one{static_cast<std::size_t>(query.getColumn(0).getInt64()), query.getColumn(1).getString(),
                       realColumn(query.getColumn(3)), query.getColumn(2).getInt64()};
    if (query.getColumn(4).getInt64() != rowHash(sensitivityText(one)) || !std::isfinite(one.kl))
      notASession(path, text("a sensitivity of layer ", one.layer, " is damaged"));
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace bitprism
