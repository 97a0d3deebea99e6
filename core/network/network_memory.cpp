#include "core/network/network_memory.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/base/byte_stream.h"
#include "core/base/error.h"
#include "core/base/memory_file.h"
#include "core/base/text.h"
#include "core/network/graphless.h"
#include "core/network/program_details.h"

// The memory: 16 bytes with its mark and the size of what follows, the description of the network by ByteWriter, and
// the numbers of its tensors, each tensor's at a multiple of 64 bytes after the start of the first one's.
namespace bitprism {
namespace {

constexpr const char* memorySource = "the network in memory";
constexpr std::uint64_t memoryMark = 0x6d73697270746962;  // "bitprism"
constexpr std::size_t headSize = 16, rowAlignment = 64;

std::size_t aligned(std::size_t position) {
  return (position + rowAlignment - 1) / rowAlignment * rowAlignment;
}

// Lays out tensors; those that share their numbers share them again.
class TensorRows {
 public:
  void describe(const Tensor& tensor, ByteWriter& out) {
    std::visit(
        [&](const auto& values) {
          const auto [found, fresh] = placed_.try_emplace(values.get(), rows_.size());
          if (fresh)
            rows_.emplace_back(reinterpret_cast<const std::uint8_t*>(values->data()),
                               values->size() * sizeof(*values->data()));
          out.varint(found->second);
        },
        tensor.values);
  }

  const std::vector<std::span<const std::uint8_t>>& rows() const { return rows_; }

 private:
  std::map<const void*, std::size_t> placed_;
  std::vector<std::span<const std::uint8_t>> rows_;
};

void describe(const Program& program, TensorRows& rows, ByteWriter& out) {
  const Bytes graph = programToBytes(program);
  out.varint(graph.size());
  out.append(graph);
  writeProgramDetails(program, out);
  for (const Tensor& tensor : program.tensors) rows.describe(tensor, out);
}

class MemoryReader {
 public:
  explicit MemoryReader(std::shared_ptr<const MappedMemory> memory) : memory_(std::move(memory)) {}

  Network read() {
    ByteReader head(memory_->bytes(), memorySource);
    if (head.number(8) != memoryMark) head.fail("it is no network of this version of the program");
    const std::uint64_t size = head.number(8);
    ByteReader in(head.take(size), memorySource);
    numbers_ = memory_->bytes().subspan(std::min(aligned(headSize + size), memory_->bytes().size()));
    rows_.resize(in.count());
    for (std::span<const std::uint8_t>& row : rows_) row = readRow(in);

    const std::string name = in.text(), format = in.text();
    std::vector<std::string> notices(in.count());
    for (std::string& notice : notices) notice = in.text();
    const std::int64_t parameters = in.signedVarint();
    Program program = readProgram(in);
    std::shared_ptr<const Program> unfolded;
    if (in.number(1) != 0) unfolded = std::make_shared<const Program>(readProgram(in));
    if (in.remaining() > 0) in.fail(text(in.remaining(), " bytes more than expected"));

    Network network = makeNetwork(std::move(program), name, format);
    network.notices = std::move(notices);
    network.parameters = parameters;
    network.unfolded = std::move(unfolded);
    return network;
  }

 private:
  std::span<const std::uint8_t> readRow(ByteReader& in) const {
    const std::uint64_t position = in.varint(), size = in.varint();
    if (position % rowAlignment != 0 || position > numbers_.size() || size > numbers_.size() - position)
      in.fail(text(size, " bytes at ", position, " of ", numbers_.size()));
    return numbers_.subspan(position, size);
  }

  Program readProgram(ByteReader& in) const {
    const auto graph = in.take(in.varint());
    Program program = programFromBytes({graph.begin(), graph.end()});
    readProgramDetails(in, program);
    for (Tensor& tensor : program.tensors) {
      const std::span<const std::uint8_t> row = rows_[static_cast<std::size_t>(in.index(rows_.size()))];
      std::visit([&](auto& values) { values = viewOf(values, row, tensor, in); }, tensor.values);
    }
    return program;
  }

  template <class T>
  std::shared_ptr<const ConstantArray<T>> viewOf(const std::shared_ptr<const ConstantArray<T>>&,
                                                 std::span<const std::uint8_t> row, const Tensor& tensor,
                                                 const ByteReader& in) const {
    const auto count = static_cast<std::uint64_t>(elementCount(tensor.shape));
    if (row.size() % sizeof(T) != 0 || row.size() / sizeof(T) != count)
      in.fail(text("tensor '", tensor.name, "' of shape ", shapeText(tensor.shape), " has ", row.size(), " bytes"));
    if (std::is_same_v<T, std::uint8_t> &&
        std::any_of(row.begin(), row.end(), [](std::uint8_t value) { return value > 1; }))
      in.fail(text("tensor '", tensor.name, "' has booleans that are neither 0 nor 1"));
    return std::make_shared<const ConstantArray<T>>(std::span(reinterpret_cast<const T*>(row.data()), count), memory_);
  }

  std::shared_ptr<const MappedMemory> memory_;
  std::span<const std::uint8_t> numbers_;
  std::vector<std::span<const std::uint8_t>> rows_;
};

}  // namespace

FileDescriptor networkInMemory(const Network& network) {
  if (!hasGraph(network)) return {};
  TensorRows tensors;
  ByteWriter description;
  description.text(network.name);
  description.text(network.format);
  description.varint(network.notices.size());
  for (const std::string& notice : network.notices) description.text(notice);
  description.signedVarint(network.parameters);
  describe(network.program, tensors, description);
  description.number(network.unfolded ? 1 : 0, 1);
  if (network.unfolded) describe(*network.unfolded, tensors, description);

  ByteWriter places;
  places.varint(tensors.rows().size());
  std::size_t position = 0;
  for (const std::span<const std::uint8_t> row : tensors.rows()) {
    places.varint(position);
    places.varint(row.size());
    position = aligned(position + row.size());
  }
  ByteWriter head;
  head.number(memoryMark, 8);
  head.number(places.size() + description.size(), 8);

  const std::array<std::uint8_t, rowAlignment> gap{};
  std::vector<std::span<const std::uint8_t>> parts = {head.bytes(), places.bytes(), description.bytes()};
  const auto pad = [&](std::size_t size) { parts.push_back(std::span(gap).first(aligned(size) - size)); };
  pad(headSize + places.size() + description.size());
  for (const std::span<const std::uint8_t> row : tensors.rows()) {
    parts.push_back(row);
    pad(row.size());
  }
  return sealedMemory(parts);
}

Network networkFromMemory(int file) {
  return MemoryReader(std::make_shared<const MappedMemory>(file)).read();
}

}  // namespace bitprism
