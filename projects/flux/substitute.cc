#include "projects/flux/substitute.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/error.h"
#include "core/go_number.h"
#include "core/suggest.h"
#include "core/yaml/decode.h"
#include "core/yaml/emit.h"
#include "core/yaml/read.h"

namespace drydock::projects::flux {
namespace {

constexpr std::string_view kOptOut = "kustomize.toolkit.fluxcd.io/substitute";

std::string without_line_feeds(std::string_view text) {
  std::string result(text);
  std::erase(result, '\n');
  return result;
}

[[noreturn]] void fail_missing(const SubstituteReference& reference,
                               std::string_view namespace_name, const ValueObjects& objects) {
  std::string help =
      did_you_mean(reference.name, objects.names(reference.kind.value, namespace_name));
  fail("flux-variable",
       fmt::format("`substituteFrom` names the {} `{}`, which is not in namespace `{}`{}",
                   reference.kind.value, reference.name.value, namespace_name, help),
       reference.name.where());
}

bool is_variable_name(std::string_view name) {
  auto is_letter = [](char c) { return c == '_' || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); };
  if (name.empty() || !is_letter(name[0])) return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

bool has_opt_out(const Node& object, std::string_view field) {
  const Node* metadata = object.find("metadata");
  const Node* map = metadata ? metadata->find(field) : nullptr;
  return map && map->text_of(kOptOut) == "disabled";
}

/// A text read as YAML; what is wrong with it, in words that hold nothing of it.
struct Parsed {
  Arena arena;
  SourceFile file;
  Value value;
  std::string problem;
};

void parse(std::string text, Parsed& parsed) {
  parsed.file.text = std::move(text);
  YamlDecoded decoded =
      decode_yaml_file(parsed.file, parsed.arena, {YamlDialect::Sigs, YamlNumbers::Float});
  if (!decoded.go_error.empty()) {
    // What Go's errors quote may be a secret.
    parsed.problem = decoded.go_error.substr(0, decoded.go_error.find('`'));
    return;
  }
  parsed.value = decoded.value;
  if (!parsed.value.is_map()) parsed.problem = "it is no mapping any more";
}

/// Looks for the value whose substitution fails, or breaks the YAML around it.
class Culprit {
 public:
  Culprit(const Variables& variables, bool strict) : variables_(variables), strict_(strict) {}

  const Node* find(const Node& node) {
    if (node.is_scalar()) return is_broken(node) ? &node : nullptr;
    for (const Node* item : node.elements()) {
      if (const Node* found = find(*item)) return found;
    }
    for (const NodeEntry& entry : node.pairs()) {
      if (const Node* found = find(*entry.key)) return found;
      if (const Node* found = find(*entry.value)) return found;
    }
    return nullptr;
  }

 private:
  bool is_broken(const Node& scalar) {
    if (scalar.text().find('$') == std::string_view::npos || --budget_ < 0) return false;
    Arena arena;
    Node* pair = make_mapping(arena);
    append(arena, *pair, make_scalar(arena, "key"), deep_copy(arena, scalar));
    Substitution result =
        substitute_text(to_yaml(*pair, YamlDialect::Kustomize), variables_, strict_);
    if (result.fault) return true;
    Parsed parsed;
    parse(std::move(result.text), parsed);
    return !parsed.problem.empty();
  }

  const Variables& variables_;
  bool strict_;
  int budget_ = 1000;
};

[[noreturn]] void fail_substitution(const Node& object, const Variables& variables, bool strict,
                                    std::string message) {
  const Node* culprit = Culprit(variables, strict).find(object);
  fail(
      "flux-substitution",
      fmt::format("{} `{}`: {}", object.text_of("kind"),
                  object.find("metadata") ? object.find("metadata")->text_of("name") : "", message),
      (culprit ? *culprit : object).where());
}

/// Makes nodes of values, each standing where its counterpart in the old tree did.
class Rebuilder {
 public:
  explicit Rebuilder(Arena& arena) : arena_(arena) {}

  Node* make(const Value& value, const Node* old, const Node& around) {
    const Node& place = old ? *old : around;
    Node* node = nullptr;
    if (value.is_map()) {
      node = make_mapping(arena_);
      for (const ValueMap::Entry& entry : value.as_map().entries()) {
        add(*node, entry, old, place);
      }
    } else if (value.is_list()) {
      node = make_sequence(arena_);
      size_t i = 0;
      auto items = old ? old->elements() : std::span<Node* const>();
      for (const Value& item : value.as_list()) {
        append(arena_, *node, make(item, i < items.size() ? items[i] : nullptr, place));
        ++i;
      }
    } else {
      node = scalar(value);
    }
    put(*node, place);
    return node;
  }

