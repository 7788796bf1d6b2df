/* Takes the host's character sets out of libarchive when it is linked from its archive.
 *
 * libarchive converts the UTF-8 names of tar archives to the locale's character set, for which
 * glibc's iconv would look for the host's own modules, of whatever version. drydock takes names as
 * the bytes that they are: without a conversion libarchive hands them out unchanged, with a warning.
 */

#include <iconv.h>
#include <stddef.h>

iconv_t iconv_open(const char *to, const char *from) {
  (void)to;
  (void)from;
  return (iconv_t)-1;
}

size_t iconv(iconv_t converter, char **in, size_t *in_left, char **out, size_t *out_left) {
  (void)converter;
  (void)in;
  (void)in_left;
  (void)out;
  (void)out_left;
  return (size_t)-1;
}

int iconv_close(iconv_t converter) {
  (void)converter;
  return 0;
}
