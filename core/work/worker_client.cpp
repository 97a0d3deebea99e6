#include "core/work/worker_client.h"

#include <new>

#include "core/base/text.h"
#include "core/eval/score_json.h"

namespace bitprism {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds watchInterval(100);
constexpr std::chrono::milliseconds startingPatience(180'000);  // a busy machine takes long to load a program
constexpr const char* answerSource = "a worker's answer";

ProgressStep progressFrom(const Json& header) {
  return {stringMember(header, "what", answerSource), integerMember(header, "done", answerSource),
          integerMember(header, "total", answerSource)};
}

}  // namespace

void throwFailure(const Message& failure) {
  const std::string kind = stringMember(failure.header, "kind", answerSource);
  const std::string sentence = stringMember(failure.header, "sentence", answerSource);
  if (kind == "usage") throw UsageError(sentence);
  if (kind == "input") throw InputError(sentence);
  if (kind == "memory") throw WorkerOutOfMemory(sentence);
  throw Error(sentence);
}

Message failureMessage(std::uint64_t id, const std::exception& problem) {
  const bool memory = dynamic_cast<const std::bad_alloc*>(&problem) != nullptr;
  const char* kind = memory                                      ? "memory"
                     : dynamic_cast<const UsageError*>(&problem) ? "usage"
                     : dynamic_cast<const InputError*>(&problem) ? "input"
                                                                 : "error";
  const std::string sentence = memory ? "the worker has not enough memory" : problem.what();
  return {MessageType::Failure, {{"id", id}, {"kind", kind}, {"sentence", sentence}}, {}};
}

Json WorkerClient::open(const Json& opening, std::stop_token stop, const Progress& progress) {
  return answer(MessageType::Open, opening, MessageType::Opened, stop, progress, {}).header;
}

std::vector<Score> WorkerClient::evaluate(const EvaluationRequest& request, std::stop_token stop,
                                          const Progress& progress, const Evaluator::OnScore& known) {
  const Message result = answer(MessageType::Evaluate, toJson(request), MessageType::Result, stop, progress, known);
  try {
    return scoresOfResult(result.header, request, answerSource);
  } catch (const InputError& problem) {
    throw ProtocolError(problem.what());
  }
}

Message WorkerClient::answer(MessageType type, Json header, MessageType wanted, const std::stop_token& stop,
                             const Progress& progress, const Evaluator::OnScore& known) {
  if (stop.stop_requested()) throw Cancelled();
  header["id"] = ++id_;
  channel_.send({type, std::move(header), {}});
  const std::stop_callback wake(stop, [this] { channel_.wake(); });
  const Clock::time_point begun = Clock::now();
  std::optional<Clock::time_point> cancelled;
  for (;;) {
    if (stop.stop_requested() && !cancelled) {
      cancelled = Clock::now();
      channel_.send({MessageType::Cancel, {{"id", id_}}, {}});
    }
    if (cancelled && Clock::now() - *cancelled > patience_.cancel) {
      stuck_ = true;
      throw Cancelled();
    }
    const std::optional<Message> message = channel_.receive(cancelled ? patience_.cancel / 4 : watchInterval);
    if (watch_) watch_();
    if (!message) {
      const auto patience = started_ ? patience_.silence : std::max(patience_.silence, startingPatience);
      if (std::min<Clock::duration>(channel_.silence(), Clock::now() - begun) > patience)
        throw WorkerSilent(text("gave no sign of life for ",
                                std::chrono::duration_cast<std::chrono::seconds>(patience).count(), " s"));
      continue;
    }
    started_ = true;
    // What belongs to an earlier request, which was cancelled, is over.
    if (message->header.contains("id") && message->header["id"] != id_) continue;
    if (message->type == MessageType::Heartbeat) continue;
    if (message->type == MessageType::Cancelled || (cancelled && message->type == wanted)) throw Cancelled();
    if (message->type == wanted) return *message;
    if (message->type == MessageType::Progress) {
      if (progress && !cancelled) progress(progressFrom(message->header));
    } else if (message->type == MessageType::Scored) {
      if (known && !cancelled)
        known(static_cast<std::size_t>(integerMember(message->header, "plan", answerSource)),
              scoreFromJson(member(message->header, "score", answerSource), answerSource));
    } else if (message->type == MessageType::NeedFile && files_) {
      channel_.send(partOf(*files_, *message));
    } else if (message->type == MessageType::Failure) {
      if (cancelled) throw Cancelled();
      throwFailure(*message);
    } else {
      throw ProtocolError("the worker sends what it was not asked for");
    }
  }
}

}  // namespace bitprism
