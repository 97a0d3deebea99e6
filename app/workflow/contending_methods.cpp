#include "app/workflow/contending_methods.h"

#include <algorithm>

#include "core/quant/choice/automatic_scheme.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/scheme/layer_choice.h"

namespace bitprism {

void addContenders(SearchRequest& request, const Study& study, const std::vector<Quantization>& quantizations,
                   std::stop_token stop, const Progress& progress) {
  const SearchSpace known{.scheme = request.scheme, .others = request.others};
  std::vector<std::vector<QuantScheme>> chosen;
  for (const std::vector<LayerChoice>& layer : request.choices) {
    chosen.emplace_back();
    for (const LayerChoice& choice : layer) chosen.back().push_back(known.schemeOf(choice));
  }
  const auto contenders =
      contendingSchemes(*study.network(), study.calibration(), chosen, quantizations, stop, progress);
  for (std::size_t l = 0; l < contenders.size(); ++l)
    for (const QuantScheme& scheme : contenders[l]) {
      const Quantization quantization = scheme.quantization();
      auto found = std::find(request.others.begin(), request.others.end(), quantization);
      if (found == request.others.end()) found = request.others.insert(request.others.end(), quantization);
      request.choices[l].push_back(LayerChoice(scheme.bits, static_cast<int>(found - request.others.begin()) + 1));
    }
}

std::vector<Quantization> standardContenders() {
  Quantization blocks{.method = Method::Dsconv}, wide = blocks;
  blocks.options = DsconvOptions{.halfScales = true};
  wide.options = DsconvOptions{.block = 128, .halfScales = true};
  return {withStandardCorrection({.method = Method::Pwlq}), withStandardCorrection(blocks),
          withStandardCorrection(wide)};
}

}  // namespace bitprism
