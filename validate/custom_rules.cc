#include "validate/custom_rules.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>

#include "core/go_quote.h"
#include "validate/cel/field_path.h"
#include "validate/cel/program.h"
#include "validate/field_paths.h"
#include "validate/quantity.h"

namespace drydock::validate {
namespace {

using cel::Value;
using schemas::JsonMember;
using schemas::JsonValue;

std::string_view text_of(const JsonValue& schema, std::string_view keyword) {
  const JsonValue* value = schema.find(keyword);
  return value ? value->text() : std::string_view();
}

bool is_true(const JsonValue* value) { return value && value->is_boolean() && value->boolean; }

struct Rule {
  std::unique_ptr<cel::Program> program;  // null: it cannot be compiled
  std::unique_ptr<cel::Program> message;
  std::string compile_problem;
  std::string_view text;
  std::string_view words;  // the message that is written
  std::string_view reason;
  std::vector<cel::PathStep> path;
  bool optional_old = false;
  bool uses_old = false;
  const Node* node = nullptr;

  /// How the server names it in messages.
  std::string_view name() const { return trim_spaces(words.empty() ? text : words); }
};

/// The server looks for rules in these places; where it finds none, those in allOf do not count
/// either.
bool has_rules(const JsonValue& schema, int depth) {
  constexpr int kDeepest = 200;
  if (!schema.is_object() || depth > kDeepest) return false;
  const JsonValue* rules = schema.find("x-kubernetes-validations");
  if (rules && !rules->items().empty()) return true;
  for (std::string_view keyword : {"items", "additionalProperties"}) {
    const JsonValue* inner = schema.find(keyword);
    if (inner && has_rules(*inner, depth + 1)) return true;
  }
  const JsonValue* properties = schema.find("properties");
  if (!properties) return false;
  for (const JsonMember& member : properties->members()) {
    if (has_rules(member.value, depth + 1)) return true;
  }
  return false;
}

/// What a value is in the server's answer about it.
std::string shown_value(const JsonValue& value) {
  if (value.is_string()) return fmt::format("Invalid value: {}: ", go_quote(value.text()));
  if (value.is_object() || value.is_array()) return "Invalid value: ";
  return fmt::format("Invalid value: {}: ", schemas::json_excerpt(value));
}

}  // namespace

/// The rules of one schema, and of those below it that have any.
struct CustomRules::Part {
  const JsonValue* schema = nullptr;
  const cel::DeclaredType* declared = nullptr;
  std::vector<Rule> rules;
  std::map<std::string_view, std::unique_ptr<Part>> properties;
  std::unique_ptr<Part> items;
  std::unique_ptr<Part> values;  // of a map
  std::vector<std::unique_ptr<Part>> all_of;

  bool empty() const {
    return rules.empty() && properties.empty() && !items && !values && all_of.empty();
  }
};

class CustomRules::Compiler {
 public:
  explicit Compiler(Arena& arena) : arena_(arena) {}

  /// `rules` is the schema with the rules, `schema` the one that says what values are: they differ
  /// inside allOf. Null when there are no rules.
  std::unique_ptr<Part> compile(const JsonValue& rules, const JsonValue& schema, bool is_root,
                                int depth) {
    constexpr int kDeepest = 200;
    if (!rules.is_object() || !schema.is_object() || depth > kDeepest) return nullptr;
    auto part = std::make_unique<Part>();
    part->schema = &schema;
    add_rules(*part, rules, is_root);
    const JsonValue* properties = rules.find("properties");
    const JsonValue* known = schema.find("properties");
    for (const JsonMember& member :
         properties ? properties->members() : std::span<const JsonMember>()) {
      const JsonValue* own = known ? known->find(member.name) : nullptr;
      if (auto below = own ? child(member.value, *own, depth) : nullptr) {
        part->properties.emplace(member.name, std::move(below));
      }
    }
    part->items = keyword(rules, schema, "items", depth);
    part->values = keyword(rules, schema, "additionalProperties", depth);
    const JsonValue* all = rules.find("allOf");
    for (const JsonValue& one : all ? all->items() : std::span<const JsonValue>()) {
      if (auto nested = compile(one, schema, is_root, depth + 1)) {
        part->all_of.push_back(std::move(nested));
      }
    }
    return part->empty() ? nullptr : std::move(part);
  }

 private:
  std::unique_ptr<Part> child(const JsonValue& rules, const JsonValue& schema, int depth) {
    return compile(rules, schema, is_true(schema.find("x-kubernetes-embedded-resource")),
                   depth + 1);
  }

  std::unique_ptr<Part> keyword(const JsonValue& rules, const JsonValue& schema,
                                std::string_view name, int depth) {
    const JsonValue* inner = rules.find(name);
    const JsonValue* own = schema.find(name);
    return inner && own ? child(*inner, *own, depth) : nullptr;
  }

