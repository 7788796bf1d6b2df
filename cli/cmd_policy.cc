#include "cli/cmd_policy.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/policy_verbs.h"
#include "core/error.h"

namespace drydock::cli {
namespace {

struct Chosen {
  PolicyOptions options;
  int (*run)(const PolicyOptions& options, Session& session) = nullptr;
};

CLI::App* add_verb(CLI::App& app, Chosen& chosen, const char* name, const char* help,
                   int (*run)(const PolicyOptions&, Session&)) {
  CLI::App* verb = app.add_subcommand(name, help);
  verb->callback([&chosen, run] { chosen.run = run; });
  return verb;
}

void add_format(CLI::App* verb, Chosen& chosen) {
  verb->add_option("--format", chosen.options.format, "text or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}));
}

}  // namespace

std::function<int(Session&)> configure_policy(CLI::App& app) {
  auto chosen = std::make_shared<Chosen>();
  PolicyOptions& options = chosen->options;
  app.allow_extras(false);
  app.require_subcommand(1);
  app.fallthrough();

  CLI::App* test = add_verb(app, *chosen, "test", "run the tests of policies", policy_test);
  test->add_option("FILE", options.arguments,
                   "Lua files and folders; default: those of drydock.yaml")
      ->type_name("");
  test->add_flag("--coverage", options.coverage, "show the lines and branches that no case runs");
  test->add_flag("--mutate", options.mutate,
                 "change comparisons and constants, and show the changes that no case notices");
  test->add_option("--max-mutants", options.max_mutants, "at most so many for each file")
      ->type_name("N");
  test->add_flag("--watch", options.watch, "run again when a file changes");
  test->add_option("--junit", options.junit, "write the results as JUnit XML too")
      ->type_name("FILE");
  add_format(test, *chosen);

  CLI::App* create = add_verb(app, *chosen, "new",
                              "write a policy, its test and fixtures to begin with", policy_new);
  create->add_option("NAME", options.arguments, "id of the policy, like no-host-path")
      ->type_name("")
      ->required();
  create->add_option("-o,--output", options.output, "folder; default: policies")->type_name("DIR");

  CLI::App* list = add_verb(app, *chosen, "list",
                            "list built-in policies and those of drydock.yaml", policy_list);
  add_format(list, *chosen);

  CLI::App* explain =
      add_verb(app, *chosen, "explain", "explain one policy and its parameters", policy_explain);
  explain->add_option("ID", options.arguments, "id of the policy")->type_name("")->required();

  CLI::App* doc = add_verb(app, *chosen, "doc",
                           "print a page about policies (Markdown): of packs or files, else of ctx",
                           policy_doc);
  doc->add_option("NAME", options.arguments, "packs, or Lua files and folders")->type_name("");

  CLI::App* types = add_verb(app, *chosen, "types",
                             "print type annotations for the Lua language server", policy_types);
  types->add_option("-o,--output", options.output, "write them to a file")->type_name("FILE");

  CLI::App* bench =
      add_verb(app, *chosen, "bench",
               "show what each policy of drydock.yaml costs on this repository", policy_bench);
  add_format(bench, *chosen);

  CLI::App* health =
      add_verb(app, *chosen, "health", "run Argo CD's health.lua or an action over resources",
               policy_health);
  health->add_option("FILE", options.arguments, "manifests, as `kubectl get -o yaml` gives them")
      ->type_name("")
      ->required();
  health->add_option("--script", options.script, "health.lua or action.lua")
      ->type_name("FILE")
      ->required();
  health->add_option("--param", options.action_params, "parameter of an action")
      ->type_name("NAME=VALUE")
      ->take_all();
  add_format(health, *chosen);

  return [chosen](Session& session) { return chosen->run(chosen->options, session); };
}

}  // namespace drydock::cli
