// TMVA_KERNEL: a function compiled for several instruction sets; the results are the same in all.
#pragma once

// The choice is made while the library is loaded, when sanitizers are not ready yet.
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(TMVA_SANITIZED)
#define TMVA_KERNEL __attribute__((target_clones("avx2", "default")))
#else
#define TMVA_KERNEL
#endif
