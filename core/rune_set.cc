#include "core/rune_set.h"

#include "core/unicode.h"

// The assembler copies the file as it is; core/import/unicode_sets.go wrote it and tells its form.
asm(".section .rodata\n"
    ".global drydock_unicode_sets\ndrydock_unicode_sets:\n"
    ".incbin \"core/data/unicode_sets.bin\"\n"
    ".global drydock_unicode_sets_end\ndrydock_unicode_sets_end:\n"
    ".previous\n");
extern "C" {
extern const char drydock_unicode_sets[];
extern const char drydock_unicode_sets_end[];
}

namespace drydock {
namespace {

uint32_t read_varint(std::string_view& data) {
  uint32_t value = 0;
  for (int shift = 0;; shift += 7) {
    auto byte = static_cast<unsigned char>(data.front());
    data.remove_prefix(1);
    value |= static_cast<uint32_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
}

RuneSet decode_set(std::string_view data) {
  RuneSet set;
  char32_t end = 0;
  while (!data.empty()) {
    char32_t first = end + read_varint(data);
    char32_t last = first + read_varint(data);
    set.add(first, last);
    end = last + 1;
  }
  return set;
}

bool has_name(std::string_view names, std::string_view name) {
  while (true) {
    size_t bar = names.find('|');
    if (names.substr(0, bar) == name) return true;
    if (bar == std::string_view::npos) return false;
    names.remove_prefix(bar + 1);
  }
}

std::optional<RuneSet> find_set(std::string_view name) {
  std::string_view rest(drydock_unicode_sets,
                        static_cast<size_t>(drydock_unicode_sets_end - drydock_unicode_sets));
  while (!rest.empty()) {
    auto byte = [&](size_t i) { return static_cast<unsigned char>(rest[i]); };
    size_t names_size = byte(0);
    std::string_view names = rest.substr(1, names_size);
    size_t size = byte(1 + names_size) + byte(2 + names_size) * size_t{256};
    rest.remove_prefix(3 + names_size);
    if (has_name(names, name)) return decode_set(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  return std::nullopt;
}

/// The first letter large, the others small, no separators.
std::string canonical_name(std::string_view name) {
  std::string out;
  for (char c : name) {
    if (c == '_' || c == '-' || c == ' ') continue;
    if (out.empty() && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!out.empty() && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    out += c;
  }
  return out;
}

/// The code points that have another case.
const RuneSet& folding_runes() {
  static const RuneSet set = find_set("folding").value();
  return set;
}

struct Fold {
  char32_t from;
  char32_t to;
};
// Where going from the small letter to the capital one and back leaves some out.
constexpr Fold kFolds[] = {
    {0x6B, 0x212A},   {0x73, 0x17F},   {0xDF, 0x1E9E},  {0xE5, 0x212B},  {0x1C4, 0x1C5},
    {0x1C7, 0x1C8},   {0x1CA, 0x1CB},  {0x1F1, 0x1F2},  {0x3A3, 0x3C2},  {0x3B2, 0x3D0},
    {0x3B5, 0x3F5},   {0x3B8, 0x3D1},  {0x3B9, 0x1FBE}, {0x3BA, 0x3F0},  {0x3BC, 0xB5},
    {0x3C0, 0x3D6},   {0x3C1, 0x3F1},  {0x3C2, 0x3C3},  {0x3C6, 0x3D5},  {0x3C9, 0x2126},
    {0x3D1, 0x3F4},   {0x3F4, 0x398},  {0x432, 0x1C80}, {0x434, 0x1C81}, {0x43E, 0x1C82},
    {0x441, 0x1C83},  {0x442, 0x1C84}, {0x44A, 0x1C86}, {0x463, 0x1C87}, {0x1C84, 0x1C85},
    {0x1E61, 0x1E9B}, {0x1FBE, 0x345}, {0x2126, 0x3A9}, {0x212A, 0x4B},  {0x212B, 0xC5},
    {0xA64B, 0x1C88},
};

}  // namespace

char32_t simple_fold(char32_t rune) {
  const Fold* at = std::lower_bound(std::begin(kFolds), std::end(kFolds), rune,
                                    [](const Fold& fold, char32_t r) { return fold.from < r; });
  if (at != std::end(kFolds) && at->from == rune) return at->to;
  char32_t lower = to_lower(rune);
  return lower != rune ? lower : to_upper(rune);
}

void RuneSet::add_other_cases() {
  normalize();
  RuneSet others;
  std::span<const Range> folding = folding_runes().ranges();
  for (const Range& range : ranges_) {
    auto at = std::lower_bound(folding.begin(), folding.end(), range.first,
                               [](const Range& r, char32_t rune) { return r.last < rune; });
    for (; at != folding.end() && at->first <= range.last; ++at) {
      char32_t last = std::min(range.last, at->last);
      for (char32_t rune = std::max(range.first, at->first); rune <= last; ++rune) {
        for (char32_t c = simple_fold(rune); c != rune; c = simple_fold(c)) others.add(c, c);
      }
    }
  }
  add(others);
  normalize();
}

RuneSet RuneSet::negated() const {
  RuneSet sorted = *this;
  sorted.normalize();
  RuneSet out;
  char32_t next = 0;
  for (const Range& range : sorted.ranges_) {
    if (range.first > next) out.add(next, range.first - 1);
    next = range.last + 1;
  }
  if (next <= kMaxRune) out.add(next, kMaxRune);
  return out;
}

void RuneSet::normalize() {
  std::sort(ranges_.begin(), ranges_.end(),
            [](const Range& a, const Range& b) { return a.first < b.first; });
  size_t kept = 0;
  for (size_t i = 0; i < ranges_.size(); ++i) {
    if (kept > 0 && ranges_[i].first <= ranges_[kept - 1].last + 1) {
      ranges_[kept - 1].last = std::max(ranges_[kept - 1].last, ranges_[i].last);
    } else {
      ranges_[kept++] = ranges_[i];
    }
  }
  ranges_.resize(kept);
}

std::optional<RuneSet> find_unicode_set(std::string_view name) {
  std::string canonical = canonical_name(name);
  if (canonical == "Any" || canonical == "Ascii") {
    RuneSet set;
    set.add(0, canonical == "Any" ? kMaxRune : 0x7F);
    return set;
  }
  if (canonical == "Assigned") return find_set("Cn")->negated();
  // "Folding" is no such name to Go, and the data have it with a small letter.
  if (canonical.empty()) return std::nullopt;
  return find_set(canonical);
}

}  // namespace drydock
