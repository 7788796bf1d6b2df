#include "overlays/edit/edit_metadata.h"

#include <fmt/format.h>

#include <map>

#include "core/yaml/edit_text.h"
#include "overlays/edit/fields.h"
#include "overlays/edit/kustomization_file.h"

namespace drydock::overlays {
namespace {

std::string_view noun_of(MetadataKind kind) {
  return kind == MetadataKind::Label ? "label" : "annotation";
}

std::string_view field_of(MetadataKind kind) {
  return kind == MetadataKind::Label ? "commonLabels" : "commonAnnotations";
}

std::string without_quotes(std::string text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return text;
  return text.substr(1, text.size() - 2);
}

bool is_name_character(char c, std::string_view others) {
  return std::isalnum(static_cast<unsigned char>(c)) || others.find(c) != others.npos;
}

/// A word that begins and ends with a letter or digit.
bool is_word(std::string_view text, std::string_view others, size_t longest) {
  if (text.empty() || text.size() > longest) return false;
  if (!is_name_character(text.front(), "") || !is_name_character(text.back(), "")) return false;
  for (char c : text) {
    if (!is_name_character(c, others)) return false;
  }
  return true;
}

bool is_annotation_key(std::string_view key) {
  constexpr size_t kLongestPrefix = 253;
  constexpr size_t kLongestName = 63;
  size_t slash = key.find('/');
  if (slash == key.npos) return is_word(key, "-_.", kLongestName);
  std::string_view prefix = key.substr(0, slash);
  bool letter = !prefix.empty() && std::isalpha(static_cast<unsigned char>(prefix.front()));
  return letter && is_word(prefix, "-.", kLongestPrefix) &&
         is_word(key.substr(slash + 1), "-_.", kLongestName);
}

void set_pair(Arena& arena, Node& pairs, const std::string& key, const std::string& value) {
  // Keys of labels keep their case, so this is no `set_field`.
  const Node* old = pairs.find(key);
  if (old && old->text() == value) return;
  Node* text = make_yaml_string(arena, value);
  if (old) return set(arena, pairs, key, text);
  append(arena, pairs, make_yaml_string(arena, key), text);
}

void add_pair(Arena& arena, Node& pairs, const std::string& key, const std::string& value,
              MetadataKind kind, bool force) {
  if (pairs.find(key) && !force) {
    fail_edit(fmt::format("{} {} already in kustomization file. Use --force to override.",
                          noun_of(kind), key));
  }
  set_pair(arena, pairs, key, value);
}

/// The entry of `labels` that new pairs belong to.
Node* find_label_entry(const Node& root, bool include_templates) {
  for (Node* label : items_of(root, "labels")) {
    if (!true_field(*label, "includeSelectors") &&
        true_field(*label, "includeTemplates") == include_templates) {
      return label;
    }
  }
  return nullptr;
}

Node& make_label_entry(Arena& arena, Node& root, bool include_templates) {
  Node* label = make_mapping(arena);
  if (include_templates) set_field(arena, *label, "includeTemplates", make_bool(arena, true));
  add_item(arena, root, "labels", label);
  return *label;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_metadata(EditArgs args, MetadataKind kind) {
  std::map<std::string, std::string> pairs;
  for (const std::string& arg : args) {
    size_t colon = arg.find(':');
    if (colon == 0) {
      fail_edit(fmt::format("invalid {}: '{}' (need k:v pair where v may be quoted)", noun_of(kind),
                            arg));
    }
    pairs[arg.substr(0, colon)] =
        colon == arg.npos ? std::string() : without_quotes(arg.substr(colon + 1));
  }
  return {pairs.begin(), pairs.end()};
}

void set_metadata(EditRun& run, EditArgs args, MetadataKind kind) {
  if (args.empty()) fail_edit(fmt::format("must specify {}", noun_of(kind)));
  auto pairs = parse_metadata(args, kind);
  for (const auto& [key, value] : pairs) {
    if (kind == MetadataKind::Annotation && !is_annotation_key(key)) {
      fail_edit(
          "invalid annotation key: see the syntax and character set rules at "
          "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/");
    }
  }
  KustomizationFile file(run.files, run.sources);
  Node& target = mapping_field(file.arena(), file.root(), field_of(kind));
  for (const auto& [key, value] : pairs) set_pair(file.arena(), target, key, value);
  file.save();
}

void add_metadata(EditRun& run, EditArgs args, MetadataKind kind, const AddMetadataFlags& flags) {
  if (args.empty()) fail_edit(fmt::format("must specify {}", noun_of(kind)));
  if (!flags.without_selector && flags.include_templates) {
    fail_edit("--without-selector flag must be specified for --include-templates to work");
  }
  auto pairs = parse_metadata(args, kind);
  KustomizationFile file(run.files, run.sources);
  Arena& arena = file.arena();
  Node* entry = nullptr;
  if (flags.without_selector) {
    entry = find_label_entry(file.root(), flags.include_templates);
    if (!entry) entry = &make_label_entry(arena, file.root(), flags.include_templates);
  }
  Node& target = entry ? mapping_field(arena, *entry, "pairs")
                       : mapping_field(arena, file.root(), field_of(kind));
  for (const auto& [key, value] : pairs) add_pair(arena, target, key, value, kind, flags.force);
  file.save();
}

void remove_metadata(EditRun& run, EditArgs args, MetadataKind kind, bool ignore_missing) {
  // The original calls both "label" where it looks at arguments.
  if (args.empty()) fail_edit("must specify label");
  if (args.size() > 1) fail_edit("labels must be comma-separated, with no spaces");
  std::vector<std::string> keys = split_commas(args[0]);
  if (contains(keys, "")) fail_edit("invalid label: '' (name is empty)");
  KustomizationFile file(run.files, run.sources);
  std::string_view field = field_of(kind);
  Node* pairs = field_value(file.root(), field);
  if (!pairs && !ignore_missing) {
    fail_edit(fmt::format("{} is not defined in kustomization file", field));
  }
  for (const std::string& key : keys) {
    bool there = pairs && pairs->is_mapping() && erase(*pairs, key);
    if (!there && !ignore_missing) {
      fail_edit(fmt::format("{} {} is not defined in kustomization file", noun_of(kind), key));
    }
  }
  if (pairs && pairs->size == 0) erase_field(file.arena(), file.root(), field);
  file.save();
}

}  // namespace drydock::overlays