  void add_rules(Part& part, const JsonValue& holder, bool is_root) {
    const JsonValue* rules = holder.find("x-kubernetes-validations");
    if (!rules || rules->items().empty()) return;
    part.declared = cel::declare_schema(*part.schema, is_root, arena_);
    if (!part.declared) return;
    for (const JsonValue& rule : rules->items()) {
      if (trim_spaces(text_of(rule, "rule")).empty()) continue;
      part.rules.push_back(compile_rule(rule, part));
    }
  }

  Rule compile_rule(const JsonValue& source, const Part& part) {
    Rule rule;
    rule.text = text_of(source, "rule");
    rule.words = text_of(source, "message");
    rule.reason = text_of(source, "reason");
    rule.optional_old = is_true(source.find("optionalOldSelf"));
    rule.node = source.node;
    std::string_view path = text_of(source, "fieldPath");
    if (!path.empty() && part.schema->node) {
      rule.path = cel::read_field_path(path, *part.schema->node).value_or(rule.path);
    }
    const cel::Type* self = part.declared->type;
    cel::Variable variables[] = {
        {"self", self}, {"oldSelf", rule.optional_old ? cel::optional_type(arena_, self) : self}};
    cel::CompileOptions options;
    options.check.variables = variables;
    cel::Compiled compiled = cel::compile(rule.text, options);
    rule.program = std::move(compiled.program);
    rule.compile_problem = std::move(compiled.problem);
    if (rule.program) rule.uses_old = rule.program->uses("oldSelf");
    std::string_view message = text_of(source, "messageExpression");
    if (!message.empty()) rule.message = cel::compile(message, options).program;
    return rule;
  }

  Arena& arena_;
};

/// One object under the rules.
class CustomRules::Run {
 public:
  explicit Run(const Node& root) : node_(&root) {}

  std::vector<FieldProblem> problems;

  void check(const Part& part, const JsonValue& value, const JsonValue* old) {
    if (value.is_null() || budget_ < 0) return;
    const Node* outer = node_;
    if (value.node && value.node->line > 0) node_ = value.node;
    if (!part.rules.empty()) check_rules(part, value, old && old->is_null() ? nullptr : old);
    for (const auto& nested : part.all_of) check(*nested, value, old);
    check_children(part, value, old);
    node_ = outer;
  }

 private:
  void check_children(const Part& part, const JsonValue& value, const JsonValue* old) {
    for (size_t i = 0; part.items && i < value.items().size(); ++i) {
      FieldStep step(path_);
      step.enter_item(i);
      const JsonValue& item = value.items()[i];
      check(*part.items, item, old ? counterpart(*part.schema, item, *old) : nullptr);
    }
    for (const JsonMember& member : value.members()) {
      auto found = part.properties.find(member.name);
      const Part* below = found == part.properties.end() ? part.values.get() : found->second.get();
      if (!below) continue;
      FieldStep step(path_);
      if (below == part.values.get()) {
        path_ += fmt::format("[{}]", member.name);
      } else {
        step.enter_key(member.name);
      }
      check(*below, member.value, old ? old->find(member.name) : nullptr);
    }
  }

  /// The item of an older list with the same keys; only lists that are maps have such.
  static const JsonValue* counterpart(const JsonValue& schema, const JsonValue& item,
                                      const JsonValue& old) {
    if (text_of(schema, "x-kubernetes-list-type") != "map") return nullptr;
    const JsonValue* keys = schema.find("x-kubernetes-list-map-keys");
    if (!keys) return nullptr;
    for (const JsonValue& other : old.items()) {
      bool same = true;
      for (const JsonValue& key : keys->items()) {
        const JsonValue* a = item.find(key.text());
        const JsonValue* b = other.find(key.text());
        same = same && (a && b ? schemas::json_equal(*a, *b) : a == b);
      }
      if (same) return &other;
    }
    return nullptr;
  }

  void check_rules(const Part& part, const JsonValue& value, const JsonValue* old) {
    for (const Rule& rule : part.rules) {
      if (budget_ < 0) return;
      if (!rule.program) {
        // Told at the rule's own place, where the definition is checked.
        continue;
      }
      if (rule.uses_old && !old && !rule.optional_old) continue;
      judge(part, rule, value, old);
    }
  }

  static std::string_view type_name(const Part& part) { return text_of(*part.schema, "type"); }

  void add_invalid(const Part& part, const Rule& rule, std::string_view detail) {
    add("FieldValueInvalid", path_, rule,
        fmt::format("Invalid value: {}: {}", go_quote(type_name(part)), detail));
  }

  void add(std::string_view type, std::string field, const Rule& rule, std::string detail) {
    FieldProblem problem;
    problem.type = type;
    problem.field = std::move(field);
    problem.detail = std::move(detail);
    problem.node = node_;
    problem.because = rule.node;
    problems.push_back(std::move(problem));
  }

