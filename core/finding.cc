#include "core/finding.h"

#include <tuple>
#include <unordered_map>

#include "core/hash.h"

namespace drydock {
namespace {

auto order_key(const Finding& f) {
  const Diagnostic& d = f.diagnostic;
  return std::tuple(d.where.path(), d.where.line, d.where.column, d.rule,
                    std::string_view(f.resource), std::string_view(d.message));
}

}  // namespace

const Rule& Finding::rule() const {
  // A rule that nobody registered is a mistake of ours; tests/core_rules_test.cc looks for them.
  static constexpr Rule kUnregistered{"unregistered", Stage::Render, Severity::Error, "", ""};
  if (policy_rule) return *policy_rule;
  const Rule* found = find_rule(diagnostic.rule);
  return found ? *found : kUnregistered;
}

std::string_view Finding::help() const {
  return diagnostic.help.empty() ? rule().help : std::string_view(diagnostic.help);
}

Finding make_finding(Diagnostic diagnostic, std::string cluster,
                     std::vector<std::string> projects) {
  Finding finding;
  finding.locations = {diagnostic.where};
  finding.diagnostic = std::move(diagnostic);
  finding.cluster = std::move(cluster);
  finding.projects = std::move(projects);
  return finding;
}

std::string fingerprint(const Finding& finding, int ordinal) {
  std::string text(finding.diagnostic.rule);
  auto add = [&](std::string_view part) {
    text += '\0';
    text += part;
  };
  add(finding.resource);
  add(finding.cluster);
  add(finding.field);
  for (const std::string& project : finding.projects) add(project);
  add("");
  for (const SourcePos& where : finding.locations) add(where.path());
  if (ordinal > 0) add(std::to_string(ordinal));
  return fmt::format("{:016x}", hash64(text));
}

std::vector<std::string> fingerprints(std::span<const Finding> findings) {
  std::vector<std::string> prints;
  prints.reserve(findings.size());
  std::unordered_map<std::string, int> seen;
  for (const Finding& finding : findings) {
    std::string print = fingerprint(finding);
    int ordinal = seen[print]++;
    prints.push_back(ordinal == 0 ? std::move(print) : fingerprint(finding, ordinal));
  }
  return prints;
}

void sort_findings(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return order_key(a) < order_key(b); });
}

}  // namespace drydock
