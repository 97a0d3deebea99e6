#pragma once

#include <QtTest>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include "tests/gui/patience.h"

namespace bitprism::test {

using MakeTest = std::function<std::unique_ptr<QObject>()>;

// Runs every test object, or the one whose class the first argument names: each is a test of its own for ctest. The
// exit code is the number of those that failed.
inline int runTests(const std::vector<MakeTest>& tests, int argc, char** argv) {
  qputenv("QTEST_FUNCTION_TIMEOUT", QByteArray::number(2 * patience));  // Qt's own is shorter than ours
  const bool one = argc > 1 && argv[1][0] != '-';
  std::vector<char*> others(argv, argv + argc);
  if (one) others.erase(others.begin() + 1);
  int failed = 0, run = 0;
  for (const MakeTest& make : tests) {
    const std::unique_ptr<QObject> test = make();
    const QByteArray name = test->metaObject()->className();
    if (one && name != argv[1] && !name.endsWith(QByteArray("::") + argv[1])) continue;
    failed += QTest::qExec(test.get(), static_cast<int>(others.size()), others.data()) != 0;
    ++run;
  }
  if (run > 0) return failed;
  std::fprintf(stderr, "no test class '%s'\n", argv[1]);
  return 1;
}

}  // namespace bitprism::test
