#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "core/error.h"
#include "core/tree.h"
#include "core/yaml/emit.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/application.h"
#include "projects/argocd/patterns.h"
#include "projects/collect_release.h"
#include "render/release_name.h"

namespace drydock::projects::argocd {
namespace {

SourcePos place(const ApplicationContext& context) {
  const Node* helm = context.node ? context.node->find("helm") : nullptr;
  if (!helm) helm = context.node;
  return helm ? helm->where() : SourcePos{};
}

/// The numbers of a version, as Helm is given it: without "v" and what follows them. Throws Error
/// for what is none.
std::string version_numbers(std::string_view version, SourcePos where) {
  if (version.empty()) return {};
  std::string_view rest = version;
  if (rest.starts_with('v')) rest.remove_prefix(1);
  std::string numbers;
  int parts = 0;
  while (true) {
    size_t size = 0;
    while (size < rest.size() && rest[size] >= '0' && rest[size] <= '9') ++size;
    if (size == 0) break;
    std::string_view number = rest.substr(0, size);
    while (number.size() > 1 && number[0] == '0') number.remove_prefix(1);
    numbers.append(parts++ ? "." : "").append(number);
    rest.remove_prefix(size);
    bool more = rest.size() > 1 && rest[0] == '.' && rest[1] >= '0' && rest[1] <= '9';
    if (!more) break;
    rest.remove_prefix(1);
  }
  if (parts < 2) {
    fail("argocd-source", fmt::format("`{}` is no version of Kubernetes", version), where);
  }
  return numbers;
}

/// The text with a backslash before each comma that has none, unless it is a list in braces.
std::string escape_commas(std::string_view value) {
  if (value.starts_with('{') && value.ends_with('}')) return std::string(value);
  std::string escaped;
  char before = 0;
  for (char c : value) {
    if (c == ',' && before != '\\') escaped += '\\';
    escaped += c;
    before = c;
  }
  return escaped;
}

bool has_scheme(std::string_view path) {
  size_t colon = path.find(':');
  if (colon == std::string_view::npos || colon == 0 || !std::isalpha(path[0])) return false;
  return std::all_of(
      path.begin(), path.begin() + static_cast<std::ptrdiff_t>(colon),
      [](unsigned char c) { return std::isalnum(c) || c == '+' || c == '-' || c == '.'; });
}

/// A file that a source names: of which repository, and where there.
struct FilePlace {
  SourceCache* files;
  std::string path;

  bool operator<(const FilePlace& other) const {
    return std::tie(files, path) < std::tie(other.files, other.path);
  }
};

FilePlace find_file(std::string_view raw, const ApplicationContext& context) {
  std::string_view first = raw.substr(0, raw.find('/'));
  for (const SourceRef& ref : context.refs) {
    if (ref.name != first) continue;
    std::string rest = expand_env(raw.substr(first.size()), context.env);
    if (rest.empty()) rest = "/";
    return {context.world.repository(ref.url, "", ref.revision).files,
            resolve_in_repository("", rest, context)};
  }
  std::string path = expand_env(raw, context.env);
  if (has_scheme(path)) {
    std::string scheme = path.substr(0, path.find(':'));
    std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::vector<std::string>& known = context.world.server->values_schemes;
    if (std::find(known.begin(), known.end(), scheme) == known.end()) {
      fail("argocd-source",
           fmt::format("the values {} have the scheme `{}`, which `helm.valuesFileSchemes` of "
                       "argocd-cm does not permit",
                       path, scheme),
           place(context));
    }
    Diagnostic problem;
    problem.rule = "argocd-source";
    problem.message = fmt::format("the values {} are on a web server, which is not asked", path);
    problem.where = place(context);
    problem.help = "Put the file into the repository.";
    throw Error(std::move(problem));
  }
  return {context.files, resolve_in_repository(context.path, path, context)};
}

bool is_pattern(std::string_view path) {
  return path.find_first_of("*?[") != std::string_view::npos;
}

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    size_t end = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

/// The order in which the library of globs walks: folder by folder, and where `**` is followed by
/// more, all that fits in a folder before what is below it. `tail` is how many parts follow `**`.
bool walks_before(std::string_view a, std::string_view b, size_t tail) {
  std::vector<std::string_view> left = parts_of(a), right = parts_of(b);
  auto middle = [tail](std::vector<std::string_view>& parts) {
    return parts.end() - static_cast<std::ptrdiff_t>(std::min(tail, parts.size()));
  };
  auto a_end = middle(left), b_end = middle(right);
  if (std::lexicographical_compare(left.begin(), a_end, right.begin(), b_end)) return true;
  if (std::lexicographical_compare(right.begin(), b_end, left.begin(), a_end)) return false;
  return std::lexicographical_compare(a_end, left.end(), b_end, right.end());
}

size_t parts_after_stars(std::string_view pattern) {
  std::vector<std::string_view> parts = parts_of(pattern);
  auto stars = std::find(parts.rbegin(), parts.rend(), "**");
  return stars == parts.rend() ? 0 : static_cast<size_t>(stars - parts.rbegin());
}

/// The value files in the order of Helm's flags.
class ValueFiles {
 public:
  explicit ValueFiles(const ApplicationContext& context)
      : context_(context),
        helm_(field_of(context.source, "helm")),
        ignore_missing_(flag_of(helm_, "ignoreMissingValueFiles")) {}

  std::vector<const SourceFile*> read() {
    for (Value raw : list_of(helm_, "valueFiles")) {
      FilePlace file = find_file(raw.as_string(), context_);
      if (!is_pattern(file.path)) named_.insert(file);
    }
    for (Value raw : list_of(helm_, "valueFiles")) {
      FilePlace file = find_file(raw.as_string(), context_);
      if (is_pattern(file.path)) {
        add_matches(file);
      } else {
        add(file);
      }
    }
    return std::move(result_);
  }

