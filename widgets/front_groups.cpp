#include "widgets/front_groups.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>

#include "widgets/method_text.h"
#include "widgets/number_text.h"
#include "widgets/task_text.h"

namespace bitprism {
namespace {

constexpr int ages = 5;

struct FrontGroupsWords {
  Q_DECLARE_TR_FUNCTIONS(FrontGroupsWords)
};

bool drawn(const SearchSnapshot& snapshot, const Evaluation& evaluation) {
  return evaluation.ok() && evaluation.taskIndex >= 0 && evaluation.taskIndex < static_cast<int>(snapshot.tasks.size());
}

QColor colourOfTask(std::size_t task, std::size_t tasks, const Colours& colours) {
  if (task + 1 == tasks) return mixed(colours.background, colours.accent, 0.55);
  if (task == 0 && tasks > 2) return colours.grey;
  return tasks > 3 ? mixed(colours.grey, colours.ochre, static_cast<double>(task) / static_cast<double>(tasks - 2))
                   : colours.ochre;
}

// A disc for the final task, a triangle for the cheapest.
MarkerShape shapeOfTask(std::size_t task, std::size_t tasks) {
  if (task + 1 == tasks) return MarkerShape::Disc;
  return task == 0 ? MarkerShape::Triangle : MarkerShape::Diamond;
}

FrontGroups groupsByTask(const SearchSnapshot& snapshot, const Colours& colours) {
  FrontGroups result;
  const std::size_t tasks = snapshot.tasks.size();
  for (std::size_t t = 0; t < tasks; ++t)
    result.groups.push_back({taskText(snapshot.tasks[t]), colourOfTask(t, tasks, colours), shapeOfTask(t, tasks),
                             QString::fromStdString(taskName(snapshot.tasks[t]))});
  for (const Evaluation& evaluation : snapshot.evaluations)
    result.ofEvaluation.push_back(drawn(snapshot, evaluation) ? evaluation.taskIndex : -1);
  return result;
}

// The scheme of most layers, the first of equals.
int commonScheme(const PlanChoice& bits) {
  constexpr int mostSchemes = 64;
  std::array<int, mostSchemes> counts{};
  for (const LayerChoice& choice : bits)
    if (choice.scheme >= 0 && choice.scheme < mostSchemes) ++counts[static_cast<std::size_t>(choice.scheme)];
  return static_cast<int>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

FrontGroups groupsByMethod(const SearchSnapshot& snapshot, const std::vector<Method>& schemes, const Colours& colours) {
  FrontGroups result;
  std::array<int, existingMethods.size()> places;
  places.fill(-1);
  for (const Evaluation& evaluation : snapshot.evaluations) {
    const auto scheme = static_cast<std::size_t>(commonScheme(evaluation.bits));
    if (!drawn(snapshot, evaluation)) {
      result.ofEvaluation.push_back(-1);
      continue;
    }
    const Method method = scheme < schemes.size() ? schemes[scheme] : Method::Uniform;
    int& place = places[static_cast<std::size_t>(method)];
    if (place < 0) {
      place = static_cast<int>(result.groups.size());
      result.groups.push_back({methodText(method), methodColour(method, colours),
                               lineLook(static_cast<std::size_t>(method)).shape,
                               QString::fromLatin1(methodTitle(method))});
    }
    result.ofEvaluation.push_back(place);
  }
  return result;
}

// Five ages of equally many trials, of the search as it was asked for, so that they stay while it grows.
FrontGroups groupsByAge(const SearchSnapshot& snapshot, const Colours& colours) {
  FrontGroups result;
  int trials = snapshot.trials;
  if (!snapshot.evaluations.empty()) trials = std::max(trials, snapshot.evaluations.back().trial + 1);
  const int each = std::max(1, (trials + ages - 1) / ages);
  int last = 0;
  for (const Evaluation& evaluation : snapshot.evaluations) {
    const int age = std::clamp(evaluation.trial / each, 0, ages - 1);
    last = std::max(last, age);
    result.ofEvaluation.push_back(drawn(snapshot, evaluation) ? age : -1);
  }
  const QColor oldest = mixed(colours.background, colours.ochre, colours.strong ? 1 : 0.75);
  for (int age = 0; age <= last; ++age)
    result.groups.push_back(
        {FrontGroupsWords::tr("trials %1 to %2").arg(countText(age * each), countText((age + 1) * each - 1)),
         mixed(oldest, colours.accent, static_cast<double>(age) / (ages - 1)),
         lineLook(static_cast<std::size_t>(ages - 1 - age)).shape,
         QStringLiteral("trials %1 to %2").arg(age * each).arg((age + 1) * each - 1)});
  return result;
}

FrontGroups groupOfSession(const SearchSnapshot& snapshot, const QString& session, const Colours& colours) {
  FrontGroups result;
  result.groups.push_back({FrontGroupsWords::tr("evaluations of %1").arg(session),
                           mixed(colours.background, colours.accent, 0.55), MarkerShape::Disc,
                           QStringLiteral("evaluations of %1").arg(session)});
  for (const Evaluation& evaluation : snapshot.evaluations)
    result.ofEvaluation.push_back(drawn(snapshot, evaluation) ? 0 : -1);
  return result;
}

}  // namespace

QString colouringText(FrontColouring colouring) {
  switch (colouring) {
    case FrontColouring::Task:
      return FrontGroupsWords::tr("task");
    case FrontColouring::Method:
      return FrontGroupsWords::tr("method");
    case FrontColouring::Age:
      return FrontGroupsWords::tr("age");
    case FrontColouring::Session:
      break;
  }
  return FrontGroupsWords::tr("session");
}

FrontGroups frontGroups(const SearchSnapshot& snapshot, FrontColouring colouring, const std::vector<Method>& schemes,
                        const QString& session, const Colours& colours) {
  switch (colouring) {
    case FrontColouring::Task:
      return groupsByTask(snapshot, colours);
    case FrontColouring::Method:
      return groupsByMethod(snapshot, schemes, colours);
    case FrontColouring::Age:
      return groupsByAge(snapshot, colours);
    case FrontColouring::Session:
      break;
  }
  return groupOfSession(snapshot, session, colours);
}

FrontGroup lookOfOther(const QString& name, std::size_t index, const Colours& colours) {
  const std::array<QColor, 3> pens = {colours.good, colours.ochre, colours.muted};
  return {name, pens[index % pens.size()], lineLook(index + 1).shape};
}

}  // namespace bitprism
