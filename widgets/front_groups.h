#pragma once

#include <QColor>
#include <QString>
#include <vector>

#include "core/quant/scheme/quant_scheme.h"
#include "core/run/search_snapshot.h"
#include "widgets/plot_theme.h"

namespace bitprism {

// What the colour and the shape of an evaluation tell.
enum class FrontColouring { Task, Method, Age, Session };

QString colouringText(FrontColouring colouring);  // "task"

// Evaluations of one look, an entry of the legend.
struct FrontGroup {
  QString name;
  QColor colour;
  MarkerShape shape = MarkerShape::Disc;
  QString nameInFiles = {};  // empty: the name
};

// The groups, and that of each evaluation; -1: not drawn, because it failed.
struct FrontGroups {
  std::vector<FrontGroup> groups;
  std::vector<int> ofEvaluation;
};

// schemes: the methods of LayerChoice::scheme, for colouring by the method that most layers of a plan have.
FrontGroups frontGroups(const SearchSnapshot& snapshot, FrontColouring colouring, const std::vector<Method>& schemes,
                        const QString& session, const Colours& colours);

// The look of another session's evaluations and front.
FrontGroup lookOfOther(const QString& name, std::size_t index, const Colours& colours);

}  // namespace bitprism
