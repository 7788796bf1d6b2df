#include "projects/flux/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/error.h"
#include "core/tree.h"
#include "overlays/path_text.h"
#include "projects/flux/held_project.h"

namespace drydock::projects::flux {
namespace {

constexpr std::string_view kIgnoreFile = ".sourceignore";
constexpr int kMaxDepth = 200;

std::string path_in(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

bool is_manifest_name(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml");
}

/// Lists what is to be built in a folder that has no kustomization file.
class Scan {
 public:
  Scan(const GenerateInput& input, const IgnorePatterns& ignored)
      : input_(input), ignored_(ignored) {}

  std::vector<std::string> run() {
    walk("", 0);
    return std::move(found_);
  }

 private:
  void walk(const std::string& below, int depth) {
    if (depth > kMaxDepth) fail("file-unreadable", fmt::format("{} is nested too deeply", below));
    std::string folder = path_in(input_.folder, below);
    if (below.empty()) folder = input_.folder;
    for (const TreeEntry& entry : input_.files.list(folder)) {
      std::string path = path_in(below, entry.name);
      if (is_left_out(path, entry.kind == EntryKind::Folder)) continue;
      if (entry.kind != EntryKind::Folder) {
        add_file(path);
      } else if (has_kustomization(input_.files, path_in(input_.folder, path))) {
        found_.push_back(path);
      } else if (entry.name != ".git") {
        walk(path, depth + 1);
      }
    }
  }

  /// Folders are entered in any case: patterns may take back what is below.
  bool is_left_out(const std::string& path, bool is_folder) const {
    if (!input_.left_out) return false;
    std::string_view full = input_.folder;
    full.remove_prefix(std::min(full.size(), input_.source_root.size()));
    while (full.starts_with('/')) full.remove_prefix(1);
    std::string in_source = path_in(full, path);
    bool is_whole = !is_folder || has_kustomization(input_.files, path_in(input_.folder, path));
    return is_whole && input_.left_out->ignores(in_source, is_folder);
  }

  /// Each must hold objects, or nothing.
  void add_file(const std::string& path) {
    if (!is_manifest_name(path)) return;
    if (!ignored_.empty() && all_ignored().ignores(path, false)) return;
    input_.parsed_files.get(input_.files.read(path_in(input_.folder, path)));
    found_.push_back(path);
  }

  const IgnorePatterns& all_ignored() {
    if (with_defaults_.empty()) {
      with_defaults_.add_defaults();
      with_defaults_.append(ignored_);
    }
    return with_defaults_;
  }

  const GenerateInput& input_;
  const IgnorePatterns& ignored_;
  IgnorePatterns with_defaults_;
  std::vector<std::string> found_;
};

/// As Go's url.ParseRequestURI sees it: only what has a scheme is a URL.
bool is_url(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) ||
                               text[end] == '+' || text[end] == '-' || text[end] == '.')) {
    ++end;
  }
  return end > 0 && end < text.size() && text[end] == ':' &&
         std::isalpha(static_cast<unsigned char>(text[0]));
}

/// Takes what is ignored out of a list of the file.
class Filter {
 public:
  Filter(const GenerateInput& input, const IgnorePatterns& ignored) : input_(input) {
    patterns_.add_defaults();
    patterns_.append(ignored);
  }

  void apply(std::vector<Text>& entries, bool may_be_urls) const {
    std::erase_if(entries, [&](const Text& entry) {
      return !(may_be_urls && is_url(entry.value)) && is_ignored(entry);
    });
  }

 private:
  bool is_ignored(const Text& entry) const {
    std::string full = overlays::join_paths(input_.folder, entry.value);
    std::optional<EntryKind> kind;
    if (full != ".." && !full.starts_with("../")) {
      kind = input_.files.tree().kind(full == "." ? "" : full);
    }
    if (!kind) {
      fail("file-missing", fmt::format("there is no file or folder {}", full), entry.where());
    }
    std::string path = overlays::clean_path(entry.value);
    if (path.starts_with('/') || path == "." || path.starts_with("..")) return false;
    return patterns_.ignores(path, kind == EntryKind::Folder);
  }

  const GenerateInput& input_;
  IgnorePatterns patterns_;
};

