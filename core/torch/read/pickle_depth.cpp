#include "core/torch/read/pickle_depth.h"

#include <algorithm>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// A module within modules nests its state three deeper; networks stay below a tenth of this.
constexpr int deepestValue = 1000;
constexpr std::int64_t mostBrackets = 2000;  // of a text: it may be a type, which is parsed

// How deep values nest that a pickle puts together on its stack.
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

  // The depth of what would hold the values above, which are then held.
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
    if (marks_.empty()) fail("takes values that are not there");
    const std::size_t from = marks_.back();
    marks_.pop_back();
    return from;
  }

  std::size_t last(std::size_t count) const {
    const std::size_t floor = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() < floor + count) fail("takes values that are not there");
    return stack_.size() - count;
  }

  void put(std::size_t from) { push(around(from)); }

  // Into the list or dictionary below. One that is within another already could not grow without it knowing.
  void add(std::size_t from) {
    const int depth = around(from);
    Value& holder = values_[stack_.at(last(1))];
    if (depth <= holder.depth) return;
    if (holder.held) fail("changes a list that is within another");
    if (depth > deepestValue) fail(text("nests values deeper than ", deepestValue));
    holder.depth = depth;
  }

  void remember(std::uint64_t place) {
    if (place > pickle_.size()) fail("keeps a value under a number that is larger than the pickle");
    memo_[place] = stack_.at(last(1));
  }

  void recall(std::uint64_t place) {
    const auto found = memo_.find(place);
    if (found == memo_.end()) fail("recalls a value that it did not keep");
    stack_.push_back(found->second);
  }

  bool step() {
    switch (const std::uint8_t code = take(1)[0]) {
      case 0x80:  // PROTO
        take(1);
        return true;
      case '.':  // STOP
        return false;
      case '(':
        marks_.push_back(stack_.size());
        return true;
      case 'N':
      case 0x88:
      case 0x89:
        push(0);
        return true;
      case 'J':
        return skip(4);
      case 'K':
        return skip(1);
      case 'M':
        return skip(2);
      case 'G':
        return skip(8);
      case 0x8a:  // LONG1
        return skip(number(1));
      case 'X':
      case 'T':
        heldText(take(number(4)));
        return true;
      case 0x8d:
        heldText(take(number(8)));
        return true;
      case 'U':
      case 0x8c:
        heldText(take(number(1)));
        return true;
      case ')':
      case ']':
      case '}':
        push(0);
        return true;
      case 0x85:
      case 0x86:
      case 0x87:
        put(last(code - 0x84u));
        return true;
      case 't':
      case 'l':
      case 'd':
        put(mark());
        return true;
      case 'a':
        add(last(1));
        return true;
      case 's':
        add(last(2));
        return true;
      case 'e':
      case 'u':
        add(mark());
        return true;
      case 'q':
        remember(number(1));
        return true;
      case 'r':
        remember(number(4));
        return true;
      case 'h':
        recall(number(1));
        return true;
      case 'j':
        recall(number(4));
        return true;
      case 'c': {
        const std::string space = line(), name = line();
        globals_.push_back(space + "." + name);
        push(0);
        return true;
      }
      case 'R':
      case 'b':   // BUILD
      case 0x81:  // NEWOBJ
        put(last(2));
        return true;
      case 'Q':  // of a tensor's storage
        put(last(1));
        return true;
      default:
        fail(text("holds the instruction ", int{code}, ", which no module's pickle has"));
    }
  }

  bool skip(std::uint64_t bytes) {
    take(bytes);
    push(0);
    return true;
  }

  std::span<const std::uint8_t> pickle_;
  const std::string& record_;
  std::size_t at_ = 0;
  std::vector<Value> values_;
  std::vector<std::size_t> stack_, marks_;
  std::unordered_map<std::uint64_t, std::size_t> memo_;
  std::vector<std::string> globals_;
};

}  // namespace

std::vector<std::string> pickledGlobals(std::span<const std::uint8_t> pickle, const std::string& record) {
  return PickleWalk(pickle, record).run();
}

}  // namespace bitprism
