#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/workflow/study.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/pwlq.h"

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

// Our scheme for a weight method of the records; empty for methods that we do not have (pwlq_uniform: a grid of
// half-odd ends, which only the authors use).
inline std::optional<QuantScheme> oracleScheme(const std::string& method, int bits) {
  QuantScheme scheme{.bits = bits, .correction = Correction::None};
  const auto has = [&](const char* part) { return method.find(part) != std::string::npos; };
  if (method == "aciq_minmax" || method == "aciq_minmax_bcw" || method == "aciq_minmax_vcw_bcw" ||
      method == "aciq_alloc" || method == "aciq_alloc_bcw") {
    scheme.method = Method::Aciq;
    scheme.options = AciqOptions{.clip = false, .allocate = has("alloc")};
    if (has("bcw")) scheme.correction = has("vcw") ? Correction::MeanStd : Correction::Mean;
    return scheme;
  }
  if (method.starts_with("mse_sym") || method.starts_with("mse_affine")) {
    scheme.range = RangeRule::LeastSquares;
    scheme.symmetric = has("sym");
    if (has("bcw")) scheme.correction = has("vcw") ? Correction::MeanStd : Correction::Mean;
    return scheme;
  }
  if (method == "dsconv32" || method == "dsconv128") {
    scheme.method = Method::Dsconv;
    scheme.options = DsconvOptions{.block = method == "dsconv32" ? 32 : 128};
    return scheme;
  }
  if (method == "pwlq_pw2_norm" || method == "pwlq_pw2_norm_bc" || method == "pwlq_pw2_search" ||
      method == "pwlq_pw2_search_bc") {
    scheme.method = Method::Pwlq;
    scheme.options = PwlqOptions{.breakpoint = has("search") ? Breakpoint::Search : Breakpoint::Normal, .author = true};
    if (has("_bc")) scheme.correction = Correction::MeanStd;
    return scheme;
  }
  return {};
}

// DSConv's activations: mantissa bits besides the sign, which is not needed for data that is never negative.
inline std::optional<QuantPlan> withBlockFloats(QuantPlan plan, int mantissaBits, Study& study) {
  ActivationOptions options;
  options.method = ActivationMethod::Bfp;
  options.range = standardRange(options.method);
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    const ActivationScheme any = study.activationCalibration().scheme(l, maximumActivationBits, options);
    const int bits = mantissaBits + (any.hasSign ? 1 : 0);
    if (bits > maximumActivationBits) return {};
    plan.activations.push_back(blockScheme(bits, any.hasSign, 32, 7));
  }
  return plan;
}

// The plan that a record measured, with our methods. Of the activations only those of DSConv, which need no ranges: the
// authors' other ranges come from the current batch or from batches of another size.
inline std::optional<QuantPlan> planOf(const OracleRecord& record, Study& study) {
  const std::size_t layers = study.network()->layers.size();
  if (record.kind == "weights") {
    const auto scheme = oracleScheme(record.method, record.bits);
    return scheme ? std::optional<QuantPlan>(uniformPlan(layers, *scheme)) : std::nullopt;
  }
  const std::size_t at = record.weightMethod.find('@');
  if (record.method != "bfp32" || at == std::string::npos) return {};
  const auto scheme = oracleScheme(record.weightMethod.substr(0, at), std::stoi(record.weightMethod.substr(at + 1)));
  return scheme ? withBlockFloats(uniformPlan(layers, *scheme), record.bits, study) : std::nullopt;
}

}  // namespace bitprism::test
