#include "render/chart_check.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "core/arena.h"
#include "core/error.h"
#include "core/semver.h"
#include "core/yaml/read.h"
#include "render/manifest_fault.h"
#include "render/render_release.h"
#include "render/secret_values.h"
#include "render/template/truth.h"
#include "render/value_origin.h"
#include "render/value_reads.h"

namespace drydock::render {
namespace {

// Two moments that differ in every part of a date.
constexpr int64_t kOneMoment = 1'700'000'000;
constexpr int64_t kAnotherMoment = 1'900'123'456;

std::string dotted(const ValuePath& path) { return fmt::format("{}", fmt::join(path, ".")); }

bool begins_with(const ValuePath& path, const ValuePath& start) {
  return path.size() >= start.size() && std::equal(start.begin(), start.end(), path.begin());
}

Diagnostic make(Severity severity, std::string_view rule, std::string message, SourcePos where) {
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.rule = rule;
  diagnostic.message = std::move(message);
  diagnostic.where = where;
  return diagnostic;
}

/// Reads of a chart and of those below it, seen from one chart's values.
class ValuesCheck {
 public:
  ValuesCheck(const ChartCheckRequest& request, std::vector<Diagnostic>& found)
      : request_(request), found_(found) {}

  void run() {
    collect(*request_.chart, {});
    const Chart& chart = *request_.chart;
    if (chart.values && chart.values_file) {
      ValuePath path;
      find_unused(*chart.values, path);
    }
    find_unset();
  }

 private:
  /// Adds what a chart reads, under the keys that its values have in the root's values.
  void collect(const Chart& chart, const ValuePath& prefix) {
    for (ValueRead& read : value_reads(chart, request_.helm_version)) {
      bool global = !read.path.empty() && read.path[0] == "global";
      // Only what the chart itself names is told of: a sub-chart has values of its own.
      if (!prefix.empty()) read.is_guard = true;
      // Who calls a definition of a sub-chart passes his own values perhaps.
      if (global || read.in_definition || chart.metadata.is_library()) reads_.push_back(read);
      if (global || prefix.empty()) {
        if (!global && !read.in_definition) reads_.push_back(std::move(read));
        continue;
      }
      read.path.insert(read.path.begin(), prefix.begin(), prefix.end());
      reads_.push_back(std::move(read));
    }
    for (const ChartDependency& dependency : chart.metadata.dependencies) {
      add_conditions(dependency, prefix);
    }
    for (const Chart* sub : chart.dependencies) {
      for (const std::string& key : keys_of(chart, *sub)) {
        ValuePath below = prefix;
        below.push_back(key);
        collect(*sub, below);
      }
    }
  }

  /// Names under which a chart knows a sub-chart.
  static std::vector<std::string> keys_of(const Chart& chart, const Chart& sub) {
    std::vector<std::string> keys;
    for (const ChartDependency& dependency : chart.metadata.dependencies) {
      if (dependency.name == sub.metadata.name) keys.emplace_back(dependency.key());
    }
    if (keys.empty()) keys.emplace_back(sub.metadata.name);
    return keys;
  }

  void add_path(const ValuePath& prefix, std::string_view dotted_text) {
    ValueRead read;
    read.path = prefix;
    for (std::string& step : dotted_path(dotted_text)) read.path.push_back(std::move(step));
    read.is_guard = true;
    reads_.push_back(std::move(read));
  }

