#include "overlays/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/yaml/read.h"
#include "overlays/config_fields.h"
#include "overlays/crds.h"
#include "overlays/name_hash.h"
#include "overlays/name_references.h"
#include "overlays/path_text.h"
#include "overlays/read_objects.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kFileNames[] = {"kustomization.yaml", "kustomization.yml",
                                           "Kustomization"};
constexpr std::string_view kBuiltInOpenapi = "v1.21.2";

const SourceFile* find_kustomization(Loader& loader, std::string_view& name, bool may_lack) {
  const SourceFile* found = nullptr;
  std::string_view shown = loader.root().empty() ? "." : loader.root();
  for (std::string_view candidate : kFileNames) {
    const SourceFile* file = loader.find(candidate);
    if (!file) continue;
    if (found) {
      fail(
          "kustomization",
          fmt::format("found several kustomization files in {}: {} and {}", shown, name, candidate),
          {file, 1, 1});
    }
    found = file;
    name = candidate;
  }
  if (!found && !may_lack) {
    fail("kustomization", fmt::format("there is no kustomization.yaml, kustomization.yml or "
                                      "Kustomization in {}",
                                      shown));
  }
  if (!found) name = kFileNames[0];
  return found;
}

/// What was thrown within a base notes who included it.
[[noreturn]] void rethrow_included(Error& error, const Text& path) {
  if (path.node) {
    Diagnostic note;
    note.severity = Severity::Info;
    note.message = "included from here";
    note.where = path.where();
    Diagnostic& diagnostic = error.diagnostic();
    if (!diagnostic.where.file) {
      diagnostic.where = note.where;
    } else {
      diagnostic.notes.push_back(std::move(note));
    }
  }
  throw std::move(error);
}

bool is_kept(const Object& object) {
  const Node* metadata = object.root->find("metadata");
  const Node* annotations = metadata ? metadata->find("annotations") : nullptr;
  const Node* local =
      annotations ? annotations->find("config.kubernetes.io/local-config") : nullptr;
  return !local || local->text() == "false";
}

/// Leaves out objects that are only for tools, and looks once more at what the others need.
void drop_local(ObjectList& objects) {
  std::vector<Object*> kept;
  kept.reserve(objects.size());
  for (Object* object : objects.all()) {
    if (object->is_empty()) continue;
    if (object->kind().empty() || (object->name().empty() && !object->kind().ends_with("List"))) {
      fail("overlay-object",
           fmt::format("a patch or transformer took the {} of an object",
                       object->kind().empty() ? "kind" : "name"),
           object->defined_at);
    }
    if (is_kept(*object)) kept.push_back(object);
  }
  objects.assign(std::move(kept));
  objects.check_unique();
}

}  // namespace

Target::Target(BuildState& state, std::unique_ptr<Loader> loader)
    : state_(state),
      loader_(std::move(loader)),
      context_{state.arena,          state.objects, *loader_,           &state.schemas(),
               state.warnings,       state.texts,   state.line_indexes, state.options.parsed_files,
               state.comment_schemas} {
  read_root();
  use_openapi();
  if (!k_.build_metadata.empty()) origin_.emplace();
}

Target::Target(BuildState& state, std::unique_ptr<Loader> loader, const Target& parent,
               std::optional<Origin> origin)
    : state_(state),
      loader_(std::move(loader)),
      context_{state.arena,          state.objects, *loader_,           &state.schemas(),
               state.warnings,       state.texts,   state.line_indexes, state.options.parsed_files,
               state.comment_schemas},
      origin_(std::move(origin)) {
  read();
  use_openapi();
  chart_namespace_ =
      parent.k_.namespace_name.empty() ? parent.chart_namespace_ : parent.k_.namespace_name.value;
}

void Target::read() {
  const SourceFile* file = find_kustomization(*loader_, file_name_, false);
  k_ = read_kustomization(*file, state_.arena, state_.warnings);
}

void Target::read_root() {
  const auto& rewrite = state_.options.rewrite_root;
  if (!rewrite) return read();
  const SourceFile* file = find_kustomization(*loader_, file_name_, true);
  k_ = read_rewritten_kustomization(file, state_.arena, state_.warnings, rewrite);
}

void Target::use_openapi() {
  const Text* path = nullptr;
  const Text* version = nullptr;
  for (const TextPair& pair : k_.openapi) {
    if (pair.key.value == "path") path = &pair.value;
    if (pair.key.value == "version") version = &pair.value;
  }
  const SourceFile* file = path ? &loader_->load(*path) : nullptr;
  if (state_.schemas_are_set) return;
  if (file && version) {
    fail("kustomization", "`openapi` takes a `path` or a `version`, not both", version->where());
  }
  if (version && !version->empty()) {
    if (version->value != kBuiltInOpenapi) {
      fail("kustomization",
           fmt::format("the OpenAPI version `{}` is not built in; there is `{}`", version->value,
                       kBuiltInOpenapi),
           version->where());
    }
    state_.schemas_are_set = true;
  }
  if (!file) return;
  YamlDocuments documents = read_yaml(*file, state_.arena, {YamlDialect::Sigs, true});
  for (Diagnostic& problem : documents.problems) {
    if (problem.severity == Severity::Error) throw Error(std::move(problem));
  }
  if (documents.roots.empty() || !documents.roots[0] || !documents.roots[0]->is_mapping()) {
    fail("kustomization", "this is no OpenAPI document", {file, 1, 1});
  }
  state_.schema_document =
      schemas::json_from_node(*documents.roots[0], YamlDialect::Sigs, state_.arena);
  state_.named_schemas.emplace(*state_.schema_document, state_.built_in_schemas.use_so_far());
  state_.schemas_are_set = true;
  context_.schemas = &state_.schemas();
}

