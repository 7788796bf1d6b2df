#include "validate/waivers.h"

#include <set>
#include <unordered_map>

#include "core/error.h"
#include "core/glob.h"
#include "core/rules.h"
#include "validate/dates.h"
#include "validate/policy/field_query.h"

namespace drydock::validate {
namespace {

constexpr std::string_view kAnnotation = "drydock.dev/waive.";
constexpr int64_t kMaxDays = 731;
constexpr int64_t kWarnDays = 14;

struct Entry {
  const Waiver* waiver;
  Glob resource;
  Glob container;
  std::string cluster;  // of an annotated object; empty: any
  int64_t until = 0;
  bool usable = true;
  bool expired = false;
  bool used = false;
};

const Node* annotations_of(const Resource& resource) {
  const Node* metadata = resource.root->find("metadata");
  return metadata ? metadata->find("annotations") : nullptr;
}

class Waivers {
 public:
  Waivers(std::vector<Finding>& findings, const Fleet& fleet, const WaiverOptions& options)
      : findings_(findings), fleet_(fleet), options_(options) {}

  WaiverResult run() {
    for (const Waiver& waiver : fleet_.settings().waivers) add(waiver, "");
    add_annotated();
    result_.of_finding.resize(findings_.size());
    for (size_t i = 0; i < findings_.size(); ++i) cover(i);
    for (Entry& entry : entries_) tell_about(entry);
    return std::move(result_);
  }

 private:
  void tell(const Waiver& waiver, std::string_view rule, std::string message) {
    Diagnostic diagnostic;
    diagnostic.rule = rule;
    diagnostic.severity = find_rule(rule)->severity;
    diagnostic.message = std::move(message);
    diagnostic.where = waiver.where;
    result_.findings.push_back(make_finding(std::move(diagnostic), "", {}));
  }

  void add(const Waiver& waiver, std::string cluster) {
    Entry entry{&waiver, Glob(waiver.resource, GlobKind::Name),
                Glob(waiver.container.empty() ? "*" : waiver.container, GlobKind::Name),
                std::move(cluster)};
    std::optional<int64_t> until = day_number(waiver.until);
    Waivable known = options_.rule(waiver.rule);
    std::string wrong;
    if (known == Waivable::Unknown) {
      wrong = fmt::format("there is no rule `{}`", waiver.rule);
    } else if (known == Waivable::No) {
      wrong = fmt::format("`{}` may not be waived", waiver.rule);
    } else if (!until) {
      wrong = fmt::format("`{}` is no day like 2027-03-31", waiver.until);
    } else if (*until > options_.today + kMaxDays) {
      wrong = fmt::format("{} is more than two years away", waiver.until);
    } else if (waiver.reason.empty()) {
      wrong = "it gives no reason";
    }
    if (!wrong.empty()) {
      tell(waiver, "waiver-invalid", fmt::format("this waiver does not count: {}", wrong));
      entry.usable = false;
    } else {
      entry.until = *until;
      entry.expired = *until < options_.today;
    }
    by_rule_[waiver.rule].push_back(entries_.size());
    entries_.push_back(std::move(entry));
  }

  void add_annotated() {
    std::vector<AnnotatedWaiver> found;
    if (!options_.annotated) {
      for (const RenderedProject& project : fleet_.projects()) {
        std::vector<AnnotatedWaiver> more = annotated_waivers(fleet_, project);
        std::move(more.begin(), more.end(), std::back_inserter(found));
      }
    }
    for (const AnnotatedWaiver& one : options_.annotated ? *options_.annotated : found) {
      add(result_.annotated.emplace_back(one.waiver), one.cluster);
    }
  }

  const Resource* object_of(const Finding& finding) {
    if (objects_.empty()) {
      for (const RenderedProject& project : fleet_.projects()) {
        for (const Resource& resource : project.set.resources) {
          objects_[fmt::format("{}\n{}", project.project->cluster,
                               fleet_.resource_id(resource, *project.project))] = &resource;
        }
      }
    }
    auto found = objects_.find(fmt::format("{}\n{}", finding.cluster, finding.resource));
    return found == objects_.end() ? nullptr : found->second;
  }

  /// The name of the container that a finding is about; empty when it is about none.
  std::string container_of(const Finding& finding) {
    const Resource* object = object_of(finding);
    if (!object) return "";
    for (std::string_view list : {"initContainers[", "containers[", "ephemeralContainers["}) {
      size_t at = finding.field.find(list);
      if (at == std::string::npos || (at > 0 && finding.field[at - 1] != '.')) continue;
      size_t end = finding.field.find(']', at);
      auto path = policy::parse_field_path(finding.field.substr(0, end + 1));
      const Node* container = policy::follow_path(object->root, path);
      return container ? std::string(container->text_of("name")) : "";
    }
    return "";
  }

