#include "app/desktop/graphviz_layout.h"

#include <graphviz/gvc.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <string>

#include "core/base/error.h"

namespace bitprism {
namespace {

using Edges = std::vector<std::pair<int, int>>;

// Sizes reach Graphviz as whole numbers of inches: decimals are read by the locale.
constexpr double inchesPerLine = 5;
constexpr double pointsPerLine = 72 * inchesPerLine;
constexpr double rankGap = 1.6, nodeGap = 1.4;  // in lines

// A part that dot takes more than a second for becomes a column. dot lays out a box of its own for every level that an
// edge crosses.
constexpr std::size_t mostBoxes = 2000, mostWithCrossings = 12'000;

constexpr int stepsPerCurve = 10;
constexpr double straight = 0.03;  // lines that a curve may deviate

// The boxes `first` to `last` of a shape, renumbered from 0. Every path enters by the first and leaves by the last,
// unless they are those of the whole graph.
struct Part {
  int first = 0, last = 0;
  Edges edges;
  std::vector<std::size_t> edgeIndices;  // in the shape
};

// Relative to the centre of the first box.
struct PartLayout {
  std::vector<QPointF> centres;
  std::vector<QPolygonF> edges;
};

// Boxes that every path passes, and the first and last of all.
std::vector<int> bottlenecks(const GraphShape& shape) {
  const int count = static_cast<int>(shape.boxes.size());
  std::vector<int> reach(shape.boxes.size() + 1, 0);  // the last box that an edge from an earlier one leads to
  std::vector<char> hasInput(shape.boxes.size(), 0), hasOutput(shape.boxes.size(), 0);
  for (const auto& [from, to] : shape.edges) {
    int& furthest = reach[static_cast<std::size_t>(from) + 1];
    furthest = std::max(furthest, to);
    hasInput[static_cast<std::size_t>(to)] = hasOutput[static_cast<std::size_t>(from)] = 1;
  }
  std::partial_sum(reach.begin(), reach.end(), reach.begin(), [](int a, int b) { return std::max(a, b); });
  const auto lastStart = std::find(hasInput.rbegin(), hasInput.rend(), 0);
  const auto firstEnd = std::find(hasOutput.begin(), hasOutput.end(), 0);
  const int from = static_cast<int>(hasInput.rend() - lastStart) - 1;
  const int until = static_cast<int>(firstEnd - hasOutput.begin());
  std::vector<int> found = {0};
  for (int i = std::max(1, from); i < count - 1 && i <= until; ++i)
    if (reach[static_cast<std::size_t>(i)] <= i) found.push_back(i);
  if (count > 1) found.push_back(count - 1);
  return found;
}

std::vector<Part> partsOf(const GraphShape& shape) {
  const std::vector<int> ends = bottlenecks(shape);
  std::vector<Part> parts;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) parts.push_back({ends[i], ends[i + 1], {}, {}});
  for (std::size_t e = 0; e < shape.edges.size(); ++e) {
    const auto [from, to] = shape.edges[e];
    const auto after = std::upper_bound(ends.begin(), ends.end(), from);
    Part& part = parts[static_cast<std::size_t>(after - ends.begin()) - 1];
    part.edges.emplace_back(from - part.first, to - part.first);
    part.edgeIndices.push_back(e);
  }
  return parts;
}

// The longest path to the last box, or where none leads there, the longest of all: of each of its boxes the one before;
// -1: of its first, and of boxes beside it.
std::vector<int> longestPath(std::size_t boxes, const Edges& edges) {
  std::vector<int> length(boxes, 0), before(boxes, -1);
  std::vector<std::vector<int>> sources(boxes);
  for (const auto& [from, to] : edges) sources[static_cast<std::size_t>(to)].push_back(from);
  for (std::size_t i = 0; i < boxes; ++i)
    for (const int source : sources[i])
      if (length[static_cast<std::size_t>(source)] + 1 > length[i]) {
        length[i] = length[static_cast<std::size_t>(source)] + 1;
        before[i] = source;
      }
  int at = static_cast<int>(boxes) - 1;
  if (before.back() < 0) at = static_cast<int>(std::max_element(length.begin(), length.end()) - length.begin());
  std::vector<int> onPath(boxes, -1);
  for (; at >= 0; at = before[static_cast<std::size_t>(at)])
    onPath[static_cast<std::size_t>(at)] = before[static_cast<std::size_t>(at)];
  return onPath;
}

// How many levels of boxes edges pass without ending there.
std::size_t crossings(std::size_t boxes, Edges edges) {
  std::sort(edges.begin(), edges.end());  // by their starts, whose levels are final then
  std::vector<int> level(boxes, 0);
  for (const auto& [from, to] : edges)
    level[static_cast<std::size_t>(to)] =
        std::max(level[static_cast<std::size_t>(to)], level[static_cast<std::size_t>(from)] + 1);
  std::size_t count = 0;
  for (const auto& [from, to] : edges)
    count += static_cast<std::size_t>(level[static_cast<std::size_t>(to)] - level[static_cast<std::size_t>(from)] - 1);
  return count;
}

// Graphviz's interface takes no constants.
void declare(Agraph_t* graph, int kind, std::string name, std::string value) {
  agattr(graph, kind, name.data(), value.data());
}

void set(void* object, std::string name, std::string value) {
  agset(object, name.data(), value.data());
}

std::string inches(double lines) {
  return std::to_string(std::lround(lines * inchesPerLine));
}

QPointF inLines(pointf point) {
  return {point.x / pointsPerLine, -point.y / pointsPerLine};  // Graphviz measures upwards
}

double distanceToChord(const QPointF& point, const QPointF& a, const QPointF& b) {
  const QPointF chord = b - a;
  const double length = std::hypot(chord.x(), chord.y());
  if (length == 0) return std::hypot(point.x() - a.x(), point.y() - a.y());
  return std::abs(chord.x() * (point.y() - a.y()) - chord.y() * (point.x() - a.x())) / length;
}

void addCurve(QPolygonF& line, const QPointF& a, const QPointF& b, const QPointF& c, const QPointF& d) {
  if (distanceToChord(b, a, d) < straight && distanceToChord(c, a, d) < straight) {
    line << d;
    return;
  }
  for (int i = 1; i <= stepsPerCurve; ++i) {
    const double t = static_cast<double>(i) / stepsPerCurve, s = 1 - t;
    line << a * (s * s * s) + b * (3 * s * s * t) + c * (3 * s * t * t) + d * (t * t * t);
  }
}

QPolygonF lineOf(Agedge_t* edge) {
  QPolygonF line;
  const splines* curves = ED_spl(edge);
  for (int i = 0; curves && i < curves->size; ++i) {
    const bezier& curve = curves->list[i];
    if (curve.size == 0) continue;
    if (line.isEmpty()) line << inLines(curve.list[0]);
    for (int k = 0; k + 3 < curve.size; k += 3)
      addCurve(line, inLines(curve.list[k]), inLines(curve.list[k + 1]), inLines(curve.list[k + 2]),
               inLines(curve.list[k + 3]));
  }
  return line;
}

struct FreeContext {
  void operator()(GVC_t* context) const { gvFreeContext(context); }
};
using Context = std::unique_ptr<GVC_t, FreeContext>;

// A graph of Graphviz with the attributes that matter here.
class Drawing {
 public:
  explicit Drawing(const Context& context)
      : context_(context.get()), graph_(agopen(nullptr, Agstrictdirected, nullptr)) {
    declare(graph_, AGRAPH, "nodesep", inches(nodeGap));
    declare(graph_, AGRAPH, "ranksep", inches(rankGap));
    declare(graph_, AGRAPH, "nslimit", "4");
    declare(graph_, AGRAPH, "nslimit1", "4");
    for (const auto& [name, value] : std::map<std::string, std::string>{
             {"shape", "box"}, {"label", ""}, {"fixedsize", "true"}, {"width", "1"}, {"height", "1"}})
      declare(graph_, AGNODE, name, value);
    for (const auto& [name, value] : std::map<std::string, std::string>{
             {"arrowhead", "none"}, {"tailport", "s"}, {"headport", "n"}, {"weight", "1"}})
      declare(graph_, AGEDGE, name, value);
  }

