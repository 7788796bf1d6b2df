#include "core/yaml/emit.h"
#include "render/builtins/file_glob.h"
#include "render/builtins/methods.h"

// What templates can do with `.Files`: a map of paths to []uint8.

namespace drydock::render {
namespace {

std::string_view bytes_of(const CallArgs& args, std::string_view path) {
  const Value* bytes = args.map(0).find(path);
  return bytes ? bytes->as_bytes() : std::string_view();
}

Value get(const CallArgs& args) { return Value::of_string(bytes_of(args, args.text(1))); }
Value get_bytes(const CallArgs& args) { return Value::of_bytes(bytes_of(args, args.text(1))); }

Value glob(const CallArgs& args) {
  // A wrong pattern fits all files.
  std::optional<FileGlob> pattern = FileGlob::compile(args.text(1));
  ValueMap* found = args.new_map();
  for (const ValueMap::Entry& file : args.map(0).entries()) {
    args.context().spend(1 + file.key.size() / 16);
    if (!pattern || pattern->matches(file.key)) found->set(file.key, file.value);
  }
  return Value::of_map(found, GoType::Files);
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

Value trimmed_yaml(const CallArgs& args, ValueMap* map) {
  std::string yaml;
  try {
    yaml = to_yaml(Value::of_map(map));
  } catch (const Error& error) {
    if (error.diagnostic().rule.ends_with("-limit")) throw;
    return Value::of_string("");  // as Helm's toYaml has it
  }
  if (yaml.ends_with('\n')) yaml.pop_back();
  return args.string(yaml);
}

Value as_config(const CallArgs& args) {
  ValueMap* map = args.new_map();
  for (const ValueMap::Entry& file : args.map(0).entries()) {
    map->set(base_name(file.key), Value::of_string(file.value.as_bytes()));
  }
  return trimmed_yaml(args, map);
}

/// Bytes become base64 on the way.
Value as_secrets(const CallArgs& args) {
  ValueMap* map = args.new_map();
  for (const ValueMap::Entry& file : args.map(0).entries()) {
    map->set(base_name(file.key), file.value);
  }
  return trimmed_yaml(args, map);
}

Value lines(const CallArgs& args) {
  std::string_view text = bytes_of(args, args.text(1));
  std::vector<Value> result;
  bool more = !text.empty();
  if (text.ends_with('\n')) text.remove_suffix(1);
  while (more) {
    size_t end = text.find('\n');
    result.push_back(Value::of_string(text.substr(0, end)));
    more = end != std::string_view::npos;
    if (more) text.remove_prefix(end + 1);
  }
  return args.new_list(result, GoType::Strings);
}

using enum Type;

// clang-format off
constexpr Builtin kFilesMethods[] = {
    {"AsConfig",  takes(),       String,  as_config,  "the files as YAML of a ConfigMap's data, by the last part of their paths"},
    {"AsSecrets", takes(),       String,  as_secrets, "the files in base64 as YAML of a Secret's data, by the last part of their paths"},
    {"Get",       takes(String), String,  get,        "PATH: the file's text; empty if there is none"},
    {"GetBytes",  takes(String), Bytes,   get_bytes,  "PATH: the file's bytes; empty if there is none"},
    {"Glob",      takes(String), Files,   glob,       "PATTERN: the files whose paths fit"},
    {"Lines",     takes(String), Strings, lines,      "PATH: the file's lines"},
};
// clang-format on

}  // namespace

std::span<const Builtin> files_methods() { return kFilesMethods; }

}  // namespace drydock::render
