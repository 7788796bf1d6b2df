#include "render/template/doubled_brace.h"

#include <bit>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace drydock::render {

const char* find_doubled_brace(const char* at, const char* end, char brace) {
#ifdef __SSE2__
  const __m128i wanted = _mm_set1_epi8(brace);
  for (; end - at > 16; at += 16) {
    __m128i here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    __m128i behind = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 1));
    __m128i both = _mm_and_si128(_mm_cmpeq_epi8(here, wanted), _mm_cmpeq_epi8(behind, wanted));
    int found = _mm_movemask_epi8(both);
    if (found != 0) return at + std::countr_zero(static_cast<unsigned>(found));
  }
#endif
  for (; end - at >= 2; ++at) {
    if (at[0] == brace && at[1] == brace) return at;
  }
  return end;
}

}  // namespace drydock::render
