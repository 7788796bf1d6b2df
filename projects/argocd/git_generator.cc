#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/path_match.h"
#include "core/yaml/decode.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/generators.h"
#include "projects/argocd/parameters.h"
#include "projects/argocd/patterns.h"
#include "render/builtins/slug.h"

namespace drydock::projects::argocd {
namespace {

std::string_view last_part(std::string_view path) { return file_name(path); }

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (true) {
    size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

/// The files that one pattern picks.
void pick_files(std::string_view pattern, bool new_globbing, const std::vector<std::string>& files,
                const std::function<void(const std::string&)>& picked) {
  if (!new_globbing) {
    GitPathspec pathspec(pattern);
    for (const std::string& file : files) {
      if (pathspec.matches(file)) picked(file);
    }
    return;
  }
  std::vector<Glob> globs;
  for (const std::string& one : expand_braces(pattern)) {
    std::optional<std::string> clean = join_path("", one.starts_with('/') ? one.substr(1) : one);
    if (!clean) continue;  // it would leave the repository, which the original passes over
    globs.push_back(make_glob(*clean, GlobKind::Path));
  }
  for (const std::string& file : files) {
    if (matches_any(globs, file)) picked(file);
  }
}

}  // namespace

ParameterSets Generators::git(Value generator) {
  bool folders = !list_of(generator, "directories").empty();
  if (!folders && list_of(generator, "files").empty()) {
    fail("argocd-generator", "a git generator needs `directories` or `files`");
  }
  SourceCache& files = world_.repository(text_of(generator, "repoURL"));
  return folders ? git_folders(generator, files) : git_files(generator, files);
}

/// What `path` gives: of a folder, or with a name of a file the file's, too.
void Generators::add_path(ValueMap& params, std::string_view prefix, std::string_view folder,
                          std::string_view file) {
  std::string_view base = last_part(folder);
  std::vector<std::string_view> segments = segments_of(folder);
  if (!is_go()) {
    std::string name = prefix.empty() ? "path" : fmt::format("{}.path", prefix);
    auto set = [&](std::string_view suffix, std::string_view value) {
      params.set(arena_.copy(name + std::string(suffix)), text(value));
    };
    set("", folder);
    set(".basename", base);
    set(".basenameNormalized", render::normalized_name(base));
    if (!file.empty()) {
      set(".filename", file);
      set(".filenameNormalized", render::normalized_name(file));
    }
    for (size_t i = 0; i < segments.size(); ++i) {
      if (!segments[i].empty()) set(fmt::format("[{}]", i), segments[i]);
    }
    return;
  }
  ValueMap* path = new_map();
  path->set("path", text(folder));
  path->set("basename", text(base));
  path->set("basenameNormalized", text(render::normalized_name(base)));
  if (!file.empty()) {
    path->set("filename", text(file));
    path->set("filenameNormalized", text(render::normalized_name(file)));
  }
  Value* items = arena_.array<Value>(segments.size());
  for (size_t i = 0; i < segments.size(); ++i) items[i] = text(segments[i]);
  path->set("segments", Value::of_list({items, segments.size()}, GoType::Strings));
  if (prefix.empty()) {
    params.set("path", Value::of_map(path));
  } else {
    ValueMap* outer = new_map();
    outer->set("path", Value::of_map(path));
    params.set(prefix, Value::of_map(outer));
  }
}

ParameterSets Generators::git_folders(Value generator, SourceCache& files) {
  ParameterSets sets;
  std::string_view prefix = text_of(generator, "pathParamPrefix");
  for (const std::string& folder : world_.listings->of(files).folders) {
    bool included = false;
    bool excluded = false;
    for (Value item : list_of(generator, "directories")) {
      if (!path_match(text_of(item, "path"), folder).value_or(false)) continue;
      (flag_of(item, "exclude") ? excluded : included) = true;
    }
    if (!included || excluded) continue;
    count(1);
    ValueMap* params = new_map();
    add_path(*params, prefix, folder, "");
    substitution_.add_values(map_of(generator, "values"), *params);
    sets.push_back(params);
  }
  return sets;
}

ParameterSets Generators::sets_of_file(const SourceFile& file, bool flat) {
  YamlDecoded decoded = decode_yaml_file(file, arena_);
  if (!decoded.go_error.empty()) {
    Diagnostic problem;
    problem.rule = "argocd-generator";
    problem.message = fmt::format("{} cannot be read: {}", file.path, decoded.go_error);
    if (decoded.problem) problem.where = decoded.problem->where;
    throw Error(std::move(problem));
  }
  Value value = decoded.value;
  std::span<const Value> items =
      value.is_list() ? value.as_list() : std::span<const Value>(&value, 1);
  ParameterSets sets;
  for (Value item : items) {
    if (!item.is_map() && !item.is_nil()) {
      fail("argocd-generator",
           fmt::format("{} is neither a mapping nor a list of mappings", file.path), {&file, 1, 1});
    }
    ValueMap* params = item.is_map() ? &item.as_map() : new_map();
    sets.push_back(flat ? flatten(*params, arena_) : params);
  }
  count(sets.size());
  return sets;
}

ParameterSets Generators::git_files(Value generator, SourceCache& files) {
  std::set<std::string> picked;
  const std::vector<std::string>& all = world_.listings->of(files).files;
  for (bool exclude : {false, true}) {
    for (Value item : list_of(generator, "files")) {
      if (flag_of(item, "exclude") != exclude) continue;
      pick_files(text_of(item, "path"), world_.new_git_file_globbing, all,
                 [&](const std::string& file) {
                   if (exclude) {
                     picked.erase(file);
                   } else {
                     picked.insert(file);
                   }
                 });
    }
  }
  ParameterSets sets;
  std::string_view prefix = text_of(generator, "pathParamPrefix");
  for (const std::string& file : picked) {
    std::string_view folder = parent_path(file);
    for (ValueMap* found : sets_of_file(files.read(file), !is_go())) {
      ValueMap* params = shallow_copy(*found, arena_);
      add_path(*params, prefix, folder.empty() ? "." : folder, file_name(file));
      substitution_.add_values(map_of(generator, "values"), *params);
      sets.push_back(params);
    }
  }
  return sets;
}

}  // namespace drydock::projects::argocd
