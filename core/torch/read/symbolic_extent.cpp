#include "core/torch/read/symbolic_extent.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <vector>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

struct SymbolicExtent::Node {
  enum class Kind { Number, Symbol, Add, Multiply, FloorDivide, Modulo, Power, Maximum, Minimum };
  Kind kind = Kind::Number;
  std::int64_t number = 0;
  std::string name;
  std::vector<std::shared_ptr<const Node>> parts;
};

namespace {

using Node = SymbolicExtent::Node;
using Part = std::shared_ptr<const Node>;
using Kind = Node::Kind;

constexpr int deepestExpression = 64;
constexpr std::size_t longestExpression = 4096;

Part numberPart(std::int64_t number) {
  auto node = std::make_shared<Node>();
  node->number = number;
  return node;
}

Part operation(Kind kind, std::vector<Part> parts) {
  auto node = std::make_shared<Node>();
  node->kind = kind;
  node->parts = std::move(parts);
  return node;
}

// Recursive descent over both forms.
class Parser {
 public:
  Parser(const std::string& expression, const std::string& source, SymbolValues& symbols)
      : expression_(expression), source_(source), symbols_(symbols) {}

  Part parse() {
    if (expression_.size() > longestExpression) fail();
    Part whole = sum(0);
    if (peek() != '\0') fail();
    return whole;
  }

 private:
  [[noreturn]] void fail() const {
    throw InputError(text("cannot read '", source_, "': the extent '", echoed(expression_),
                          "' is no expression that is known, expected one like '2*s0 + 1'"));
  }

  char peek() {
    while (at_ < expression_.size() && std::isspace(static_cast<unsigned char>(expression_[at_]))) ++at_;
    return at_ < expression_.size() ? expression_[at_] : '\0';
  }

  bool takes(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  bool takesBoth(char wanted) {
    if (peek() != wanted || at_ + 1 >= expression_.size() || expression_[at_ + 1] != wanted) return false;
    at_ += 2;
    return true;
  }

  Part sum(int depth) {
    if (depth > deepestExpression) fail();
    Part left = product(depth);
    for (;;) {
      if (takes('+'))
        left = operation(Kind::Add, {left, product(depth)});
      else if (takes('-'))
        left = operation(Kind::Add, {left, operation(Kind::Multiply, {numberPart(-1), product(depth)})});
      else
        return left;
    }
  }

  Part product(int depth) {
    Part left = power(depth);
    for (;;) {
      if (takesBoth('/'))
        left = operation(Kind::FloorDivide, {left, power(depth)});
      else if (takes('*'))
        left = operation(Kind::Multiply, {left, power(depth)});
      else if (takes('%'))
        left = operation(Kind::Modulo, {left, power(depth)});
      else
        return left;
    }
  }

  Part power(int depth) {
    Part base = atom(depth);
    return takesBoth('*') ? operation(Kind::Power, {base, atom(depth)}) : base;
  }

  Part atom(int depth) {
    if (depth > deepestExpression) fail();
    if (takes('(')) {
      Part inner = sum(depth + 1);
      if (!takes(')')) fail();
      return inner;
    }
    if (takes('-')) return operation(Kind::Multiply, {numberPart(-1), atom(depth + 1)});
    if (std::isdigit(static_cast<unsigned char>(peek()))) return numberPart(digits());
    const std::string name = word();
    if (name.empty()) fail();
    return peek() == '(' ? call(name, depth) : symbolPart(name);
  }

  std::int64_t digits() {
    std::int64_t value = 0;
    while (at_ < expression_.size() && std::isdigit(static_cast<unsigned char>(expression_[at_])))
      if (__builtin_mul_overflow(value, std::int64_t{10}, &value) ||
          __builtin_add_overflow(value, std::int64_t{expression_[at_++] - '0'}, &value))
        fail();
    return value;
  }

  std::string word() {
    peek();
    std::string name;
    while (at_ < expression_.size() &&
           (std::isalnum(static_cast<unsigned char>(expression_[at_])) || expression_[at_] == '_'))
      name += expression_[at_++];
    return name;
  }

  Part symbolPart(const std::string& name) {
    symbols_[name] = 0;
    auto node = std::make_shared<Node>();
    node->kind = Kind::Symbol;
    node->name = name;
    return node;
  }

  // Symbol('s0', positive=True, integer=True)
  Part quotedSymbol() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') fail();
    ++at_;
    const std::string name = word();
    if (name.empty() || !takes(quote)) fail();
    while (takes(','))
      if (word().empty() || !takes('=') || word().empty()) fail();
    if (!takes(')')) fail();
    return symbolPart(name);
  }

