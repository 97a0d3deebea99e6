#include "app/desktop/limit_check.h"

#include "app/workflow/target_limits.h"
#include "core/base/error.h"
#include "core/search/limited_plans.h"
#include "core/torch/graph/slot_shapes.h"

namespace bitprism {
namespace {

std::optional<std::string> whyUnreachable(const SearchSpace& space) {
  try {
    checkReachable(space);
    return {};
  } catch (const UsageError& problem) {
    return problem.what();
  }
}

}  // namespace

SearchSpace foreseenSpace(const Network& network, const SearchRequest& request, const NetworkCosts& costs) {
  const std::vector<ActivationRequest> inputs = request.inputsOf(network.layers.size());
  SearchSpace space =
      searchSpace(network, request.scheme, request.widths, request.rules, request.others, request.choices);
  limitSpace(space, targetProfile(request.target), network, inputs);
  setActivations(space, network,
                 request.wantsActivations() ? foreseenActivations(inputs, network) : ActivationsByBits());
  if (request.countActivations) {
    const auto shared = std::make_shared<const Network>(network);
    countActivations(space, std::make_shared<const ActivationMemory>(shared, slotShapes(network.program)));
  }
  setCosts(space, costs);
  space.limits = request.limits;
  setAxis(space, request.cost);
  return space;
}

std::optional<LimitProblem> limitProblem(const SearchSpace& space) {
  for (const CostLimit& limit : space.limits) {
    SearchSpace alone = space;
    alone.limits = {limit};
    if (const auto why = whyUnreachable(alone)) return LimitProblem{limit.cost, *why};
  }
  if (space.limits.size() > 1)
    if (const auto why = whyUnreachable(space)) return LimitProblem{{}, *why};
  return {};
}

void LimitCheck::look(std::shared_ptr<const Network> network, const SearchRequest& request, const NetworkCosts& costs) {
  Question question{.network = network.get(),
                    .macs = costs.macs,
                    .latency = costs.latency.get(),
                    .cost = request.cost,
                    .target = request.target,
                    .limits = request.limits,
                    .widths = request.widths,
                    .rules = request.rules,
                    .scheme = request.scheme,
                    .others = request.others,
                    .choices = request.choices,
                    .inputs = request.inputsOf(network->layers.size()),
                    .countActivations = request.countActivations};
  if (asked_ == question) {
    if (answer_) emit found(*answer_);
    return;
  }
  asked_ = std::move(question);
  answer_.reset();
  job_.start([this, network, request, costs](std::stop_token, const Progress&, Mailbox& mailbox) {
    std::optional<LimitProblem> problem;
    try {
      problem = limitProblem(foreseenSpace(*network, request, costs));
    } catch (const Error& unfit) {
      problem = LimitProblem{{}, unfit.what()};
    }
    mailbox.post([this, problem] {
      answer_ = problem;
      emit found(problem);
    });
  });
}

void LimitCheck::forget() {
  asked_.reset();
  answer_.reset();
  job_.cancel();
}

}  // namespace bitprism