std::optional<Origin> Target::origin_below(std::string_view path) const {
  if (!origin_) return std::nullopt;
  Origin origin = *origin_;
  if (std::optional<RemoteSpec> spec = parse_remote(path)) {
    origin.repo = state_.arena.copy(spec->clone_url());
    origin.ref = state_.arena.copy(spec->ref);
    origin.path = state_.arena.copy(clean_path(spec->root_path));
    return origin;
  }
  origin.path = state_.arena.copy(join_paths(origin.path, path));
  return origin;
}

Accumulated Target::build() {
  Accumulated all(state_);
  accumulate(all);
  add_hashes(all.objects, context_);
  if (all.config) fix_name_references(all.objects, all.config->name_reference, context_);
  static const FieldSpecs kNowhere;
  resolve_vars(all.objects, all.vars, all.config ? all.config->var_reference : kNowhere, context_);
  drop_local(all.objects);
  return all;
}

void Target::accumulate(Accumulated& into) {
  accumulate_resources(into, k_.resources);
  context_.schemas = &state_.schemas();
  into.objects.use_schemas(*context_.schemas);
  read_configurations(into);
  run_generators(into);
  for (const Text& path : k_.components) accumulate_folder(into, path, true);
  run_transformers(into);
  run_validators(into.objects);
  into.vars.add(k_.vars, into.objects);
}

void Target::accumulate_resources(Accumulated& into, const std::vector<Text>& paths) {
  for (const Text& path : paths) {
    bool is_remote = !is_web_url(path) && parse_remote(path).has_value();
    if (is_web_url(path) && parse_remote(path)) {
      // A URL may name a file, or a repository.
      is_remote = !state_.options.remote || !state_.options.remote->fetch_file(path, path.where());
    }
    // What is not there is opened as a folder, too: that says best what is missing.
    bool is_file =
        !is_remote &&
        (is_web_url(path) || loader_->kind(path).value_or(EntryKind::Folder) != EntryKind::Folder);
    if (is_file) {
      accumulate_file(into, path);
    } else {
      accumulate_folder(into, path, false);
    }
  }
}

void Target::accumulate_file(Accumulated& into, const Text& path) {
  const SourceFile& file = loader_->load(path);
  std::optional<Origin> origin = origin_below(path);
  try {
    for (Object* object : read_objects(file, context_)) {
      if (origin) object->origin = origin;
      into.objects.append(*object);
    }
  } catch (Error& error) {
    rethrow_included(error, path);
  }
}

void Target::accumulate_folder(Accumulated& into, const Text& path, bool is_component) {
  std::unique_ptr<Loader> loader = loader_->open(path);
  try {
    Target below(state_, std::move(loader), *this, origin_below(path));
    into.objects.use_schemas(state_.schemas());
    if (is_component != below.k_.is_component()) {
      fail("kustomization",
           is_component ? fmt::format("{} is no Component, but `components` lists it", path.value)
                        : fmt::format("{} is a Component: list it under `components`", path.value),
           path.where());
    }
    below.k_.build_metadata = k_.build_metadata;
    if (is_component) {
      below.accumulate(into);
      into.objects.use_schemas(state_.schemas());
      into.objects.check_unique();
      // What is there is merged into nothing then, which finds more conflicts.
      if (const TransformerConfig* config = std::exchange(into.config, nullptr)) {
        merge_config(into, *config);
      }
      return;
    }
    Accumulated base(state_);
    below.accumulate(base);
    merge(into, std::move(base), path);
  } catch (Error& error) {
    rethrow_included(error, path);
  }
}

void Target::merge(Accumulated& into, Accumulated&& other, const Text&) {
  into.objects.use_schemas(state_.schemas());
  into.objects.append_all(other.objects);
  if (other.config) merge_config(into, *other.config);
  into.vars.merge(other.vars);
}

void Target::merge_config(Accumulated& into, const TransformerConfig& config) {
  if (into.config == &config) return;
  if (!into.config && &config == &default_transformer_config()) {
    into.config = &config;
    return;
  }
  TransformerConfig& merged = state_.configs.emplace_back();
  if (into.config) merged = *into.config;
  merge_transformer_config(merged, config);
  into.config = &merged;
}

void Target::read_configurations(Accumulated& into) {
  const TransformerConfig* own = &default_transformer_config();
  if (!k_.configurations.empty()) {
    TransformerConfig given;
    for (const Text& path : k_.configurations) {
      const SourceFile& file = loader_->load(path);
      YamlDocuments documents = read_yaml(file, state_.arena, {YamlDialect::Sigs, true});
      for (Diagnostic& problem : documents.problems) {
        bool twice = problem.rule == "yaml-duplicate-key";
        if (problem.severity == Severity::Error || twice) throw Error(std::move(problem));
      }
      TransformerConfig read;
      Decoder decoder(state_.arena, Decoder::Mode::Strict, "the configuration");
      const Node* root = documents.roots.empty() ? nullptr : documents.roots[0];
      if (root && !decoder.is_null(*root)) decoder.read_object("", *root, read);
      sort_transformer_config(read);
      merge_transformer_config(given, read);
    }
    TransformerConfig& merged = state_.configs.emplace_back(default_transformer_config());
    try {
      merge_transformer_config(merged, given);
    } catch (Error& error) {
      rethrow_included(error, k_.configurations.front());
    }
    own = &merged;
  }
  merge_config(into, *own);
  if (k_.crds.empty()) return;
  TransformerConfig crds;
  for (const Text& path : k_.crds) read_crds(path, crds, context_);
  TransformerConfig& merged = state_.configs.emplace_back(*into.config);
  merge_transformer_config(merged, crds);
  into.config = &merged;
}

}  // namespace drydock::overlays
