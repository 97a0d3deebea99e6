#include "core/torch/read/reading_process.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <limits>
#include <optional>

#include "core/base/byte_stream.h"
#include "core/base/error.h"
#include "core/base/large_pages.h"
#include "core/base/text.h"
#include "core/network/program_details.h"
#include "core/torch/graph/graph_bounds.h"

namespace bitprism {
namespace {

// Messages from the reading process.
enum ReadingMessage : std::uint64_t { AboutToRun, Refused, RefusedUse, Failed, OutOfMemory, Understood };

std::string requestFor(const std::string& path, const Shape& inputShape, std::int64_t readingBytes) {
  ByteWriter out;
  out.text(path);
  out.varint(static_cast<std::uint64_t>(readingBytes));
  out.varint(inputShape.size());
  for (const std::int64_t extent : inputShape) out.signedVarint(extent);
  const Bytes bytes = out.take();
  return {bytes.begin(), bytes.end()};
}

void sendProgram(const ReadProgram& read, const ProcessChannel& channel) {
  channel.sendNumber(Understood);
  channel.sendText(read.format);
  channel.sendNumber(read.guessedInput ? 1 : 0);
  channel.sendNumber(read.notices.size());
  for (const std::string& notice : read.notices) channel.sendText(notice);
  const std::vector<std::uint8_t> graph = programToBytes(read.program);
  channel.sendNumber(graph.size());
  channel.send(graph.data(), graph.size());
  ByteWriter details;
  writeProgramDetails(read.program, details);
  channel.sendNumber(details.size());
  channel.send(details.bytes().data(), details.size());
  for (const Tensor& tensor : read.program.tensors)
    std::visit(
        [&](const auto& values) {
          channel.sendNumber(values->size());
          channel.send(values->data(), values->size() * sizeof(values->front()));
        },
        tensor.values);
}

// Of the program's tensors, at most as much as the heap keeps when it is freed (prepareTorch).
std::size_t bytesToReceive(const Program& program) {
  constexpr std::size_t most = std::size_t{960} << 20, bytesOfFloat = 4;
  std::size_t bytes = 0;
  for (const Tensor& tensor : program.tensors)
    bytes += std::min(bytesOfFloat * static_cast<std::size_t>(elementCount(tensor.shape)), most);
  return std::min(bytes, most);
}

ReadProgram receiveProgram(const ProcessChannel& channel) {
  ReadProgram read;
  read.format = channel.receiveText();
  read.guessedInput = channel.receiveNumber() != 0;
  read.notices.resize(channel.receiveNumber());
  for (std::string& notice : read.notices) notice = channel.receiveText();
  std::vector<std::uint8_t> graph(channel.receiveNumber());
  channel.receive(graph.data(), graph.size());
  read.program = programFromBytes(graph);
  std::vector<std::uint8_t> details(channel.receiveNumber());
  channel.receive(details.data(), details.size());
  ByteReader in(details, "the details of the graph");
  readProgramDetails(in, read.program);
  reserveLargePages(bytesToReceive(read.program));
  for (Tensor& tensor : read.program.tensors)
    std::visit(
        [&](auto& values) {
          const std::uint64_t count = channel.receiveNumber();
          if (count != static_cast<std::uint64_t>(elementCount(tensor.shape))) throw ChannelBroken();
          std::vector<typename std::decay_t<decltype(*values)>::value_type> received(count);
          channel.receive(received.data(), count * sizeof(received.front()));
          values = constantArray(std::move(received));
        },
        tensor.values);
  return read;
}

// The other process lives for one file: what it frees is kept for what comes next, rather than given back to the
// system, which has to clear every page that it gives again. Its memory comes in large pages, as far as several times
// the file goes: thousands of pages at a time instead of a fault for each.
void keepFreedMemory(const std::string& path) {
  constexpr std::uintmax_t copies = 4, values = 64 << 20, most = 1 << 30;
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  std::error_code unknown;
  const std::uintmax_t bytes = std::filesystem::file_size(path, unknown);
  if (!unknown) reserveLargePages(std::min(copies * std::min(bytes, most) + values, most));
}

// In the other process. ThreadSanitizer uses none.
[[maybe_unused]] void serveReading(const std::string& request, const ProcessChannel& channel) {
  ByteReader in({reinterpret_cast<const std::uint8_t*>(request.data()), request.size()}, "a request");
  const std::string path = in.text();
  keepFreedMemory(path);
  const auto readingBytes = static_cast<std::int64_t>(in.varint());
  Shape inputShape(in.count());
  for (std::int64_t& extent : inputShape) extent = in.signedVarint();
  const auto refuse = [&](ReadingMessage message, const std::string& sentence) {
    channel.sendNumber(message);
    channel.sendText(sentence);
  };
  try {
    sendProgram(readProgram(
                    path, inputShape,
                    [&](const ProgramFile& file) {
                      channel.sendNumber(AboutToRun);
                      channel.sendText(file.sha256);
                      if (channel.receiveNumber() != 1) throw ChannelBroken();
                    },
                    readingBytes),
                channel);
  } catch (const std::bad_alloc&) {
    refuse(OutOfMemory, "");
  } catch (const InputError& problem) {
    refuse(Refused, problem.what());
  } catch (const UsageError& problem) {
    refuse(RefusedUse, problem.what());
  } catch (const std::exception& problem) {
    refuse(Failed, problem.what());
  }
}

// For what a network computes on an image or two: a quarter of the machine's memory, so that networks for large
// pictures can be read where they can run, and a bad file leaves the machine usable.
std::int64_t computingBytes() {
  constexpr std::int64_t most = std::int64_t{8} << 30;
  const std::int64_t machine = static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE);
  return std::clamp(machine / 4, usualComputingBytes, most);
}

// External data are in files named like the network.
std::int64_t allowedBytes(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path file = path;
  std::int64_t bytes = 0;
  const std::string stem = file.stem().string();
  for (fs::directory_iterator entry(file.parent_path().empty() ? fs::path(".") : file.parent_path(), ignored), end;
       entry != end; entry.increment(ignored)) {
    if (ignored) break;
    if (entry->path().filename().string().starts_with(stem) && entry->is_regular_file(ignored))
      bytes += static_cast<std::int64_t>(entry->file_size(ignored));
  }
  return computingBytes() + copiesWhileReading * std::min(bytes, std::int64_t{1} << 40);
}

std::string endingText(const ProcessEnding& ending, const ProcessLimits& limits) {
  switch (ending.kind) {
    case ProcessEnding::Kind::TooLong:
      return text("reading it takes more than ", limits.seconds, " s of processor time, which is the limit");
    case ProcessEnding::Kind::Lost:
      return "no process could be started to read it; the system may be short of memory";
    default:
      break;
  }
  if (ending.signal == SIGKILL) return "the system killed the process that was reading it, perhaps for lack of memory";
  return text("it crashed the process that was reading it (",
              ending.signal == 0 ? "without a message" : strsignal(ending.signal),
              "); the file is damaged or malicious");
}

}  // namespace

