#include "cli/cmd_policy.h"

#include <memory>

#include "cli/policy_verbs.h"
#include "core/error.h"

namespace drydock::cli {
namespace {

struct Chosen {
  PolicyOptions options;
  int (*run)(const PolicyOptions& options, Session& session) = nullptr;
};

class Verbs {
 public:
  Verbs(Flags& flags, Chosen& chosen) : flags_(flags), chosen_(chosen) {}

  Flags add(const char* name, const char* help, int (*run)(const PolicyOptions&, Session&)) {
    return flags_.verb(name, help, [chosen = &chosen_, run] { chosen->run = run; });
  }

 private:
  Flags& flags_;
  Chosen& chosen_;
};

void add_format(Flags& verb, Chosen& chosen) {
  verb.text("--format", chosen.options.format, "text or json")
      .value_name("FORMAT")
      .one_of({"text", "json"});
}

void add_test(Verbs& verbs, Chosen& chosen) {
  PolicyOptions& options = chosen.options;
  Flags test = verbs.add("test", "run the tests of policies", policy_test);
  test.texts("FILE", options.arguments, "Lua files and folders; default: those of drydock.yaml")
      .value_name("");
  test.toggle("--coverage", options.coverage, "show the lines and branches that no case runs");
  test.toggle("--mutate", options.mutate,
              "change comparisons and constants, and show the changes that no case notices");
  test.number("--max-mutants", options.max_mutants, "at most so many for each file")
      .value_name("N");
  test.toggle("--watch", options.watch, "run again when a file changes");
  test.text("--junit", options.junit, "write the results as JUnit XML too").value_name("FILE");
  add_format(test, chosen);
}

void add_health(Verbs& verbs, Chosen& chosen) {
  PolicyOptions& options = chosen.options;
  Flags health =
      verbs.add("health", "run Argo CD's health.lua or an action over resources", policy_health);
  health.texts("FILE", options.arguments, "manifests, as `kubectl get -o yaml` gives them")
      .value_name("")
      .required();
  health.text("--script", options.script, "health.lua or action.lua").value_name("FILE").required();
  health.texts("--param", options.action_params, "parameter of an action").value_name("NAME=VALUE");
  add_format(health, chosen);
}

}  // namespace

std::function<int(Session&)> configure_policy(Flags& flags) {
  auto chosen = std::make_shared<Chosen>();
  PolicyOptions& options = chosen->options;
  Verbs verbs(flags, *chosen);
  add_test(verbs, *chosen);
  Flags create =
      verbs.add("new", "write a policy, its test and fixtures to begin with", policy_new);
  create.texts("NAME", options.arguments, "id of the policy, like no-host-path")
      .value_name("")
      .required();
  create.text("-o,--output", options.output, "folder; default: policies").value_name("DIR");
  Flags list = verbs.add("list", "list built-in policies and those of drydock.yaml", policy_list);
  add_format(list, *chosen);
  verbs.add("explain", "explain one policy and its parameters", policy_explain)
      .texts("ID", options.arguments, "id of the policy")
      .value_name("")
      .required();
  verbs
      .add("doc", "print a page about policies (Markdown): of packs or files, else of ctx",
           policy_doc)
      .texts("NAME", options.arguments, "packs, or Lua files and folders")
      .value_name("");
  verbs.add("types", "print type annotations for the Lua language server", policy_types)
      .text("-o,--output", options.output, "write them to a file")
      .value_name("FILE");
  Flags bench = verbs.add("bench", "show what each policy of drydock.yaml costs on this repository",
                          policy_bench);
  add_format(bench, *chosen);
  add_health(verbs, *chosen);
  return [chosen](Session& session) { return chosen->run(chosen->options, session); };
}

}  // namespace drydock::cli
