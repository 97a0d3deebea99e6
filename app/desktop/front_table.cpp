#include "app/desktop/front_table.h"

#include <locale>
#include <sstream>

#include "core/search/pareto.h"

namespace bitprism {

std::string frontTable(const SearchSnapshot& snapshot) {
  std::vector<FrontPoint> points;
  const int top = static_cast<int>(snapshot.tasks.size()) - 1;
  for (std::size_t i = 0; i < snapshot.evaluations.size(); ++i) {
    const Evaluation& evaluation = snapshot.evaluations[i];
    if (evaluation.ok() && evaluation.taskIndex == top) points.push_back({evaluation.score.accuracy, evaluation.bytes, i});
  }
  std::ostringstream out;
  out.imbue(std::locale::classic());
  out.precision(9);
  out << "trial,accuracy,report_accuracy,bytes,images,bits\n";
  for (const FrontPoint& point : paretoFront(std::move(points))) {
    const Evaluation& evaluation = snapshot.evaluations[point.index];
    out << evaluation.trial << ',' << evaluation.score.accuracy << ',';
    if (evaluation.reportAccuracy) out << *evaluation.reportAccuracy;
    out << ',' << evaluation.bytes << ',' << evaluation.score.images << ',';
    for (std::size_t l = 0; l < evaluation.bits.size(); ++l) out << (l ? " " : "") << evaluation.bits[l];
    out << '\n';
  }
  return out.str();
}

}  // namespace bitprism