 private:
  void add(const FilePlace& file) {
    if (ignore_missing_ && !file.files->tree().kind(file.path)) return;
    if (!seen_.insert(file).second) return;
    try {
      result_.push_back(&file.files->read(file.path));
    } catch (Error& error) {
      error.diagnostic().message = fmt::format("the values file {} cannot be read: {}", file.path,
                                               error.diagnostic().message);
      if (!error.diagnostic().where.file) error.diagnostic().where = place(context_);
      throw;
    }
  }

  void add_matches(const FilePlace& pattern) {
    std::vector<Glob> globs;
    for (const std::string& one : expand_braces(pattern.path)) {
      globs.push_back(make_glob(one, GlobKind::Path));
    }
    std::string_view plain =
        std::string_view(pattern.path).substr(0, pattern.path.find_first_of("*?[{"));
    pattern.files->note_all(parent_path(plain));
    const GitListing& listing = context_.world.listings->of(*pattern.files);
    for (const std::string& folder : listing.folders) {
      if (!matches_any(globs, folder)) continue;
      fail("argocd-source",
           fmt::format("the pattern {} of values files fits the folder {}, which Helm cannot read",
                       pattern.path, folder),
           place(context_));
    }
    std::vector<std::string_view> matches;
    for (const std::string& path : listing.files) {
      if (matches_any(globs, path)) matches.push_back(path);
    }
    if (globs.size() == 1) {
      std::sort(matches.begin(), matches.end(),
                [tail = parts_after_stars(pattern.path)](std::string_view a, std::string_view b) {
                  return walks_before(a, b, tail);
                });
    }
    for (std::string_view path : matches) {
      FilePlace file{pattern.files, std::string(path)};
      if (!named_.count(file)) add(file);
    }
    if (matches.empty() && !ignore_missing_) {
      fail("argocd-source", fmt::format("no values file fits the pattern {}", pattern.path),
           place(context_));
    }
  }

  const ApplicationContext& context_;
  Value helm_;
  bool ignore_missing_;
  std::set<FilePlace> named_;  // by themselves, so no pattern adds them
  std::set<FilePlace> seen_;
  std::vector<const SourceFile*> result_;
};

/// `values` or `valuesObject` as a file; null when there are none.
const SourceFile* inline_values(const ApplicationContext& context) {
  Value helm = field_of(context.source, "helm");
  Value object = field_of(helm, "valuesObject");
  std::string text = object.is_nil() ? std::string(text_of(helm, "values")) : to_yaml(object);
  if (text.empty()) return nullptr;
  return &context.files->sources().add(fmt::format("values of {}", context.name), std::move(text));
}

void add_parameters(const ApplicationContext& context, render::ChartRelease& release) {
  Value helm = field_of(context.source, "helm");
  std::map<std::string, std::string> typed, texts;
  for (Value parameter : list_of(helm, "parameters")) {
    std::string name(text_of(parameter, "name"));
    auto& into = flag_of(parameter, "forceString") ? texts : typed;
    into[name] = escape_commas(expand_env(text_of(parameter, "value"), context.env));
  }
  release.set.assign(typed.begin(), typed.end());
  release.set_text.assign(texts.begin(), texts.end());
  std::map<std::string, const SourceFile*> files;
  for (Value parameter : list_of(helm, "fileParameters")) {
    FilePlace file = find_file(text_of(parameter, "path"), context);
    files[std::string(text_of(parameter, "name"))] = &file.files->read(file.path);
  }
  release.set_files.assign(files.begin(), files.end());
}

}  // namespace

void render_helm_source(const ApplicationContext& context, ApplicationObjects& objects) {
  Value helm = field_of(context.source, "helm");
  std::string_view version = text_of(helm, "version");
  if (!version.empty() && version != "v3" && version != "v4") {
    fail("argocd-source", fmt::format("Argo CD has no Helm `{}`; it has v3", version),
         place(context));
  }
  render::SeededRandom random(context.name);
  render::ChartRelease release;
  release.helm_version = version == "v4" ? 4 : 3;
  release.environment.random = &random;
  release.environment.helm_version = release.helm_version;
  std::string_view release_name = text_of(helm, "releaseName");
  release.name = render::render_name_template(
      release_name.empty() ? std::string_view(context.name) : release_name, release.environment);
  std::string_view namespace_name = text_of(helm, "namespace");
  if (namespace_name.empty()) namespace_name = context.namespace_name;
  if (!namespace_name.empty()) release.namespace_name = namespace_name;
  std::string_view kube = text_of(helm, "kubeVersion");
  release.kube_version =
      version_numbers(kube.empty() ? context.world.kube_version : kube, place(context));
  release.api_versions = context.world.api_versions;
  std::span<const Value> own_versions = list_of(helm, "apiVersions");
  if (!own_versions.empty()) release.api_versions.clear();
  for (Value own : own_versions) release.api_versions.emplace_back(own.as_string());
  release.include_crds = !flag_of(helm, "skipCrds");
  release.skip_schema = flag_of(helm, "skipSchemaValidation");
  release.value_files = ValueFiles(context).read();
  if (const SourceFile* values = inline_values(context)) release.value_files.push_back(values);
  add_parameters(context, release);
  auto chart = render::inflate_chart(*context.files, context.path, release, *context.world.charts);
  CollectOptions options;
  options.tests = !flag_of(helm, "skipTests");
  options.documents = [&](Node* root) { add_object(root, YamlDialect::Sigs, objects); };
  collect_release(*context.files, *chart, options, objects.out);
}

}  // namespace drydock::projects::argocd
