#include "validate/location_template.h"

#include <array>

#include "core/error.h"
#include "core/value.h"
#include "render/builtins/context.h"
#include "render/template/eval.h"

namespace drydock::validate {
namespace {

constexpr std::string_view kPublishedNames =
    "/{{ .NormalizedKubernetesVersion }}-standalone{{ .StrictSuffix }}/"
    "{{ .ResourceKind }}{{ .KindSuffix }}.json";

struct Field {
  std::string_view name;
  std::string value;
};
using Fields = std::array<Field, 6>;

/// Go's strings.ToLower, for what names of kinds are made of.
std::string small_letters(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

Fields fields_of(const LocationFacts& facts) {
  const std::string& version = facts.kubernetes_version;
  size_t last = facts.api_version.rfind('/');
  return {
      {{"NormalizedKubernetesVersion", version == "master" ? version : "v" + version},
       {"StrictSuffix", facts.strict ? "-strict" : ""},
       {"ResourceKind", small_kind(facts.kind)},
       {"ResourceAPIVersion", facts.api_version.substr(last == std::string::npos ? 0 : last + 1)},
       {"Group", facts.api_version.substr(0, facts.api_version.find('/'))},
       {"KindSuffix", kind_suffix(facts.api_version)}}};
}

const Field* find_field(const Fields& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// Templates of plain fields, as nearly all are; false for others, and `out` means nothing then.
bool expand_plain_fields(std::string_view text, const Fields& fields, std::string& out) {
  while (true) {
    size_t open = text.find("{{");
    out += text.substr(0, open);
    if (open == text.npos) return true;
    size_t close = text.find("}}", open);
    if (close == text.npos) return false;
    std::string_view name = trimmed(text.substr(open + 2, close - open - 2));
    const Field* field = name.starts_with('.') ? find_field(fields, name.substr(1)) : nullptr;
    if (!field) return false;
    out += field->value;
    text.remove_prefix(close + 2);
  }
}

std::string expand_any(const std::string& text, const Fields& fields) {
  Arena arena;
  SourceFile source{"tpl", text};
  render::ParseCache cache;
  render::TemplateSet set(cache, 3);
  set.add("tpl", &source, source.text);
  ValueMap* data = arena.make<ValueMap>(arena);
  for (const Field& field : fields) data->set(field.name, Value::of_string(field.value));
  render::Environment environment;
  environment.strict = true;
  render::Limits limits;
  limits.memory = size_t{64} << 20;
  limits.output = size_t{1} << 20;
  limits.steps = 100'000;
  return render::Evaluator(set, arena, environment, limits).render("tpl", Value::of_map(data)).text;
}

/// Go's struct has no such field; a map just lacks a key.
std::string word_for_struct(std::string message) {
  constexpr std::string_view kMissing = "map has no entry for key \"";
  size_t start = message.find(kMissing);
  if (start == std::string::npos) return message;
  std::string_view name = std::string_view(message).substr(start + kMissing.size());
  name = name.substr(0, name.find('"'));
  return fmt::format(
      "{}can't evaluate field {} in type struct {{ NormalizedKubernetesVersion string; "
      "StrictSuffix "
      "string; ResourceKind string; ResourceAPIVersion string; Group string; KindSuffix string }}",
      message.substr(0, start), name);
}

}  // namespace

std::string small_kind(std::string_view kind) { return small_letters(kind); }

std::string kind_suffix(std::string_view api_version) {
  size_t slash = api_version.find('/');
  std::string_view group = api_version.substr(0, slash);
  std::string suffix = "-" + small_letters(group.substr(0, group.find('.')));
  if (slash == api_version.npos) return suffix;
  std::string_view version = api_version.substr(slash + 1);
  return suffix + "-" + small_letters(version.substr(0, version.find('/')));
}

std::string complete_location(std::string_view location) {
  if (location == "default") return std::string(kDefaultLocation);
  std::string whole(location);
  if (!location.ends_with("json")) whole += kPublishedNames;
  return whole;
}

std::string expand_location(const std::string& location, const LocationFacts& facts) {
  Fields fields = fields_of(facts);
  std::string path;
  if (expand_plain_fields(location, fields, path)) return path;
  try {
    return expand_any(location, fields);
  } catch (const Error& error) {
    fail("usage", word_for_struct(error.what()));
  }
}

}  // namespace drydock::validate
