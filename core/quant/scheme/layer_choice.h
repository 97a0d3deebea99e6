#pragma once

#include <compare>
#include <vector>

namespace bitprism {

// What a search may choose for a layer: its bits and, where several schemes compete, which of them, from 0. A width
// alone is a choice of the first scheme. Ordered by the scheme, then the bits.
struct LayerChoice {
  int scheme = 0;
  int bits = 0;

  constexpr LayerChoice() = default;
  constexpr LayerChoice(int width) : bits(width) {}  // NOLINT(google-explicit-constructor): a width is a choice
  constexpr explicit LayerChoice(int width, int number) : scheme(number), bits(width) {}
  constexpr auto operator<=>(const LayerChoice&) const = default;
};

// What a search chooses: one of each layer, in layer order.
using PlanChoice = std::vector<LayerChoice>;

// The bits of each layer.
inline std::vector<int> bitsOf(const PlanChoice& choices) {
  std::vector<int> bits;
  for (const LayerChoice& choice : choices) bits.push_back(choice.bits);
  return bits;
}

// A choice as sessions, reports and messages have it: with the first scheme the bits themselves. Any number is read;
// whether there is such a scheme and such a width is for the reader to check.
constexpr int numberOfChoice(const LayerChoice& choice) {
  return choice.bits + 100 * choice.scheme;
}
constexpr LayerChoice choiceOfNumber(int number) {
  return LayerChoice(number % 100, number / 100);
}

inline std::vector<int> numbersOfChoices(const std::vector<LayerChoice>& choices) {
  std::vector<int> numbers;
  for (const LayerChoice& choice : choices) numbers.push_back(numberOfChoice(choice));
  return numbers;
}
inline std::vector<LayerChoice> choicesOfNumbers(const std::vector<int>& numbers) {
  std::vector<LayerChoice> choices;
  for (const int number : numbers) choices.push_back(choiceOfNumber(number));
  return choices;
}

}  // namespace bitprism
