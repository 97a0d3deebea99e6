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

using PartNode = SymbolicExtent::Node;
using Part = std::shared_ptr<const PartNode>;
using PartKind = SymbolicExtent::Node::Kind;

constexpr int deepestExpression = 64;
constexpr std::size_t longestExpression = 4096;

Part numberPart(std::int64_t number) {
  auto node = std::make_shared<PartNode>();
  node->number = number;
  return node;
}

Part operation(PartKind kind, std::vector<Part> parts) {
  auto node = std::make_shared<PartNode>();
  node->kind = kind;
  node->parts = std::move(parts);
  return node;
}

// Recursive descent over both forms.
class ExtentParser {
 public:
  ExtentParser(const std::string& expression, const std::string& source, SymbolValues& symbols)
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
        left = operation(PartKind::Add, {left, product(depth)});
      else if (takes('-'))
        left = operation(PartKind::Add, {left, operation(PartKind::Multiply, {numberPart(-1), product(depth)})});
      else
        return left;
    }
  }

  Part product(int depth) {
    Part left = power(depth);
    for (;;) {
      if (takesBoth('/'))
        left = operation(PartKind::FloorDivide, {left, power(depth)});
      else if (takes('*'))
        left = operation(PartKind::Multiply, {left, power(depth)});
      else if (takes('%'))
        left = operation(PartKind::Modulo, {left, power(depth)});
      else
        return left;
    }
  }

  Part power(int depth) {
    Part base = atom(depth);
    return takesBoth('*') ? operation(PartKind::Power, {base, atom(depth)}) : base;
  }

  Part atom(int depth) {
    if (depth > deepestExpression) fail();
    if (takes('(')) {
      Part inner = sum(depth + 1);
      if (!takes(')')) fail();
      return inner;
    }
    if (takes('-')) return operation(PartKind::Multiply, {numberPart(-1), atom(depth + 1)});
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
    auto node = std::make_shared<PartNode>();
    node->kind = PartKind::Symbol;
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
    static const std::pair<const char*, PartKind> several[] = {
        {"Add", PartKind::Add}, {"Mul", PartKind::Multiply}, {"Max", PartKind::Maximum}, {"Min", PartKind::Minimum}};
    static const std::pair<const char*, PartKind> pairs[] = {{"FloorDiv", PartKind::FloorDivide},
                                                             {"CleanDiv", PartKind::FloorDivide},
                                                             {"Mod", PartKind::Modulo},
                                                             {"PythonMod", PartKind::Modulo},
                                                             {"Pow", PartKind::Power},
                                                             {"PowByNatural", PartKind::Power}};
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

std::optional<std::int64_t> combined(PartKind kind, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  switch (kind) {
    case PartKind::Add:
      if (__builtin_add_overflow(a, b, &result)) return {};
      return result;
    case PartKind::Multiply:
      if (__builtin_mul_overflow(a, b, &result)) return {};
      return result;
    case PartKind::FloorDivide:
    case PartKind::Modulo: {
      if (b <= 0) return {};
      std::int64_t quotient = a / b;
      if (a % b < 0) --quotient;
      return kind == PartKind::FloorDivide ? quotient : a - quotient * b;
    }
    case PartKind::Power:
      if (b < 0 || b > 62) return {};
      result = 1;
      for (std::int64_t i = 0; i < b; ++i)
        if (__builtin_mul_overflow(result, a, &result)) return {};
      return result;
    case PartKind::Maximum:
      return std::max(a, b);
    case PartKind::Minimum:
      return std::min(a, b);
    default:
      return {};
  }
}

std::optional<std::int64_t> valueOf(const PartNode& node, const SymbolValues& values) {
  if (node.kind == PartKind::Number) return node.number;
  if (node.kind == PartKind::Symbol) {
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
  root_ = ExtentParser(expression, source, symbols_).parse();
  if (root_->kind == PartKind::Symbol) symbol_ = root_->name;
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
