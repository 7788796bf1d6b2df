#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <vector>

#include "core/regex.h"
#include "core/suggest.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/go_glob.h"
#include "projects/argocd/project_rules.h"

// What Argo CD refuses of an AppProject itself.

namespace drydock::projects::argocd {
namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view without_spaces(std::string_view text) {
  size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string destinations_problem(Value spec) {
  std::set<std::string> seen;
  for (Value item : list_of(spec, "destinations")) {
    for (std::string_view field : {"name", "server", "namespace"}) {
      if (text_of(item, field) == "!*") {
        return fmt::format("`!*` as {} of a destination denies everything", field);
      }
    }
    std::string_view server = text_of(item, "server");
    std::string_view cluster = server.empty() ? text_of(item, "name") : server;
    std::string key = fmt::format("{}/{}", cluster, text_of(item, "namespace"));
    if (!seen.insert(key).second) return fmt::format("the destination {} is there twice", key);
  }
  return "";
}

std::string texts_problem(Value spec, std::string_view field, std::string_view what) {
  std::set<std::string_view> seen;
  for (Value entry : list_of(spec, field)) {
    std::string_view text = entry.as_string();
    if (field == "sourceRepos" && text == "!*") return "`!*` in sourceRepos denies everything";
    if (!seen.insert(text).second) return fmt::format("the {} {} is there twice", what, text);
  }
  return "";
}

bool is_valid_action(std::string_view action) {
  static constexpr std::string_view kActions[] = {"get",  "create",   "update",   "delete",
                                                  "sync", "override", "rollback", "*"};
  if (std::find(std::begin(kActions), std::end(kActions), action) != std::end(kActions)) {
    return true;
  }
  for (std::string_view part : {"action/", "update/", "delete/"}) {
    if (action.find(part) != std::string_view::npos) return true;
  }
  return false;
}

std::string policy_problem(std::string_view project, std::string_view role,
                           std::string_view policy) {
  std::vector<std::string_view> parts = split(policy, ',');
  for (std::string_view& part : parts) part = without_spaces(part);
  if (parts.size() != 6 || parts[0] != "p") {
    return fmt::format("the policy `{}` is not of the form `p, sub, res, act, obj, eft`", policy);
  }
  std::string subject = fmt::format("proj:{}:{}", project, role);
  if (parts[1] != subject) {
    return fmt::format("the subject of the policy `{}` must be {}", policy, subject);
  }
  static constexpr std::string_view kResources[] = {
      "applications", "applicationsets", "repositories", "exec", "logs", "clusters"};
  if (std::find(std::begin(kResources), std::end(kResources), parts[2]) == std::end(kResources)) {
    return fmt::format("a project's policy cannot be about `{}`{}", parts[2],
                       did_you_mean(parts[2], kResources));
  }
  if (!is_valid_action(parts[3])) return fmt::format("`{}` is no action of policies", parts[3]);
  Regex object(fmt::format("^{}(/[*\\w\\-.]+)?/[*\\w\\-.]+$", quote_regex(project)));
  if (!object.matches(parts[4])) {
    return fmt::format("the object of the policy `{}` must be {}/* or {}/NAME", policy, project,
                       project);
  }
  if (parts[5] != "allow" && parts[5] != "deny") {
    return fmt::format("the effect of the policy `{}` must be allow or deny", policy);
  }
  return "";
}

std::string group_problem(std::string_view group) {
  auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  std::string_view name = group;
  while (!name.empty() && is_blank(name.front())) name.remove_prefix(1);
  while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
  if (name.size() > 1 && name.front() == '"' && name.back() == '"') {
    name = name.substr(1, name.size() - 2);
  } else if (name.find(',') != std::string_view::npos) {
    return fmt::format("the group {} needs quotes around it", group);
  }
  if (name.empty()) return "a group of a role is empty";
  if (name.find_first_of("\"\n\r\t") != std::string_view::npos) {
    return fmt::format("the group {} has characters that may not stand there", group);
  }
  if (group.size() > 1 && (is_blank(group.front()) || is_blank(group.back()))) {
    return fmt::format("the group {} has a space at an end", group);
  }
  return "";
}

std::string roles_problem(std::string_view project, Value spec) {
  static const Regex kName("^[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?$");
  std::set<std::string_view> names;
  for (Value role : list_of(spec, "roles")) {
    std::string_view name = text_of(role, "name");
    if (!names.insert(name).second) return fmt::format("the role {} is there twice", name);
    if (!kName.matches(name)) return fmt::format("`{}` is no name of a role", name);
    std::set<std::string_view> seen;
    for (Value policy : list_of(role, "policies")) {
      std::string_view text = policy.as_string();
      if (!seen.insert(text).second) return fmt::format("the policy `{}` is there twice", text);
      if (std::string problem = policy_problem(project, name, text); !problem.empty()) {
        return problem;
      }
    }
    std::set<std::string_view> groups;
    for (Value group : list_of(role, "groups")) {
      std::string_view text = group.as_string();
      if (!groups.insert(text).second) return fmt::format("the group {} is there twice", text);
      if (std::string problem = group_problem(text); !problem.empty()) return problem;
    }
  }
  return "";
}

struct CronField {
  int low;
  int high;
  std::string_view names;  // three letters each, from `low` on
};

constexpr std::array<CronField, 5> kCronFields = {{
    {0, 59, ""},
    {0, 23, ""},
    {1, 31, ""},
    {1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
    {0, 6, "sunmontuewedthufrisat"},
}};

bool is_cron_number(std::string_view text, const CronField& field, int& number) {
  std::string lower;
  for (char c : text) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  for (size_t i = 0; i + 3 <= field.names.size(); i += 3) {
    if (field.names.substr(i, 3) != lower) continue;
    number = field.low + static_cast<int>(i / 3);
    return true;
  }
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= field.low &&
         number <= field.high;
}

bool is_cron_part(std::string_view part, const CronField& field) {
  std::vector<std::string_view> range_and_step = split(part, '/');
  if (range_and_step.size() > 2) return false;
  std::vector<std::string_view> ends = split(range_and_step[0], '-');
  int low = 0;
  int high = 0;
  if (ends[0] == "*" || ends[0] == "?") {
    if (ends.size() > 1) return false;
  } else {
    if (ends.size() > 2 || !is_cron_number(ends[0], field, low)) return false;
    if (ends.size() == 2 && (!is_cron_number(ends[1], field, high) || low > high)) return false;
  }
  if (range_and_step.size() == 1) return true;
  int step = 0;
  std::string_view text = range_and_step[1];
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), step);
  return error == std::errc() && end == text.data() + text.size() && step > 0;
}

bool is_schedule(std::string_view text) {
  for (std::string_view zone : {"TZ=", "CRON_TZ="}) {
    if (!text.starts_with(zone)) continue;
    size_t space = text.find(' ');
    if (space == std::string_view::npos) return false;
    text.remove_prefix(space + 1);
  }
  std::vector<std::string_view> fields;
  for (std::string_view word : split(text, ' ')) {
    if (!word.empty()) fields.push_back(word);
  }
  if (fields.size() != kCronFields.size()) return false;
  for (size_t i = 0; i < fields.size(); ++i) {
    for (std::string_view part : split(fields[i], ',')) {
      if (!is_cron_part(part, kCronFields[i])) return false;
    }
  }
  return true;
}

std::string windows_problem(Value spec) {
  static const Regex kDuration(
      "^[-+]?(0|((([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(ns|us|µs|μs|ms|s|m|h))+)$");
  std::set<std::string> seen;
  for (Value window : list_of(spec, "syncWindows")) {
    if (window.as_map().size() == 0) continue;
    std::string identity;
    for (std::string_view field : {"kind", "schedule", "duration", "timeZone"}) {
      identity += fmt::format("{}\n", text_of(window, field));
    }
    bool has_target = false;
    for (std::string_view field : {"applications", "namespaces", "clusters"}) {
      for (Value entry : list_of(window, field)) {
        has_target = true;
        identity += fmt::format("{}={}\n", field, entry.as_string());
      }
    }
    identity += flag_of(window, "andOperator") ? "and" : "or";
    std::string_view schedule = text_of(window, "schedule");
    std::string_view duration = text_of(window, "duration");
    if (!seen.insert(identity).second) {
      return fmt::format("the sync window at `{}` is there twice", schedule);
    }
    std::string_view kind = text_of(window, "kind");
    if (kind != "allow" && kind != "deny") {
      return fmt::format("a sync window is of kind allow or deny, not `{}`", kind);
    }
    if (!is_schedule(schedule)) return fmt::format("`{}` is no schedule", schedule);
    if (!kDuration.matches(duration)) return fmt::format("`{}` is no duration", duration);
    if (text_of(window, "description").size() > 255) return "a description is too long";
    if (!has_target) {
      return fmt::format(
          "the sync window at `{}` names neither applications nor namespaces nor "
          "clusters",
          schedule);
    }
  }
  return "";
}

std::string accounts_problem(Value spec) {
  std::set<std::string> seen;
  for (Value account : list_of(spec, "destinationServiceAccounts")) {
    for (std::string_view field : {"server", "namespace"}) {
      std::string_view text = text_of(account, field);
      if (text.find('!') != std::string_view::npos || !GoGlob(text).is_valid()) {
        return fmt::format("the {} `{}` of a service account is no pattern", field, text);
      }
    }
    std::string_view name = text_of(account, "defaultServiceAccount");
    if (without_spaces(name).empty() || name.find_first_of("!*[]{}\\/") != std::string_view::npos) {
      return fmt::format("`{}` is no service account", name);
    }
    std::string key =
        fmt::format("{}/{}", text_of(account, "server"), text_of(account, "namespace"));
    if (!seen.insert(key).second) {
      return fmt::format("the service account of {} is there twice", key);
    }
  }
  return "";
}

}  // namespace

std::string project_problem(Value project) {
  Value spec = field_of(project, "spec");
  std::string_view name = text_of(field_of(project, "metadata"), "name");
  std::string problems[] = {
      destinations_problem(spec),
      texts_problem(spec, "sourceNamespaces", "source namespace"),
      texts_problem(spec, "sourceRepos", "source repository"),
      roles_problem(name, spec),
      windows_problem(spec),
      accounts_problem(spec),
  };
  for (std::string& problem : problems) {
    if (!problem.empty()) return std::move(problem);
  }
  return "";
}

}  // namespace drydock::projects::argocd
