/* Takes out of the start of a static program what short runs do not need. Linked with `--wrap`, so
 * that these functions stand in for the libraries' own: see CMakeLists.txt.
 */

#include <stddef.h>

void __wrap___register_frame_info(const void *tables, void *object);
void *__wrap___deregister_frame_info(const void *tables);
void __real_OPENSSL_cpuid_setup(void);
void __wrap_OPENSSL_cpuid_setup(void);

/* What is thrown finds its handlers by a table that the linker sorted (PT_GNU_EH_FRAME). gcc's
 * start files for static programs register the unsorted tables as well, and the first exception
 * would sort them all, for 14 ms. */
void __wrap___register_frame_info(const void *tables, void *object) {
  (void)tables;
  (void)object;
}

void *__wrap___deregister_frame_info(const void *tables) {
  (void)tables;
  return NULL;
}

/* libcrypto asks what the processor can do before main, which takes a virtual machine 30 us, and
 * once more when it is initialised, before anything of it is used. */
void __wrap_OPENSSL_cpuid_setup(void) {
  static int is_started = 0;
  if (is_started) __real_OPENSSL_cpuid_setup();
  is_started = 1;
}
