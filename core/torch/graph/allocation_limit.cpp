#include "core/torch/graph/allocation_limit.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>
#include <c10/util/Exception.h>

#include <atomic>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <utility>

#include "core/base/large_pages.h"

namespace bitprism {
namespace {

struct Budget {
  std::int64_t one = 0;
  std::int64_t all = 0;
  std::atomic<std::int64_t> used = 0;
  bool exceeded = false;
};

// Tensors may outlive the scope and die on another thread, so each keeps its budget alive.
thread_local std::shared_ptr<Budget> budget;

void checkBudget(Budget& within, std::int64_t bytes) {
  within.exceeded |= bytes > within.one || within.used + bytes > within.all;
  TORCH_CHECK_WITH(OutOfMemoryError, bytes <= within.one, "a tensor would take ", bytes, " bytes, more than the ",
                   within.one, " that are allowed");
  TORCH_CHECK_WITH(OutOfMemoryError, within.used + bytes <= within.all, "the network would take more than ", within.all,
                   " bytes of memory");
}

// A header before every tensor's memory: the budget it counts against. LibTorch requires the address of the memory and
// that passed to the deleter to be equal.
struct alignas(64) Header {
  std::shared_ptr<Budget> budget;
  std::int64_t bytes = 0;
};
static_assert(sizeof(Header) == 64, "tensors stay aligned as LibTorch aligns them");

void release(void* data) {
  if (!data) return;
  auto* header = reinterpret_cast<Header*>(static_cast<char*>(data) - sizeof(Header));
  if (header->budget) header->budget->used -= header->bytes;
  header->~Header();
  c10::free_cpu(header);
}

// LibTorch's interface differs between releases: which of these are overrides depends on the release.
class CountingAllocator : public at::Allocator {
 public:
  at::DataPtr allocate(std::size_t size) { return std::as_const(*this).allocate(size); }
  at::DataPtr allocate(std::size_t size) const {
    const at::Device device(at::DeviceType::CPU);
    if (size == 0) return {nullptr, nullptr, &release, device};
    TORCH_CHECK(size < static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max()) - sizeof(Header),
                "a tensor would take ", size, " bytes");
    const auto bytes = static_cast<std::int64_t>(size);
    if (budget) checkBudget(*budget, bytes);
    void* memory = nullptr;
    try {
      memory = c10::alloc_cpu(size + sizeof(Header));
    } catch (const c10::Error&) {
      throw std::bad_alloc();  // LibTorch's own text speaks of its sources
    }
    preferLargePages(memory, size);
    auto* header = new (memory) Header{budget, bytes};
    if (budget) budget->used += bytes;
    void* data = header + 1;
    return {data, data, &release, device};
  }

  void copy_data(void* to, const void* from, std::size_t bytes) const { std::memcpy(to, from, bytes); }

  at::DeleterFnPtr raw_deleter() const override { return &release; }
};

// Before main and its threads, as LibTorch's table of allocators has no lock. Tensors created earlier keep their own
// deleter. Never destroyed: threads that still run when the program ends may create tensors.
const bool installed = [] {
  c10::SetCPUAllocator(new CountingAllocator, 1);
  return true;
}();

}  // namespace

AllocationLimit::AllocationLimit(std::int64_t bytesOfOneTensor, std::int64_t bytesOfAll) {
  TORCH_INTERNAL_ASSERT(installed);
  TORCH_INTERNAL_ASSERT(!budget, "limits do not nest");
  budget = std::make_shared<Budget>();
  budget->one = bytesOfOneTensor;
  budget->all = bytesOfAll;
}

AllocationLimit::~AllocationLimit() {
  budget.reset();
}

bool AllocationLimit::exceeded() const {
  return budget->exceeded;
}

std::int64_t AllocationLimit::bytesOfAll() {
  return budget ? budget->all : std::numeric_limits<std::int64_t>::max();
}

std::shared_ptr<const void> countedMemory(std::int64_t bytes) {
  if (!budget) return nullptr;
  checkBudget(*budget, bytes);
  budget->used += bytes;
  return {static_cast<const void*>(budget.get()), [counted = budget, bytes](const void*) { counted->used -= bytes; }};
}

}  // namespace bitprism
