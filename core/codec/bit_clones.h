#pragma once

// Marks a function to be built for several processors, like BITPRISM_CLONES of core/stats. x86-64-v3 and not AVX2
// alone: loops over bits need LZCNT and shifts that do not change the flags.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define BITPRISM_BIT_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define BITPRISM_BIT_CLONES
#endif