  ~Drawing() {
    if (laidOut_) gvFreeLayout(context_, graph_);
    agclose(graph_);
  }

  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;

  PartLayout layOut(const std::vector<QSizeF>& boxes, const Edges& edges) {
    const std::vector<int> main = longestPath(boxes.size(), edges);
    std::vector<Agnode_t*> nodes;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      nodes.push_back(agnode(graph_, nullptr, 1));
      set(nodes.back(), "width", inches(boxes[i].width()));
      set(nodes.back(), "height", inches(boxes[i].height()));
    }
    std::vector<Agedge_t*> lines;
    for (const auto& [from, to] : edges) {
      lines.push_back(
          agedge(graph_, nodes[static_cast<std::size_t>(from)], nodes[static_cast<std::size_t>(to)], nullptr, 1));
      if (main[static_cast<std::size_t>(to)] == from) set(lines.back(), "weight", "100");  // dot keeps it straight
    }
    laidOut_ = gvLayout(context_, graph_, "dot") == 0;
    if (!laidOut_) throw Error("cannot lay out the graph: Graphviz has no layout 'dot', expected its package libgvc6");
    PartLayout result;
    const QPointF origin = inLines(ND_coord(nodes[0]));
    for (Agnode_t* node : nodes) result.centres.push_back(inLines(ND_coord(node)) - origin);
    for (Agedge_t* line : lines) result.edges.push_back(lineOf(line).translated(-origin));
    return result;
  }

