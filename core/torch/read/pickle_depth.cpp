#include "core/torch/read/pickle_depth.h"

#include <algorithm>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// A nested module adds three levels; networks stay below a tenth of this.
constexpr int deepestValue = 1000;
constexpr std::int64_t mostBrackets = 2000;  // in a text: it may be a type, which is parsed

// The nesting depth of the values that a pickle builds on its stack.
class PickleWalk {
 public:
  PickleWalk(std::span<const std::uint8_t> pickle, const std::string& record) : pickle_(pickle), record_(record) {}

  std::vector<std::string> run() {
    while (step()) {
    }
    return std::move(globals_);
  }

 private:
  struct Value {
    int depth = 0;
    bool held = false;  // by another value
  };

  [[noreturn]] void fail(const std::string& why) const { throw InputError(text("its '", record_, "' ", why)); }

  std::span<const std::uint8_t> take(std::uint64_t size) {
    if (size > pickle_.size() - at_) fail("ends in the middle");
    const auto part = pickle_.subspan(at_, size);
    at_ += size;
    return part;
  }

  std::uint64_t number(int width) {
    std::uint64_t value = 0;
    int shift = 0;
    for (const std::uint8_t byte : take(static_cast<std::uint64_t>(width))) {
      value |= std::uint64_t{byte} << shift;
      shift += 8;
    }
    return value;
  }

  std::string line() {
    std::string result;
    for (char c; (c = static_cast<char>(take(1)[0])) != '\n';) result += c;
    return result;
  }

  void heldText(std::span<const std::uint8_t> characters) {
    const auto opens = std::count_if(characters.begin(), characters.end(),
                                     [](std::uint8_t c) { return c == '[' || c == '(' || c == '{'; });
    if (opens > mostBrackets) fail(text("has a text of ", opens, " brackets, expected at most ", mostBrackets));
    push(0);
  }

  void push(int depth) {
    if (depth > deepestValue) fail(text("nests values deeper than ", deepestValue));
    values_.push_back({depth, false});
    stack_.push_back(values_.size() - 1);
  }

  // The depth of a value that holds the values above, which are then marked as held.
  int around(std::size_t from) {
    int depth = 0;
    for (std::size_t i = from; i < stack_.size(); ++i) {
      Value& value = values_[stack_[i]];
      value.held = true;
      depth = std::max(depth, value.depth + 1);
    }
    stack_.resize(from);
    return depth;
  }

  std::size_t mark() {
    if (marks_.empty()) fail("takes values that do not exist");
    const std::size_t from = marks_.back();
    marks_.pop_back();
    return from;
  }

  std::size_t last(std::size_t count) const {
    const std::size_t floor = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() < floor + count) fail("takes values that do not exist");
    return stack_.size() - count;
  }

  void put(std::size_t from) { push(around(from)); }

  // Appends to the list or dictionary below. A list within another cannot grow, as the outer depth would not follow.
  void add(std::size_t from) {
    const int depth = around(from);
    Value& holder = values_[stack_.at(last(1))];
    if (depth <= holder.depth) return;
    if (holder.held) fail("changes a list that is within another");
    if (depth > deepestValue) fail(text("nests values deeper than ", deepestValue));
    holder.depth = depth;
  }

  void remember(std::uint64_t place) {
    if (place > pickle_.size()) fail("stores a value under a number larger than the pickle");
    memo_[place] = stack_.at(last(1));
  }

  void recall(std::uint64_t place) {
    const auto found = memo_.find(place);
    if (found == memo_.end()) fail("recalls a value that it did not store");
    stack_.push_back(found->second);
  }

  // False at the end.
  bool step() {
    const std::uint8_t code = take(1)[0];
    const auto known = opcodes().find(code);
    if (known == opcodes().end()) fail(text("holds the instruction ", int{code}, ", which no module's pickle has"));
    if (!known->second) return false;
    known->second(*this);
    return true;
  }

  using Action = void (*)(PickleWalk& walk);

  // The effect of an instruction on the stack; null: the pickle ends.
  static const std::unordered_map<std::uint8_t, Action>& opcodes();

  void skip(std::uint64_t bytes) {
    take(bytes);
    push(0);
  }

  void global() {
    const std::string space = line(), name = line();
    globals_.push_back(space + "." + name);
    push(0);
  }

  std::span<const std::uint8_t> pickle_;
  const std::string& record_;
  std::size_t at_ = 0;
  std::vector<Value> values_;
  std::vector<std::size_t> stack_, marks_;
  std::unordered_map<std::uint64_t, std::size_t> memo_;
  std::vector<std::string> globals_;
};

