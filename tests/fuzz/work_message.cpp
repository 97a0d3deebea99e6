#include "core/eval/score_json.h"
#include "core/work/evaluation_request.h"
#include "core/work/message.h"
#include "core/work/shared_files.h"

namespace {

using namespace bitprism;

void check(bool claim) {
  if (!claim) __builtin_trap();
}

// What either side of a cluster makes of a header.
void understand(const Message& message) {
  const SharedFiles files;
  try {
    evaluationRequestFromJson(message.header, "fuzz");
  } catch (const Error&) {
    // Refused in a sentence.
  }
  try {
    scoresOfResult(message.header, {.part = "all", .plans = {Json::object()}}, "fuzz");
  } catch (const Error&) {
  }
  try {
    partOf(files, message);
  } catch (const Error&) {
  }
}

}  // namespace

// Messages between a coordinator and its workers: bytes as they come from a connection, in pieces; what begins with '{'
// is the header of a whole frame, which no change of bytes would seal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, data + size);
  try {
    if (size > 0 && data[0] == '{') {
      FrameSeal seal;
      bytes = frameOf({MessageType::Evaluate, parseJson(std::string(data, data + size), "fuzz"), {Bytes{1, 2}}}, seal);
    }
    const std::size_t piece = size % 61 + 1;
    MessageReader reader, whole;
    whole.add(bytes);
    std::size_t count = 0;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      reader.add(std::span(bytes).subspan(at, std::min(piece, bytes.size() - at)));
      while (const std::optional<Message> message = reader.next()) {
        const std::optional<Message> again = whole.next();
        check(again && again->header == message->header && again->blocks == message->blocks);
        understand(*message);
        ++count;
      }
    }
    check(count > 0 || bytes.empty() || data[0] != '{');
    check(!whole.next());
    MessageReader stranger(MessageLimits::ofStrangers());
    stranger.add(bytes);
    stranger.next();
  } catch (const Error&) {
    // Refused in a sentence.
  }
  return 0;
}