 private:
  static void put(Node& node, const Node& place) {
    node.file = place.file;
    node.line = place.line;
    node.column = place.column;
  }

  void add(Node& mapping, const ValueMap::Entry& entry, const Node* old, const Node& place) {
    const Node* key_place = &place;
    const Node* value_place = nullptr;
    if (old) {
      for (const NodeEntry& known : old->pairs()) {
        if (!known.key->is_scalar() || known.key->text() != entry.key) continue;
        key_place = known.key;
        value_place = known.value;
      }
    }
    Node* key = text(entry.key, false);
    put(*key, *key_place);
    append(arena_, mapping, key, make(entry.value, value_place, *key_place));
  }

  Node* text(std::string_view content, bool quoted) {
    NodeStyle style = content.find('\n') != content.npos ? NodeStyle::Literal
                      : quoted                           ? NodeStyle::DoubleQuoted
                                                         : NodeStyle::Plain;
    return make_scalar(arena_, arena_.copy(content), style);
  }

  Node* scalar(const Value& value) {
    if (value.is_string()) return text(value.as_string(), true);
    if (value.is_bool()) return text(value.as_bool() ? "true" : "false", false);
    if (value.is_nil()) return text("null", false);
    std::string number;
    append_json_float(number, value.as_float());
    return text(number, false);
  }

  Arena& arena_;
};

}  // namespace

Variables load_variables(const PostBuild& post_build, std::string_view namespace_name,
                         const ValueObjects* objects) {
  Variables variables;
  if (objects) {
    for (const SubstituteReference& reference : post_build.from) {
      if (reference.kind.value != "ConfigMap" && reference.kind.value != "Secret") continue;
      const ValueObject* object =
          objects->find(reference.kind.value, namespace_name, reference.name);
      if (!object && reference.optional) continue;
      if (!object) fail_missing(reference, namespace_name, *objects);
      for (const auto& [key, value] : object->data) variables[key] = without_line_feeds(value);
    }
  }
  for (const overlays::TextPair& pair : post_build.substitute) {
    variables[std::string(pair.key.value)] = without_line_feeds(pair.value.value);
  }
  return variables;
}

void check_variable_names(const Variables& variables, const PostBuild& post_build) {
  for (const auto& [name, value] : variables) {
    if (is_variable_name(name)) continue;
    SourcePos where = post_build.node ? post_build.node->where() : SourcePos();
    for (const overlays::TextPair& pair : post_build.substitute) {
      if (pair.key.value == name) where = pair.key.where();
    }
    fail("flux-variable",
         fmt::format("`{}` is no name of a variable: letters, digits and `_` may be in one, and no "
                     "digit at its beginning",
                     name),
         where);
  }
}

bool opts_out_of_substitution(const Node& object) {
  return has_opt_out(object, "labels") || has_opt_out(object, "annotations");
}

bool has_open_variables(const PostBuild& post_build, std::string_view namespace_name,
                        const ValueObjects* objects) {
  if (!objects) return false;
  return std::any_of(post_build.from.begin(), post_build.from.end(),
                     [&](const SubstituteReference& reference) {
                       const ValueObject* object =
                           objects->find(reference.kind.value, namespace_name, reference.name);
                       return object && object->is_open;
                     });
}

Node* substitute_object(const Node& object, const Variables& variables,
                        const SubstituteOptions& options, Arena& arena) {
  if (options.is_open) {
    Variables all = variables;
    std::string text = to_yaml(object, YamlDialect::Kustomize);
    for (const std::string& name : substitute_text(text, variables, false).unset) {
      all[name] = external_placeholder(name);
    }
    SubstituteOptions closed = options;
    closed.is_open = false;
    return substitute_object(object, all, closed, arena);
  }
  Substitution result =
      substitute_text(to_yaml(object, YamlDialect::Kustomize), variables, options.strict);
  if (options.unset) options.unset->merge(result.unset);
  if (result.fault) fail_substitution(object, variables, options.strict, result.fault->message);
  Parsed parsed;
  parse(std::move(result.text), parsed);
  if (!parsed.problem.empty()) {
    fail_substitution(
        object, variables, options.strict,
        fmt::format("with its variables substituted it is no valid YAML: {}", parsed.problem));
  }
  return Rebuilder(arena).make(parsed.value, &object, object);
}

}  // namespace drydock::projects::flux
