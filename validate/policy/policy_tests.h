#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/diagnostic.h"
#include "core/source_cache.h"
#include "validate/policy/coverage.h"
#include "validate/policy/policy_set.h"

namespace drydock::validate::policy {

/// One case of a policy's tests, as its file or folders say. See docs/policies.md.
struct PolicyCase {
  struct Expectation {
    Severity severity = Severity::Error;
    bool any_severity = false;  // deny
    std::string message;        // part of it, or a glob of all of it
    std::string at;             // field; empty: any
  };

  std::string name;
  std::string policy;  // id; empty: all of the file
  std::vector<Node*> objects;
  std::vector<Node*> context;  // beside them, in a project of their own
  std::vector<Node*> old;      // the base revision
  std::vector<std::pair<std::string, const Node*>> params;
  std::string project = "test";
  std::string namespace_name = "default";
  std::string cluster = "default";
  std::string owner;
  bool expects_finding = false;
  std::vector<Expectation>
      expect;  // each must be met, and nothing else; empty: any finding will do
  SourcePos where;
};

struct PolicyCaseResult {
  std::string name;
  std::string policy;
  SourcePos where;
  std::vector<std::string> problems;  // empty: passed
  bool found = false;                 // whether there was a finding
};

/// The tests of one policy file.
struct PolicyTestFile {
  std::string path;  // of the policy
  std::vector<PolicyCase> cases;
  std::vector<Diagnostic> problems;  // of reading the tests
};

struct PolicyTestReport {
  std::string path;
  std::vector<std::string> policies;  // ids
  std::vector<PolicyCaseResult> cases;
  std::vector<Diagnostic> problems;  // of the policy file and the tests
  std::vector<std::string> lacking;  // "no-host-path: no failing case"
  Coverage coverage;
  const SourceFile* source = nullptr;

  bool passed() const;
};

/// A change to a policy that its tests should notice.
struct Mutant {
  size_t offset = 0;
  size_t size = 0;
  std::string replacement;
  int line = 0;
  std::string what;  // "== becomes ~="
  bool survived = false;
};

/// Reads `<stem>_test.yaml` and the folder `<stem>/` with `allow`, `deny` and `context` beside the
/// policy file. Nodes live in `arena`.
PolicyTestFile read_policy_tests(SourceCache& files, const std::string& policy_path, Arena& arena);

/// Runs them. Never throws for bad input.
PolicyTestReport run_policy_tests(SourceCache& files, const PolicyTestFile& tests);

/// Changes comparisons and constants of the file one by one, and finds out which changes no case
/// notices. At most `limit` of them.
std::vector<Mutant> mutate_policy(SourceCache& files, const PolicyTestFile& tests, size_t limit);

/// The changes alone.
std::vector<Mutant> find_mutants(std::string_view text);

}  // namespace drydock::validate::policy
