#include "overlays/edit/edit_generators.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/unicode.h"
#include "core/yaml/edit_text.h"
#include "overlays/edit/fields.h"
#include "overlays/edit/kustomization_file.h"
#include "overlays/path_text.h"

namespace drydock::overlays {
namespace {

struct Words {
  std::string_view list;
  std::string_view kind;
  std::string_view noun;
};

Words words_of(GeneratorKind kind) {
  if (kind == GeneratorKind::Secret) return {"secretGenerator", "Secret", "secret"};
  return {"configMapGenerator", "ConfigMap", "configmap"};
}

bool same_namespace(std::string_view a, std::string_view b) {
  auto or_default = [](std::string_view text) { return text.empty() ? "default" : text; };
  return or_default(a) == or_default(b);
}

Node* find_generator(const Node& root, GeneratorKind kind, std::string_view name,
                     std::string_view namespace_name) {
  for (Node* generator : items_of(root, words_of(kind).list)) {
    if (text_field(*generator, "name") == name &&
        same_namespace(text_field(*generator, "namespace"), namespace_name)) {
      return generator;
    }
  }
  return nullptr;
}

/// Patterns become the files that they fit.
std::vector<std::string> expand_files(EditRun& run, const std::vector<std::string>& sources) {
  std::vector<std::string> expanded;
  for (const std::string& source : sources) {
    // Only with exactly one "=" is there a key; else the part before the first counts.
    size_t equals = source.find('=');
    bool keyed = equals != source.npos && source.find('=', equals + 1) == source.npos;
    std::string key = keyed ? source.substr(0, equals) : "";
    std::string pattern = keyed ? source.substr(equals + 1) : source.substr(0, equals);
    std::vector<std::string> found = glob_files(run.files, pattern);
    if (found.empty()) run.log.push_back(pattern + " has no match");
    if (key.empty()) {
      expanded.insert(expanded.end(), found.begin(), found.end());
    } else if (found.size() != 1) {
      fail_edit(fmt::format(
          "failed to expand file source: 'pattern '{}' catches files [{}], should catch only one",
          source, fmt::join(found, " ")));
    } else {
      expanded.push_back(fmt::format("{}={}", key, found[0]));
    }
  }
  return expanded;
}

void check_add_flags(EditArgs args, const GeneratorFlags& flags) {
  std::string problem;
  bool plain = !flags.files.empty() || !flags.literals.empty();
  bool known = flags.behavior.empty() || flags.behavior == "create" || flags.behavior == "merge" ||
               flags.behavior == "replace";
  if (args.size() != 1) {
    problem = "name must be specified once";
  } else if (flags.env_file.empty() && !plain) {
    problem = "at least from-env-file, or from-file or from-literal must be set";
  } else if (!flags.env_file.empty() && plain) {
    problem = "from-env-file cannot be combined with from-file or from-literal";
  } else if (!known) {
    problem = R"(invalid behavior: must be one of "create", "merge", or "replace")";
  }
  if (!problem.empty()) fail_edit("failed to validate flags: " + problem);
}

/// Checks what a generator would generate, without keeping it.
class GeneratorCheck {
 public:
  GeneratorCheck(EditRun& run, std::string_view name) : run_(run), name_(name) {}

  void check(const Node& generator) {
    if (name_.empty()) fail_generator("a configmap must have a name");
    for (const Node* env : items_of(generator, "envs")) check_env_file(std::string(env->text()));
    for (const Node* literal : items_of(generator, "literals")) {
      std::string_view text = literal->text();
      size_t equals = text.find('=');
      if (equals == text.npos || equals == 0) {
        fail_generator(fmt::format("invalid literal source {}, expected key=value", text));
      }
      add_key(text.substr(0, equals));
    }
    for (const Node* file : items_of(generator, "files")) check_file(std::string(file->text()));
  }

 private:
  [[noreturn]] void fail_generator(const std::string& problem) {
    fail_edit("failed to create configmap: " + problem);
  }

  void add_key(std::string_view key) {
    if (keys_.insert(std::string(key)).second) return;
    fail_generator(fmt::format("configmap {} illegally repeats the key `{}`", name_, key));
  }

