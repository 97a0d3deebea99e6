#include "app/worker/worker_service.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/eval/score_json.h"
#include "core/run/confinement.h"
#include "core/torch/read/network_reader.h"
#include "core/work/handshake.h"
#include "core/work/worker_client.h"

namespace bitprism {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto listeningPatience = 60s;  // it is woken for a stop
constexpr auto heartbeatInterval = 1s;
constexpr auto progressInterval = 50ms;
constexpr std::size_t mostWaiting = 64;
constexpr const char* requestSource = "a request";

}  // namespace

WorkerService::WorkerService(MessageChannel& channel, const WorkerServiceSettings& settings,
                             std::unique_ptr<WorkerStudy>& study, Json& opened)
    : channel_(channel), settings_(settings), study_(study), opened_(opened) {}

WorkerService::~WorkerService() {
  {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
    if (current_) current_->stop.request_stop();
  }
  beating_ = {};
  working_ = {};
}

void WorkerService::begin() {
  if (working_.joinable()) return;
  working_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
  beating_ = std::jthread([this](const std::stop_token& stop) { beat(stop); });
}

void WorkerService::serve(std::stop_token stop) {
  const std::stop_callback wake(stop, [this] { channel_.wake(); });
  while (!stop.stop_requested()) {
    const std::optional<Message> message = channel_.receive(listeningPatience);
    if (!message) continue;
    if (message->type == MessageType::Leave) return;
    take(*message);
  }
  channel_.send({MessageType::Leave, {{"reason", "the worker was told to end"}}, {}});
}

void WorkerService::take(const Message& message) {
  switch (message.type) {
    case MessageType::Heartbeat:
      return;
    case MessageType::Open:
    case MessageType::Evaluate: {
      auto request = std::make_shared<Request>();
      try {
        request->id = static_cast<std::uint64_t>(integerMember(message.header, "id", requestSource));
        if (message.type == MessageType::Open) confineFor(message);
      } catch (const InputError& problem) {
        throw ProtocolError(problem.what());
      }
      request->message = message;
      begin();
      const std::lock_guard lock(mutex_);
      if (waiting_.size() >= mostWaiting) throw ProtocolError("more is asked at a time than a worker takes");
      waiting_.push_back(std::move(request));
      changed_.notify_all();
      return;
    }
    case MessageType::Cancel: {
      const std::lock_guard lock(mutex_);
      const auto named = [&](const auto& request) {
        return request && message.header.value("id", Json()) == request->id;
      };
      if (named(current_)) current_->stop.request_stop();
      for (const auto& request : waiting_)
        if (named(request)) request->stop.request_stop();
      return;
    }
    case MessageType::FileContent: {
      const std::lock_guard lock(mutex_);
      part_ = message;
      changed_.notify_all();
      return;
    }
    default:
      throw ProtocolError("a worker is told what it does not know");
  }
}

// While there is one thread.
void WorkerService::confineFor(const Message& message) {
  if (!settings_.mayConfine || working_.joinable()) return;
  const WorkerOpening opening = workerOpeningFromJson(message.header, requestSource);
  if (!opening.confined) return;
  std::vector<std::string> readable = pathsToRead(opening);
  readable.push_back(resourceFolder());
  confine({.readable = std::move(readable), .memoryBytes = opening.memoryBytes});
}

void WorkerService::work(const std::stop_token& stop) {
  for (;;) {
    std::shared_ptr<Request> request;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [&] { return !waiting_.empty(); })) return;
      request = current_ = waiting_.front();
      waiting_.pop_front();
    }
    const Message answer = answerTo(*request);
    {
      const std::lock_guard lock(mutex_);
      current_ = nullptr;
    }
    try {
      channel_.send(answer);
    } catch (const Error&) {
      return;  // the thread that takes messages sees it, too
    }
  }
}

void WorkerService::beat(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, stop, heartbeatInterval, [&] { return stop.stop_requested(); })) {
    if (!current_ && !settings_.alwaysBeats) continue;
    lock.unlock();
    try {
      channel_.send({MessageType::Heartbeat, Json::object(), {}});
    } catch (const Error&) {
      return;  // as above
    }
    lock.lock();
  }
}

