#include "projects/argocd/substitution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "render/builtins/registry.h"
#include "render/go_text.h"
#include "render/template/eval.h"

namespace drydock::projects::argocd {
namespace {

/// Of all the texts of one ApplicationSet together: some 20 seconds at most.
constexpr uint64_t kMaxSteps = 200'000'000;
constexpr size_t kStack = size_t{2} << 20;
constexpr size_t kMaxOutput = size_t{16} << 20;

constexpr double kExactIntegers = 9007199254740992.0;  // 2^53

constexpr std::string_view kKindsWithValues[] = {
    "clusters", "git", "scmProvider", "clusterDecisionResource", "pullRequest", "plugin"};

/// Whether a line has "{{" and "}}" behind it. Other texts are left alone.
bool has_tag(std::string_view text) {
  for (size_t start = 0; start < text.size();) {
    size_t end = std::min(text.find('\n', start), text.size());
    std::string_view line = text.substr(start, end - start);
    size_t open = line.find("{{");
    if (open != std::string_view::npos && line.find("}}", open + 2) != std::string_view::npos) {
      return true;
    }
    start = end + 1;
  }
  return false;
}

/// Go puts such numbers through float64.
Value as_float(Value value) {
  double number = value.is_int()    ? static_cast<double>(value.as_int())
                  : value.is_uint() ? static_cast<double>(value.as_uint())
                                    : 0;
  return std::abs(number) > kExactIntegers ? Value::of_float(number) : value;
}

bool is_missing_key(std::string_view message) {
  return message.find("map has no entry for key") != std::string_view::npos ||
         message.find("can't evaluate field") != std::string_view::npos;
}

[[noreturn]] void fail_template(std::string_view text, const Error& error) {
  std::string_view shown = text.substr(0, std::min<size_t>(text.size(), 200));
  fail("argocd-template",
       fmt::format("the template `{}` cannot be filled: {}", shown, error.diagnostic().message));
}

}  // namespace

Substitution::Substitution(bool go_template, std::span<const Value> options, std::string seed,
                           Arena& arena)
    : go_template_(go_template), seed_(std::move(seed)), arena_(arena), steps_left_(kMaxSteps) {
  for (Value option : options) {
    std::string_view text = option.is_string() ? option.as_string() : std::string_view();
    if (text == "missingkey=error") {
      missing_is_error_ = true;
      missing_is_zero_ = false;
    } else if (text == "missingkey=zero") {
      missing_is_error_ = false;
      missing_is_zero_ = true;
    } else if (text == "missingkey=default" || text == "missingkey=invalid") {
      missing_is_error_ = missing_is_zero_ = false;
    } else if (go_template_) {
      fail("argocd-template",
           fmt::format("goTemplateOptions has `{}`, which Go's templates do not know; use "
                       "missingkey=error, missingkey=zero or missingkey=default",
                       text));
    }
  }
}

std::string_view Substitution::fill_go_template(std::string_view text, const ValueMap& params,
                                                bool missing_is_error) {
  if (text.find("{{") == std::string_view::npos) return text;
  render::SeededRandom random(seed_);
  render::Environment environment;
  environment.strict = missing_is_error;
  environment.random = &random;
  render::Limits limits;
  limits.steps = steps_left_;
  limits.output = kMaxOutput;
  limits.stack = kStack;
  render::TemplateSet templates(cache_, render::kApplicationSetFunctions);
  templates.add("base", nullptr, text, kStack);
  render::Evaluator evaluator(templates, arena_, environment, limits);
  evaluator.keep_go_habits(missing_is_zero_);
  try {
    Value data = Value::of_map(const_cast<ValueMap*>(&params));
    std::string filled = evaluator.render("base", data).text;
    steps_left_ = evaluator.steps_left();
    return arena_.copy(filled);
  } catch (const Error&) {
    steps_left_ = evaluator.steps_left();
    throw;
  }
}

std::string_view Substitution::fill_tags(std::string_view text, const ValueMap& params) {
  if (!has_tag(text)) return text;
  std::string filled;
  std::string_view rest = text;
  while (true) {
    size_t open = rest.find("{{");
    filled += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    rest.remove_prefix(open + 2);
    size_t close = rest.find("}}");
    if (close == std::string_view::npos) {
      fail("argocd-template", fmt::format("`{}` has a `{{{{` without `}}}}`", text));
    }
    std::string_view tag = rest.substr(0, close);
    std::string_view name = render::trim_space(tag);
    const Value* value = name.empty() ? nullptr : params.find(name);
    if (value && value->is_string()) {
      filled += value->as_string();
    } else {
      filled.append("{{").append(tag).append("}}");
    }
    if (filled.size() > kMaxOutput) fail("argocd-limit", "a filled template is too large");
    rest.remove_prefix(close + 2);
  }
  return arena_.copy(filled);
}

std::string_view Substitution::replace(std::string_view text, const ValueMap& params) {
  if (!go_template_) return fill_tags(text, params);
  try {
    return fill_go_template(text, params, missing_is_error_);
  } catch (const Error& error) {
    if (error.diagnostic().rule.ends_with("-limit")) throw;
    fail_template(text, error);
  }
}

Value Substitution::replace_all(Value value, const ValueMap& params) {
  if (value.is_string()) return Value::of_string(replace(value.as_string(), params));
  if (value.is_list()) {
    std::span<const Value> items = value.as_list();
    Value* replaced = arena_.array<Value>(items.size());
    for (size_t i = 0; i < items.size(); ++i) replaced[i] = replace_all(items[i], params);
    return Value::of_list({replaced, items.size()});
  }
  if (!value.is_map()) return as_float(value);
  ValueMap* replaced = arena_.make<ValueMap>(arena_);
  for (const ValueMap::Entry& entry : value.as_map().entries()) {
    if (entry.value.is_nil()) continue;
    replaced->set(replace(entry.key, params), replace_all(entry.value, params));
  }
  return Value::of_map(replaced);
}

Value Substitution::replace_in_values(const ValueMap& values, const ValueMap& params) {
  ValueMap* replaced = arena_.make<ValueMap>(arena_);
  for (const ValueMap::Entry& entry : values.entries()) {
    std::string_view text = entry.value.is_string() ? entry.value.as_string() : std::string_view();
    std::string_view filled = text;
    if (!go_template_) {
      filled = fill_tags(text, params);
    } else {
      try {
        filled = fill_go_template(text, params, true);
      } catch (const Error& error) {
        if (error.diagnostic().rule.ends_with("-limit")) throw;
        if (!is_missing_key(error.diagnostic().message)) fail_template(text, error);
      }
    }
    replaced->set(entry.key, Value::of_string(filled));
  }
  return Value::of_map(replaced);
}

Value Substitution::replace_in_children(const ValueMap& generator, const ValueMap& params) {
  ValueMap* replaced = arena_.make<ValueMap>(arena_);
  for (const ValueMap::Entry& entry : generator.entries()) {
    if (entry.key != "generators" || !entry.value.is_list()) {
      replaced->set(entry.key, replace_all(entry.value, params));
      continue;
    }
    std::span<const Value> children = entry.value.as_list();
    Value* items = arena_.array<Value>(children.size());
    for (size_t i = 0; i < children.size(); ++i) {
      items[i] = replace_in_generator(children[i], params);
    }
    replaced->set(entry.key, Value::of_list({items, children.size()}));
  }
  return Value::of_map(replaced);
}

Value Substitution::replace_in_generator(Value generator, const ValueMap& params) {
  if (params.size() == 0 || !generator.is_map()) return generator;
  ValueMap* replaced = arena_.make<ValueMap>(arena_);
  for (const auto& [kind, value] : generator.as_map().entries()) {
    bool has_values = std::find(std::begin(kKindsWithValues), std::end(kKindsWithValues), kind) !=
                      std::end(kKindsWithValues);
    if ((kind == "matrix" || kind == "merge") && value.is_map()) {
      replaced->set(kind, replace_in_children(value.as_map(), params));
    } else if (has_values && value.is_map()) {
      ValueMap* fields = arena_.make<ValueMap>(arena_);
      for (const ValueMap::Entry& field : value.as_map().entries()) {
        bool is_values = field.key == "values" && field.value.is_map();
        fields->set(field.key, is_values ? replace_in_values(field.value.as_map(), params)
                                         : replace_all(field.value, params));
      }
      replaced->set(kind, Value::of_map(fields));
    } else {
      replaced->set(kind, replace_all(value, params));
    }
  }
  return Value::of_map(replaced);
}

void Substitution::add_values(const ValueMap* values, ValueMap& params) {
  if (!values || values->size() == 0) return;
  // None of them sees another one, so they cannot grow each other.
  ValueMap* filled = arena_.make<ValueMap>(arena_);
  for (const ValueMap::Entry& entry : values->entries()) {
    std::string_view text = entry.value.is_string() ? entry.value.as_string() : std::string_view();
    filled->set(entry.key, Value::of_string(replace(text, params)));
  }
  if (go_template_) {
    params.set("values", Value::of_map(filled, GoType::StringMap));
    return;
  }
  for (const ValueMap::Entry& entry : filled->entries()) {
    params.set(arena_.copy(fmt::format("values.{}", entry.key)), entry.value);
  }
}

}  // namespace drydock::projects::argocd
