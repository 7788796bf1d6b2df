#include "projects/edit/edit_values.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"
#include "core/suggest.h"
#include "core/tree.h"
#include "core/yaml/edit_documents.h"
#include "core/yaml/edit_text.h"
#include "core/yaml/resolve.h"
#include "projects/manifest_scan.h"

namespace drydock::projects {
namespace {

/// One step of a path as it is written: a key, an index, or the item with a field of some value.
struct Step {
  std::string key;
  std::string value = {};
  std::optional<size_t> index = {};
  bool is_item = false;
};

[[noreturn]] void refuse_path(const std::string& path) {
  fail("", fmt::format("`{}` is no path of a value; write it like image.tag, containers[0].image "
                       "or env[name=LOG].value, with \\. for a dot within a key",
                       path));
}

/// What stands in brackets: "0" or "name=LOG".
Step item_step(const std::string& path, std::string_view words) {
  size_t equals = words.find('=');
  if (equals != words.npos) {
    return {std::string(words.substr(0, equals)), std::string(words.substr(equals + 1)), {}, true};
  }
  Step step;
  size_t index = 0;
  auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), index);
  if (error != std::errc() || end != words.data() + words.size()) refuse_path(path);
  step.index = index;
  return step;
}

std::vector<Step> parse_path(const std::string& path) {
  std::vector<Step> steps;
  std::string key;
  bool is_open = true;  // a key is to come
  auto close = [&] {
    if (key.empty()) refuse_path(path);
    steps.push_back({std::exchange(key, {})});
  };
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '\\' && i + 1 < path.size()) {
      key += path[++i];
    } else if (path[i] == '.') {
      if (is_open) close();
      is_open = true;
    } else if (path[i] == '[') {
      size_t end = path.find(']', i);
      if (end == path.npos) refuse_path(path);
      if (is_open && !(key.empty() && steps.empty())) close();
      is_open = false;
      steps.push_back(item_step(path, std::string_view(path).substr(i + 1, end - i - 1)));
      i = end;
      if (i + 1 < path.size() && path[i + 1] != '.' && path[i + 1] != '[') refuse_path(path);
    } else {
      key += path[i];
    }
  }
  if (is_open) close();
  return steps;
}

/// How far a path leads in a document.
struct Lookup {
  YamlPath path;
  const Node* last = nullptr;    // the last node that is there
  const Step* failed = nullptr;  // null: all of it is there
};

Lookup look_up(const Node& root, const std::vector<Step>& steps) {
  Lookup found{{}, &root};
  for (const Step& step : steps) {
    const Node* next = nullptr;
    std::span<Node* const> items = found.last->elements();
    size_t index = step.index.value_or(items.size());
    if (step.is_item) {
      auto item = std::find_if(items.begin(), items.end(), [&](const Node* one) {
        return one->text_of(step.key) == step.value;
      });
      index = static_cast<size_t>(item - items.begin());
    }
    if (step.is_item || step.index) {
      if (index < items.size()) next = items[index];
      found.path.emplace_back(index);
    } else {
      next = found.last->find(step.key);
      found.path.emplace_back(step.key);
    }
    if (!next) {
      found.failed = &step;
      return found;
    }
    found.last = next;
  }
  return found;
}

bool is_object(const Node& root, const std::string& object) {
  const Node* metadata = root.find("metadata");
  std::string name =
      fmt::format("{}/{}", root.text_of("kind"), metadata ? metadata->text_of("name") : "");
  return name == object;
}

[[noreturn]] void refuse_missing(const SourceFile& file, const ValueEdit& edit,
                                 const Lookup& furthest) {
  std::string nearest;
  if (furthest.failed && !furthest.failed->is_item && !furthest.failed->index) {
    std::vector<std::string_view> keys;
    for (const NodeEntry& entry : furthest.last->pairs()) keys.push_back(entry.key->text());
    nearest = did_you_mean(furthest.failed->key, keys);
  }
  fail("", fmt::format("{} has no `{}`{}; --create makes it", file.path, edit.path, nearest));
}

bool is_string_scalar(const Node& node) {
  return resolve_scalar(node, YamlDialect::Sigs).type == ScalarType::String;
}

Node* new_value(Arena& arena, const Node* old, const ValueEdit& edit) {
  // What was a string stays one: "1.20" would become the number 1.2.
  bool is_string = edit.is_string || (old && is_string_scalar(*old));
  return is_string ? make_yaml_string(arena, edit.value) : make_scalar(arena, edit.value);
}

