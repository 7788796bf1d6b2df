#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/project.h"
#include "core/settings.h"
#include "projects/settings_fields.h"

namespace drydock::projects {

/// Reads nodes into the members of settings as the rows of `Field` say, and collects what is wrong
/// instead of stopping at it. A member keeps its default when its node is wrong or null.
class FieldReader {
 public:
  /// Reads all keys of a mapping into the struct of the shape.
  void read_object(const Shape& shape, const Node& node, void* target);

  // One for each type that a member may have.
  void read(const Field& field, const Node& node, std::string& member);
  void read(const Field& field, const Node& node, bool& member);
  void read(const Field& field, const Node& node, int& member);
  void read(const Field& field, const Node& node, Severity& member);
  void read(const Field& field, const Node& node, Renderer& member);
  void read(const Field& field, const Node& node, std::vector<std::string>& member);
  void read(const Field& field, const Node& node,
            std::vector<std::pair<std::string, std::string>>& member);
  void read(const Field& field, const Node& node,
            std::vector<std::pair<std::string, Severity>>& member);
  void read(const Field& field, const Node& node,
            std::vector<std::pair<std::string, const Node*>>& member);

  /// A list of objects.
  template <class T>
  void read(const Field& field, const Node& node, std::vector<T>& member) {
    if (!expect(field, node, NodeKind::Sequence)) return;
    for (const Node* item : node.elements()) {
      T object;
      if constexpr (requires { object.where; }) object.where = item->where();
      if constexpr (requires { object.defined_at; }) object.defined_at = item->where();
      read_object(*field.shape, *item, &object);
      member.push_back(std::move(object));
    }
  }

  /// A nested object with a struct of its own.
  template <class T>
  void read(const Field& field, const Node& node, T& member) {
    read_object(*field.shape, node, &member);
  }

  void problem(const Node& where, std::string message);

  std::vector<Diagnostic> problems;
  std::vector<const Node*> rules;  // every id of a rule that was named, for a later check

 private:
  bool expect(const Field& field, const Node& node, NodeKind kind);
  std::optional<std::string> text(const Field& field, const Node& node);
  std::optional<std::string> checked_text(const Field& field, const Node& node);
  bool is_choice(const Field& field, const Node& node);
  void read_field(const Shape& shape, const NodeEntry& entry, void* target);
};

}  // namespace drydock::projects