  Part call(const std::string& name, int depth) {
    takes('(');
    if (name == "Symbol") return quotedSymbol();
    std::vector<Part> parts;
    do {
      parts.push_back(sum(depth + 1));
    } while (takes(','));
    if (!takes(')')) fail();
    if (name == "Integer" && parts.size() == 1) return parts[0];
    static const std::pair<const char*, Kind> several[] = {
        {"Add", Kind::Add}, {"Mul", Kind::Multiply}, {"Max", Kind::Maximum}, {"Min", Kind::Minimum}};
    static const std::pair<const char*, Kind> pairs[] = {{"FloorDiv", Kind::FloorDivide},
                                                         {"CleanDiv", Kind::FloorDivide},
                                                         {"Mod", Kind::Modulo},
                                                         {"PythonMod", Kind::Modulo},
                                                         {"Pow", Kind::Power},
                                                         {"PowByNatural", Kind::Power}};
    for (const auto& [known, kind] : several)
      if (name == known) return operation(kind, std::move(parts));
    for (const auto& [known, kind] : pairs)
      if (name == known && parts.size() == 2) return operation(kind, std::move(parts));
    fail();
  }

  const std::string& expression_;
  const std::string& source_;
  SymbolValues& symbols_;
  std::size_t at_ = 0;
};

std::optional<std::int64_t> combined(Kind kind, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  switch (kind) {
    case Kind::Add:
      if (__builtin_add_overflow(a, b, &result)) return {};
      return result;
    case Kind::Multiply:
      if (__builtin_mul_overflow(a, b, &result)) return {};
      return result;
    case Kind::FloorDivide:
    case Kind::Modulo: {
      if (b <= 0) return {};
      std::int64_t quotient = a / b;
      if (a % b < 0) --quotient;
      return kind == Kind::FloorDivide ? quotient : a - quotient * b;
    }
    case Kind::Power:
      if (b < 0 || b > 62) return {};
      result = 1;
      for (std::int64_t i = 0; i < b; ++i)
        if (__builtin_mul_overflow(result, a, &result)) return {};
      return result;
    case Kind::Maximum:
      return std::max(a, b);
    case Kind::Minimum:
      return std::min(a, b);
    default:
      return {};
  }
}

std::optional<std::int64_t> valueOf(const Node& node, const SymbolValues& values) {
  if (node.kind == Kind::Number) return node.number;
  if (node.kind == Kind::Symbol) {
    const auto found = values.find(node.name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  }
  std::optional<std::int64_t> result;
  for (const Part& part : node.parts) {
    const std::optional<std::int64_t> value = valueOf(*part, values);
    if (!value) return {};
    result = result ? combined(node.kind, *result, *value) : value;
    if (!result) return {};
  }
  return result;
}

}  // namespace

SymbolicExtent::SymbolicExtent(const std::string& expression, const std::string& source) {
  root_ = Parser(expression, source, symbols_).parse();
  if (root_->kind == Kind::Symbol) symbol_ = root_->name;
}

std::optional<std::int64_t> SymbolicExtent::value(const SymbolValues& values) const {
  return valueOf(*root_, values);
}

std::optional<std::int64_t> SymbolicExtent::symbolFor(std::int64_t wanted) const {
  if (symbols_.size() != 1) return {};
  const auto at = [&](std::int64_t number) { return value({{symbols_.begin()->first, number}}); };
  const std::optional<std::int64_t> zero = at(0), one = at(1);
  std::int64_t slope = 0, rest = 0;
  if (!zero || !one || __builtin_sub_overflow(*one, *zero, &slope) || slope == 0 ||
      __builtin_sub_overflow(wanted, *zero, &rest) || slope == -1 || rest % slope != 0)
    return {};
  const std::int64_t number = rest / slope;
  return at(number) == wanted ? std::optional(number) : std::nullopt;
}

}  // namespace bitprism