void list_resources(overlays::Kustomization& k, const GenerateInput& input,
                    const IgnorePatterns& ignored) {
  for (const std::string& path : Scan(input, ignored).run()) {
    k.resources.push_back({input.arena.copy("./" + path)});
  }
  // A kustomization must say something.
  if (k.resources.empty()) k.namespace_name = {"_placeholder"};
}

void read_ignored(const GenerateInput& input, IgnorePatterns& ignored) {
  if (!input.filter) return;
  ignored = load_ignore_patterns(input.files, input.folder);
  for (const std::string& line : input.ignore_paths) ignored.add_lines(line, "");
}

bool is_local_relative(std::string_view path) {
  std::string lower(path);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (std::string_view prefix :
       {"git::", "gh:", "ssh://", "https://", "http://", "git@", "github.com:", "github.com/"}) {
    if (prefix.size() < lower.size() && lower.starts_with(prefix)) return false;
  }
  return !lower.starts_with('/') && !lower.starts_with("file:///");
}

void add_components(overlays::Kustomization& k, const KustomizationSpec& spec,
                    const GenerateInput& input) {
  for (const Text& component : spec.components) {
    if (!is_local_relative(component.value)) {
      fail("flux-definition",
           fmt::format("the component `{}` is no relative path in the source", component.value),
           component.where());
    }
    std::string path = overlays::join_paths(input.folder, component.value);
    bool is_there = path != ".." && !path.starts_with("../") && input.files.tree().kind(path);
    if (!is_there && spec.ignore_missing_components) continue;
    k.components.push_back(component);
  }
}

/// The name of an image is replaced when there is a new one; tag and digest are replaced as one.
void merge_images(overlays::Kustomization& k, const KustomizationSpec& spec) {
  for (const overlays::Image& image : spec.images) {
    auto same = std::find_if(k.images.begin(), k.images.end(), [&](const overlays::Image& known) {
      return known.name.value == image.name.value;
    });
    if (same == k.images.end()) {
      k.images.push_back(image);
      k.images.back().tag_suffix = {};
      continue;
    }
    if (!image.new_name.empty()) same->new_name = image.new_name;
    if (!image.new_tag.empty() || !image.digest.empty()) {
      same->new_tag = image.new_tag;
      same->digest = image.digest;
    }
  }
}

void load_patterns_below(SourceCache& files, const std::string& folder, const std::string& scope,
                         int depth, IgnorePatterns& into) {
  if (depth > kMaxDepth) return;
  for (const TreeEntry& entry : files.list(folder)) {
    if (entry.name != kIgnoreFile || entry.kind == EntryKind::Folder) continue;
    into.add_lines(files.read(path_in(folder, kIgnoreFile)).text, scope);
  }
  for (const TreeEntry& entry : files.list(folder)) {
    if (entry.kind != EntryKind::Folder || entry.name == ".git") continue;
    load_patterns_below(files, path_in(folder, entry.name), path_in(scope, entry.name), depth + 1,
                        into);
  }
}

}  // namespace

IgnorePatterns load_ignore_patterns(SourceCache& files, std::string_view folder) {
  IgnorePatterns patterns;
  load_patterns_below(files, std::string(folder), "", 0, patterns);
  return patterns;
}

void rewrite_kustomization(overlays::Kustomization& k, const KustomizationSpec& spec,
                           const GenerateInput& input) {
  IgnorePatterns ignored;
  read_ignored(input, ignored);
  if (!k.file) {
    list_resources(k, input, ignored);
  } else if (k.resources.empty()) {
    k.build_metadata = {{"originAnnotations"}};
  }
  if (input.filter) {
    Filter filter(input, ignored);
    filter.apply(k.resources, true);
    filter.apply(k.components, true);
    filter.apply(k.crds, false);
  }
  if (!spec.target_namespace.empty()) k.namespace_name = spec.target_namespace;
  if (!spec.name_prefix.empty()) k.name_prefix = spec.name_prefix;
  if (!spec.name_suffix.empty()) k.name_suffix = spec.name_suffix;
  std::vector<overlays::PatchConfig> patches = as_patches(spec.patches);
  k.patches.insert(k.patches.end(), patches.begin(), patches.end());
  add_components(k, spec, input);
  merge_images(k, spec);
  if (!spec.build_metadata.empty()) k.build_metadata = spec.build_metadata;
}

}  // namespace drydock::projects::flux
