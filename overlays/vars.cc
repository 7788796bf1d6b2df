#include "overlays/vars.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "core/error.h"
#include "core/go_number.h"
#include "core/yaml/resolve.h"
#include "overlays/field_specs.h"

namespace drydock::overlays {
namespace {

SourcePos place_of(const Var& var) { return var.node ? var.node->where() : SourcePos(); }

ObjectId target_of(const Var& var, const schemas::MergeSchemas&) {
  // kustomize does not ask the schemas whether the target lives outside namespaces.
  return {var.gvk(), var.target.name, var.target.namespace_name, false};
}

bool matches(const ObjectId& id, const ObjectId& wanted) {
  if (id.name != wanted.name || !same_gvk(id.gvk, wanted.gvk)) return false;
  return wanted.namespace_name.empty() || same_effective_namespace(id, wanted);
}

bool has_matching_id(const Object& object, const ObjectId& wanted, const ObjectList& objects) {
  if (object.is_empty()) return false;
  if (matches(objects.id_of(object), wanted)) return true;
  return std::any_of(
      object.notes.previous.begin(), object.notes.previous.end(),
      [&](const PreviousId& previous) { return matches(previous_id(object, previous), wanted); });
}

/// "spec.ports[0].name", "metadata.annotations.[a.b/c]" and "containers.[name=x].image" as steps.
std::vector<std::string> split_field_path(std::string_view path) {
  std::vector<std::string> parts = split_path(path, '.');
  std::vector<std::string> steps;
  for (size_t i = 0; i < parts.size(); ++i) {
    std::string step = parts[i];
    if (step.starts_with('[') && !step.ends_with(']')) {
      while (i + 1 < parts.size()) {
        step += "." + parts[++i];
        if (parts[i].ends_with(']')) break;
      }
      if (step.find('=') == step.npos) {
        step = step.substr(1, step.size() - (step.ends_with(']') ? 2 : 1));
      }
    }
    size_t open = step.rfind('[');
    bool indexed = step.ends_with(']') && open != step.npos && open + 2 < step.size() &&
                   std::all_of(step.begin() + static_cast<ptrdiff_t>(open) + 1, step.end() - 1,
                               [](char c) { return c >= '0' && c <= '9'; });
    if (indexed) {
      if (open > 0) steps.push_back(step.substr(0, open));
      step = step.substr(open + 1, step.size() - open - 2);
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

const Node* take_step(const Node& node, const std::string& step) {
  if (GoParsed<int64_t> index = parse_go_int(step); index.ok()) {
    auto items = node.elements();
    bool inside = index.value >= 0 && static_cast<size_t>(index.value) < items.size();
    return inside ? items[static_cast<size_t>(index.value)] : nullptr;
  }
  if (step == "-") return node.elements().empty() ? nullptr : node.elements().back();
  if (!step.starts_with('[') || !step.ends_with(']')) return node.find(step);
  size_t equals = step.find('=');
  if (equals == step.npos) return nullptr;
  std::string_view key = std::string_view(step).substr(1, equals - 1);
  std::string_view value = std::string_view(step).substr(equals + 1, step.size() - equals - 2);
  for (const Node* item : node.elements()) {
    if (key.empty() ? item->text() == value : item->text_of(key) == value) return item;
  }
  return nullptr;
}

const Node* find_value(const Object& object, const Var& var) {
  const Node* node = object.root;
  for (const std::string& step : split_field_path(var.field_path())) {
    if (step.empty()) continue;
    if (node) node = take_step(*node, step);
  }
  return node;
}

/// The value of a var and what of it YAML keeps.
struct VarValue {
  const Node* node = nullptr;
  std::string text;
  NodeStyle style = NodeStyle::DoubleQuoted;  // of a scalar that consists of the var
  bool is_usable = true;                      // a scalar
  bool is_used = false;
};

VarValue make_value(const Node& node) {
  VarValue value;
  value.node = &node;
  if (!node.is_scalar()) {
    value.is_usable = false;
    return value;
  }
  ResolvedScalar scalar = resolve_scalar(node, YamlDialect::Kustomize);
  value.text = node.text();
  if (scalar.type == ScalarType::Int && !scalar.is_unsigned) {
    value.text = std::to_string(scalar.integer);
    value.style = NodeStyle::Plain;
  } else if (scalar.type == ScalarType::Float) {
    value.text = format_go_float(scalar.number, 'f');
    value.style = NodeStyle::Plain;
  } else if (scalar.type == ScalarType::Bool) {
    value.text = scalar.boolean ? "true" : "false";
    value.style = NodeStyle::Plain;
  }
  return value;
}

class VarExpander {
 public:
  VarExpander(std::unordered_map<std::string_view, VarValue>& values, Context& context)
      : values_(values), context_(context) {}

  void expand_node(Node& node) {
    if (is_null(&node)) return;
    if (node.is_scalar()) {
      if (is_text(node)) expand(node);
    } else if (node.is_mapping()) {
      expand_mapping(node);
    } else {
      for (Node* item : node.elements()) {
        if (!is_text(*item)) refuse(*item, "only texts may stand in this list");
        expand(*item);
      }
    }
  }

 private:
  [[noreturn]] static void refuse(const Node& node, std::string_view message) {
    fail("overlay-var", std::string(message), node.where());
  }

  static bool is_text(const Node& node) {
    return node.is_scalar() &&
           resolve_scalar(node, YamlDialect::Kustomize).type == ScalarType::String;
  }

  void expand_mapping(Node& mapping) {
    for (const NodeEntry& entry : mapping.pairs()) {
      if (!is_text(*entry.key)) refuse(*entry.key, "this key is no text");
      if (is_text(*entry.value)) expand(*entry.value);
    }
  }

  void expand(Node& node) {
    std::string_view text = node.text();
    if (text.find('$') == text.npos) {
      // Even then kustomize writes it anew, without its old style.
      if (node.style == NodeStyle::Folded) node.style = NodeStyle::Literal;
      return;
    }
    const VarValue* whole = nullptr;
    std::string result = replace(text, whole);
    set_position(node, whole ? *whole->node : node);
    std::string_view copy = context_.arena.copy(result);
    node.text_data = copy.data();
    node.size = static_cast<uint32_t>(copy.size());
    bool many_lines = copy.find('\n') != copy.npos;
    node.style = whole ? whole->style : many_lines ? NodeStyle::Literal : NodeStyle::DoubleQuoted;
    node.tag_text = nullptr;
  }

  /// `whole` is set when the text is one var and nothing else.
  std::string replace(std::string_view text, const VarValue*& whole) {
    std::string out;
    size_t at = 0;
    while (at < text.size()) {
      size_t dollar = text.find('$', at);
      if (dollar == text.npos || dollar + 1 == text.size()) break;
      out.append(text, at, dollar - at);
      char next = text[dollar + 1];
      size_t close = next == '(' ? text.find(')', dollar + 2) : text.npos;
      if (next == '$') {
        out += '$';
        at = dollar + 2;
      } else if (close == text.npos) {
        out.append(text, dollar, 2);
        at = dollar + 2;
      } else {
        std::string_view name = text.substr(dollar + 2, close - dollar - 2);
        const VarValue* value = use(name);
        if (value && dollar == 0 && close + 1 == text.size()) whole = value;
        out += value ? value->text : fmt::format("$({})", name);
        at = close + 1;
      }
    }
    return out.append(text.substr(at));
  }

  const VarValue* use(std::string_view name) {
    auto found = values_.find(name);
    if (found == values_.end() || !found->second.is_usable) return nullptr;
    found->second.is_used = true;
    return &found->second;
  }

  std::unordered_map<std::string_view, VarValue>& values_;
  Context& context_;
};

const Object* find_source(const ObjectList& objects, const Var& var) {
  for (const Object* object : objects.all()) {
    const auto& names = object->var_names;
    if (std::find(names.begin(), names.end(), var.name.value) != names.end()) return object;
  }
  return nullptr;
}

VarValue value_of(const Var& var, const ObjectList& objects) {
  const Object* source = find_source(objects, var);
  if (!source) {
    fail("overlay-var",
         fmt::format("the var `{}` takes its value from {}, which is not there", var.name.value,
                     target_of(var, objects.schemas()).text()),
         place_of(var));
  }
  const Node* value = find_value(*source, var);
  if (value) return make_value(*value);
  fail("overlay-var",
       fmt::format("the var `{}` takes its value from the field `{}`, which {} `{}` does not have",
                   var.name.value, var.field_path(), source->kind(), source->name()),
       var.field.field_path.node ? var.field.field_path.where() : place_of(var));
}

}  // namespace

void VarSet::insert(const Var& var) {
  auto at = std::lower_bound(vars_.begin(), vars_.end(), var, [](const Var& a, const Var& b) {
    return a.name.value < b.name.value;
  });
  if (at != vars_.end() && at->name.value == var.name.value) {
    Diagnostic diagnostic;
    diagnostic.rule = "overlay-var";
    diagnostic.message = fmt::format("var '{}' already encountered", var.name.value);
    diagnostic.where = place_of(var);
    Diagnostic note;
    note.severity = Severity::Info;
    note.message = "the first is here";
    note.where = place_of(*at);
    diagnostic.notes.push_back(std::move(note));
    throw Error(std::move(diagnostic));
  }
  vars_.insert(at, var);
}

void VarSet::add(const std::vector<Var>& vars, ObjectList& objects) {
  for (const Var& var : vars) {
    ObjectId wanted = target_of(var, objects.schemas());
    std::vector<Object*> found;
    for (Object* object : objects.all()) {
      if (has_matching_id(*object, wanted, objects)) found.push_back(object);
    }
    if (found.size() > 1) fail_many_matches(found, wanted, place_of(var));
    if (found.size() == 1) found.front()->var_names.push_back(var.name);
  }
  for (const Var& var : vars) insert(var);
}

void VarSet::merge(const VarSet& other) {
  for (const Var& var : other.vars_) insert(var);
}

void resolve_vars(ObjectList& objects, const VarSet& vars, const FieldSpecs& specs,
                  Context& context) {
  if (vars.empty()) return;
  std::unordered_map<std::string_view, VarValue> values;
  for (const Var& var : vars.all()) values.emplace(var.name.value, value_of(var, objects));
  FieldPlaces places = make_field_places(specs);
  VarExpander expander(values, context);
  for (Object* object : objects.all()) {
    Gvk gvk = object->gvk();
    for (const FieldPlace& place : places) {
      if (!place.applies_to(gvk)) continue;
      place.visit(*object->root, context.arena, NewField::None,
                  [&](Node& node) { expander.expand_node(node); });
    }
  }
  std::string unused;
  const Var* first = nullptr;
  for (const Var& var : vars.all()) {
    if (values.at(var.name.value).is_used) continue;
    if (!first) first = &var;
    unused.append(unused.empty() ? "" : ",").append(var.name.value);
  }
  if (!first) return;
  Diagnostic warning;
  warning.severity = Severity::Warning;
  warning.rule = "overlay-var";
  warning.message = fmt::format("well-defined vars that were never replaced: {}", unused);
  warning.where = place_of(*first);
  context.warnings.push_back(std::move(warning));
}

}  // namespace drydock::overlays
