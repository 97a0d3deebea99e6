#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/jobs/study.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace bitprism::test {

// One measurement of the authors' own code on a real network (golden/accuracy/README.md). Fractions, not per cent.
struct OracleRecord {
  std::string network, images, kind, method, weightMethod;
  int bits = 32;
  std::int64_t count = 0;
  double top1 = 0, agreement = 0, logitNmse = 0;
  double weightNmse = 0;  // 0: not measured
};

inline std::vector<OracleRecord> oracleRecords(const std::string& golden) {
  const std::string path = golden + "/accuracy/oracle.json";
  const Bytes bytes = readFile(path);
  const Json all = parseJson(std::string(bytes.begin(), bytes.end()), path);
  std::vector<OracleRecord> records;
  for (const Json& one : all) {
    OracleRecord record;
    record.network = one.at("network").get<std::string>();
    record.images = one.at("images").get<std::string>();
    record.kind = one.at("kind").get<std::string>();
    record.method = one.at("method").get<std::string>();
    if (one.contains("wmethod")) record.weightMethod = one.at("wmethod").get<std::string>();
    record.bits = one.at("bits").get<int>();
    record.count = one.at("count").get<std::int64_t>();
    record.top1 = one.at("top1").get<double>() / 100;
    record.agreement = one.at("agree_float").get<double>() / 100;
    record.logitNmse = one.at("logit_nmse").get<double>();
    if (one.contains("weight_nmse")) record.weightNmse = one.at("weight_nmse").get<double>();
    records.push_back(std::move(record));
  }
  return records;
}

// Our scheme for a weight method of the records; nothing for what is no method of ours (mse_*: plain scale searches
// that were no paper's; pwlq_uniform: a grid of half-odd ends, which only the authors use).
inline std::optional<QuantScheme> oracleScheme(const std::string& method, int bits) {
  QuantScheme scheme{.bits = bits, .correction = Correction::None};
  const auto has = [&](const char* part) { return method.find(part) != std::string::npos; };
  if (method == "aciq_minmax" || method == "aciq_minmax_bcw" || method == "aciq_minmax_vcw_bcw" ||
      method == "aciq_alloc" || method == "aciq_alloc_bcw") {
    scheme.method = Method::Aciq;
    scheme.clip = false;
    scheme.allocate = has("alloc");
    if (has("bcw")) scheme.correction = has("vcw") ? Correction::MeanStd : Correction::Mean;
    return scheme;
  }
  if (method == "dsconv32" || method == "dsconv128") {
    scheme.method = Method::Dsconv;
    scheme.block = method == "dsconv32" ? 32 : 128;
    return scheme;
  }
  if (method == "pwlq_pw2_norm" || method == "pwlq_pw2_norm_bc" || method == "pwlq_pw2_search" ||
      method == "pwlq_pw2_search_bc") {
    scheme.method = Method::Pwlq;
    scheme.author = true;
    scheme.breakpoint = has("search") ? Breakpoint::Search : Breakpoint::Normal;
    if (has("_bc")) scheme.correction = Correction::MeanStd;
    return scheme;
  }
  return {};
}

// The plan that a record measured, by our methods.
inline std::optional<QuantPlan> planOf(const OracleRecord& record, Study& study) {
  if (record.kind != "weights") return {};
  const auto scheme = oracleScheme(record.method, record.bits);
  if (!scheme) return {};
  return uniformPlan(study.network()->layers.size(), *scheme);
}

}  // namespace bitprism::test