  /// What Helm itself reads to decide about a dependency.
  void add_conditions(const ChartDependency& dependency, const ValuePath& prefix) {
    std::string_view rest = dependency.condition;
    while (!rest.empty()) {
      size_t comma = std::min(rest.find(','), rest.size());
      std::string_view one = rest.substr(0, comma);
      while (one.starts_with(' ')) one.remove_prefix(1);
      if (!one.empty()) add_path(prefix, one);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    for (std::string_view tag : dependency.tags) add_path({}, fmt::format("tags.{}", tag));
    // Imported values come from the sub-chart's; a chart that is not there may read anything.
    bool there =
        std::any_of(request_.chart->dependencies.begin(), request_.chart->dependencies.end(),
                    [&](const Chart* sub) { return sub->metadata.name == dependency.name; });
    if (!there && prefix.empty()) add_path(prefix, dependency.key());
  }

  bool is_read(const ValuePath& path) const {
    return std::any_of(reads_.begin(), reads_.end(),
                       [&](const ValueRead& read) { return begins_with(path, read.path); });
  }

  bool is_read_below(const ValuePath& path) const {
    return std::any_of(reads_.begin(), reads_.end(), [&](const ValueRead& read) {
      return read.path.size() > path.size() && begins_with(read.path, path);
    });
  }

  void find_unused(const ValueMap& values, ValuePath& path) {
    for (const ValueMap::Entry& entry : values.entries()) {
      path.emplace_back(entry.key);
      if (!is_read(path)) {
        if (is_read_below(path)) {
          if (entry.value.is_map()) find_unused(entry.value.as_map(), path);
        } else if (path[0] != "global" && path[0] != "tags") {
          add_unused(path);
        }
      }
      path.pop_back();
    }
  }

  void add_unused(const ValuePath& path) {
    std::optional<SourcePos> where = find_value_origin({}, request_.chart->values_file, "", path);
    found_.push_back(make(Severity::Warning, "values-unused",
                          fmt::format("no template reads the value `{}`", dotted(path)),
                          where.value_or(SourcePos{request_.chart->values_file->source})));
  }

  static bool is_set(const ValueMap* values, const ValuePath& path) {
    for (size_t i = 0; values && i < path.size(); ++i) {
      const Value* value = values->find(path[i]);
      if (!value) return false;
      if (i + 1 == path.size() || !value->is_map()) return true;
      values = &value->as_map();
    }
    return values != nullptr;
  }

  /// Whether a condition about the value holds with the chart's own values.
  bool holds(const ValuePath& path) const {
    const ValueMap* values = request_.chart->values;
    for (size_t i = 0; values && i < path.size(); ++i) {
      const Value* value = values->find(path[i]);
      if (!value) break;
      if (i + 1 == path.size()) return is_true(*value);
      if (!value->is_map()) break;
      values = &value->as_map();
    }
    return is_set(request_.values, path);
  }

  /// A value that a condition asks for first, itself or something around it that does not hold.
  bool is_guarded(const ValuePath& path) const {
    return std::any_of(reads_.begin(), reads_.end(), [&](const ValueRead& read) {
      if (!read.is_guard || read.path.empty() || !begins_with(path, read.path)) return false;
      return read.path.size() == path.size() || !holds(read.path);
    });
  }

  bool is_set_anywhere(const ValuePath& path) const {
    return is_set(request_.chart->values, path) || is_set(request_.values, path);
  }

  void find_unset() {
    std::set<ValuePath> told;
    for (const ValueRead& read : reads_) {
      if (read.is_guard || read.path.empty() || read.path[0] == "global") continue;
      if (!read.where.file || is_set_anywhere(read.path) || is_guarded(read.path)) continue;
      if (!told.insert(read.path).second) continue;
      found_.push_back(
          make(Severity::Warning, "values-unset",
               fmt::format("the value `{}` is read here, and nobody sets it", dotted(read.path)),
               read.where));
    }
  }

  const ChartCheckRequest& request_;
  std::vector<Diagnostic>& found_;
  std::vector<ValueRead> reads_;
};

void check_pins(const Chart& chart, std::vector<Diagnostic>& found) {
  if (chart.has_lock) return;
  for (const ChartDependency& dependency : chart.metadata.dependencies) {
    bool remote = dependency.repository.find("://") != std::string_view::npos &&
                  !dependency.repository.starts_with("file://");
    if (!remote) continue;
    try {
      SemVersion::parse_strict(dependency.version);
      continue;
    } catch (const Error&) {
    }
    found.push_back(
        make(Severity::Warning, "dependency-unpinned",
             fmt::format("the dependency {} has the range `{}` and no Chart.lock pins it",
                         dependency.name, dependency.version),
             dependency.where));
  }
}

/// Renders the chart, with random numbers and a time of its own.
class Rendering {
 public:
  Rendering(const ChartCheckRequest& request, Sources& sources, std::string seed, int64_t now)
      : random_(std::move(seed)) {
    release_.chart = request.chart;
    release_.values = request.values;
    release_.value_files = request.value_files;
    release_.value_origins = request.value_origins;
    release_.name = request.release_name;
    release_.namespace_name = request.namespace_name;
    release_.helm_version = request.helm_version;
    release_.kube_version = request.kube_version;
    release_.environment.random = &random_;
    release_.environment.now_seconds = now;
    renderer_.emplace(release_, parsed_, sources);
    renderer_->prepare();
    renderer_->render();
  }

  const RenderedRelease& result() { return renderer_->result(); }

