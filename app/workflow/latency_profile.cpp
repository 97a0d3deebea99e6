#include "app/workflow/latency_profile.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/network/weight_uses.h"

namespace bitprism {
namespace {

constexpr std::uint64_t largestProfile = std::uint64_t{1} << 30;
constexpr double nanosecondsOfMicrosecond = 1e3;

// The number of a label at the start of a node's name.
std::optional<std::size_t> labelled(const std::string& name, const char* prefix) {
  const std::string start = prefix;
  if (!name.starts_with(start)) return {};
  std::size_t end = start.size(), number = 0;
  while (end < name.size() && std::isdigit(static_cast<unsigned char>(name[end])))
    number = 10 * number + static_cast<std::size_t>(name[end++] - '0');
  if (end == start.size() || end >= name.size() || name[end] != 'x') return {};
  return number;
}

bool multiplies(const std::string& op) {
  for (const char* kind : {"Conv", "Gemm", "MatMul"})
    if (op.find(kind) != std::string::npos) return true;
  return false;
}

// Which instruction a node belongs to.
class Owners {
 public:
  explicit Owners(const Network& network) : network_(network), used_(layersUsed(network)), own_(used_.size(), false) {
    for (std::size_t i = 0; i < used_.size(); ++i) {
      for (const int slot : network.program.instructions[i].outputs) writer_[slot] = i;
      for (const int layer : used_[i]) user_.emplace(static_cast<std::size_t>(layer), i);
    }
  }

  std::optional<std::size_t> named(const std::string& name) const {
    if (const auto i = labelled(name, "bp_i"); i && *i < used_.size()) return i;
    if (const auto l = labelled(name, "bp_l"))
      if (const auto found = user_.find(*l); found != user_.end()) return found->second;
    return {};
  }

  bool isLayer(std::size_t instruction) const { return !used_[instruction].empty(); }
  void setOwn(std::size_t instruction) { own_[instruction] = true; }

  // The layer before the instruction that no kernel is named after.
  std::optional<std::size_t> layerBefore(std::size_t instruction, int depth = 0) const {
    constexpr int deepest = 8;
    if (isLayer(instruction)) return own_[instruction] ? std::nullopt : std::optional(instruction);
    if (depth > deepest) return {};
    std::optional<std::size_t> found;
    forEachOperand(network_.program.instructions[instruction], [&](const Operand& operand) {
      const auto* slot = std::get_if<Slot>(&operand);
      const auto writer = slot ? writer_.find(slot->index) : writer_.end();
      if (!found && writer != writer_.end()) found = layerBefore(writer->second, depth + 1);
    });
    return found;
  }

 private:
  const Network& network_;
  const std::vector<std::vector<int>> used_;
  std::vector<bool> own_;
  std::map<int, std::size_t> writer_;        // of slots
  std::map<std::size_t, std::size_t> user_;  // of layers
};

double totalAbove(const std::vector<ProfiledNode>& nodes, double overhead) {
  double sum = 0;
  for (const ProfiledNode& node : nodes) sum += std::max(0.0, node.nanoseconds - overhead);
  return sum;
}

}  // namespace

std::string instructionLabel(std::size_t instruction) {
  return text("bp_i", instruction, 'x');
}

std::string layerLabel(std::size_t layer) {
  return text("bp_l", layer, 'x');
}

std::vector<ProfiledNode> profiledNodes(const std::string& path) {
  const Bytes bytes = readFile(path, largestProfile);
  const Json events = parseJson({bytes.begin(), bytes.end()}, path);
  if (!events.is_array()) throw InputError(text("cannot read '", path, "': expected a list of events"));
  std::vector<ProfiledNode> nodes;
  std::vector<std::vector<double>> times;
  std::map<std::string, std::size_t> known;
  const std::string ending = "_kernel_time";
  for (const Json& event : events) {
    if (!event.is_object() || event.value("cat", "") != "Node") continue;
    const std::string name = stringMember(event, "name", path);
    if (!name.ends_with(ending)) continue;
    const auto [found, isNew] = known.emplace(name, nodes.size());
    if (isNew) {
      const Json& details = member(event, "args", path);
      nodes.push_back({name.substr(0, name.size() - ending.size()), stringMember(details, "op_name", path)});
      times.emplace_back();
    }
    times[found->second].push_back(numberMember(event, "dur", path) * nanosecondsOfMicrosecond);
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto middle = times[i].begin() + static_cast<std::ptrdiff_t>(times[i].size() / 2);
    std::nth_element(times[i].begin(), middle, times[i].end());
    nodes[i].nanoseconds = *middle;
  }
  return nodes;
}

std::vector<ProfiledNode> withoutProfiling(std::vector<ProfiledNode> nodes, double together) {
  double factor = 1, low = 0, high = 0;
  for (const ProfiledNode& node : nodes) high = std::max(high, node.nanoseconds);
  if (const double all = totalAbove(nodes, 0); all <= together) {
    high = 0;
    factor = all > 0 ? together / all : 1;
  }
  constexpr int halvings = 60;
  for (int i = 0; i < halvings && high > 0; ++i) {
    const double middle = (low + high) / 2;
    (totalAbove(nodes, middle) > together ? low : high) = middle;
  }
  for (ProfiledNode& node : nodes) node.nanoseconds = factor * std::max(0.0, node.nanoseconds - high);
  return nodes;
}

std::vector<double> timesOfInstructions(const std::vector<ProfiledNode>& nodes, const Network& network) {
  Owners owners(network);
  std::vector<std::optional<std::size_t>> owner(nodes.size());
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    owner[n] = owners.named(nodes[n].name);
    if (owner[n] && owners.isLayer(*owner[n]) && multiplies(nodes[n].op)) owners.setOwn(*owner[n]);
  }
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (!owner[n] || owners.isLayer(*owner[n]) || !multiplies(nodes[n].op)) continue;
    if (const auto layer = owners.layerBefore(*owner[n])) {
      owner[n] = layer;
      owners.setOwn(*layer);
    }
  }
  std::vector<double> times(network.program.instructions.size(), 0.0);
  for (std::size_t n = nodes.size(), next = times.size(); n-- > 0;) {
    if (owner[n]) next = *owner[n];
    if (next < times.size())
      times[next] += nodes[n].nanoseconds;
    else if (!times.empty())
      times.back() += nodes[n].nanoseconds;
  }
  return times;
}

}  // namespace bitprism
