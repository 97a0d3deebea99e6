#include "core/weights/pickle.h"

#include <charconv>
#include <unordered_map>

#include "core/base/byte_stream.h"
#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/weights/pickle_globals.h"

namespace bitprism {
namespace {

// A state dict takes about sixty operations a tensor.
constexpr std::size_t mostOperations = 4'000'000, mostValues = 1'000'000, longestLine = 1 << 16, longestKey = 256,
                      mostPickledAxes = 32;

using Made = PickledValue::Kind;

// The stack machine of pickles, protocols 0 to 5, without anything that imports or calls.
class PickleMachine {
 public:
  PickleMachine(std::span<const std::uint8_t> bytes, const std::string& source)
      : in_(bytes, source), bytes_(bytes), source_(source) {}

  Pickle run() {
    for (std::size_t operation = 0; operation < mostOperations; ++operation) {
      const int code = static_cast<int>(in_.number(1));
      if (code == '.') {
        pickle_.top = pop();
        pickle_.bytes = in_.position();
        return std::move(pickle_);
      }
      step(code);
    }
    fail(text("it has more than ", mostOperations, " operations"));
  }

 private:
  static constexpr std::size_t mark = SIZE_MAX;

  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(text("cannot read '", source_, "': its pickle is refused: ", what));
  }

  PickledValue& value(std::size_t index) { return pickle_.values[index]; }

  std::size_t add(PickledValue made) {
    if (pickle_.values.size() >= mostValues) fail(text("it holds more than ", mostValues, " values"));
    pickle_.values.push_back(std::move(made));
    return pickle_.values.size() - 1;
  }
  void push(PickledValue made) { stack_.push_back(add(std::move(made))); }

  std::size_t pop() {
    if (stack_.empty() || stack_.back() == mark) fail("its stack runs empty");
    const std::size_t top = stack_.back();
    stack_.pop_back();
    return top;
  }
  std::size_t top() const {
    if (stack_.empty() || stack_.back() == mark) fail("its stack runs empty");
    return stack_.back();
  }
  std::vector<std::size_t> popToMark() {
    std::size_t at = stack_.size();
    while (at > 0 && stack_[at - 1] != mark) --at;
    if (at == 0) fail("it has no mark where one is needed");
    std::vector<std::size_t> items(stack_.begin() + static_cast<std::ptrdiff_t>(at), stack_.end());
    stack_.resize(at - 1);
    return items;
  }
  void pushItems(Made kind, std::vector<std::size_t> items) { push({.kind = kind, .items = std::move(items)}); }
  void pushTop(std::size_t count) {
    std::vector<std::size_t> items(count);
    for (std::size_t i = count; i-- > 0;) items[i] = pop();
    pushItems(Made::Items, std::move(items));
  }

  // The items of a dictionary or list on top of the stack grow.
  void extend(const std::vector<std::size_t>& more, bool pairs) {
    PickledValue& container = value(top());
    if (container.kind == Made::Opaque) return;
    if (container.kind != (pairs ? Made::Dictionary : Made::Items))
      fail("it puts items into something that is no container");
    if (pairs && more.size() % 2 != 0) fail("a key has no value");
    added_ += more.size();
    if (added_ > 2 * mostValues) fail(text("it holds more than ", mostValues, " values"));
    container.items.insert(container.items.end(), more.begin(), more.end());
  }

  // Text to the end of the line, as protocol 0 writes arguments.
  std::string line() {
    const auto rest = bytes_.subspan(in_.position());
    std::size_t length = 0;
    while (length < rest.size() && length <= longestLine && rest[length] != '\n') ++length;
    if (length == rest.size() || length > longestLine) fail("a line does not end");
    std::string result(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(length));
    in_.take(length + 1);
    return result;
  }
  void pushText(std::uint64_t length) {
    const auto taken = in_.take(length);
    push({.kind = Made::Text, .text = std::string(taken.begin(), taken.end())});
  }
  void skipBytes(std::uint64_t length) {
    in_.take(length);
    push({.kind = Made::Opaque});
  }
  // Of up to eight bytes; longer numbers are no sizes.
  void pushLong(std::uint64_t length) {
    const auto taken = in_.take(length);
    if (length > 8) return push({.kind = Made::Opaque});
    std::uint64_t bits = length > 0 && taken[length - 1] & 128 ? UINT64_MAX : 0;
    for (std::size_t i = taken.size(); i-- > 0;) bits = bits << 8 | taken[i];
    push({.kind = Made::Integer, .integer = static_cast<std::int64_t>(bits)});
  }
  void pushDecimal() {
    std::string digits = line();
    if (digits == "00" || digits == "01") return push({.kind = Made::Boolean, .integer = digits == "01"});
    if (digits.ends_with('L')) digits.pop_back();
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (problem != std::errc() || end != digits.data() + digits.size())
      fail(text("'", echoed(digits), "' is not a whole number"));
    push({.kind = Made::Integer, .integer = number});
  }

