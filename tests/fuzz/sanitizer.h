// The few calls into AddressSanitizer's runtime, where it is there.
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define TMVA_WITH_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TMVA_WITH_ASAN
#endif
#endif

#if defined(TMVA_WITH_ASAN)
extern "C" int __lsan_do_recoverable_leak_check();
extern "C" void __sanitizer_print_stack_trace();
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*,
                                                                  std::size_t),
                                                         void (*)(const volatile void*));
#else
inline int __lsan_do_recoverable_leak_check() { return 0; }
#endif
