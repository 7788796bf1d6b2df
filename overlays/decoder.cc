#include "overlays/decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/error.h"
#include "core/go_number.h"
#include "core/suggest.h"
#include "core/yaml/resolve.h"

namespace drydock::overlays {
namespace {

std::string_view type_name(const Node& node, YamlDialect dialect) {
  if (node.is_mapping()) return "a mapping";
  if (node.is_sequence()) return "a list";
  switch (resolve_scalar(node, dialect).type) {
    case ScalarType::Null:
      return "null";
    case ScalarType::Bool:
      return "a boolean";
    case ScalarType::Int:
    case ScalarType::Float:
      return "a number";
    default:
      return "text";
  }
}

/// What Go's YAML makes of a value that is no text where a text is asked for.
std::string text_of(const ResolvedScalar& scalar) {
  if (scalar.type == ScalarType::Bool) return scalar.boolean ? "true" : "false";
  if (scalar.type == ScalarType::Float) return format_go_float(scalar.number, 'g', -1, 64);
  return scalar.is_unsigned ? std::to_string(scalar.unsigned_integer)
                            : std::to_string(scalar.integer);
}

bool is_text(ScalarType type) {
  return type != ScalarType::Null && type != ScalarType::Bool && type != ScalarType::Int &&
         type != ScalarType::Float;
}

}  // namespace

bool Decoder::same_without_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

bool Decoder::is_null(const Node& node) const {
  return node.is_scalar() && resolve_scalar(node, dialect()).type == ScalarType::Null;
}

void Decoder::refuse_type(std::string_view field, const Node& node, std::string_view wanted) const {
  std::string help;
  std::string_view got = type_name(node, dialect());
  bool quote = wanted == "text" && node.is_scalar();
  fail("kustomization",
       field.empty()
           ? fmt::format("{} must be {}, not {}", what_, wanted, got)
           : fmt::format("`{}` must be {}, not {}{}", field, wanted, got,
                         quote ? fmt::format("; write \"{}\" in quotes", node.text()) : ""),
       node.where());
}

void Decoder::refuse_unknown(std::string_view field, const Node& key,
                             std::span<const std::string_view> known) const {
  std::string where = field.empty() ? std::string(what_) : fmt::format("`{}`", field);
  fail("kustomization",
       fmt::format("{} has no field `{}`{}", where, key.text(), did_you_mean(key.text(), known)),
       key.where());
}

void Decoder::expect_mapping(std::string_view field, const Node& node) const {
  if (!node.is_mapping()) refuse_type(field, node, "a mapping");
}

void Decoder::expect_list(std::string_view field, const Node& node) const {
  if (!node.is_sequence()) refuse_type(field, node, "a list");
}

std::optional<std::string_view> Decoder::scalar_text(const Node& node) {
  ResolvedScalar scalar = resolve_scalar(node, dialect());
  if (scalar.type == ScalarType::Binary) {
    if (std::optional<std::string> bytes = decode_yaml_binary(node.text())) {
      return arena_.copy(*bytes);
    }
  }
  if (is_text(scalar.type)) return node.text();
  if (mode_ == Mode::Kustomization || scalar.type == ScalarType::Null) return std::nullopt;
  return arena_.copy(text_of(scalar));
}

void Decoder::read(std::string_view field, const Node& node, Text& target) {
  read(field, node, target.value);
  target.node = &node;
}

void Decoder::read(std::string_view field, const Node& node, std::string_view& target) {
  std::optional<std::string_view> text;
  if (node.is_scalar()) text = scalar_text(node);
  if (!text) refuse_type(field, node, "text");
  target = *text;
}

void Decoder::read(std::string_view field, const Node& node, bool& target) {
  ResolvedScalar scalar;
  if (node.is_scalar()) scalar = resolve_scalar(node, dialect());
  if (scalar.type != ScalarType::Bool) refuse_type(field, node, "true or false");
  target = scalar.boolean;
}

void Decoder::read(std::string_view field, const Node& node, int64_t& target) {
  ResolvedScalar scalar;
  if (node.is_scalar()) scalar = resolve_scalar(node, dialect());
  constexpr double kLargest = 9.2e18;
  if (scalar.type == ScalarType::Float && std::trunc(scalar.number) == scalar.number &&
      std::fabs(scalar.number) < kLargest) {
    target = static_cast<int64_t>(scalar.number);
  } else if (scalar.type == ScalarType::Int && !scalar.is_unsigned) {
    target = scalar.integer;
  } else {
    refuse_type(field, node, "a whole number");
  }
}

void Decoder::read(std::string_view field, const Node& node, TextMap& target) {
  expect_mapping(field, node);
  for (const NodeEntry& entry : node.pairs()) {
    if (node.find(entry.key->text()) != entry.value) continue;
    TextPair& pair = target.emplace_back();
    pair.key = {key_text(*entry.key), entry.key};
    pair.value.node = entry.value;
    if (!is_null(*entry.value)) {
      read(fmt::format("{}.{}", field, pair.key.value), *entry.value, pair.value);
    }
  }
}

void Decoder::read(std::string_view, const Node& node, const Node*& target) { target = &node; }

std::string_view Decoder::key_text(const Node& key) {
  if (!key.is_scalar()) refuse_type("", key, "text");
  ResolvedScalar scalar = resolve_scalar(key, dialect());
  if (is_text(scalar.type)) return key.text();
  return scalar.type == ScalarType::Null ? "null" : arena_.copy(text_of(scalar));
}

}  // namespace drydock::overlays
