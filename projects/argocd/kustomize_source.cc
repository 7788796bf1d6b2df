#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/json/write.h"
#include "core/suggest.h"
#include "core/tree.h"
#include "core/yaml/read.h"
#include "overlays/build.h"
#include "overlays/edit/edit_images.h"
#include "overlays/edit/edit_lists.h"
#include "overlays/edit/edit_metadata.h"
#include "overlays/edit/fields.h"
#include "overlays/edit/kustomization_file.h"
#include "overlays/helm_charts.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/application.h"
#include "projects/argocd/edited_folder.h"

namespace drydock::projects::argocd {
namespace {

using overlays::EditRun;
using overlays::MetadataKind;

SourcePos place(const ApplicationContext& context) {
  const Node* section = context.node ? context.node->find("kustomize") : nullptr;
  if (!section) section = context.node;
  return section ? section->where() : SourcePos{};
}

/// The flags of `kustomize build` in argocd-cm. Those that only matter for programs that kustomize
/// would run are taken and do nothing.
overlays::BuildOptions build_options(const ApplicationContext& context) {
  overlays::BuildOptions options;
  const ServerSettings& server = *context.world.server;
  std::string_view version = text_of(field_of(context.source, "kustomize"), "version");
  if (!version.empty() && server.is_known && !server.kustomize_versions.count(version)) {
    fail("argocd-source",
         fmt::format("argocd-cm has no `kustomize.path.{0}`, so that Argo CD knows no kustomize "
                     "of version {0}",
                     version),
         place(context));
  }
  std::vector<std::string_view> words;
  std::string_view text = server.options_of(version);
  while (!text.empty()) {
    size_t start = text.find_first_not_of(" \t\n\r");
    if (start == std::string_view::npos) break;
    size_t end = std::min(text.find_first_of(" \t\n\r", start), text.size());
    words.push_back(text.substr(start, end - start));
    text.remove_prefix(end);
  }
  for (size_t i = 0; i < words.size(); ++i) {
    std::string_view name = words[i];
    std::string_view value;
    size_t equals = name.find('=');
    bool has_value = equals != std::string_view::npos;
    if (has_value) {
      value = name.substr(equals + 1);
      name = name.substr(0, equals);
    }
    auto argument = [&]() -> std::string_view {
      if (!has_value && i + 1 < words.size()) value = words[++i];
      return value;
    };
    bool on = !has_value || value == "true" || value == "1";
    if (name == "--enable-helm") {
      options.enable_charts = on;
    } else if (name == "--load-restrictor" || name == "--load_restrictor") {
      options.restrict_files = argument() != "LoadRestrictionsNone";
    } else if (name == "--reorder") {
      options.reorder = argument() == "none" ? overlays::Reorder::None : overlays::Reorder::Legacy;
    } else if (name == "--enable-managedby-label") {
      options.add_managed_by_label = on;
    } else if (name == "--helm-kube-version") {
      options.chart_kube_version = argument();
    } else if (name == "--helm-api-versions") {
      options.chart_api_versions.emplace_back(argument());
    } else if (name == "--helm-command" || name == "--env" || name == "-e" || name == "--mount" ||
               name == "--network-name") {
      argument();
    } else if (name != "--enable-alpha-plugins" && name != "--enable-exec" && name != "--network" &&
               name != "--as-current-user" && name != "--helm-debug") {
      static constexpr std::string_view kKnown[] = {"--enable-helm", "--load-restrictor",
                                                    "--reorder", "--enable-alpha-plugins"};
      fail("argocd-source",
           fmt::format("kustomize build has no flag `{}`{}", name, did_you_mean(name, kKnown)),
           place(context));
    }
  }
  if (options.chart_kube_version.empty()) options.chart_kube_version = context.world.kube_version;
  if (options.chart_api_versions.empty()) options.chart_api_versions = context.world.api_versions;
  return options;
}

std::vector<std::string> pairs_of(const ValueMap& map, const ApplicationEnv* env) {
  std::vector<std::string> words;
  for (const ValueMap::Entry& entry : map.entries()) {
    std::string value(entry.value.as_string());
    if (env) value = expand_env(value, *env);
    words.push_back(fmt::format("{}:{}", entry.key, value));
  }
  return words;
}

int64_t count_of(Value count, const ApplicationContext& context) {
  if (count.is_int()) return count.as_int();
  std::string_view text = count.as_string();
  int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    fail("argocd-source", fmt::format("the count `{}` of replicas is no integer", text),
         place(context));
  }
  return number;
}

/// What the section `kustomize` changes of the kustomization, in Argo CD's order, as
/// `kustomize edit` does.
class SourceEdits {
 public:
  SourceEdits(const ApplicationContext& context, EditRun& run)
      : context_(context), section_(field_of(context.source, "kustomize")), run_(run) {}