Message WorkerService::answerTo(const Request& request) {
  const Progress progress = progressOf(request.id);
  try {
    if (request.stop.stop_requested()) throw Cancelled();
    return request.message.type == MessageType::Open ? opened(request, progress) : result(request, progress);
  } catch (const Cancelled&) {
    tell("cancelled");
    return {MessageType::Cancelled, {{"id", request.id}}, {}};
  } catch (const std::exception& problem) {
    tell(text("failed: ", problem.what()));
    return failureMessage(request.id, problem);
  }
}

void WorkerService::tell(const std::string& sentence) const {
  if (settings_.notice) settings_.notice(sentence);
}

Message WorkerService::opened(const Request& request, const Progress& progress) {
  Json asked = request.message.header;
  asked.erase("id");
  if (!study_ || asked != opened_) {
    study_ = nullptr;
    WorkerOpening opening = workerOpeningFromJson(asked, requestSource);
    const Shape shape = std::move(opening.settings.reading.inputShape);
    opening.settings.reading = settings_.reading;
    opening.settings.reading.inputShape = shape;
    if (settings_.threads > 0) opening.threads = settings_.threads;
    fetchFiles(opening, settings_.scratch,
               [&](const std::string& name, std::uint64_t offset) { return partOfFile(request, name, offset); });
    study_ = std::make_unique<WorkerStudy>(std::move(opening), settings_.memory, request.stop.get_token(), progress);
    opened_ = std::move(asked);
  }
  const StudyFingerprint found = study_->fingerprint();
  Json header = {{"id", request.id},
                 {"machine", machineName()},
                 {"network", found.network},
                 {"images", found.images},
                 {"notices", study_->study().dataNotices()}};
  if (settings_.endsAt)
    header["seconds_left"] =
        std::chrono::duration<double>(*settings_.endsAt - std::chrono::system_clock::now()).count();
  return {MessageType::Opened, std::move(header), {}};
}

Message WorkerService::result(const Request& request, const Progress& progress) {
  const EvaluationRequest asked = evaluationRequestFromJson(request.message.header, requestSource);
  if (!study_) throw UsageError("a worker was asked to measure before it was told what to open");
  const Clock::time_point start = Clock::now();
  tell(text("measures ", asked.plans.size(), asked.plans.size() == 1 ? " plan" : " plans", " with ",
            taskName(asked.task), " of the part '", asked.part, "'"));
  const auto known = [&](std::size_t plan, const Score& score) {
    channel_.send({MessageType::Scored, {{"id", request.id}, {"plan", plan}, {"score", toJson(score)}}, {}});
  };
  const std::vector<Score> scores = study_->scores(asked, request.stop.get_token(), progress, known);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  tell(text("measured in ", std::round(seconds * 100) / 100, " s"));
  Json header = resultToJson(asked, scores, seconds);
  header["id"] = request.id;
  return {MessageType::Result, std::move(header), {}};
}

// On the thread that works; the other one receives it.
Bytes WorkerService::partOfFile(const Request& request, const std::string& name, std::uint64_t offset) {
  channel_.send({MessageType::NeedFile, {{"id", request.id}, {"file", name}, {"offset", offset}}, {}});
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, request.stop.get_token(), [&] { return part_.has_value(); })) throw Cancelled();
  const Message part = std::move(*part_);
  part_.reset();
  if (part.blocks.size() != 1 || part.header.value("offset", Json()) != offset)
    throw InputError(text("'", name, "' came in a wrong order"));
  return part.blocks.front();
}

// Sends the newest step a few times a second; called from any thread.
Progress WorkerService::progressOf(std::uint64_t id) {
  struct State {
    std::mutex mutex;
    Clock::time_point sent;
  };
  return [this, id, state = std::make_shared<State>()](const ProgressStep& step) {
    {
      const std::lock_guard lock(state->mutex);
      if (Clock::now() - state->sent < progressInterval) return;
      state->sent = Clock::now();
    }
    channel_.send(
        {MessageType::Progress, {{"id", id}, {"what", step.what}, {"done", step.done}, {"total", step.total}}, {}});
  };
}

}  // namespace bitprism