  std::string load(const std::string& path) {
    std::string clean = clean_path(path);
    if (clean == ".." || clean.starts_with("../") || clean.starts_with('/')) {
      fail_generator(fmt::format("file '{}' is not in or below the kustomization's folder", path));
    }
    std::optional<std::string> text = run_.files.read(path);
    if (!text) fail_generator(fmt::format("there is no file '{}'", path));
    return *std::move(text);
  }

  void check_file(const std::string& source) {
    size_t equals = source.find('=');
    bool more = equals != source.npos && source.find('=', equals + 1) != source.npos;
    if (more) {
      fail_generator(fmt::format("source \"{}\" key name or file path contains '='", source));
    }
    if (equals == 0 || equals + 1 == source.size()) {
      fail_generator(fmt::format("missing {} in source \"{}\"",
                                 equals == 0 ? "key name" : "file path", source));
    }
    std::string path = equals == source.npos ? source : source.substr(equals + 1);
    load(path);
    add_key(equals == source.npos ? path.substr(path.rfind('/') + 1) : source.substr(0, equals));
  }

  void check_env_file(const std::string& path) {
    std::string text = load(path);
    std::string_view rest = text;
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
    while (!rest.empty()) {
      std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (!is_valid_utf8(line)) fail_generator(fmt::format("{} has invalid UTF-8", path));
      size_t begin = line.find_first_not_of(" \t\v\f\r");
      if (begin == line.npos || line[begin] == '#') continue;
      line.remove_prefix(begin);
      std::string_view key = line.substr(0, line.find('='));
      if (!key.empty()) add_key(key);
    }
  }