/// The editor of the document that an edit is about.
YamlEditor& document_of(YamlFileEditor& editor, const std::vector<Step>& steps,
                        const ValueEdit& edit) {
  std::vector<YamlEditor*> having, all;
  Lookup furthest;
  for (YamlEditor& document : editor.documents()) {
    const Node* root = document.root();
    if (!root || (!edit.object.empty() && !is_object(*root, edit.object))) continue;
    all.push_back(&document);
    Lookup found = look_up(*root, steps);
    if (!found.failed) having.push_back(&document);
    if (found.path.size() > furthest.path.size()) furthest = found;
  }
  const SourceFile& file = editor.file();
  if (all.empty() && !edit.object.empty()) {
    fail("", fmt::format("{} has no object {}", file.path, edit.object));
  }
  if (having.empty() && edit.may_create) having = all;
  if (having.size() > 1) {
    fail("", fmt::format("{} documents of {} could have `{}`: say which with --object KIND/NAME",
                         having.size(), file.path, edit.path));
  }
  if (having.empty() && all.empty() && edit.may_create) return editor.documents().front();
  if (having.empty()) refuse_missing(file, edit, furthest);
  return *having.front();
}

void set_label(YamlEditor& editor, YamlPath path, const std::string& key,
               const std::string& value) {
  path.emplace_back(key);
  const Node* old = editor.find(path);
  if (old && old->is_scalar() && old->text() == value) return;
  Arena arena;
  editor.set(path, *make_yaml_string(arena, value));
}

void label_kustomization(YamlEditor& editor, const std::string& key, const std::string& value) {
  if (editor.find({"commonLabels", key})) return set_label(editor, {"commonLabels"}, key, value);
  const Node* root = editor.root();
  const Node* labels = root ? root->find("labels") : nullptr;
  size_t count = labels ? labels->elements().size() : 0;
  size_t at = count;
  for (size_t i = count; i-- > 0;) {
    const Node& entry = *labels->elements()[i];
    const Node* pairs = entry.find("pairs");
    if (pairs && pairs->find(key)) return set_label(editor, {"labels", i, "pairs"}, key, value);
    bool selects = entry.text_of("includeSelectors") == "true" || entry.find("fields");
    if (pairs && !selects) at = i;
  }
  if (at < count) return set_label(editor, {"labels", at, "pairs"}, key, value);
  Arena arena;
  Node* pairs = make_mapping(arena);
  set(arena, *pairs, key, make_yaml_string(arena, value));
  Node* entry = make_mapping(arena);
  set(arena, *entry, "pairs", pairs);
  editor.insert({"labels"}, count, *entry);
}

void label_objects(YamlEditor& editor, const Node& root, const YamlPath& path,
                   const Labels& labels) {
  if (root.text_of("apiVersion").empty() || !root.find("metadata")) return;
  YamlPath place = path;
  place.emplace_back("metadata");
  place.emplace_back("labels");
  for (const auto& [key, value] : labels) set_label(editor, place, key, value);
}

}  // namespace

std::string set_value(const SourceFile& file, const ValueEdit& edit) {
  std::vector<Step> steps = parse_path(edit.path);
  YamlFileEditor editor(file);
  YamlEditor& document = document_of(editor, steps, edit);
  YamlPath path;
  const Node* old = nullptr;
  if (const Node* root = document.root()) {
    Lookup found = look_up(*root, steps);
    if (!found.failed) old = found.last;
  }
  if (old && !old->is_scalar()) {
    fail("", fmt::format("`{}` of {} is no single value", edit.path, file.path));
  }
  bool is_so = old && old->text() == edit.value && (!edit.is_string || is_string_scalar(*old));
  if (is_so) return file.text;
  for (const Step& step : steps) {
    const Node* here = path.empty() ? document.root() : document.find(path);
    if (!step.is_item && !step.index) {
      path.emplace_back(step.key);
      continue;
    }
    Lookup item;
    if (here) item = look_up(*here, {step});
    if (step.is_item && (!here || item.failed)) {
      fail("", fmt::format("{} has no item with {}={} for `{}`", file.path, step.key, step.value,
                           edit.path));
    }
    path.push_back(step.is_item ? item.path.front() : YamlStep(*step.index));
  }
  Arena arena;
  document.set(path, *new_value(arena, old, edit));
  return editor.text();
}

std::string set_labels(const SourceFile& file, const Labels& labels) {
  YamlFileEditor editor(file);
  bool is_kustomization = is_kustomization_file(file_name(file.path));
  for (YamlEditor& document : editor.documents()) {
    if (is_kustomization) {
      for (const auto& [key, value] : labels) label_kustomization(document, key, value);
      break;
    }
    Arena arena;
    const Node* root = document.copy_root(arena);
    if (!root) continue;
    label_objects(document, *root, {}, labels);
    const Node* items = root->text_of("kind").ends_with("List") ? root->find("items") : nullptr;
    for (size_t i = 0; items && i < items->elements().size(); ++i) {
      label_objects(document, *items->elements()[i], {"items", i}, labels);
    }
  }
  return editor.text();
}

}  // namespace drydock::projects
