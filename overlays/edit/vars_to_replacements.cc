#include "overlays/edit/vars_to_replacements.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "core/yaml/edit_text.h"
#include "core/yaml/read.h"
#include "overlays/edit/fields.h"
#include "overlays/path_text.h"

namespace drydock::overlays {
namespace {

constexpr int kMaxFolders = 100;  // of bases below each other

/// A place that names a var.
struct Use {
  std::string field_path;
  std::string delimiter;  // "" when the var is the whole text
  size_t index = 0;
};

size_t count_of(std::string_view text, char c) {
  return static_cast<size_t>(std::ranges::count(text, c));
}

class VarsConversion {
 public:
  VarsConversion(EditRun& run, KustomizationFile& file)
      : run_(run), file_(file), arena_(file.arena()) {}

  void convert() {
    std::vector<Node*> vars = items_of(file_.root(), "vars");
    if (vars.empty()) return;
    collect_files(file_.root(), "", 0);
    std::vector<Node*> replacements;
    for (const Node* var : vars) {
      replacements.push_back(replacement_of(*var));
      set_placeholders(std::string(text_field(*var, "name")));
    }
    // The original forgets replacements that were there; they would be lost.
    for (Node* replacement : replacements) {
      add_item(arena_, file_.root(), "replacements", replacement);
    }
    erase_field(arena_, file_.root(), "vars");
    for (const auto& [path, text] : changed_) run_.files.write(path, text);
  }

 private:
  /// Files of resources and patches, of bases as well.
  void collect_files(const Node& kustomization, const std::string& folder, int depth) {
    for (const Node* item : items_of(kustomization, "resources")) {
      std::string path(item->text());
      if (run_.files.is_folder(path) && depth < kMaxFolders) collect_base(path, depth);
      files_.push_back(join_paths(folder, path));
    }
    for (const Node* patch : items_of(kustomization, "patches")) {
      std::string_view path = text_field(*patch, "path");
      if (path.empty()) continue;
      files_.push_back(join_paths(folder, path));
      patches_[files_.back()] = patch;
    }
  }

  void collect_base(const std::string& folder, int depth) {
    for (std::string_view name : kKustomizationNames) {
      std::string path = join_paths(folder, name);
      std::optional<std::string> text = run_.files.read(path);
      if (!text) continue;
      const SourceFile& source = run_.sources.add(path, *std::move(text));
      YamlReadOptions options;
      options.first_document_only = true;
      YamlDocuments documents = read_yaml(source, arena_, options);
      if (!documents.go_error.empty()) fail_edit(path + ": " + documents.go_error);
      if (!documents.roots.empty() && documents.roots[0]) {
        collect_files(*documents.roots[0], folder, depth + 1);
      }
    }
  }

  std::optional<std::string> text_of(const std::string& path) {
    auto changed = changed_.find(path);
    return changed != changed_.end() ? changed->second : run_.files.read(path);
  }

  Node* replacement_of(const Node& var) {
    std::string name(text_field(var, "name"));
    Node* replacement = make_mapping(arena_);
    set_field(arena_, *replacement, "source", source_of(var));
    std::vector<Node*> targets;
    for (const std::string& path : files_) add_targets(path, name, targets);
    set_items(arena_, *replacement, "targets", targets);
    return replacement;
  }

  Node* source_of(const Node& var) {
    Node* source = make_mapping(arena_);
    const Node* object = field_value(var, "objref");
    const Node* field = field_value(var, "fieldref");
    if (object) {
      set_version(*source, text_field(*object, "apiVersion"));
      for (std::string_view part : {"kind", "name", "namespace"}) {
        set_text(arena_, *source, part, text_field(*object, part));
      }
    }
    if (field) set_text(arena_, *source, "fieldPath", text_field(*field, "fieldpath"));
    return source;
  }

  /// "apps/v1" as group and version.
  void set_version(Node& selector, std::string_view api_version) {
    size_t slash = api_version.find('/');
    if (slash != api_version.npos) {
      set_text(arena_, selector, "group", api_version.substr(0, slash));
      api_version.remove_prefix(slash + 1);
    }
    set_text(arena_, selector, "version", api_version);
  }

