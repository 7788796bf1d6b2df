#include "plan/field_path.h"

#include <charconv>

#include "core/error.h"
#include "plan/list_items.h"
#include "plan/same_value.h"

namespace drydock::plan {
namespace {

class Listing {
 public:
  void add(const Node& node, const Shape& shape, const std::string& path) {
    if (node.size > 0 && node.is_mapping()) return add_mapping(node, shape, path);
    if (node.size > 0 && node.is_sequence()) return add_list(node, shape, path);
    found.push_back({path, steps_, &node});
  }

  std::vector<ObjectField> found;

 private:
  void add_mapping(const Node& node, const Shape& shape, const std::string& path) {
    for (const NodeEntry& entry : node.pairs()) {
      std::string_view key = entry.key->text();
      steps_.push_back({std::string(key), std::nullopt, ""});
      add(*entry.value, shape.field(key), path_below(path, key));
      steps_.pop_back();
    }
  }

  void add_list(const Node& node, const Shape& shape, const std::string& path) {
    ListItems items(node, shape);
    for (size_t i = 0; i < node.size; ++i) {
      std::string item = items.has_keys() ? items.key(i) : "";
      std::string name = item.empty() ? std::to_string(i) : item;
      steps_.push_back({"", i, std::move(item)});
      add(*node.items[i], shape.element(), fmt::format("{}[{}]", path, name));
      steps_.pop_back();
    }
  }

  std::vector<FieldStep> steps_;
};

const Node* item_of(const Node& list, const Shape& shape, const FieldStep& step) {
  if (!step.item.empty()) return ListItems(list, shape).find(step.item);
  return step.index && *step.index < list.size ? list.items[*step.index] : nullptr;
}

std::optional<size_t> number_in(std::string_view text) {
  size_t number = 0;
  auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool whole = code == std::errc() && end == text.data() + text.size();
  return whole ? std::optional<size_t>(number) : std::nullopt;
}

/// "name=web" of "name=web,port=1".
bool has_part(std::string_view parts, std::string_view wanted) {
  size_t at = parts.find(wanted);
  while (at != parts.npos) {
    size_t end = at + wanted.size();
    bool begins = at == 0 || parts[at - 1] == ',';
    if (begins && (end == parts.size() || parts[end] == ',')) return true;
    at = parts.find(wanted, at + 1);
  }
  return false;
}

bool names_item(std::string_view word, const FieldStep& step) {
  if (word == step.item) return true;
  if (step.index && number_in(word) == step.index) return true;
  if (word.empty() || step.item.empty()) return false;
  if (word.find('=') != word.npos) return has_part(step.item, word);
  std::string_view item = step.item;
  return item.substr(item.find('=') + 1) == word;
}

}  // namespace

std::vector<ObjectField> list_fields(const Node& content, const Shape& shape) {
  Listing listing;
  listing.add(content, shape, "");
  return std::move(listing.found);
}

const Node* find_field(const Node& content, const Shape& shape, std::span<const FieldStep> steps) {
  const Node* node = &content;
  Shape at = shape;
  for (const FieldStep& step : steps) {
    if (step.is_item()) {
      node = node->is_sequence() ? item_of(*node, at, step) : nullptr;
      at = at.element();
    } else {
      node = node->find(step.key);
      at = at.field(step.key);
    }
    if (!node) return nullptr;
  }
  return node;
}

bool is_secret_field(const Gvk& gvk, std::span<const FieldStep> steps) {
  if (gvk.kind != "Secret" || !gvk.group.empty()) return false;
  if (steps.empty()) return true;
  std::string_view top = steps.front().key;
  if (top == "data" || top == "stringData") return true;
  // What kubectl was given last is the whole object once more.
  bool annotations = top == "metadata" && steps.size() > 1 && steps[1].key == "annotations";
  return annotations &&
         (steps.size() == 2 || steps[2].key == "kubectl.kubernetes.io/last-applied-configuration");
}

FieldPath::FieldPath(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '[') {
      at = read_bracket(text, at);
      continue;
    }
    if (text[at] == '.') {
      ++at;
      if (at < text.size() && text[at] == '[') continue;
    }
    size_t end = std::min(text.find_first_of(".[", at), text.size());
    words_.push_back({std::string(text.substr(at, end - at))});
    at = end;
  }
}

/// -> the position behind it
size_t FieldPath::read_bracket(std::string_view text, size_t at) {
  Word word;
  word.bracket = true;
  word.quoted = at + 1 < text.size() && text[at + 1] == '"';
  size_t end = at + (word.quoted ? 2 : 1);
  while (end < text.size() && text[end] != (word.quoted ? '"' : ']')) {
    if (word.quoted && text[end] == '\\' && end + 1 < text.size()) ++end;
    word.text += text[end++];
  }
  if (word.quoted) ++end;
  if (end >= text.size() || text[end] != ']') {
    fail("", fmt::format("`{}` is no field: the bracket at {} is not closed", text, at + 1));
  }
  words_.push_back(std::move(word));
  return end + 1;
}

std::vector<FieldStep> FieldPath::steps() const {
  std::vector<FieldStep> steps;
  for (const Word& word : words_) {
    FieldStep& step = steps.emplace_back();
    if (!word.bracket || word.quoted) {
      step.key = word.text;
    } else {
      step.index = number_in(word.text);
      if (!step.index) step.item = word.text;
    }
  }
  return steps;
}

bool FieldPath::fits(size_t word, std::span<const FieldStep> steps, bool around) const {
  if (word == words_.size()) return true;
  if (steps.empty()) return around;
  const FieldStep& step = steps.front();
  std::span<const FieldStep> rest = steps.subspan(1);
  if (step.is_item()) {
    return names_item(words_[word].text, step) && fits(word + 1, rest, around);
  }
  // Keys may have dots in them.
  std::string key;
  for (size_t i = word; i < words_.size(); ++i) {
    if (words_[i].bracket && (i > word || !words_[i].quoted)) return false;
    if (i > word) key += '.';
    key += words_[i].text;
    if (key == step.key) return fits(i + 1, rest, around);
    if (words_[i].bracket) return false;
  }
  return false;
}

}  // namespace drydock::plan