std::unique_ptr<SeparateProcess> startReadingProcess() {
#if defined(__SANITIZE_THREAD__)
  return nullptr;
#else
  try {
    return std::make_unique<SeparateProcess>(serveReading);
  } catch (const Error&) {
    return nullptr;  // the system cannot start processes; reading continues without this protection
  }
#endif
}

std::int64_t readingBytesFor(const std::string& path, const ReadOptions& options) {
  return options.limits.bytes > 0 ? options.limits.bytes : allowedBytes(path);
}

ReadProgram readProgramInProcess(const std::string& path, const ReadOptions& options) {
  ProcessLimits limits = options.limits;
  limits.bytes = readingBytesFor(path, options);
  std::optional<ReadProgram> read;
  std::optional<ReadingMessage> refusal;
  std::string sentence;
  const ProcessEnding ending = options.process->run(
      requestFor(path, options.inputShape, limits.bytes), limits, options.stop, [&](const ProcessChannel& channel) {
        auto message = static_cast<ReadingMessage>(channel.receiveNumber());
        if (message == AboutToRun) {
          const std::string hash = channel.receiveText();
          if (options.beforeRunning) options.beforeRunning({path, hash});
          channel.sendNumber(1);
          message = static_cast<ReadingMessage>(channel.receiveNumber());
        }
        if (message == Understood) {
          read = receiveProgram(channel);
        } else {
          sentence = channel.receiveText();
          refusal = message;
        }
      });
  if (ending.kind == ProcessEnding::Kind::Stopped) throw Cancelled();
  if (ending.kind != ProcessEnding::Kind::Done)
    throw InputError(text("cannot read '", path, "': ", endingText(ending, limits)));
  if (read) return std::move(*read);
  if (refusal == OutOfMemory)
    throw InputError(text("cannot read '", path, "': reading it takes more than ", limits.bytes >> 20,
                          " MiB of memory, which is the limit"));
  if (refusal == Refused) throw InputError(sentence);
  if (refusal == RefusedUse) throw UsageError(sentence);
  throw Error(sentence);
}

}  // namespace bitprism
