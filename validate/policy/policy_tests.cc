#include "validate/policy/policy_tests.h"

#include "core/error.h"
#include "core/rendered.h"
#include "validate/policy/run_policies.h"

namespace drydock::validate::policy {
namespace {

/// The projects of a case, as if they had been rendered.
class CaseFleet {
 public:
  CaseFleet(const PolicyCase& one, const std::vector<Node*>& objects,
            const std::vector<Node*>& context) {
    add(one, one.project, objects);
    if (!context.empty()) add(one, one.project + "-context", context);
    fleet_.emplace(rendered_, settings_);
  }

  const Fleet& fleet() const { return *fleet_; }

 private:
  void add(const PolicyCase& one, std::string name, const std::vector<Node*>& objects) {
    Project& project = projects_.emplace_back();
    project.name = project.path = std::move(name);
    project.cluster = one.cluster;
    project.namespace_name = one.namespace_name;
    project.owner = one.owner;
    RenderedProject rendered;
    rendered.project = &project;
    for (Node* object : objects) add_resources(rendered.set, object);
    rendered_.push_back(std::move(rendered));
  }

  Settings settings_;
  std::deque<Project> projects_;
  std::vector<RenderedProject> rendered_;
  std::optional<Fleet> fleet_;
};

bool message_fits(const std::string& wanted, const std::string& message) {
  if (wanted.find('*') == std::string::npos) return message.find(wanted) != std::string::npos;
  return Glob(wanted, GlobKind::Name).matches(message);
}

bool fits(const PolicyCase::Expectation& wanted, const Finding& finding) {
  bool severity = wanted.any_severity || finding.diagnostic.severity == wanted.severity;
  return severity && message_fits(wanted.message, finding.diagnostic.message) &&
         (wanted.at.empty() || wanted.at == finding.field);
}

std::string shown(const Finding& finding) {
  return fmt::format("{} at {}: {}", severity_name(finding.diagnostic.severity),
                     finding.field.empty() ? "the object" : finding.field,
                     finding.diagnostic.message);
}

std::string shown(const PolicyCase::Expectation& wanted) {
  return fmt::format("\"{}\"{}", wanted.message, wanted.at.empty() ? "" : " at " + wanted.at);
}

void compare(const PolicyCase& one, const std::vector<Finding>& findings,
             PolicyCaseResult& result) {
  std::vector<bool> used(findings.size());
  for (const PolicyCase::Expectation& wanted : one.expect) {
    size_t i = 0;
    while (i < findings.size() && (used[i] || !fits(wanted, findings[i]))) ++i;
    if (i < findings.size()) {
      used[i] = true;
    } else {
      result.problems.push_back(fmt::format("expected {}, which is not there", shown(wanted)));
    }
  }
  if (one.expects_finding && one.expect.empty()) {
    if (findings.empty()) result.problems.push_back("expected a finding, there is none");
    return;
  }
  for (size_t i = 0; i < findings.size(); ++i) {
    if (!used[i]) result.problems.push_back(fmt::format("not expected: {}", shown(findings[i])));
  }
}

/// Runs the cases of one file, maybe with another text of it.
class TestRun {
 public:
  TestRun(SourceCache& files, const PolicyTestFile& tests) : files_(files), tests_(tests) {
    sources_.paths = {tests.path};
  }

  std::unique_ptr<PolicySet> load(const PolicyCase* one) {
    PolicySources sources = sources_;
    if (one) sources.parameters = one->params;
    for (auto& [id, node] : sources.parameters) {
      if (id.empty()) id = default_id_;
    }
    auto set = load_policies(files_, sources);
    for (Policy& policy : set->policies) {
      if (one && !one->policy.empty() && policy.id != one->policy) policy.selected = false;
    }
    if (mutant_) replace(*set);
    return set;
  }

