#include "projects/field_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/glob.h"
#include "core/suggest.h"
#include "core/tree.h"
#include "core/yaml/resolve.h"

namespace drydock::projects {
namespace {

// Enough to mend a file; a hostile one may have a problem in every line.
constexpr size_t kMaxProblems = 100;

constexpr std::string_view kSeverities[] = {"error", "warning", "info"};

enum class Meaning { Nothing, Text, Bool, Number, List, Object };

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What a node is for somebody who wrote it.
Meaning meaning_of(const Node& node) {
  if (node.is_sequence()) return Meaning::List;
  if (node.is_mapping()) return Meaning::Object;
  switch (resolve_scalar(node, YamlDialect::Sigs).type) {
    case ScalarType::Null:
      return Meaning::Nothing;
    case ScalarType::Bool:
      return Meaning::Bool;
    case ScalarType::Int:
    case ScalarType::Float:
      return Meaning::Number;
    default:
      return Meaning::Text;
  }
}

std::string_view describe(Meaning meaning) {
  switch (meaning) {
    case Meaning::Nothing:
      return "nothing";
    case Meaning::Text:
      return "text";
    case Meaning::Bool:
      return "a boolean";
    case Meaning::Number:
      return "a number";
    case Meaning::List:
      return "a list";
    case Meaning::Object:
      return "an object";
  }
  return "";
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t at = 0; at <= text.size();) {
    size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::string quoted_list(const std::vector<std::string_view>& words) {
  return fmt::format("`{}`", fmt::join(words, "`, `"));
}

/// "1.34" or "1.34.1", with or without "v".
bool is_kubernetes_version(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  std::vector<std::string_view> parts = split(text, '.');
  return (parts.size() == 2 || parts.size() == 3) &&
         std::all_of(parts.begin(), parts.end(),
                     [](std::string_view part) { return part.size() <= 4 && is_digits(part); });
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  std::string_view fields[] = {text.substr(0, 4), text.substr(5, 2), text.substr(8, 2)};
  int numbers[3] = {};
  for (int i = 0; i < 3; ++i) {
    if (!is_digits(fields[i])) return false;
    std::from_chars(fields[i].data(), fields[i].data() + fields[i].size(), numbers[i]);
  }
  auto [year, month, day] = numbers;
  if (month < 1 || month > 12 || day < 1) return false;
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[month - 1] + (leap && month == 2);
}

/// A glob as it is matched: without "./" at the beginning and "/" at the end.
std::string plain_glob(std::string_view text) {
  while (text.starts_with("./")) text.remove_prefix(2);
  while (text.ends_with('/') && !text.ends_with("\\/")) text.remove_suffix(1);
  return std::string(text);
}

/// Brings a text to the form that is stored; what is wrong with it, or empty.
std::string check_text(FieldKind kind, std::string& text) {
  switch (kind) {
    case FieldKind::KubernetesVersion:
      if (is_kubernetes_version(text)) return "";
      return "must be a version such as \"1.34\" or \"1.34.1\"";
    case FieldKind::Date:
      return is_date(text) ? "" : "must be a date of the calendar such as 2027-03-31";
    case FieldKind::PathGlobs:
      text = plain_glob(text);
      [[fallthrough]];
    case FieldKind::NameGlob:
    case FieldKind::NameGlobs:
      if (glob_problem(text).empty()) return "";
      return fmt::format("is no pattern: {}", glob_problem(text));
    case FieldKind::Path:
    case FieldKind::Paths: {
      std::optional<std::string> path = join_path("", text);
      bool absolute = text.starts_with('/');
      if (path) text = *std::move(path);
      return path       ? ""
             : absolute ? "must be relative to the folder of drydock.yaml"
                        : "must not lead out of the folder of drydock.yaml";
    }
    default:
      return "";
  }
}

std::optional<Severity> severity_named(std::string_view name) {
  if (name == "error") return Severity::Error;
  if (name == "warning") return Severity::Warning;
  if (name == "info") return Severity::Info;
  return std::nullopt;
}

/// The keys that a shape has.
std::vector<std::string_view> keys_of(const Shape& shape) {
  std::vector<std::string_view> keys;
  for (const Field& field : shape.fields) keys.push_back(field.key);
  return keys;
}

/// The path of the object that has `key`, for a key written at the wrong place: "discovery".
std::string home_of(const Shape& shape, std::string_view key) {
  for (const Field& field : shape.fields) {
    if (!field.shape) continue;
    for (const Field& inner : field.shape->fields) {
      if (inner.key == key) return std::string(field.key);
    }
    std::string deeper = home_of(*field.shape, key);
    if (!deeper.empty()) return fmt::format("{}.{}", field.key, deeper);
  }
  return "";
}

}  // namespace

void FieldReader::problem(const Node& where, std::string message) {
  if (problems.size() >= kMaxProblems) return;
  Diagnostic diagnostic;
  diagnostic.rule = "settings";
  diagnostic.message = std::move(message);
  diagnostic.where = where.where();
  problems.push_back(std::move(diagnostic));
}

void FieldReader::read_object(const Shape& shape, const Node& node, void* target) {
  if (!node.is_mapping()) {
    problem(node, fmt::format("{} must be an object with keys, not {}", shape.name,
                              describe(meaning_of(node))));
    return;
  }
  for (const NodeEntry& entry : node.pairs()) read_field(shape, entry, target);
  for (const Field& field : shape.fields) {
    const Node* value = field.required ? node.find(field.key) : nullptr;
    if (field.required && (!value || meaning_of(*value) == Meaning::Nothing)) {
      problem(node, fmt::format("{} needs the key `{}`", shape.name, field.key));
    }
  }
}

void FieldReader::read_field(const Shape& shape, const NodeEntry& entry, void* target) {
  std::string_view key = entry.key->text();
  auto field = std::find_if(shape.fields.begin(), shape.fields.end(),
                            [&](const Field& candidate) { return candidate.key == key; });
  if (field != shape.fields.end()) {
    if (meaning_of(*entry.value) != Meaning::Nothing) {
      field->store(*this, *field, *entry.value, target);
    }
    return;
  }
  if (!entry.key->is_scalar()) return problem(*entry.key, "a key must be text");
  std::string hint = did_you_mean(key, keys_of(shape));
  std::string home = hint.empty() ? home_of(settings_shape(), key) : "";
  if (!home.empty()) hint = fmt::format("; it belongs under `{}`", home);
  problem(*entry.key, fmt::format("unknown key `{}`{}", key, hint));
}

bool FieldReader::expect(const Field& field, const Node& node, NodeKind kind) {
  if (node.kind == kind) return true;
  problem(node, fmt::format("`{}` must be {}, not {}", field.key,
                            kind == NodeKind::Sequence ? "a list" : "an object with keys",
                            describe(meaning_of(node))));
  return false;
}

/// The text of a scalar as written; nothing after a problem.
std::optional<std::string> FieldReader::text(const Field& field, const Node& node) {
  Meaning meaning = meaning_of(node);
  bool is_plain_word = meaning == Meaning::Number || meaning == Meaning::Bool;
  // What looks like a number is taken by its text, so that 1.30 stays 1.30.
  bool takes_words = field.kind == FieldKind::KubernetesVersion || field.kind == FieldKind::Date ||
                     field.kind == FieldKind::TextMap;
  if (meaning != Meaning::Text && !(is_plain_word && takes_words)) {
    problem(node, fmt::format("`{}` must be text, not {}{}", field.key, describe(meaning),
                              is_plain_word ? "; put it in quotes" : ""));
    return std::nullopt;
  }
  if (node.text().empty() && field.kind != FieldKind::TextMap) {
    problem(node, fmt::format("`{}` must not be empty", field.key));
    return std::nullopt;
  }
  return std::string(node.text());
}

/// The text in the form that the field's kind stores; nothing after a problem.
std::optional<std::string> FieldReader::checked_text(const Field& field, const Node& node) {
  std::optional<std::string> value = text(field, node);
  if (!value || (field.kind == FieldKind::Choice && !is_choice(field, node))) return std::nullopt;
  if (field.kind == FieldKind::Rule) rules.push_back(&node);
  std::string wrong = check_text(field.kind, *value);
  if (wrong.empty()) return value;
  problem(node, fmt::format("`{}` {}", field.key, wrong));
  return std::nullopt;
}

bool FieldReader::is_choice(const Field& field, const Node& node) {
  std::vector<std::string_view> choices = split(field.choices, '|');
  std::string_view text = node.text();
  if (node.is_scalar() && std::find(choices.begin(), choices.end(), text) != choices.end()) {
    return true;
  }
  std::string hint = node.is_scalar() ? did_you_mean(text, choices) : "";
  std::string_view of = choices.size() > 1 ? "one of " : "";
  problem(node, fmt::format("`{}` must be {}{}{}", field.key, of, quoted_list(choices), hint));
  return false;
}

void FieldReader::read(const Field& field, const Node& node, std::string& member) {
  if (std::optional<std::string> value = checked_text(field, node)) member = *std::move(value);
}

void FieldReader::read(const Field& field, const Node& node, bool& member) {
  if (meaning_of(node) == Meaning::Bool) {
    member = resolve_scalar(node, YamlDialect::Sigs).boolean;
  } else {
    problem(node, fmt::format("`{}` must be true or false, not {}", field.key,
                              describe(meaning_of(node))));
  }
}

void FieldReader::read(const Field& field, const Node& node, int& member) {
  if (!is_choice(field, node)) return;
  std::from_chars(node.text().data(), node.text().data() + node.text().size(), member);
}

void FieldReader::read(const Field& field, const Node& node, Severity& member) {
  if (is_choice(field, node)) member = *severity_named(node.text());
}

void FieldReader::read(const Field& field, const Node& node, Renderer& member) {
  if (is_choice(field, node)) member = *renderer_named(node.text());
}

void FieldReader::read(const Field& field, const Node& node, std::vector<std::string>& member) {
  if (!expect(field, node, NodeKind::Sequence)) return;
  member.clear();
  for (const Node* item : node.elements()) {
    if (auto value = checked_text(field, *item)) member.push_back(*std::move(value));
  }
}

void FieldReader::read(const Field& field, const Node& node,
                       std::vector<std::pair<std::string, std::string>>& member) {
  if (!expect(field, node, NodeKind::Mapping)) return;
  for (const NodeEntry& entry : node.pairs()) {
    auto value = text(field, *entry.value);
    if (value) member.emplace_back(std::string(entry.key->text()), *std::move(value));
  }
}

void FieldReader::read(const Field& field, const Node& node,
                       std::vector<std::pair<std::string, Severity>>& member) {
  if (!expect(field, node, NodeKind::Mapping)) return;
  for (const NodeEntry& entry : node.pairs()) {
    rules.push_back(entry.key);
    std::optional<Severity> severity = severity_named(entry.value->text());
    if (severity) {
      member.emplace_back(std::string(entry.key->text()), *severity);
    } else {
      problem(*entry.value, fmt::format("a severity must be one of `error`, `warning`, `info`{}",
                                        did_you_mean(entry.value->text(), kSeverities)));
    }
  }
}

void FieldReader::read(const Field& field, const Node& node,
                       std::vector<std::pair<std::string, const Node*>>& member) {
  if (!expect(field, node, NodeKind::Mapping)) return;
  for (const NodeEntry& entry : node.pairs()) {
    member.emplace_back(std::string(entry.key->text()), entry.value);
  }
}

}  // namespace drydock::projects
