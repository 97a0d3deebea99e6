#include <algorithm>
#include <array>

#include "core/base/enum_names.h"
#include "core/quant/methods/aciq.h"
#include "core/quant/methods/adaround.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/gdrq.h"
#include "core/quant/methods/gptq.h"
#include "core/quant/methods/kl.h"
#include "core/quant/methods/kmeans.h"
#include "core/quant/methods/ocs.h"
#include "core/quant/methods/omse.h"
#include "core/quant/methods/pwlq.h"
#include "core/quant/methods/uniform.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {
namespace {

struct Row {
  Method method;
  const MethodInfo* info;
};

// All weight methods, in the order of their numbers.
constexpr std::array catalogue = {Row{Method::Uniform, &uniformInfo}, Row{Method::Aciq, &aciqInfo},
                                  Row{Method::Pwlq, &pwlqInfo},       Row{Method::Dsconv, &dsconvInfo},
                                  Row{Method::Gdrq, &gdrqInfo},       Row{Method::Omse, &omseInfo},
                                  Row{Method::Kl, &klInfo},           Row{Method::Kmeans, &kmeansInfo},
                                  Row{Method::Ocs, &ocsInfo},         Row{Method::Adaround, &adaroundInfo},
                                  Row{Method::Gptq, &gptqInfo}};

constexpr bool inOrder() {
  for (std::size_t i = 0; i < catalogue.size(); ++i)
    if (catalogue[i].method != static_cast<Method>(i)) return false;
  return true;
}
static_assert(catalogue.size() == enumeratorCount<Method>, "every method has a row in the catalogue");
static_assert(inOrder(), "rows of the catalogue are in the order of the enumerators");

}  // namespace

const MethodInfo& methodInfo(Method method) {
  return *catalogue.at(static_cast<std::size_t>(method)).info;
}

bool reshapesWeights(const QuantScheme& scheme) {
  return scheme.hasCodes() && methodInfo(scheme.method).reshaping != nullptr;
}

const std::vector<const MethodOption*>& methodOptions() {
  static const std::vector<const MethodOption*> all = [] {
    std::vector<const MethodOption*> options;
    for (const Row& row : catalogue)
      for (const MethodOption& option : row.info->options)
        if (std::none_of(options.begin(), options.end(), [&](const auto* o) { return o->number == option.number; }))
          options.push_back(&option);
    std::sort(options.begin(), options.end(), [](const auto* a, const auto* b) { return a->number < b->number; });
    return options;
  }();
  return all;
}

bool hasOption(Method method, const MethodOption& option) {
  const auto options = methodInfo(method).options;
  return std::any_of(options.begin(), options.end(), [&](const auto& own) { return own.number == option.number; });
}

}  // namespace bitprism
