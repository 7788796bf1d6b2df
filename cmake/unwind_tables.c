/* What throws finds its handlers by a table that the linker sorted (PT_GNU_EH_FRAME).
 *
 * The start files of gcc for static programs register the unsorted tables as well, and the first
 * exception would sort them all, for 14 ms. These stand in for the functions that they call: see
 * the `--wrap` options in CMakeLists.txt.
 */

#include <stddef.h>

void __wrap___register_frame_info(const void *tables, void *object);
void *__wrap___deregister_frame_info(const void *tables);

void __wrap___register_frame_info(const void *tables, void *object) {
  (void)tables;
  (void)object;
}

void *__wrap___deregister_frame_info(const void *tables) {
  (void)tables;
  return NULL;
}