  void run() {
    set_text("namePrefix", "prefix");
    set_text("nameSuffix", "suffix");
    set_images();
    set_replicas();
    add_metadata();
    set_text("namespace", "namespace");
    add_patches();
    add_components();
  }

 private:
  void set_text(std::string_view field, std::string_view noun) {
    std::string text(text_of(section_, field));
    if (text.empty()) return;
    overlays::set_text_field(run_, std::span<const std::string>(&text, 1), field, noun);
  }

  void set_images() {
    std::vector<std::string> images;
    for (Value image : list_of(section_, "images")) {
      images.push_back(expand_env(image.as_string(), context_.env));
    }
    if (!images.empty()) overlays::set_images(run_, images);
  }

  void set_replicas() {
    std::vector<std::string> words;
    for (Value replica : list_of(section_, "replicas")) {
      words.push_back(fmt::format("{}={}", text_of(replica, "name"),
                                  count_of(field_of(replica, "count"), context_)));
    }
    if (!words.empty()) overlays::set_replicas(run_, words);
  }

  void add_metadata() {
    const ValueMap* labels = map_of(section_, "commonLabels");
    if (labels && labels->size() > 0) {
      overlays::AddMetadataFlags flags;
      flags.force = flag_of(section_, "forceCommonLabels");
      flags.without_selector = flag_of(section_, "labelWithoutSelector");
      flags.include_templates = flag_of(section_, "labelIncludeTemplates");
      overlays::add_metadata(run_, pairs_of(*labels, &context_.env), MetadataKind::Label, flags);
    }
    const ValueMap* annotations = map_of(section_, "commonAnnotations");
    if (annotations && annotations->size() > 0) {
      overlays::AddMetadataFlags flags;
      flags.force = flag_of(section_, "forceCommonAnnotations");
      bool expands = flag_of(section_, "commonAnnotationsEnvsubst");
      overlays::add_metadata(run_, pairs_of(*annotations, expands ? &context_.env : nullptr),
                             MetadataKind::Annotation, flags);
    }
  }

  void add_patches() {
    std::span<const Value> patches = list_of(section_, "patches");
    if (patches.empty()) return;
    overlays::KustomizationFile file(run_.files, run_.sources);
    for (Value patch : patches) {
      // JSON is YAML, so that the editor gets a tree that it may take over.
      const SourceFile& text = run_.sources.add("patch of the Application", to_json(patch));
      YamlDocuments documents = read_yaml(text, file.arena(), {YamlDialect::Kustomize, true});
      if (documents.roots.empty() || !documents.roots[0]) continue;
      overlays::add_item(file.arena(), file.root(), "patches", documents.roots[0]);
    }
    file.save();
  }

  void add_components() {
    std::vector<std::string> components;
    for (Value component : list_of(section_, "components")) {
      std::string path(component.as_string());
      bool wanted = !flag_of(section_, "ignoreMissingComponents") || run_.files.exists(path);
      if (wanted) components.push_back(std::move(path));
    }
    if (!components.empty()) overlays::add_components(run_, components);
  }

