#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "app/workflow/activation_request.h"
#include "core/eval/evaluation.h"
#include "core/quant/plan/planned_network.h"

namespace bitprism {

// A plan to compare, wherever it comes from: the document, a pin, a file. It has its own network, which may be another
// version of the open one. A plain value.
struct ComparedPlan {
  QString key;  // by which it is chosen
  QString name;
  PlannedNetwork planned;
  std::vector<bool> automatic;            // layers whose method follows from their bits
  std::vector<ActivationRequest> inputs;  // the requests behind the plan's activations
  std::int64_t bytes = 0;
  std::optional<Score> score;  // on the images of searches, if measured
};

// The mean bits of a weight of the network's layers.
double meanBits(const PlannedNetwork& planned);

// "61.2 KiB, 4.3 bits"
QString planName(const ComparedPlan& plan);

}  // namespace bitprism