  void pushGlobal(const std::string& name) {
    if (!pickleGlobal(name))
      fail(text("it asks for '", echoed(name), "', expected tensors and containers only; nothing of it was run"));
    push({.kind = Made::Global, .text = name});
  }
  void pushStackGlobal() {
    const std::size_t name = pop(), module = pop();
    if (value(name).kind != Made::Text || value(module).kind != Made::Text) fail("a global has no name");
    pushGlobal(value(module).text + "." + value(name).text);
  }

  void remember(std::uint64_t key) { memo_[key] = top(); }
  void recall(std::uint64_t key) {
    const auto found = memo_.find(key);
    if (found == memo_.end()) fail(text("it recalls value ", key, ", which it has not kept"));
    stack_.push_back(found->second);
  }
  std::uint64_t lineNumber() {
    const std::string digits = line();
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (problem != std::errc() || end != digits.data() + digits.size()) fail("a place is not a whole number");
    return number;
  }

  // ('storage', class, key, location, count[, view])
  void pushStorage() {
    const std::vector<std::size_t>& items = value(pop()).items;
    if (items.size() < 5 || value(items[0]).kind != Made::Text || value(items[0]).text != "storage" ||
        value(items[1]).kind != Made::Global || value(items[2]).kind != Made::Text ||
        value(items[4]).kind != Made::Integer)
      fail("a reference is not to the storage of a tensor");
    const std::optional<PickleGlobal> global = pickleGlobal(value(items[1]).text);
    if (!global || global->meaning != PickleGlobal::Meaning::Storage)
      fail(text("'", echoed(value(items[1]).text), "' is no class of storages"));
    if (items.size() > 5 && value(items[5]).kind != Made::None) fail("a storage is a view of another one");
    if (value(items[2]).text.size() > longestKey || value(items[4]).integer < 0)
      fail("the key or size of a storage is damaged");
    push({.kind = Made::Storage,
          .tensor = std::make_shared<const PickledTensor>(PickledTensor{
              .storage = value(items[2]).text, .type = *global->type, .storageCount = value(items[4]).integer})});
  }

  std::int64_t sizeAt(const std::vector<std::size_t>& arguments, std::size_t i) {
    if (value(arguments[i]).kind != Made::Integer) fail("the offset of a tensor is not a whole number");
    return value(arguments[i]).integer;
  }
  Shape sizesAt(const std::vector<std::size_t>& arguments, std::size_t i) {
    const PickledValue& list = value(arguments[i]);
    if (list.kind != Made::Items || list.items.size() > mostPickledAxes)
      fail(text("the shape of a tensor is not a list of at most ", mostPickledAxes, " extents"));
    Shape sizes;
    for (const std::size_t item : list.items) {
      if (value(item).kind != Made::Integer) fail("an extent of a tensor is not a whole number");
      sizes.push_back(value(item).integer);
    }
    return sizes;
  }

  void pushTensor(const std::vector<std::size_t>& arguments, bool typed) {
    if (arguments.size() < (typed ? 7U : 4U) || value(arguments[0]).kind != Made::Storage)
      fail("a tensor has no storage");
    PickledTensor made = *value(arguments[0]).tensor;
    made.offset = sizeAt(arguments, 1);
    made.shape = sizesAt(arguments, 2);
    made.strides = sizesAt(arguments, 3);
    if (typed) {
      const PickledValue& type = value(arguments[6]);
      const std::optional<PickleGlobal> global = type.kind == Made::Global ? pickleGlobal(type.text) : std::nullopt;
      if (!global || global->meaning != PickleGlobal::Meaning::Type) fail("a tensor has no type of numbers");
      made.type = *global->type;
      made.storageCount /= static_cast<std::int64_t>(formOf(*global->type).bytes);  // it counted bytes
    }
    if (made.strides.size() != made.shape.size()) fail("a tensor has not as many strides as extents");
    push({.kind = Made::Tensor, .tensor = std::make_shared<const PickledTensor>(std::move(made))});
  }

  // "Calls" one of the allowed names, which means: keeps what its arguments describe.
  void reduce() {
    const std::size_t given = pop(), called = pop();
    if (value(given).kind != Made::Items) fail("the arguments of a call are no tuple");
    const std::vector<std::size_t>& arguments = value(given).items;
    if (value(called).kind != Made::Global) fail("it calls something that is no allowed name");
    const PickleGlobal global = *pickleGlobal(value(called).text);
    using Meaning = PickleGlobal::Meaning;
    switch (global.meaning) {
      case Meaning::RebuildTensor:
        return pushTensor(arguments, false);
      case Meaning::RebuildTyped:
        return pushTensor(arguments, true);
      case Meaning::RebuildParameter:
        if (arguments.empty()) fail("a parameter has no tensor");
        stack_.push_back(arguments[0]);
        return;
      case Meaning::OrderedDictionary:
        return orderedDictionary(arguments);
      case Meaning::Items:
        if (arguments.empty()) return pushItems(Made::Items, {});
        stack_.push_back(arguments[0]);
        return;
      case Meaning::Opaque:
        return push({.kind = Made::Opaque});
      case Meaning::Storage:
      case Meaning::Type:
        fail(text("it calls '", echoed(value(called).text), "'"));
    }
  }

