#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/yaml/node.h"
#include "overlays/configs.h"

namespace drydock::overlays {

class Decoder;

/// One field of a struct that is read from a mapping.
template <class T>
struct FieldRow {
  std::string_view name;
  void (*read)(Decoder& decoder, std::string_view field, const Node& value, T& target);
};

namespace detail {
template <class>
struct MemberClass;
template <class Class, class Member>
struct MemberClass<Member Class::*> {
  using type = Class;
};
}  // namespace detail

/// Reads a value into a member, by its type.
template <auto Member>
void read_member(Decoder& decoder, std::string_view field, const Node& value,
                 typename detail::MemberClass<decltype(Member)>::type& target);

/// Turns YAML into plain data, as encoding/json fills Go's structs: names of fields match without
/// regard to case, a null changes nothing, and of equal keys the last one counts.
class Decoder {
 public:
  enum class Mode : uint8_t {
    Kustomization,  // YAML 1.1, unknown fields are errors, a text is nothing else
    Plugin,   // YAML 1.2, unknown fields are passed over, numbers are texts where one is asked
    Strict,   // YAML 1.1, unknown fields are errors, numbers are texts where one is asked
    Lenient,  // YAML 1.1, unknown fields are passed over, numbers are texts where one is asked
  };

  /// `what` names the document in messages: "the kustomization".
  Decoder(Arena& arena, Mode mode, std::string_view what)
      : arena_(arena), mode_(mode), what_(what) {}

  /// Throws Error with rule `kustomization` at the node that does not fit.
  template <class T>
  void read_object(std::string_view field, const Node& node, T& target) {
    read_object(field, node, target, fields_of(static_cast<const T*>(nullptr)));
  }
  template <class T>
  void read_object(std::string_view field, const Node& node, T& target,
                   std::span<const FieldRow<T>> rows) {
    if constexpr (requires { target.node; }) target.node = &node;
    expect_mapping(field, node);
    for (const NodeEntry& entry : node.pairs()) {
      std::string_view key = key_text(*entry.key);
      if (node.find(key) != entry.value && node.find(entry.key->text()) != entry.value) continue;
      const FieldRow<T>* row = find_row(rows, key);
      if (row && has_later_spelling(node, row->name, key)) continue;
      if (row && !is_null(*entry.value)) row->read(*this, row->name, *entry.value, target);
      if (row || mode_ == Mode::Plugin || mode_ == Mode::Lenient) continue;
      std::vector<std::string_view> names;
      for (const FieldRow<T>& known : rows) names.push_back(known.name);
      refuse_unknown(field, *entry.key, names);
    }
  }

  // One for each type that a member may have.
  void read(std::string_view field, const Node& node, Text& target);
  void read(std::string_view field, const Node& node, std::string_view& target);
  void read(std::string_view field, const Node& node, bool& target);
  void read(std::string_view field, const Node& node, int64_t& target);
  void read(std::string_view field, const Node& node, TextMap& target);
  void read(std::string_view field, const Node& node, const Node*& target);

  template <class T>
  void read(std::string_view field, const Node& node, std::optional<T>& target) {
    if (!target) target.emplace();
    read(field, node, *target);
  }

  template <class T>
  void read(std::string_view field, const Node& node, std::vector<T>& target) {
    expect_list(field, node);
    target.clear();
    for (const Node* item : node.elements()) {
      T& added = target.emplace_back();
      if constexpr (requires { added.node; }) added.node = item;
      if (!is_null(*item)) read(field, *item, added);
    }
  }

  /// A nested struct.
  template <class T>
  requires requires(const T* t) { fields_of(t); }
  void read(std::string_view field, const Node& node, T& target) {
    read_object(field, node, target);
  }

  std::string_view key_text(const Node& key);
  bool is_null(const Node& node) const;

 private:
  template <class T>
  static const FieldRow<T>* find_row(std::span<const FieldRow<T>> rows, std::string_view name) {
    for (const FieldRow<T>& row : rows) {
      if (row.name == name) return &row;
    }
    for (const FieldRow<T>& row : rows) {
      if (same_without_case(row.name, name)) return &row;
    }
    return nullptr;
  }

  static bool same_without_case(std::string_view a, std::string_view b);
  /// Whether the mapping has the field under another spelling as well, and that one counts: Go
  /// reads JSON whose keys are sorted.
  static bool has_later_spelling(const Node& node, std::string_view field, std::string_view key);
  void expect_mapping(std::string_view field, const Node& node) const;
  void expect_list(std::string_view field, const Node& node) const;
  [[noreturn]] void refuse_type(std::string_view field, const Node& node,
                                std::string_view wanted) const;
  [[noreturn]] void refuse_unknown(std::string_view field, const Node& key,
                                   std::span<const std::string_view> known) const;
  std::optional<std::string_view> scalar_text(const Node& node);
  YamlDialect dialect() const {
    return mode_ == Mode::Plugin ? YamlDialect::Kustomize : YamlDialect::Sigs;
  }

  Arena& arena_;
  Mode mode_;
  std::string_view what_;
};

template <auto Member>
void read_member(Decoder& decoder, std::string_view field, const Node& value,
                 typename detail::MemberClass<decltype(Member)>::type& target) {
  decoder.read(field, value, target.*Member);
}

}  // namespace drydock::overlays