  EditRun& run_;
  std::string_view name_;
  std::set<std::string> keys_;
};

/// What is in the global options and not in the generator's own goes there.
void copy_global_options(KustomizationFile& file, Node& generator) {
  const Node* global = field_value(file.root(), "generatorOptions");
  if (!global) return;
  Arena& arena = file.arena();
  for (std::string_view field : {"labels", "annotations"}) {
    const Node* pairs = field_value(*global, field);
    if (!pairs || pairs->size == 0) continue;
    Node& target = mapping_field(arena, mapping_field(arena, generator, "options"), field);
    for (const NodeEntry& pair : pairs->pairs()) {
      if (target.find(pair.key->text())) continue;
      append(arena, target, deep_copy(arena, *pair.key), deep_copy(arena, *pair.value));
    }
  }
  for (std::string_view field : {"disableNameSuffixHash", "immutable"}) {
    if (!true_field(*global, field)) continue;
    Node& options = mapping_field(arena, generator, "options");
    if (!true_field(options, field)) set_field(arena, options, field, make_bool(arena, true));
  }
}

void merge_flags(Arena& arena, Node& generator, const GeneratorFlags& flags) {
  for (const std::string& text : flags.literals) add_text_item(arena, generator, "literals", text);
  for (const std::string& text : flags.files) add_text_item(arena, generator, "files", text);
  if (!flags.env_file.empty()) add_text_item(arena, generator, "envs", flags.env_file);
  if (flags.disable_name_suffix_hash) {
    Node* options = make_mapping(arena);
    set_field(arena, *options, "disableNameSuffixHash", make_bool(arena, true));
    set_field(arena, generator, "options", options);
  }
  if (!flags.behavior.empty()) set_text(arena, generator, "behavior", flags.behavior);
}

/// The key of a literal that has exactly one "=".
std::string literal_key(std::string_view text) {
  size_t equals = text.find('=');
  if (equals == text.npos || text.find('=', equals + 1) != text.npos) {
    fail_edit(
        "failed to update literal sources: failed to update resource: invalid format: literal "
        "values must be specified in the key=value format");
  }
  return std::string(text.substr(0, equals));
}

/// Later literals of the file with a key that came before win, as in the original's map.
void update_literals(Arena& arena, Node& generator, const std::vector<std::string>& changes) {
  std::vector<Node*> literals;
  std::vector<std::string> keys;
  auto put = [&](Node* literal, bool must_exist) {
    std::string key = literal_key(literal->text());
    auto found = std::ranges::find(keys, key);
    if (found != keys.end()) {
      literals[static_cast<size_t>(found - keys.begin())] = literal;
    } else if (must_exist) {
      fail_edit(
          fmt::format("failed to update literal sources: key '{}' not found in resource", key));
    } else {
      keys.push_back(key);
      literals.push_back(literal);
    }
  };
  for (Node* literal : items_of(generator, "literals")) put(literal, false);
  for (const std::string& change : changes) put(make_yaml_string(arena, change), true);
  set_items(arena, generator, "literals", literals);
}

}  // namespace

void add_generator(EditRun& run, EditArgs args, GeneratorKind kind, GeneratorFlags flags) {
  flags.files = expand_files(run, flags.files);
  check_add_flags(args, flags);
  KustomizationFile file(run.files, run.sources);
  Arena& arena = file.arena();
  Node* generator = find_generator(file.root(), kind, args[0], flags.namespace_name);
  if (!generator) {
    generator = make_mapping(arena);
    set_text(arena, *generator, "name", args[0]);
    set_text(arena, *generator, "namespace", flags.namespace_name);
    if (kind == GeneratorKind::Secret) set_text(arena, *generator, "type", flags.type);
    add_item(arena, file.root(), words_of(kind).list, generator);
  }
  merge_flags(arena, *generator, flags);
  copy_global_options(file, *generator);
  GeneratorCheck(run, args[0]).check(*generator);
  file.save();
}

void set_generator(EditRun& run, EditArgs args, GeneratorKind kind, const GeneratorFlags& flags) {
  if (args.size() != 1) fail_edit("failed to validate flags: name must be specified once");
  if (flags.literals.empty() && flags.new_namespace.empty()) {
    fail_edit(
        "failed to validate flags: at least one of [--from-literal, --new-namespace] must be "
        "specified");
  }
  KustomizationFile file(run.files, run.sources);
  Node* generator = find_generator(file.root(), kind, args[0], flags.namespace_name);
  if (!generator) {
    fail_edit(
        fmt::format("failed to create {}: could not set new {} value: unable to find {} "
                    "with name \"{}\"",
                    words_of(kind).noun, words_of(kind).kind, words_of(kind).kind, args[0]));
  }
  if (!flags.literals.empty()) update_literals(file.arena(), *generator, flags.literals);
  if (!flags.new_namespace.empty()) {
    set_text(file.arena(), *generator, "namespace", flags.new_namespace);
  }
  copy_global_options(file, *generator);
  GeneratorCheck(run, args[0]).check(*generator);
  file.save();
}

void remove_generators(EditRun& run, EditArgs args, GeneratorKind kind,
                       const std::string& namespace_name) {
  Words words = words_of(kind);
  if (args.empty()) fail_edit(fmt::format("at least one {} name must be specified", words.noun));
  if (args.size() > 1) {
    fail_edit(
        fmt::format("too many arguments: [{}]; to provide multiple {}s to remove, please "
                    "separate {} names by commas",
                    fmt::join(args, " "), words.noun, words.noun));
  }
  std::vector<std::string> names = split_commas(args[0]);
  KustomizationFile file(run.files, run.sources);
  std::vector<std::string> found;
  std::vector<Node*> kept;
  for (Node* generator : items_of(file.root(), words.list)) {
    std::string name(text_field(*generator, "name"));
    bool goes = contains(names, name) &&
                same_namespace(text_field(*generator, "namespace"), namespace_name);
    if (goes) {
      found.push_back(name);
    } else {
      kept.push_back(generator);
    }
  }
  if (found.empty()) {
    fail_edit(
        fmt::format("no specified {}(s) were found in the kustomization.yaml file", words.noun));
  }
  for (const std::string& name : names) {
    if (contains(found, name)) continue;
    run.log.push_back(fmt::format("{} {} doesn't exist in kustomization file", words.noun, name));
  }
  set_items(file.arena(), file.root(), words.list, kept);
  file.save();
}

}  // namespace drydock::overlays
