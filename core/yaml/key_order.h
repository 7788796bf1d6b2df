#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace drydock {

/// Which of Go's two YAML libraries writes. They differ in the order of keys, in line width, in how
/// they take tabs and invalid UTF-8, and in the place of a list below its key.
enum class YamlEmitter : uint8_t {
  V2,  // go-yaml v2: what sigs.k8s.io/yaml and kustomize print
  V3,  // go-yaml v3
};

/// The rule of `yaml_key_less` in full, for keys whose first `common` bytes are the same.
bool yaml_key_less_behind(std::string_view a, std::string_view b, size_t common,
                          YamlEmitter emitter);

/// Whether Go's library puts key `a` before key `b`: runs of digits compare as numbers, letters
/// come after everything else. Not transitive ("v10" < "v1alpha1" < "v2" < "v10"), so use it only
/// with algorithms that bear that, such as `sort_by_yaml_key`.
inline bool yaml_key_less(std::string_view a, std::string_view b,
                          YamlEmitter emitter = YamlEmitter::V2) {
  size_t shorter = a.size() < b.size() ? a.size() : b.size();
  size_t i = 0;
  while (i < shorter && a[i] == b[i]) ++i;
  auto is_letter = [](char c) { return static_cast<unsigned char>((c | 0x20) - 'a') < 26; };
  if (i < shorter && is_letter(a[i]) && is_letter(b[i])) return a[i] < b[i];
  return yaml_key_less_behind(a, b, i, emitter);
}

/// Sorts by `yaml_key_less` of the members `key`, keeping the order of what it cannot tell apart.
/// Where the order of the keys is not transitive, the result depends on the order before; Go gives
/// one of several orders at random.
template <class Entry>
void sort_by_yaml_key(std::span<Entry> entries, YamlEmitter emitter = YamlEmitter::V2) {
  auto less = [emitter](const Entry& a, const Entry& b) {
    return yaml_key_less(a.key, b.key, emitter);
  };
  size_t sorted = 1;
  while (sorted < entries.size() && !less(entries[sorted], entries[sorted - 1])) ++sorted;
  if (sorted >= entries.size()) return;

  // Insertion in short runs, as Go sorts short maps, then merging. Neither leaves its bounds
  // whatever `less` says.
  constexpr size_t kRun = 12;
  for (size_t first = 0; first < entries.size(); first += kRun) {
    size_t end = first + kRun < entries.size() ? first + kRun : entries.size();
    for (size_t i = first + 1; i < end; ++i) {
      for (size_t k = i; k > first && less(entries[k], entries[k - 1]); --k) {
        std::swap(entries[k], entries[k - 1]);
      }
    }
  }
  std::vector<Entry> left;
  for (size_t run = kRun; run < entries.size(); run *= 2) {
    for (size_t first = 0; first + run < entries.size(); first += 2 * run) {
      size_t middle = first + run;
      size_t end = middle + run < entries.size() ? middle + run : entries.size();
      left.assign(entries.begin() + first, entries.begin() + middle);
      size_t out = first;
      for (size_t l = 0; l < left.size();) {
        bool right = middle < end && less(entries[middle], left[l]);
        entries[out++] = right ? entries[middle++] : left[l++];
      }
    }
  }
}

}  // namespace drydock
