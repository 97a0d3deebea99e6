#include "core/base/memory_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include "core/base/error.h"

namespace bitprism {
namespace {

const std::vector<std::uint8_t> first{1, 2, 3}, second, third{4};

TEST(MemoryFile, holdsItsPartsOneAfterAnother) {
  const FileDescriptor file = sealedMemory({first, second, third});
  ASSERT_TRUE(file);
  const MappedMemory mapped(file.get());
  EXPECT_EQ(std::vector<std::uint8_t>(mapped.bytes().begin(), mapped.bytes().end()),
            (std::vector<std::uint8_t>{1, 2, 3, 4}));
  EXPECT_TRUE(MappedMemory(sealedMemory({}).get()).bytes().empty());
}

TEST(MemoryFile, changesNoMore) {
  const FileDescriptor file = sealedMemory({first});
  ASSERT_TRUE(file);
  EXPECT_LT(write(file.get(), third.data(), third.size()), 0);
  EXPECT_LT(pwrite(file.get(), third.data(), third.size(), 0), 0);
  EXPECT_NE(ftruncate(file.get(), 1), 0);
  EXPECT_NE(ftruncate(file.get(), 10), 0);
  EXPECT_EQ(mmap(nullptr, first.size(), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0), MAP_FAILED);
  EXPECT_NE(fcntl(file.get(), F_ADD_SEALS, F_SEAL_WRITE), 0);
}

TEST(MemoryFile, isNotMappedWhileItCouldChange) {
  const FileDescriptor open(memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  ASSERT_EQ(write(open.get(), first.data(), first.size()), 3);
  EXPECT_FALSE(isSealedMemory(open.get()));
  EXPECT_THROW(MappedMemory{open.get()}, InputError);
  ASSERT_EQ(fcntl(open.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
  EXPECT_THROW(MappedMemory{open.get()}, InputError);
  EXPECT_THROW(MappedMemory{-1}, InputError);
}

}  // namespace
}  // namespace bitprism
