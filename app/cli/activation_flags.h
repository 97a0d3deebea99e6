#pragma once

#include <CLI/CLI.hpp>
#include <deque>
#include <string>
#include <vector>

#include "app/workflow/activation_request.h"
#include "core/quant/activations/activation_method.h"

namespace bitprism {

// --activation-bits, --activation-method and their options.
class ActivationFlags {
 public:
  void add(CLI::App& command);
  ActivationRequest request() const;  // throws UsageError
  bool given() const { return !bits_.empty(); }

 private:
  struct Given {
    const ActivationOption* option;
    CLI::Option* flag = nullptr;
    std::string name;
    double number = 0;
  };

  std::string bits_, method_ = activationMethodName(ActivationOptions().method), range_;
  std::deque<Given> given_;            // of every option
  std::vector<CLI::Option*> options_;  // those that need bits
};

}  // namespace bitprism
