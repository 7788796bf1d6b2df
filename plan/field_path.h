#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plan/content.h"
#include "plan/shape.h"

namespace drydock::plan {

/// One step on the way to a field.
struct FieldStep {
  std::string key;              // of a mapping; empty for an item of a list
  std::optional<size_t> index;  // of an item
  std::string item;             // of an item of a list with keys: "name=web"

  bool is_item() const { return index || !item.empty(); }
};

/// A field of an object that holds no others: a scalar, or an empty mapping or list.
struct ObjectField {
  std::string path;  // spec.template.spec.containers[name=web].image
  std::vector<FieldStep> steps;
  const Node* value = nullptr;
};

/// All of them, in the order of the text. Refers to `content`.
std::vector<ObjectField> list_fields(const Node& content, const Shape& shape);
/// What stands there in another version of the object; null for nothing.
const Node* find_field(const Node& content, const Shape& shape, std::span<const FieldStep> steps);

/// Whether it belongs to what a Secret keeps secret; fields around that count.
bool is_secret_field(const Gvk& gvk, std::span<const FieldStep> steps);

/// A path as people write it: `data["app.yaml"]`, `containers[name=web]`, `containers[0]`, also
/// `containers[web]`, `containers.0`, and keys with dots as they are.
class FieldPath {
 public:
  /// "" covers everything. Throws Error when a bracket or quote is not closed.
  explicit FieldPath(std::string_view text);

  /// The same words as a way, as far as they are in the notation of findings.
  std::vector<FieldStep> steps() const;
  /// Whether a field is the one or below it.
  bool covers(std::span<const FieldStep> steps) const { return fits(0, steps, false); }
  /// Whether a field is the one, below it, or around it.
  bool touches(std::span<const FieldStep> steps) const { return fits(0, steps, true); }

 private:
  struct Word {
    std::string text;
    bool bracket = false;
    bool quoted = false;
  };

  size_t read_bracket(std::string_view text, size_t at);
  bool fits(size_t word, std::span<const FieldStep> steps, bool around) const;

  std::vector<Word> words_;
};

}  // namespace drydock::plan
