// What the sanitizers pass over, and why.

extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __asan_default_suppressions();

// libgit2 1.5 does not free PCRE2's match data when an expression does not match, once for each
// repository it opens and for each revision that it cannot read.
extern "C" const char* __lsan_default_suppressions() { return "leak:libpcre2\n"; }

// When an exception leaves deep frames, gcc 12's run-time checks its own call of sigaltstack
// against the marks that these frames have left on the stack.
extern "C" const char* __asan_default_suppressions() { return "interceptor_name:sigaltstack\n"; }
