#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace bitprism {

// Numbers of symbols: {"s0": 4}.
using SymbolValues = std::map<std::string, std::int64_t>;

// An extent that a graph leaves open, as an expression over symbols: "s0", "2*s0 + 1", or in the form of a tree,
// "Mul(Integer(2), Symbol('s0', positive=True, integer=True))". Immutable.
class SymbolicExtent {
 public:
  // Throws InputError naming the source when it is none of both.
  SymbolicExtent(const std::string& expression, const std::string& source);

  // The symbol if it is one alone, otherwise empty.
  const std::string& symbol() const { return symbol_; }
  // All symbols in it, in alphabetical order with the value 0.
  const SymbolValues& symbols() const { return symbols_; }

  // Nothing if a symbol has no value, or the result is no whole number of 64 bits.
  std::optional<std::int64_t> value(const SymbolValues& values) const;

  // The value of the only symbol for which the expression, which must be linear in it, has this value; nothing if there
  // is none.
  std::optional<std::int64_t> symbolFor(std::int64_t wanted) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
  std::string symbol_;
  SymbolValues symbols_;
};

}  // namespace bitprism
