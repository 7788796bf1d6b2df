#include "core/yaml/compare.h"

namespace drydock {
namespace {

bool is_text(const Node& scalar) {
  // Quotes and blocks make text of anything; a plain scalar's own letters decide, and two plain
  // ones with the same letters mean the same.
  return scalar.style != NodeStyle::Plain;
}

/// Whether a plain scalar may mean something else than its letters: a number, null, a boolean.
bool may_be_typed(std::string_view text) {
  constexpr std::string_view kWords[] = {"~",  "null", "true", "false", "yes", "no",
                                         "on", "off",  "y",    "n",     ""};
  if (text.size() > 5) {
    return text.front() == '+' || text.front() == '-' || text.front() == '.' ||
           std::isdigit(static_cast<unsigned char>(text.front()));
  }
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  bool word = std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords);
  return word || std::isdigit(static_cast<unsigned char>(lower.front())) ||
         std::string_view("+-.").find(lower.front()) != std::string_view::npos;
}

bool same_scalar(const Node& a, const Node& b) {
  if (a.text() != b.text() || a.tag() != b.tag()) return false;
  return is_text(a) == is_text(b) || !may_be_typed(a.text());
}

bool same_mapping(const Node& a, const Node& b) {
  for (uint32_t i = 0; i < a.size; ++i) {
    const NodeEntry& entry = a.entries[i];
    // Most files keep their keys in one order, so the same place is tried first.
    const NodeEntry& opposite = b.entries[i];
    const Node* other = same_data(*entry.key, *opposite.key) ? opposite.value
                        : entry.key->is_scalar()             ? b.find(entry.key->text())
                                                             : nullptr;
    if (!other || !same_data(*entry.value, *other)) return false;
  }
  return true;
}

}  // namespace

bool same_data(const Node& a, const Node& b) {
  if (&a == &b) return true;
  if (a.kind != b.kind) return false;
  if (a.is_scalar()) return same_scalar(a, b);
  if (a.size != b.size) return false;
  if (a.is_mapping()) return same_mapping(a, b);
  return std::equal(a.items, a.items + a.size, b.items,
                    [](const Node* x, const Node* y) { return same_data(*x, *y); });
}

}  // namespace drydock