  // Empty, or of a list of pairs.
  void orderedDictionary(const std::vector<std::size_t>& arguments) {
    std::vector<std::size_t> pairs;
    if (!arguments.empty()) {
      if (value(arguments[0]).kind != Made::Items) fail("a dictionary is not made of pairs");
      for (const std::size_t pair : value(arguments[0]).items) {
        if (value(pair).kind != Made::Items || value(pair).items.size() != 2) fail("a dictionary is not made of pairs");
        pairs.insert(pairs.end(), value(pair).items.begin(), value(pair).items.end());
      }
    }
    added_ += pairs.size();
    if (added_ > 2 * mostValues) fail(text("it holds more than ", mostValues, " values"));
    pushItems(Made::Dictionary, std::move(pairs));
  }

  // The state of a dictionary or parameter (versions of modules, attributes) is not weights.
  void build() {
    pop();
    top();
  }

  void step(int code) {
    switch (code) {
      case 0x80:  // PROTO
        in_.take(1);
        return;
      case 0x95:  // FRAME
        in_.take(8);
        return;
      case '(':
        stack_.push_back(mark);
        return;
      case '0':
        if (!stack_.empty() && stack_.back() == mark)
          stack_.pop_back();
        else
          pop();
        return;
      case '1':
        popToMark();
        return;
      case '2':
        stack_.push_back(top());
        return;
      case 'N':
        return push({.kind = Made::None});
      case 0x88:
      case 0x89:
        return push({.kind = Made::Boolean, .integer = code == 0x88});
      case '}':
        return pushItems(Made::Dictionary, {});
      case ']':
      case ')':
      case 0x8f:  // EMPTY_SET
        return pushItems(Made::Items, {});
      case 't':
      case 'l':
      case 0x91:  // FROZENSET
        return pushItems(Made::Items, popToMark());
      case 'd': {
        std::vector<std::size_t> pairs = popToMark();
        if (pairs.size() % 2 != 0) fail("a key has no value");
        return pushItems(Made::Dictionary, std::move(pairs));
      }
      case 0x85:
      case 0x86:
      case 0x87:  // TUPLE1 to TUPLE3
        return pushTop(static_cast<std::size_t>(code - 0x84));
      case 'a': {
        const std::size_t item = pop();
        return extend({item}, false);
      }
      case 'e':
      case 0x90:  // ADDITEMS
        return extend(popToMark(), false);
      case 's': {
        const std::size_t item = pop(), key = pop();
        return extend({key, item}, true);
      }
      case 'u':
        return extend(popToMark(), true);
      default:
        return stepScalar(code);
    }
  }

  void stepScalar(int code) {
    switch (code) {
      case 'I':
      case 'L':
        return pushDecimal();
      case 'J':
        return push({.kind = Made::Integer, .integer = static_cast<std::int32_t>(in_.number(4))});
      case 'K':
        return push({.kind = Made::Integer, .integer = static_cast<std::int64_t>(in_.number(1))});
      case 'M':
        return push({.kind = Made::Integer, .integer = static_cast<std::int64_t>(in_.number(2))});
      case 0x8a:
        return pushLong(in_.number(1));
      case 0x8b:
        return pushLong(in_.number(4));
      case 'F':
        line();
        return push({.kind = Made::Real});
      case 'G':  // not little-endian, and no weight
        in_.take(8);
        return push({.kind = Made::Real});
      case 'X':
      case 'T':
        return pushText(in_.number(4));
      case 0x8c:
      case 'U':
        return pushText(in_.number(1));
      case 0x8d:
        return pushText(in_.number(8));
      case 'S':
      case 'V':
        return push({.kind = Made::Text, .text = line()});
      case 'B':
        return skipBytes(in_.number(4));
      case 'C':
        return skipBytes(in_.number(1));
      case 0x8e:
      case 0x96:
        return skipBytes(in_.number(8));
      default:
        return stepName(code);
    }
  }

  void stepName(int code) {
    switch (code) {
      case 'c': {
        const std::string module = line();
        return pushGlobal(module + "." + line());
      }
      case 0x93:
        return pushStackGlobal();
      case 'R':
      case 0x81:  // NEWOBJ
        return reduce();
      case 'b':
        return build();
      case 'Q':
        return pushStorage();
      case 'q':
        return remember(in_.number(1));
      case 'r':
        return remember(in_.number(4));
      case 'p':
        return remember(lineNumber());
      case 0x94:
        return remember(memo_.size());
      case 'h':
        return recall(in_.number(1));
      case 'j':
        return recall(in_.number(4));
      case 'g':
        return recall(lineNumber());
      default:
        fail(text("operation ", code, " at byte ", in_.position() - 1, " builds an object or is unknown"));
    }
  }

  ByteReader in_;
  std::span<const std::uint8_t> bytes_;
  std::string source_;
  Pickle pickle_;
  std::vector<std::size_t> stack_;
  std::unordered_map<std::uint64_t, std::size_t> memo_;
  std::size_t added_ = 0;  // items put into containers
};

}  // namespace

Pickle readPickle(std::span<const std::uint8_t> bytes, const std::string& source) {
  return PickleMachine(bytes, source).run();
}

}  // namespace bitprism
