#include "plan/differences.h"

#include <algorithm>

#include "core/base_encoding.h"
#include "plan/align.h"
#include "plan/list_items.h"
#include "plan/same_value.h"

namespace drydock::plan {
namespace {

bool says_something(const Node* node) { return node && !is_filled_in(*node); }

bool is_certificate(const Node& value) {
  if (!is_text(value)) return false;
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  // "-----BEGIN CERT" in base64
  constexpr std::string_view kEncoded = "LS0tLS1CRUdJTiBDRVJU";
  return value.text().starts_with(kBegin) || value.text().starts_with(kEncoded);
}

bool is_hash(std::string_view text) {
  return text.size() >= 32 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isdigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

class Search {
 public:
  explicit Search(const KindFacts& facts)
      : is_secret_(facts.gvk.kind == "Secret" && facts.gvk.group.empty()) {}

  void compare(const Node* a, const Node* b, const Shape& shape, const std::string& path) {
    if (!says_something(a) && !says_something(b)) return;
    if (!a || !b || a->kind != b->kind) return add(a, b, path);
    if (a->is_mapping()) return compare_mappings(*a, *b, shape, path);
    if (a->is_sequence()) return compare_lists(*a, *b, shape, path);
    if (!same_scalar(*a, *b, shape)) add(a, b, path);
  }

  std::vector<Difference> found;

 private:
  void add(const Node* a, const Node* b, const std::string& path) {
    Difference one;
    one.path = path;
    one.before = says_something(a) ? a : nullptr;
    one.after = says_something(b) ? b : nullptr;
    one.is_secret = is_secret_ && (path == "data" || path.starts_with("data.") ||
                                   path.starts_with("data[") || path.starts_with("stringData"));
    one.noise = noise_of(one);
    found.push_back(std::move(one));
  }

  static Noise noise_of(const Difference& one) {
    if (!one.before || !one.after || !is_text(*one.before) || !is_text(*one.after)) {
      return Noise::None;
    }
    std::string_view before = one.before->text(), after = one.after->text();
    if (is_certificate(*one.before) && is_certificate(*one.after)) return Noise::Certificate;
    bool annotation = one.path.find("annotations[\"checksum/") != std::string::npos;
    bool both_hashes =
        one.path.find(".annotations") != std::string::npos && is_hash(before) && is_hash(after);
    if (annotation || both_hashes) return Noise::Checksum;
    std::string_view stem = name_without_hash(before);
    bool same_stem = !stem.empty() && stem == name_without_hash(after);
    return same_stem ? Noise::HashSuffix : Noise::None;
  }

  void compare_mappings(const Node& a, const Node& b, const Shape& shape, const std::string& path) {
    for (std::string_view key : keys_of(a, b)) {
      compare(a.find(key), b.find(key), shape.field(key), path_below(path, key));
    }
  }

  void compare_lists(const Node& a, const Node& b, const Shape& shape, const std::string& path) {
    ListItems old_items(a, shape), new_items(b, shape);
    if (old_items.has_keys() && new_items.has_keys()) {
      return compare_by_key(old_items, new_items, shape, path);
    }
    Shape element = shape.element();
    Alignment alignment = align(a, b, element);
    for (const auto& [from, to] : alignment.of_old) {
      compare(a.items[from], to ? b.items[*to] : nullptr, element,
              fmt::format("{}[{}]", path, from));
    }
    for (size_t came : alignment.came) {
      compare(nullptr, b.items[came], element, fmt::format("{}[{}]", path, came));
    }
  }

  void compare_by_key(const ListItems& a, const ListItems& b, const Shape& shape,
                      const std::string& path) {
    Shape element = shape.element();
    std::vector<std::string> order, other_order;
    size_t before = found.size();
    for (size_t i = 0; i < a.size(); ++i) {
      const Node* other = b.find(a.key(i));
      compare(a.item(i), other, element, fmt::format("{}[{}]", path, a.key(i)));
      if (other) order.push_back(a.label(i));
    }
    for (size_t i = 0; i < b.size(); ++i) {
      if (a.find(b.key(i))) {
        other_order.push_back(b.label(i));
      } else {
        compare(nullptr, b.item(i), element, fmt::format("{}[{}]", path, b.key(i)));
      }
    }
    if (order == other_order) return;
    Difference one;
    one.path = path;
    one.is_order = true;
    one.old_order = std::move(order);
    one.new_order = std::move(other_order);
    found.insert(found.begin() + static_cast<std::ptrdiff_t>(before), std::move(one));
  }

  bool is_secret_;
};

}  // namespace

std::string_view name_without_hash(std::string_view name) {
  constexpr size_t kHash = 10;
  // The letters that kustomize writes a hash in.
  constexpr std::string_view kLetters = "2456789bcdfghkmt";
  if (name.size() < kHash + 2 || name[name.size() - kHash - 1] != '-') return "";
  std::string_view hash = name.substr(name.size() - kHash);
  bool fits = hash.find_first_not_of(kLetters) == hash.npos;
  return fits ? name.substr(0, name.size() - kHash - 1) : "";
}

std::vector<Difference> find_differences(const Node& before, const Node& after,
                                         const KindFacts& facts) {
  Search search(facts);
  search.compare(&before, &after, facts.shape, "");
  return std::move(search.found);
}

}  // namespace drydock::plan
