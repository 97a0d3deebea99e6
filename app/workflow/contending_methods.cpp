#include "app/workflow/contending_methods.h"

#include <algorithm>

#include "core/quant/choice/automatic_scheme.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/scheme/layer_choice.h"

namespace bitprism {

void addContenders(SearchRequest& request, const Study& study, const std::vector<QuantScheme>& schemes,
                   std::stop_token stop, const Progress& progress) {
  const SearchSpace known{.scheme = request.scheme, .others = request.others};
  std::vector<std::vector<QuantScheme>> chosen;
  for (const std::vector<LayerChoice>& layer : request.choices) {
    chosen.emplace_back();
    for (const LayerChoice& choice : layer) chosen.back().push_back(known.schemeOf(choice));
  }
  const auto contenders = contendingSchemes(*study.network(), chosen, schemes, stop, progress);
  for (std::size_t l = 0; l < contenders.size(); ++l)
    for (QuantScheme scheme : contenders[l]) {
      const int bits = scheme.bits;
      scheme.bits = floatBits;
      auto found = std::find(request.others.begin(), request.others.end(), scheme);
      if (found == request.others.end()) found = request.others.insert(request.others.end(), scheme);
      request.choices[l].push_back(LayerChoice(bits, static_cast<int>(found - request.others.begin()) + 1));
    }
}

std::vector<QuantScheme> standardContenders() {
  QuantScheme blocks{.method = Method::Dsconv}, wide = blocks;
  blocks.options = DsconvOptions{.halfScales = true};
  wide.options = DsconvOptions{.block = 128, .halfScales = true};
  return {withStandardCorrection({.method = Method::Pwlq}), withStandardCorrection(blocks),
          withStandardCorrection(wide)};
}

}  // namespace bitprism