  void add_targets(const std::string& path, const std::string& name, std::vector<Node*>& targets) {
    std::optional<std::string> text = text_of(path);
    if (!text) return;
    const SourceFile& source = run_.sources.add(path, *std::move(text));
    YamlReadOptions options;
    options.dialect = YamlDialect::Kustomize;
    YamlDocuments documents = read_yaml(source, arena_, options);
    if (!documents.go_error.empty()) return;
    for (const Node* root : documents.roots) {
      if (!root) continue;
      std::vector<Use> uses;
      find_uses(*root, "$(" + name + ")", "", uses);
      auto patch = patches_.find(path);
      for (const Use& use : uses) {
        Node* target = make_mapping(arena_);
        const Node* entry = patch == patches_.end() ? nullptr : patch->second;
        set_field(arena_, *target, "select", entry ? select_patched(*entry, *root) : select(*root));
        add_text_item(arena_, *target, "fieldPaths", use.field_path);
        set_options(*target, use);
        targets.push_back(target);
      }
    }
  }

  void set_options(Node& target, const Use& use) {
    if (use.delimiter.empty()) return;
    Node& options = mapping_field(arena_, target, "options");
    set_field(arena_, options, "delimiter",
              make_scalar(arena_, use.delimiter, NodeStyle::SingleQuoted));
    if (use.index == 0) return;
    set_field(arena_, options, "index", make_scalar(arena_, std::to_string(use.index)));
  }

  Node* select(const Node& object) {
    Node* selector = make_mapping(arena_);
    set_version(*selector, text_field(object, "apiVersion"));
    set_text(arena_, *selector, "kind", text_field(object, "kind"));
    const Node* metadata = field_value(object, "metadata");
    if (!metadata) return selector;
    set_text(arena_, *selector, "name", text_field(*metadata, "name"));
    set_text(arena_, *selector, "namespace", text_field(*metadata, "namespace"));
    return selector;
  }

  /// What a patch is applied to: its target, but for what it may change.
  Node* select_patched(const Node& entry, const Node& patch) {
    const Node* options = field_value(entry, "options");
    bool name = options && true_field(*options, "allowNameChange");
    bool kind = options && true_field(*options, "allowKindChange");
    if (name && kind) return select(patch);
    const Node* target = field_value(entry, "target");
    Node* selector = target ? deep_copy(arena_, *target) : make_mapping(arena_);
    const Node* metadata = field_value(patch, "metadata");
    if (name && metadata) set_text(arena_, *selector, "name", text_field(*metadata, "name"));
    if (kind) set_text(arena_, *selector, "kind", text_field(patch, "kind"));
    std::string_view space = metadata ? text_field(*metadata, "namespace") : "";
    if (!space.empty()) set_text(arena_, *selector, "namespace", space);
    return selector;
  }

  void find_uses(const Node& node, const std::string& var, const std::string& path,
                 std::vector<Use>& uses) {
    auto below = [&](const std::string& step) { return path.empty() ? step : path + "." + step; };
    for (uint32_t i = 0; i < node.elements().size(); ++i) {
      find_uses(*node.items[i], var, below(std::to_string(i)), uses);
    }
    for (const NodeEntry& pair : node.pairs()) {
      std::string step(pair.key->text());
      if (step.find('.') != step.npos) step = "[" + step + "]";
      find_uses(*pair.value, var, below(step), uses);
    }
    if (node.is_scalar() && node.text().find(var) != std::string_view::npos) {
      uses.push_back(use_in(node.text(), var, path));
    }
  }

  Use use_in(std::string_view text, const std::string& var, const std::string& path) {
    Use use{path, "", 0};
    if (text == var) return use;
    size_t at = text.find(var);
    size_t behind = at + var.size();
    if (at == 0) {
      use.delimiter = text[behind];
    } else if (behind >= text.size()) {
      use.delimiter = text[at - 1];
      use.index = count_of(text, text[at - 1]);
    } else {
      if (text[at - 1] != text[behind]) {
        fail_edit(fmt::format("cannot convert all vars to replacements; {} is not delimited", var));
      }
      use.delimiter = text[behind];
      use.index = count_of(text.substr(0, at), text[behind]);
    }
    return use;
  }

  void set_placeholders(const std::string& name) {
    std::string var = "$(" + name + ")";
    for (const std::string& path : files_) {
      std::optional<std::string> text = text_of(path);
      if (!text || text->find(var) == text->npos) continue;
      for (size_t at = 0; (at = text->find(var, at)) != text->npos;) {
        text->replace(at, var.size(), name + "_PLACEHOLDER");
      }
      changed_[path] = *std::move(text);
    }
  }

  EditRun& run_;
  KustomizationFile& file_;
  Arena& arena_;
  std::vector<std::string> files_;
  std::map<std::string, const Node*> patches_;
  std::map<std::string, std::string> changed_;
};

}  // namespace

void turn_vars_into_replacements(EditRun& run, KustomizationFile& file) {
  VarsConversion(run, file).convert();
}

}  // namespace drydock::overlays