 private:
  SeededRandom random_;
  ReleaseRequest release_;
  ParseCache parsed_;
  std::optional<ReleaseRenderer> renderer_;
};

/// Whether a template of the chart, or of those below, or a value names a function that gives
/// something else each time.
bool asks_for_change(const Chart& chart) {
  constexpr std::string_view kChanging[] = {"rand",     "uuidv4", "now",     "ago",        "gen",
                                            "htpasswd", "bcrypt", "shuffle", "encryptAES", "date"};
  auto changes = [&](const ChartFile& file) {
    return std::any_of(std::begin(kChanging), std::end(kChanging), [&](std::string_view word) {
      return file.text.find(word) != std::string_view::npos;
    });
  };
  return std::any_of(chart.templates.begin(), chart.templates.end(), changes) ||
         (chart.values_file && changes(*chart.values_file)) ||
         std::any_of(chart.dependencies.begin(), chart.dependencies.end(),
                     [](const Chart* sub_chart) { return asks_for_change(*sub_chart); });
}

/// The namespace of a document; "" when it names none.
std::string namespace_of(const RenderedDocument& document) {
  SourceFile file{"", std::string(document.text)};
  Arena arena;
  YamlReadOptions options;
  options.first_document_only = true;
  YamlDocuments documents = read_yaml(file, arena, options);
  const Node* root = documents.roots.empty() ? nullptr : documents.roots[0];
  const Node* metadata = root && root->is_mapping() ? root->find("metadata") : nullptr;
  return metadata && metadata->is_mapping() ? std::string(metadata->text_of("namespace")) : "";
}

void check_twice(const RenderedRelease& release, std::vector<Diagnostic>& found) {
  using Identity = std::tuple<std::string, std::string, std::string, std::string>;
  std::map<Identity, const RenderedDocument*> seen;
  for (const RenderedDocument& document : release.manifests) {
    if (document.kind.empty() || document.name.empty()) continue;
    std::string_view version = document.api_version;
    size_t slash = version.find('/');
    std::string group(slash == std::string_view::npos ? "" : version.substr(0, slash));
    Identity identity{group, std::string(document.kind), namespace_of(document),
                      std::string(document.name)};
    auto [first, is_new] = seen.emplace(std::move(identity), &document);
    if (is_new) continue;
    Diagnostic diagnostic =
        make(Severity::Warning, "defined-twice",
             fmt::format("the chart renders {} {} twice", document.kind, document.name),
             template_position(*document.file, document.offset()));
    diagnostic.notes.push_back(
        make(Severity::Info, "", "the first one is here",
             template_position(*first->second->file, first->second->offset())));
    found.push_back(std::move(diagnostic));
  }
}

void check_stable(const RenderedRelease& one, const RenderedRelease& other,
                  std::vector<Diagnostic>& found) {
  for (size_t i = 0; i < one.files.size() && i < other.files.size(); ++i) {
    const std::string& a = one.files[i].text;
    const std::string& b = other.files[i].text;
    if (a == b) continue;
    auto differs = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
    auto offset = static_cast<size_t>(differs - a.begin());
    found.push_back(make(Severity::Warning, "output-unstable",
                         "what is written here differs from run to run",
                         template_position(one.files[i], offset)));
  }
}

/// Errors of a rendering hide them on their own.
void hide_secrets(const ChartCheckRequest& request, std::vector<Diagnostic>& found) {
  ValueOrigins origins;
  include_origins(*request.chart, origins);
  if (request.value_origins) origins.include(*request.value_origins);
  SecretValues secrets(*request.chart, request.values, origins);
  for (Diagnostic& finding : found) secrets.hide(finding);
}

}  // namespace

std::vector<Diagnostic> check_chart_sources(const ChartCheckRequest& request) {
  std::vector<Diagnostic> found;
  ValuesCheck(request, found).run();
  check_pins(*request.chart, found);
  return found;
}

std::vector<Diagnostic> check_stability(const ReleaseRequest& request,
                                        const RenderedRelease& rendered, ParseCache& parsed,
                                        Sources& sources) {
  std::vector<Diagnostic> found;
  if (!asks_for_change(*request.chart)) return found;
  SeededRandom random("other");
  ReleaseRequest other = request;
  other.environment.random = &random;
  other.environment.now_seconds = request.environment.now_seconds + kAnotherMoment;
  try {
    ReleaseRenderer renderer(other, parsed, sources);
    renderer.prepare();
    renderer.render();
    check_stable(rendered, renderer.result(), found);
  } catch (const Error&) {
    // What can be rendered once is not wrong because it cannot at another time.
  }
  return found;
}

std::vector<Diagnostic> check_chart(const ChartCheckRequest& request, Sources& sources) {
  std::vector<Diagnostic> found = check_chart_sources(request);
  hide_secrets(request, found);
  if (request.chart->metadata.is_library()) return found;
  try {
    Rendering one(request, sources, "one", kOneMoment);
    check_twice(one.result(), found);
    Rendering other(request, sources, "other", kAnotherMoment);
    check_stable(one.result(), other.result(), found);
  } catch (const Error& error) {
    found.push_back(error.diagnostic());
  }
  return found;
}

}  // namespace drydock::render