const std::unordered_map<std::uint8_t, PickleWalk::Action>& PickleWalk::opcodes() {
  static constexpr Action plain = [](PickleWalk& walk) { walk.push(0); };
  static constexpr Action tuple = [](PickleWalk& walk) { walk.put(walk.mark()); };
  static constexpr Action pair = [](PickleWalk& walk) { walk.put(walk.last(2)); };
  static constexpr Action addAll = [](PickleWalk& walk) { walk.add(walk.mark()); };
  static constexpr Action text4 = [](PickleWalk& walk) { walk.heldText(walk.take(walk.number(4))); };
  static constexpr Action text1 = [](PickleWalk& walk) { walk.heldText(walk.take(walk.number(1))); };
  static const std::unordered_map<std::uint8_t, Action> table = {
      {0x80, [](PickleWalk& walk) { walk.take(1); }},  // PROTO
      {'.', nullptr},                                  // STOP
      {'(', [](PickleWalk& walk) { walk.marks_.push_back(walk.stack_.size()); }},
      {'N', plain},
      {0x88, plain},  // NEWTRUE
      {0x89, plain},  // NEWFALSE
      {')', plain},
      {']', plain},
      {'}', plain},
      {'J', [](PickleWalk& walk) { walk.skip(4); }},
      {'K', [](PickleWalk& walk) { walk.skip(1); }},
      {'M', [](PickleWalk& walk) { walk.skip(2); }},
      {'G', [](PickleWalk& walk) { walk.skip(8); }},
      {0x8a, [](PickleWalk& walk) { walk.skip(walk.number(1)); }},  // LONG1
      {'X', text4},
      {'T', text4},
      {0x8d, [](PickleWalk& walk) { walk.heldText(walk.take(walk.number(8))); }},  // BINUNICODE8
      {'U', text1},
      {0x8c, text1},                                             // SHORT_BINUNICODE
      {0x85, [](PickleWalk& walk) { walk.put(walk.last(1)); }},  // TUPLE1
      {0x86, pair},                                              // TUPLE2
      {0x87, [](PickleWalk& walk) { walk.put(walk.last(3)); }},  // TUPLE3
      {'t', tuple},
      {'l', tuple},
      {'d', tuple},
      {'a', [](PickleWalk& walk) { walk.add(walk.last(1)); }},
      {'s', [](PickleWalk& walk) { walk.add(walk.last(2)); }},
      {'e', addAll},
      {'u', addAll},
      {'q', [](PickleWalk& walk) { walk.remember(walk.number(1)); }},
      {'r', [](PickleWalk& walk) { walk.remember(walk.number(4)); }},
      {'h', [](PickleWalk& walk) { walk.recall(walk.number(1)); }},
      {'j', [](PickleWalk& walk) { walk.recall(walk.number(4)); }},
      {'c', [](PickleWalk& walk) { walk.global(); }},
      {'R', pair},
      {'b', pair},                                              // BUILD
      {0x81, pair},                                             // NEWOBJ
      {'Q', [](PickleWalk& walk) { walk.put(walk.last(1)); }},  // of a tensor's storage
  };
  return table;
}

}  // namespace

std::vector<std::string> pickledGlobals(std::span<const std::uint8_t> pickle, const std::string& record) {
  return PickleWalk(pickle, record).run();
}

}  // namespace bitprism
