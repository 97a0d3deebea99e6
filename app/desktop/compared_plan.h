#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "app/workflow/activation_request.h"
#include "app/workflow/network_comparison.h"
#include "core/eval/evaluation.h"
#include "core/quant/plan/planned_network.h"
#include "core/torch/read/network_reader.h"

namespace bitprism {

// A plan to compare, wherever it comes from: the document, a pin, a file. It has its own network, which may be another
// version of the open one, or that of another file. A plain value.
struct ComparedPlan {
  QString key;  // by which it is chosen
  QString name;
  PlannedNetwork planned;
  std::vector<bool> automatic;            // layers whose method follows from their bits
  std::vector<ActivationRequest> inputs;  // the requests behind the plan's activations
  std::int64_t bytes = 0;
  std::optional<Score> score;  // on the images of searches, if measured

  // Of another network's file, as it is; empty: a plan of the open network.
  std::string file = {};
  ReadOptions reading = {};                                          // how the file is read again
  std::shared_ptr<const std::vector<StoredLayer>> stored = nullptr;  // what the file holds of each layer

  bool ofFile() const { return !file.empty(); }
};

// The mean bits of a weight of the network's layers.
double meanBits(const PlannedNetwork& planned);
double meanBits(const ComparedPlan& plan);  // of a file: what its weights show

// "61.2 KiB, 4.3 bits"
QString planName(const ComparedPlan& plan);

}  // namespace bitprism