  bool path_fits(const std::string& path, const Finding& finding) {
    const Resource* object = object_of(finding);
    std::string wanted = path;
    if (object) wanted = policy::find_path_end(*object->root, policy::parse_field_path(path)).field;
    if (!finding.field.starts_with(wanted)) return false;
    return finding.field.size() == wanted.size() || finding.field[wanted.size()] == '.' ||
           finding.field[wanted.size()] == '[';
  }

  bool fits(const Entry& entry, const Finding& finding) {
    if (!entry.resource.matches(finding.resource)) return false;
    if (!entry.cluster.empty() && entry.cluster != finding.cluster) return false;
    const Waiver& waiver = *entry.waiver;
    if (!waiver.container.empty()) {
      std::string name = container_of(finding);
      if (name.empty() || !entry.container.matches(name)) return false;
    }
    try {
      return waiver.path.empty() || path_fits(waiver.path, finding);
    } catch (const Error&) {
      return waiver.path == finding.field;
    }
  }

  void cover(size_t i) {
    Finding& finding = findings_[i];
    auto rows = by_rule_.find(std::string(finding.diagnostic.rule));
    if (rows == by_rule_.end()) return;
    for (size_t row : rows->second) {
      Entry& entry = entries_[row];
      if (!entry.usable || !fits(entry, finding)) continue;
      entry.used = true;
      if (entry.expired) {
        finding.diagnostic.severity = Severity::Error;
      } else {
        result_.of_finding[i] = entry.waiver;
      }
    }
  }

  void tell_about(const Entry& entry) {
    if (!entry.usable) return;
    const Waiver& waiver = *entry.waiver;
    const Rule* rule = find_rule(waiver.rule);
    std::string_view stage = stage_name(rule ? rule->stage : Stage::Policy);
    bool ran = options_.stages.empty() || std::find(options_.stages.begin(), options_.stages.end(),
                                                    stage) != options_.stages.end();
    if (!entry.used) {
      if (ran) {
        tell(waiver, "waiver-unused",
             fmt::format("no finding of `{}` on {} is there to waive", waiver.rule,
                         waiver.resource));
        bool annotated = waiver.by == "annotation";
        FixStep step{FixStep::Kind::Remove, waiver.where};
        if (annotated) step.old = std::string(kAnnotation) + waiver.rule;
        result_.findings.back().fix = {"remove the waiver", {}, {std::move(step)}};
      }
    } else if (entry.expired) {
      tell(waiver, "waiver-expired",
           fmt::format("the waiver of `{}` on {} ended on {}", waiver.rule, waiver.resource,
                       waiver.until));
    } else if (entry.until <= options_.today + kWarnDays) {
      tell(waiver, "waiver-expires",
           fmt::format("the waiver of `{}` on {} ends on {}", waiver.rule, waiver.resource,
                       waiver.until));
    }
  }

  std::vector<Finding>& findings_;
  const Fleet& fleet_;
  const WaiverOptions& options_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::vector<size_t>> by_rule_;
  std::unordered_map<std::string, const Resource*> objects_;
  WaiverResult result_;
};

/// In double quotes: names may hold whatever YAML finds special.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "\"";
}

/// The text with what a glob would take for a pattern made plain.
std::string escaped_glob(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::vector<AnnotatedWaiver> annotated_waivers(const Fleet& fleet, const RenderedProject& project) {
  std::vector<AnnotatedWaiver> found;
  for (const Resource& resource : project.set.resources) {
    const Node* annotations = annotations_of(resource);
    for (const NodeEntry& entry :
         annotations ? annotations->pairs() : std::span<const NodeEntry>()) {
      std::string_view key = entry.key->text();
      if (!key.starts_with(kAnnotation)) continue;
      std::string_view text = entry.value->text();
      Waiver waiver;
      waiver.rule = key.substr(kAnnotation.size());
      waiver.resource = fleet.resource_id(resource, *project.project);
      waiver.until = text.substr(0, text.find(' '));
      waiver.reason = text.substr(std::min(text.find(' '), text.size() - 1) + 1);
      waiver.by = "annotation";
      waiver.where = entry.key->where();
      found.push_back({std::move(waiver), project.project->cluster});
    }
  }
  return found;
}

WaiverResult apply_waivers(std::vector<Finding>& findings, const Fleet& fleet,
                           const WaiverOptions& options) {
  return Waivers(findings, fleet, options).run();
}

std::string generate_waivers(const std::vector<Finding>& findings, int64_t until) {
  std::set<std::pair<std::string, std::string>> rows;
  for (const Finding& finding : findings) {
    if (!finding.resource.empty()) rows.emplace(finding.diagnostic.rule, finding.resource);
  }
  std::string out = rows.empty() ? "waivers: []\n" : "waivers:\n";
  for (const auto& [rule, resource] : rows) {
    out += fmt::format(
        "  - rule: {}\n    resource: {}\n    reason: \"was there when the rule came\"\n    until: "
        "{}\n",
        rule, quoted(escaped_glob(resource)), date_of_day(until));
  }
  return out;
}

}  // namespace drydock::validate