  void judge(const Part& part, const Rule& rule, const JsonValue& value, const JsonValue* old) {
    cel::Memory memory;
    Value self = cel::value_from_json(value, part.declared, memory);
    Value old_self = Value::of_text(Value::Kind::Error, {});
    if (old) old_self = cel::value_from_json(*old, part.declared, memory);
    if (rule.optional_old) old_self = old ? memory.optional(old_self) : memory.no_optional();
    cel::FindVariable find = [&](std::string_view name) {
      return name == "self" ? self : old_self;
    };
    cel::Evaluation result = rule.program->run(find, memory);
    if (!spend(result.cost)) {
      return add_invalid(part, rule,
                         "validation failed due to running out of cost budget, no further "
                         "validation rules will be run");
    }
    if (result.value.is_error()) return report_error(part, rule, result);
    if (result.value.is_true()) return;
    report_failure(part, rule, value, find, memory);
  }

  bool spend(uint64_t cost) {
    bool enough = static_cast<int64_t>(cost) <= budget_;
    budget_ = enough ? budget_ - static_cast<int64_t>(cost) : -1;
    return enough;
  }

  void report_error(const Part& part, const Rule& rule, const cel::Evaluation& result) {
    std::string_view text = result.value.text();
    if (result.over_limit) {
      budget_ = -1;
      return add_invalid(part, rule,
                         fmt::format("'{}': no further validation rules will be run due to call "
                                     "cost exceeds limit for rule: {}",
                                     text, rule.name()));
    }
    if (text.starts_with("no such overload")) {
      return add_invalid(part, rule,
                         fmt::format("'{}': call arguments did not match a supported operator, "
                                     "function or macro signature for rule: {}",
                                     text, rule.name()));
    }
    add_invalid(part, rule, fmt::format("{} evaluating rule: {}", text, rule.name()));
  }

  /// What the rule's messageExpression gives; empty when that is no message.
  std::string made_message(const Rule& rule, const cel::FindVariable& find, cel::Memory& memory) {
    constexpr size_t kLongest = 5 * 1024;
    if (!rule.message) return "";
    cel::Evaluation result = rule.message->run(find, memory);
    if (!spend(result.cost) || !result.value.is(Value::Kind::String)) return "";
    std::string_view text = trim_spaces(result.value.text());
    bool right = text.size() <= kLongest && text.find('\n') == text.npos;
    return right ? std::string(text) : "";
  }

  /// The path and the node of what the rule's fieldPath names.
  std::string aim(const Rule& rule, const JsonValue& value) {
    FieldStep whole(path_);
    const JsonValue* at = &value;
    for (const cel::PathStep& step : rule.path) {
      at = at ? at->find(step.name) : nullptr;
      if (at && at->node && at->node->line > 0) node_ = at->node;
      if (step.is_key) {
        path_ += fmt::format("[{}]", step.name);
      } else {
        path_ = joined_field(path_, step.name);
      }
    }
    return path_;
  }

  void report_failure(const Part& part, const Rule& rule, const JsonValue& value,
                      const cel::FindVariable& find, cel::Memory& memory) {
    std::string detail = made_message(rule, find, memory);
    if (detail.empty()) {
      detail = rule.words.empty() ? fmt::format("failed rule: {}", rule.name())
                                  : std::string(rule.name());
    }
    const Node* around = node_;
    std::string field = aim(rule, value);
    bool is_container = type_name(part) == "object" || type_name(part) == "array";
    if (rule.reason == "FieldValueForbidden") {
      detail = "Forbidden: " + detail;
    } else if (rule.reason == "FieldValueRequired") {
      detail = "Required value: " + detail;
    } else if (rule.reason == "FieldValueDuplicate") {
      detail = is_container ? "Duplicate value"
                            : fmt::format("Duplicate value: {}", schemas::json_excerpt(value));
    } else {
      detail = (is_container ? "Invalid value: " : shown_value(value)) + detail;
    }
    add(rule.reason.empty() ? "FieldValueInvalid" : rule.reason, std::move(field), rule,
        std::move(detail));
    node_ = around;
  }

  const Node* node_;
  std::string path_;
  int64_t budget_ = cel::kObjectBudget;
};

CustomRules::CustomRules(const JsonValue& schema) {
  if (has_rules(schema, 0)) root_ = Compiler(arena_).compile(schema, schema, true, 0);
}

CustomRules::~CustomRules() = default;

bool CustomRules::empty() const { return root_ == nullptr; }

std::vector<FieldProblem> CustomRules::check(const JsonValue& object, const JsonValue* old,
                                             const Node& root) const {
  if (!root_) return {};
  Run run(root);
  run.check(*root_, object, old);
  return std::move(run.problems);
}

}  // namespace drydock::validate
