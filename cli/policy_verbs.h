#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

// The words of `drydock policy`, one file for each family.
namespace drydock::cli {

struct PolicyOptions {
  std::vector<std::string> arguments;  // files, ids, names
  std::string format = "text";
  std::string output;  // file
  std::string script;  // of health
  std::string action;
  std::vector<std::string> action_params;  // NAME=VALUE
  std::string junit;
  int max_mutants = 500;
  bool coverage = false;
  bool mutate = false;
  bool watch = false;
};

int policy_test(const PolicyOptions& options, Session& session);
int policy_new(const PolicyOptions& options, Session& session);
int policy_list(const PolicyOptions& options, Session& session);
int policy_explain(const PolicyOptions& options, Session& session);
int policy_doc(const PolicyOptions& options, Session& session);
int policy_types(const PolicyOptions& options, Session& session);
int policy_bench(const PolicyOptions& options, Session& session);
int policy_health(const PolicyOptions& options, Session& session);

}  // namespace drydock::cli