 private:
  GVC_t* context_;
  Agraph_t* graph_;
  bool laidOut_ = false;
};

// One below the other: a pair, or more than dot can lay out. Edges to others than the next box pass at the right.
PartLayout column(const std::vector<QSizeF>& boxes, const Edges& edges) {
  PartLayout result;
  double y = 0, widest = 0;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (i > 0) y += boxes[i - 1].height() / 2 + rankGap + boxes[i].height() / 2;
    result.centres.emplace_back(0, y);
    widest = std::max(widest, boxes[i].width());
  }
  result.edges.resize(edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const auto from = static_cast<std::size_t>(edges[e].first), to = static_cast<std::size_t>(edges[e].second);
    if (to == from + 1) continue;
    const QPointF start = result.centres[from] + QPointF(0, boxes[from].height() / 2);
    const QPointF end = result.centres[to] - QPointF(0, boxes[to].height() / 2);
    const double x = widest / 2 + nodeGap * std::log2(static_cast<double>(to - from));
    const QPointF down(0, rankGap / 2), first(x, start.y() + rankGap), last(x, end.y() - rankGap);
    result.edges[e] << start;
    addCurve(result.edges[e], start, start + down, first - down, first);
    addCurve(result.edges[e], first, first, last, last);
    addCurve(result.edges[e], last, last + down, end - down, end);
  }
  return result;
}

// An edge that has no curve is straight.
QPolygonF straightLine(const GraphLayout& layout, const std::pair<int, int>& edge) {
  const QRectF& from = layout.boxes[static_cast<std::size_t>(edge.first)];
  const QRectF& to = layout.boxes[static_cast<std::size_t>(edge.second)];
  return QPolygonF({QPointF(from.center().x(), from.bottom()), QPointF(to.center().x(), to.top())});
}

}  // namespace

GraphLayout graphvizLayout(const GraphShape& shape, std::stop_token stop) {
  static std::mutex oneAtATime;  // Graphviz has state of its own, for the whole process
  const std::lock_guard lock(oneAtATime);
  agseterr(AGMAX);  // no messages on the terminal
  const Context context(gvContext());
  GraphLayout layout;
  layout.boxes.resize(shape.boxes.size());
  layout.edges.resize(shape.edges.size());
  std::map<std::vector<int>, PartLayout> known;  // by sizes and edges
  QPointF origin;
  const auto place = [&](int box, const QPointF& centre) {
    const QSizeF& size = shape.boxes[static_cast<std::size_t>(box)];
    layout.boxes[static_cast<std::size_t>(box)] = {centre - QPointF(size.width(), size.height()) / 2, size};
  };
  if (!shape.boxes.empty()) place(0, origin);
  for (const Part& part : partsOf(shape)) {
    if (stop.stop_requested()) throw Cancelled();
    const std::vector<QSizeF> boxes(shape.boxes.begin() + part.first, shape.boxes.begin() + part.last + 1);
    std::vector<int> key = {static_cast<int>(boxes.size())};
    for (const QSizeF& size : boxes)
      for (const double length : {size.width(), size.height()})
        key.push_back(static_cast<int>(std::lround(length * inchesPerLine)));
    for (const auto& [from, to] : part.edges) key.insert(key.end(), {from, to});
    auto found = known.find(key);
    if (found == known.end()) {
      const bool simple = boxes.size() == 2 || boxes.size() > mostBoxes ||
                          boxes.size() + crossings(boxes.size(), part.edges) > mostWithCrossings;
      found = known.emplace(key, simple ? column(boxes, part.edges) : Drawing(context).layOut(boxes, part.edges)).first;
    }
    const PartLayout& own = found->second;
    for (int box = part.first; box <= part.last; ++box)
      place(box, origin + own.centres[static_cast<std::size_t>(box - part.first)]);
    for (std::size_t e = 0; e < part.edges.size(); ++e)
      layout.edges[part.edgeIndices[e]] = own.edges[e].translated(origin);
    origin += own.centres.back();
  }
  for (std::size_t e = 0; e < layout.edges.size(); ++e) {
    if (layout.edges[e].size() < 2) layout.edges[e] = straightLine(layout, shape.edges[e]);
    layout.bounds |= layout.edges[e].boundingRect();
  }
  for (const QRectF& box : layout.boxes) layout.bounds |= box;
  return layout;
}

}  // namespace bitprism
