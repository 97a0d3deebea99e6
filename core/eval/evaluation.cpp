#include "core/eval/evaluation.h"

namespace bitprism {

std::string qualityText(const Score& score) {
  const bool drowned = inDecibels(score.metric) && score.accuracy <= 0;
  return qualityText(score.metric, drowned ? score.sqnrDb / sqnrCeilingDb : score.accuracy);
}

}  // namespace bitprism
