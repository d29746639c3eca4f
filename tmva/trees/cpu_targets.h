// TMVA_KERNEL: a function compiled for several instruction sets; the results are the same in all.
#pragma once

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define TMVA_KERNEL __attribute__((target_clones("avx2", "default")))
#else
#define TMVA_KERNEL
#endif
