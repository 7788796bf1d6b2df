// What LeakSanitizer passes over: libgit2 1.5 does not free PCRE2's match data when an expression
// does not match, once for each repository it opens and for each revision that it cannot read.

extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() { return "leak:libpcre2\n"; }
