#include "core/torch/read/pt2_numbers.h"

#include <ATen/core/ivalue.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace exported_numbers {
namespace {

using Value = c10::IValue;
using Values = std::vector<Value>;

// A whole number unless one of the operands is a float.
bool whole(const Values& values) {
  return std::none_of(values.begin(), values.end(), [](const Value& value) { return value.isDouble(); });
}

double real(const Value& value) {
  return value.toScalar().toDouble();
}

std::int64_t integer(const Value& value) {
  return value.isBool() ? static_cast<std::int64_t>(value.toBool()) : value.toInt();
}

[[noreturn]] void refuseNumber(const char* what) {
  throw InputError(what);
}

std::int64_t exact(bool overflow, std::int64_t value) {
  if (overflow) refuseNumber("a number beyond 64 bits");
  return value;
}

Value sum(const Values& v) {
  std::int64_t result = 0;
  if (!whole(v)) return real(v.at(0)) + real(v.at(1));
  const bool overflow = __builtin_add_overflow(integer(v.at(0)), integer(v.at(1)), &result);
  return exact(overflow, result);
}

Value difference(const Values& v) {
  std::int64_t result = 0;
  if (!whole(v)) return real(v.at(0)) - real(v.at(1));
  const bool overflow = __builtin_sub_overflow(integer(v.at(0)), integer(v.at(1)), &result);
  return exact(overflow, result);
}

Value product(const Values& v) {
  std::int64_t result = 0;
  if (!whole(v)) return real(v.at(0)) * real(v.at(1));
  const bool overflow = __builtin_mul_overflow(integer(v.at(0)), integer(v.at(1)), &result);
  return exact(overflow, result);
}

std::int64_t flooredQuotient(const Value& a, const Value& b) {
  const std::int64_t left = integer(a), right = integer(b);
  if (right == 0 || right == -1)
    return right == 0 ? (refuseNumber("a division by zero"), 0) : exact(left == INT64_MIN, -left);
  return left / right - (left % right != 0 && (left < 0) != (right < 0) ? 1 : 0);
}

Value quotient(const Values& v) {
  if (!whole(v)) return std::floor(real(v.at(0)) / real(v.at(1)));
  return flooredQuotient(v.at(0), v.at(1));
}

Value ratio(const Values& v) {
  if (real(v.at(1)) == 0) refuseNumber("a division by zero");
  return real(v.at(0)) / real(v.at(1));
}

Value remainder(const Values& v) {
  if (!whole(v)) refuseNumber("a remainder of floats");
  const std::int64_t right = integer(v.at(1));
  if (right == -1) return std::int64_t{0};
  return integer(v.at(0)) - flooredQuotient(v.at(0), v.at(1)) * right;
}

Value power(const Values& v) {
  const double result = std::pow(real(v.at(0)), real(v.at(1)));
  if (!whole(v) || integer(v.at(1)) < 0) return result;
  if (!(std::abs(result) < 9e15)) refuseNumber("a number beyond 64 bits");
  return static_cast<std::int64_t>(std::llround(result));
}

Value rounded(double value) {
  if (!(std::abs(value) < 9e15)) refuseNumber("a number beyond 64 bits");
  return static_cast<std::int64_t>(value);
}

template <class Compare>
auto comparison(Compare compare) {
  return [compare](const Values& v) -> Value {
    return whole(v) ? compare(integer(v.at(0)), integer(v.at(1))) : compare(real(v.at(0)), real(v.at(1)));
  };
}

bool truth(const Value& value) {
  return value.isBool() ? value.toBool() : real(value) != 0;
}

using Rule = std::function<Value(const Values&)>;

const std::map<std::string, Rule>& rules() {
  static const std::map<std::string, Rule> all = {
      {"add", sum},
      {"sub", difference},
      {"mul", product},
      {"floordiv", quotient},
      {"truediv", ratio},
      {"mod", remainder},
      {"pow", power},
      {"neg",
       [](const Values& v) {
         return product({v.at(0), std::int64_t{-1}});
       }},
      {"pos", [](const Values& v) { return v.at(0); }},
      {"eq", comparison(std::equal_to<>())},
      {"ne", comparison(std::not_equal_to<>())},
      {"lt", comparison(std::less<>())},
      {"le", comparison(std::less_equal<>())},
      {"gt", comparison(std::greater<>())},
      {"ge", comparison(std::greater_equal<>())},
      {"and_", [](const Values& v) -> Value { return truth(v.at(0)) && truth(v.at(1)); }},
      {"or_", [](const Values& v) -> Value { return truth(v.at(0)) || truth(v.at(1)); }},
      {"not_", [](const Values& v) -> Value { return !truth(v.at(0)); }},
      {"sym_not", [](const Values& v) -> Value { return !truth(v.at(0)); }},
      {"sym_int",
       [](const Values& v) { return whole(v) ? Value(integer(v.at(0))) : rounded(std::trunc(real(v.at(0)))); }},
      {"sym_float", [](const Values& v) -> Value { return real(v.at(0)); }},
      {"sym_max", [](const Values& v) { return real(v.at(0)) >= real(v.at(1)) ? v.at(0) : v.at(1); }},
      {"sym_min", [](const Values& v) { return real(v.at(0)) <= real(v.at(1)) ? v.at(0) : v.at(1); }},
      {"sym_ite", [](const Values& v) { return truth(v.at(0)) ? v.at(1) : v.at(2); }},
      {"sym_sqrt", [](const Values& v) -> Value { return std::sqrt(real(v.at(0))); }},
      {"_sym_sqrt", [](const Values& v) -> Value { return std::sqrt(real(v.at(0))); }},
      {"ceil", [](const Values& v) { return rounded(std::ceil(real(v.at(0)))); }},
      {"floor", [](const Values& v) { return rounded(std::floor(real(v.at(0)))); }},
      {"trunc", [](const Values& v) { return rounded(std::trunc(real(v.at(0)))); }},
      {"round", [](const Values& v) { return rounded(std::nearbyint(real(v.at(0)))); }},
      {"sym_sum", [](const Values& v) {
         Value total = std::int64_t{0};
         for (const Value& one : v.at(0).isList() ? v.at(0).toListRef().vec() : v) total = sum({total, one});
         return total;
       }}};
  return all;
}

// "_operator.mul" -> "mul"; empty for operators on tensors.
std::string ruleOf(const std::string& target) {
  for (const std::string space : {"_operator.", "operator.", "math.", "builtins.", "torch.sym_", "torch._sym_"})
    if (target.starts_with(space)) return target.substr(target.find('.') + 1);
  return {};
}

}  // namespace
}  // namespace exported_numbers

std::optional<Recorded> computedNumber(const std::string& target, const std::vector<Recorded>& arguments,
                                       const std::string& node) {
  using namespace exported_numbers;
  const std::string name = ruleOf(target);
  const auto rule = rules().find(name);
  if (name.empty() || rule == rules().end()) return {};
  Values values;
  for (const Recorded& argument : arguments) {
    if (argument.dynamic())
      throw InputError(text("at '", node,
                            "' the network computes with a number that it takes from its data, which is not "
                            "supported"));
    values.push_back(valueOf(argument));
    if (!argument.items && !values.back().isInt() && !values.back().isDouble() && !values.back().isBool())
      throw InputError(text("operator ", target, " at '", node, "' takes no number"));
  }
  try {
    return Recorder::constant(rule->second(values));
  } catch (const InputError& problem) {
    throw InputError(text("operator ", target, " at '", node, "' gives ", problem.what()));
  } catch (const std::out_of_range&) {
    throw InputError(text("operator ", target, " at '", node, "' lacks an argument"));
  }
}

}  // namespace bitprism