  const ApplicationContext& context_;
  Value section_;
  EditRun& run_;
};

/// Gives nodes that point into an edited file their place in the file of the repository; what the
/// Application added gets the Application's place.
class OriginalPlaces {
 public:
  OriginalPlaces(const SourceFile& edited, const SourceFile& original, SourcePos added)
      : edited_(edited), original_(original), added_(added) {
    LineIndex new_lines(edited.text);
    LineIndex old_lines(original.text);
    lines_.resize(static_cast<size_t>(new_lines.line_count()) + 1);
    int next = 1;
    for (int line = 1; line <= new_lines.line_count(); ++line) {
      for (int old = next; old <= old_lines.line_count(); ++old) {
        if (old_lines.line(old) != new_lines.line(line)) continue;
        lines_[static_cast<size_t>(line)] = old;
        next = old + 1;
        break;
      }
    }
  }

  /// Where something in the edited file is; nothing for what the Application added.
  std::optional<SourcePos> original(SourcePos where) const {
    size_t number = static_cast<size_t>(where.line);
    if (where.file != &edited_ || number >= lines_.size() || !lines_[number]) return std::nullopt;
    where.file = &original_;
    where.line = lines_[number];
    return where;
  }
  const SourceFile& edited() const { return edited_; }

  void apply(Node& node, int depth = 0) const {
    if (depth > 1000) return;
    if (node.file == &edited_) move(node);
    for (Node* item : node.elements()) apply(*item, depth + 1);
    for (const NodeEntry& entry : node.pairs()) {
      apply(*entry.key, depth + 1);
      apply(*entry.value, depth + 1);
    }
  }

 private:
  void move(Node& node) const {
    int line = node.line < lines_.size() ? lines_[node.line] : 0;
    node.file = line ? &original_ : added_.file;
    node.line = static_cast<uint32_t>(line ? line : added_.line);
    if (!line) node.column = static_cast<uint32_t>(added_.column);
  }

  const SourceFile& edited_;
  const SourceFile& original_;
  SourcePos added_;
  std::vector<int> lines_;  // of the original by those of the edited file; 0: was added
};

}  // namespace

void render_kustomize_source(const ApplicationContext& context, ApplicationObjects& objects) {
  EditedFolder folder(*context.files, context.path);
  std::vector<std::string> log;
  EditRun run{folder, context.files->sources(), log};
  try {
    SourceEdits(context, run).run();
  } catch (Error& error) {
    if (!error.diagnostic().where.file) error.diagnostic().where = place(context);
    throw;
  }
  render::SeededRandom random(context.name);
  render::Environment environment;
  environment.random = &random;
  overlays::HelmCharts charts(*context.world.charts, environment);
  overlays::BuildOptions options = build_options(context);
  options.parsed_files = context.world.parsed_files;
  options.charts = &charts;
  ResourceSet& set = objects.out.set;
  size_t before = set.resources.size();
  SourceCache& edited = folder.edited();
  if (KeptTrees* kept = context.world.kept) {
    // Charts that are loaded from it are known by its address.
    std::lock_guard lock(kept->mutex);
    kept->trees.push_back(folder.take_tree());
  }
  overlays::build(edited, context.path, options, set, objects.out.problems);
  std::vector<Resource> built(set.resources.begin() + static_cast<std::ptrdiff_t>(before),
                              set.resources.end());
  set.resources.resize(before);
  for (const std::string& path : folder.written()) {
    OriginalPlaces places(edited.read(path), context.files->read(path), place(context));
    for (const Resource& resource : built) places.apply(*resource.root);
    // What kustomize says of fields that the Application adds is not the user's fault.
    std::erase_if(objects.out.problems, [&](Diagnostic& problem) {
      if (problem.where.file != &places.edited()) return false;
      std::optional<SourcePos> original = places.original(problem.where);
      if (original) problem.where = *original;
      return !original;
    });
  }
  for (const Resource& resource : built) add_object(resource.root, YamlDialect::Kustomize, objects);
}

}  // namespace drydock::projects::argocd