  PolicyCaseResult run(const PolicyCase& one, Coverage* coverage) {
    PolicyCaseResult result;
    result.name = one.name;
    result.where = one.where;
    std::unique_ptr<PolicySet> set = load(&one);
    result.policy = !one.policy.empty() ? one.policy : default_id_;
    if (!one.policy.empty() && !set->find(one.policy)) {
      result.problems.push_back(
          fmt::format("there is no policy `{}` in {}", one.policy, tests_.path));
      return result;
    }
    CaseFleet head(one, one.objects, one.context);
    std::optional<CaseFleet> old;
    if (!one.old.empty()) old.emplace(one, one.old, std::vector<Node*>());
    PolicyRunOptions options;
    options.old = old ? &old->fleet() : nullptr;
    options.jobs = 1;
    options.now = 1'700'000'000;
    options.coverage = coverage;
    PolicyRun run = run_policies(*set, head.fleet(), options);
    std::vector<Finding> findings;
    for (Finding& finding : run.findings) {
      // What is only context may break the policy.
      if (finding.projects == std::vector<std::string>{one.project + "-context"}) continue;
      if (!finding.policy_rule) {
        result.problems.push_back(finding.diagnostic.message);
      } else {
        findings.push_back(std::move(finding));
      }
    }
    result.found = !findings.empty();
    compare(one, findings, result);
    return result;
  }

  void use_mutant(const SourceFile* text) { mutant_ = text; }
  void set_default_id(std::string id) { default_id_ = std::move(id); }

 private:
  void replace(PolicySet& set) {
    for (PolicyFile& file : set.files) {
      if (file.source->path != mutant_->path) continue;
      for (Policy& policy : set.policies) {
        if (policy.where.file == file.source) policy.where.file = mutant_;
      }
      file.source = mutant_;
    }
    set.modules[mutant_->path] = mutant_;
  }

  SourceCache& files_;
  const PolicyTestFile& tests_;
  PolicySources sources_;
  const SourceFile* mutant_ = nullptr;
  std::string default_id_;
};

void find_lacking(PolicyTestReport& report) {
  for (const std::string& id : report.policies) {
    bool passing = false;
    bool failing = false;
    for (const PolicyCaseResult& one : report.cases) {
      if (one.policy != id && !one.policy.empty()) continue;
      (one.found ? failing : passing) = true;
    }
    if (!failing) report.lacking.push_back(fmt::format("{}: no case that the policy denies", id));
    if (!passing) report.lacking.push_back(fmt::format("{}: no case that it lets through", id));
  }
}

}  // namespace

bool PolicyTestReport::passed() const {
  return problems.empty() && lacking.empty() &&
         std::all_of(cases.begin(), cases.end(),
                     [](const PolicyCaseResult& one) { return one.problems.empty(); });
}

PolicyTestReport run_policy_tests(SourceCache& files, const PolicyTestFile& tests) {
  PolicyTestReport report;
  report.path = tests.path;
  report.problems = tests.problems;
  TestRun run(files, tests);
  try {
    std::unique_ptr<PolicySet> set = run.load(nullptr);
    for (const Diagnostic& problem : set->problems) {
      if (problem.rule != "policy-parameter") report.problems.push_back(problem);
    }
    for (const Policy& policy : set->policies) report.policies.push_back(policy.id);
    report.source = set->files.empty() ? nullptr : set->files.front().source;
    if (report.policies.size() == 1) run.set_default_id(report.policies.front());
    if (!report.problems.empty() || report.policies.empty()) return report;
    for (const PolicyCase& one : tests.cases)
      report.cases.push_back(run.run(one, &report.coverage));
  } catch (const Error& error) {
    report.problems.push_back(error.diagnostic());
  }
  find_lacking(report);
  return report;
}

std::vector<Mutant> mutate_policy(SourceCache& files, const PolicyTestFile& tests, size_t limit) {
  const SourceFile& source = files.read(tests.path);
  std::vector<Mutant> mutants = find_mutants(source.text);
  if (mutants.size() > limit) mutants.resize(limit);
  TestRun run(files, tests);
  std::unique_ptr<PolicySet> set = run.load(nullptr);
  if (set->policies.size() == 1) run.set_default_id(set->policies.front().id);
  for (Mutant& mutant : mutants) {
    SourceFile changed = source;
    changed.text.replace(mutant.offset, mutant.size, mutant.replacement);
    run.use_mutant(&changed);
    mutant.survived =
        std::all_of(tests.cases.begin(), tests.cases.end(),
                    [&](const PolicyCase& one) { return run.run(one, nullptr).problems.empty(); });
  }
  return mutants;
}

}  // namespace drydock::validate::policy
