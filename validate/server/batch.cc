#include "validate/server/batch.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/ascii.h"
#include "render/time/location.h"
#include "validate/server/cron.h"
#include "validate/server/labels.h"
#include "validate/server/names.h"
#include "validate/server/pods.h"

namespace drydock::validate::server {
namespace {

constexpr int64_t kMostParallel = 100000;
constexpr int64_t kMostFailedIndexes = 100000;
constexpr int64_t kManyCompletions = 100000;
constexpr int64_t kLimitForMany = 10000;
constexpr size_t kMostRules = 20;
constexpr size_t kMostExitCodes = 255;
constexpr size_t kMostPatterns = 20;
constexpr size_t kLongestManager = 63;

// Rules about failed pods.

void check_exit_codes(const Field& codes, const Field& pod) {
  if (!codes) return;
  Field op = codes["operator"];
  if (op.require_text("valid values: [\"In\" \"NotIn\"]")) op.one_of({"In", "NotIn"});
  Field name = codes["containerName"];
  if (name) {
    bool found = false;
    for (std::string_view key : {"containers", "initContainers"}) {
      for (Field container : pod[key].each()) found = found || container["name"].is(name.text());
    }
    if (!found) {
      name.invalid("must be one of the container or initContainer names in the pod template");
    }
  }
  Field values = codes["values"];
  if (values.empty()) values.invalid("at least one value is required");
  if (values.size() > kMostExitCodes) values.too_many(values.size(), kMostExitCodes);
  std::vector<int64_t> seen;
  bool ordered = true;
  for (Field value : values.each()) {
    int64_t code = value.number();
    if (op.is("In") && code == 0) value.invalid_number(0, "must not be 0 for the In operator");
    if (std::find(seen.begin(), seen.end(), code) != seen.end())
      value.duplicate(std::to_string(code));
    ordered = ordered && (seen.empty() || seen.back() <= code);
    seen.push_back(code);
  }
  if (!ordered) values.invalid("must be ordered");
}

void check_pod_conditions(const Field& patterns) {
  if (patterns.size() > kMostPatterns) patterns.too_many(patterns.size(), kMostPatterns);
  for (Field pattern : patterns.each()) {
    check_label_name(pattern["type"], pattern["type"].text());
    // An empty status gets the default "True".
    Field status = pattern["status"];
    if (!status.text().empty()) status.one_of({"False", "True", "Unknown"});
  }
}

void check_failure_rule(const Field& rule, const Field& spec) {
  Field action = rule["action"];
  if (action.require_text("valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]")) {
    if (action.is("FailIndex")) {
      if (!spec["backoffLimitPerIndex"]) {
        action.invalid("requires the backoffLimitPerIndex to be set");
      }
    } else {
      action.one_of({"Count", "FailIndex", "FailJob", "Ignore"});
    }
  }
  Field codes = rule["onExitCodes"];
  Field conditions = rule["onPodConditions"];
  check_exit_codes(codes, spec["template"]["spec"]);
  check_pod_conditions(conditions);
  if (codes && !conditions.empty()) {
    rule.invalid("specifying both OnExitCodes and OnPodConditions is not supported");
  }
  if (!codes && conditions.empty()) {
    rule.invalid("specifying one of OnExitCodes and OnPodConditions is required");
  }
}

void check_failure_policy(const Field& spec) {
  Field rules = spec["podFailurePolicy"]["rules"];
  if (rules.size() > kMostRules) rules.too_many(rules.size(), kMostRules);
  for (Field rule : rules.each()) check_failure_rule(rule, spec);
}

// Rules about success: sets of indexes like "0,2-4".

struct IndexRange {
  int64_t first, last;
};

bool read_index(std::string_view text, int64_t& out) {
  if (text.empty() || text.size() > 10) return false;
  out = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    out = out * 10 + (c - '0');
  }
  return true;
}

/// How many indexes a set has; nothing when it is wrong.
std::optional<int64_t> count_indexes(const Field& indexes, int64_t completions) {
  int64_t total = 0;
  int64_t before = -1;
  std::string_view rest = indexes.text();
  for (;;) {
    size_t comma = std::min(rest.find(','), rest.size());
    std::string_view part = rest.substr(0, comma);
    size_t dash = part.find('-');
    IndexRange range{};
    bool right = read_index(part.substr(0, dash), range.first);
    range.last = range.first;
    if (right && dash != std::string_view::npos) {
      right = read_index(part.substr(dash + 1), range.last) && range.first < range.last;
    }
    if (!right || range.first <= before || range.last >= completions) {
      indexes.invalid(fmt::format("error parsing succeededIndexes: cannot use \"{}\"", part));
      return std::nullopt;
    }
    before = range.last;
    total += range.last - range.first + 1;
    if (comma == rest.size()) return total;
    rest.remove_prefix(comma + 1);
  }
}

void check_success_rule(const Field& rule, const Field& spec) {
  Field indexes = rule["succeededIndexes"];
  Field count = rule["succeededCount"];
  if (!indexes && !count) {
    return rule.required("at least one of succeededCount or succeededIndexes must be specified");
  }
  std::optional<int64_t> total;
  int64_t completions = spec["completions"].number();
  if (indexes) {
    if (indexes.text().size() > 65536) indexes.too_long(65536);
    total = count_indexes(indexes, completions);
  }
  if (!count) return;
  count.non_negative();
  if (count.number() > completions) {
    count.invalid_number(count.number(),
                         fmt::format("must be less than or equal to {} (the number of specified "
                                     "completions)",
                                     completions));
  }
  if (total && count.number() > *total) {
    count.invalid_number(count.number(),
                         fmt::format("must be less than or equal to {} (the number of indexes in "
                                     "the specified succeededIndexes field)",
                                     *total));
  }
}

void check_success_policy(const Field& spec) {
  Field policy = spec["successPolicy"];
  if (!policy) return;
  if (!spec["completionMode"].is("Indexed")) {
    policy.invalid("requires indexed completion mode");
    return;
  }
  Field rules = policy["rules"];
  if (rules.empty())
    rules.required("at least one rules must be specified when the successPolicy is specified");
  if (rules.size() > kMostRules) rules.too_many(rules.size(), kMostRules);
  for (Field rule : rules.each()) check_success_rule(rule, spec);
}

void check_at_most(const Field& field, int64_t most, std::string_view detail) {
  if (field && field.number() > most) field.invalid_number(field.number(), detail);
}

void check_indexed(const Field& spec) {
  Field completions = spec["completions"];
  Field parallelism = spec["parallelism"];
  Field failed = spec["maxFailedIndexes"];
  if (!completions) completions.required("when completion mode is Indexed");
  check_at_most(parallelism, kMostParallel,
                "must be less than or equal to 100000 when completion mode is Indexed");
  if (completions) {
    check_at_most(failed, completions.number(), "must be less than or equal to completions");
  }
  check_at_most(failed, kMostFailedIndexes, "must be less than or equal to 100000");
  if (completions.number() <= kManyCompletions || !spec["backoffLimitPerIndex"]) return;
  constexpr std::string_view kMany =
      "must be less than or equal to 10000 when completions are above 100000 and used with backoff "
      "limit per index";
  if (!failed) failed.required("must be specified when completions is above 100000");
  check_at_most(parallelism, kLimitForMany, kMany);
  check_at_most(failed, kLimitForMany, kMany);
}

void check_completion(const Field& spec) {
  Field mode = spec["completionMode"];
  Field per_index = spec["backoffLimitPerIndex"];
  Field failed = spec["maxFailedIndexes"];
  if (failed && !per_index) per_index.required("when maxFailedIndexes is specified");
  if (mode) mode.one_of({"NonIndexed", "Indexed"});
  if (mode.is("Indexed")) check_indexed(spec);
  if (!mode || mode.is("NonIndexed")) {
    if (per_index) per_index.invalid("requires indexed completion mode");
    if (failed) failed.invalid("requires indexed completion mode");
  }
}

void check_replacement(const Field& spec) {
  Field policy = spec["podReplacementPolicy"];
  if (!policy) return;
  if (spec["podFailurePolicy"]) {
    policy.one_of({"Failed"});
  } else {
    policy.one_of({"Failed", "TerminatingOrFailed"});
  }
}

void check_restart(const Field& spec) {
  Field restart = spec["template"]["spec"]["restartPolicy"];
  if (restart.text().empty() || restart.is("Always")) {
    restart.required("valid values: \"OnFailure\", \"Never\"");
  } else if (!restart.is("OnFailure") && !restart.is("Never")) {
    restart.not_supported(restart.text(), {"OnFailure", "Never"});
  } else if (spec["podFailurePolicy"] && !restart.is("Never")) {
    restart.invalid("only \"Never\" is supported when podFailurePolicy is specified");
  }
}

void check_manager(const Field& manager) {
  if (!manager) return;
  check_domain_prefixed_path(manager, manager.text());
  if (manager.text().size() > kLongestManager) manager.too_long(kLongestManager);
}

void check_job_fields(const Field& spec) {
  for (std::string_view key :
       {"parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
        "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"}) {
    spec[key].non_negative();
  }
  check_manager(spec["managedBy"]);
  check_completion(spec);
  if (spec["podFailurePolicy"]) check_failure_policy(spec);
  check_success_policy(spec);
  check_replacement(spec);
  check_pod_template(spec["template"]);
  check_restart(spec);
}

// Selectors: the server makes them, from the job's name and number.

constexpr std::string_view kUid = "batch.kubernetes.io/controller-uid";
constexpr std::string_view kName = "batch.kubernetes.io/job-name";
constexpr std::string_view kOldUid = "controller-uid";
constexpr std::string_view kOldName = "job-name";

LabelSet generated_labels(const Object& object) {
  LabelSet labels;
  labels.set(kOldName, object.name);
  labels.set(kName, object.name);
  labels.set(kOldUid, kRandomUid);
  labels.set(kUid, kRandomUid);
  return labels;
}

void check_generated_selector(const Object& object) {
  Field spec = object.spec();
  Field written = spec["template"]["metadata"]["labels"];
  LabelSet expected = generated_labels(object);
  LabelSet labels(written);
  for (std::string_view key : {kOldUid, kOldName, kUid, kName}) {
    std::string_view value = *expected.find(key);
    std::optional<std::string_view> own = labels.find(key);
    if (!own) {
      labels.set(key, value);
    } else if (*own != value) {
      written.at_key(key).shows(written).invalid(
          fmt::format("must be '{}'", value == kRandomUid ? "<the job's uid>" : value));
    }
  }
  Field selector = spec["selector"];
  if (!selector) return;
  check_label_selector(selector);
  // To what is written the server adds the job's number.
  Field uid = selector["matchLabels"].key(kUid);
  std::optional<bool> fits = selects(selector, expected);
  if (fits && !*fits) selector.invalid("`selector` not auto-generated");
  fits = selects(selector, labels);
  std::optional<std::string_view> own = labels.find(kUid);
  bool uid_fits = uid ? true : own && *own == kRandomUid;
  if (fits && (!*fits || !uid_fits)) {
    written.invalid("`selector` does not match template `labels`");
  }
}

void check_manual_selector(const Field& spec) {
  Field selector = spec["selector"];
  Field labels = spec["template"]["metadata"]["labels"];
  if (!selector) selector.required();
  check_label_selector(selector);
  std::optional<bool> fits = selects(selector, LabelSet(labels));
  if (fits && !*fits) labels.invalid("`selector` does not match template `labels`");
}

void check_time_zone(const Field& zone) {
  if (!zone) return;
  std::string_view name = zone.text();
  if (name.empty()) return zone.invalid("timeZone must be nil or non-empty string");
  for (char c : name) {
    bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                c == '.' || c == '-' || c == '_' || c == '+' || c == '/';
    if (!fits) return zone.invalid(fmt::format("unknown time zone {}", name));
  }
  std::string lower = ascii_lower(name);
  if (lower == "local")
    return zone.invalid(
        "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
  if (!render::Location::load(name)) zone.invalid(fmt::format("unknown time zone {}", name));
}

void check_schedule(const Field& schedule) {
  if (!schedule.require_text()) return;
  if (std::optional<std::string> problem = cron_problem(schedule.text())) {
    schedule.invalid_text(schedule.text(), *problem);
  }
  if (schedule.text().find("TZ") != std::string_view::npos) {
    schedule.invalid_text(schedule.text(),
                          "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
  }
}

}  // namespace

void check_job(const Object& object) {
  Field spec = object.spec();
  bool manual = spec["manualSelector"].flag();
  if (manual) {
    check_manual_selector(spec);
  } else {
    check_generated_selector(object);
  }
  check_job_fields(spec);
  int64_t completions = spec["completions"].number();
  if (spec["completionMode"].is("Indexed") && completions > 0) {
    std::string host = fmt::format("{}-{}", object.name, completions - 1);
    if (!dns1123_label(host).empty()) {
      object.metadata()["name"].invalid_text(
          object.name, fmt::format("will not able to create pod with invalid DNS label: {}", host));
    }
  }
}

void check_cron_job(const Object& object) {
  Field spec = object.spec();
  check_schedule(spec["schedule"]);
  for (std::string_view key :
       {"startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"}) {
    spec[key].non_negative();
  }
  check_time_zone(spec["timeZone"]);
  Field policy = spec["concurrencyPolicy"];
  if (!policy.text().empty()) policy.one_of({"Allow", "Forbid", "Replace"});
  Field job = spec["jobTemplate"]["spec"];
  check_job_fields(job);
  if (job["selector"]) job["selector"].invalid("`selector` will be auto-generated");
  if (job["manualSelector"].flag()) job["manualSelector"].not_supported("true", {"nil", "false"});
  constexpr size_t kLongestName = 52;
  if (object.name.size() > kLongestName) {
    object.metadata()["name"].invalid_text(object.name, "must be no more than 52 characters");
  }
}

}  // namespace drydock::validate::server
