#include "app/desktop/compared_plan.h"

#include <QCoreApplication>
#include <QLocale>

#include "widgets/number_text.h"

namespace bitprism {

double meanBits(const PlannedNetwork& planned) {
  double bits = 0, weights = 0;
  for (std::size_t l = 0; l < planned.network->layers.size(); ++l) {
    const auto count = static_cast<double>(planned.network->layers[l].weightCount());
    bits += count * planned.plan.layers[l].bits;
    weights += count;
  }
  return weights > 0 ? bits / weights : floatBits;
}

double meanBits(const ComparedPlan& plan) {
  return plan.stored ? meanBits(*plan.planned.network, *plan.stored) : meanBits(plan.planned);
}

QString planName(const ComparedPlan& plan) {
  return QCoreApplication::translate("compared_plan", "%1, %2 bits")
      .arg(bytesText(plan.bytes), QLocale().toString(meanBits(plan.planned), 'f', 1));
}

}  // namespace bitprism
