#include "render/template/known_actions.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "render/template/doubled_brace.h"

namespace drydock::render {
namespace {

// Longer actions are mostly texts in quotes, which are there once.
constexpr size_t kLongest = 1024;
constexpr size_t kShortest = 4;
// How many slots an action may be away from its own: texts may be made to have one hash.
constexpr size_t kProbes = 16;

template <class T>
uint64_t load(const char* at) {
  T bits;
  std::memcpy(&bits, at, sizeof bits);
  return bits;
}

/// Both halves of the product.
uint64_t mix(uint64_t a, uint64_t b) {
  unsigned __int128 product =
      static_cast<unsigned __int128>(a ^ 0x9E3779B97F4A7C15u) * (b ^ 0xC2B2AE3D27D4EB4Fu);
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

/// Of at least four bytes.
uint64_t hash_of(std::string_view text) {
  const char* at = text.data();
  const char* end = at + text.size();
  uint64_t hash = text.size();
  if (text.size() < 8) return mix(load<uint32_t>(at) ^ hash << 32, load<uint32_t>(end - 4));
  if (text.size() < 16) return mix(load<uint64_t>(at) ^ hash << 56, load<uint64_t>(end - 8));
  for (; end - at > 16; at += 16) hash = mix(load<uint64_t>(at) ^ hash, load<uint64_t>(at + 8));
  return mix(load<uint64_t>(end - 16) ^ hash, load<uint64_t>(end - 8));
}

}  // namespace

bool trims_right(std::string_view text) {
  if (text.size() < 4 || text[text.size() - 3] != '-') return false;
  char blank = text[text.size() - 4];
  return blank == ' ' || blank == '\t' || blank == '\r' || blank == '\n';
}

KnownActions::Candidate KnownActions::find(const char* at, const char* end) const {
  Candidate candidate;
  const char* last = end - at > static_cast<ptrdiff_t>(kLongest) ? at + kLongest : end;
  const char* from = at;
  // Raw texts are written to have delimiters in them.
  if (at < last && *at == '`') {
    from = static_cast<const char*>(std::memchr(at + 1, '`', size_t(last - at) - 1));
    if (!from) return candidate;
  }
  const char* delim = find_doubled_brace(from, last, '}');
  if (delim == last || size_t(delim + 2 - at) < kShortest) return candidate;
  candidate.text = {at, size_t(delim + 2 - at)};
  candidate.hash = hash_of(candidate.text);
  if (const KnownAction** slot = slot_of(candidate.text, candidate.hash)) candidate.action = *slot;
  return candidate;
}

/// The one of that text, or a free one; null if there is neither.
const KnownAction** KnownActions::slot_of(std::string_view text, uint64_t hash) const {
  for (size_t i = 0; i < std::min(kProbes, capacity_); ++i) {
    const KnownAction*& slot = slots_[(hash + i) & (capacity_ - 1)];
    if (!slot || (slot->hash == hash && slot->text == text)) return &slot;
  }
  return nullptr;
}

void KnownActions::add(const KnownAction& action) {
  if (2 * used_ >= capacity_) grow();
  const KnownAction** slot = slot_of(action.text, action.hash);
  if (!slot) return;
  if (!*slot) ++used_;
  *slot = &action;
}

void KnownActions::grow() {
  size_t old_capacity = std::exchange(capacity_, std::max<size_t>(256, 2 * capacity_));
  auto old = std::exchange(slots_, std::make_unique<const KnownAction*[]>(capacity_));
  used_ = 0;
  for (size_t i = 0; i < old_capacity; ++i) {
    if (old[i]) add(*old[i]);
  }
}

}  // namespace drydock::render
