#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/finding.h"
#include "core/settings.h"
#include "core/source_cache.h"
#include "validate/policy/policy.h"

namespace drydock::validate::policy {

/// A Lua file with policies.
struct PolicyFile {
  const SourceFile* source = nullptr;
  std::string root;  // the folder that `require` looks into
  std::string pack;  // of a built-in one; empty for others
};

/// The policies of a run, and everything that they may read. Immutable once it is loaded; findings
/// point into it.
struct PolicySet {
  PolicySet();
  ~PolicySet();

  std::vector<PolicyFile> files;
  std::deque<Policy> policies;  // in the order of files and of calls; schemas after Lua
  std::vector<std::unique_ptr<SchemaRule>> schemas;
  std::vector<Diagnostic> problems;  // files that are no policies, wrong parameters ...
  std::vector<std::pair<std::string, const Node*>> parameters;
  std::unordered_map<std::string, const SourceFile*> modules;  // by path: what `require` finds
  std::unordered_map<std::string, const SourceFile*> data;     // by path: what `ctx.data` finds

  const Policy* find(std::string_view id) const;
};

/// Where policies come from: those of drydock.yaml, or what a command line says.
struct PolicySources {
  std::vector<std::string> paths;  // Lua files and folders, in the tree of `files`
  std::vector<std::string> packs;  // names of packs, or ids of built-in policies
  std::vector<std::pair<std::string, const Node*>> parameters;
  SourcePos named_at;  // for what is not there
};

PolicySources policy_sources(const Settings& settings, const SourceFile* settings_file);

/// Reads all of it and runs each file once to learn what it defines. Never throws for bad input:
/// see `problems`.
std::unique_ptr<PolicySet> load_policies(SourceCache& files, const PolicySources& sources);

/// Whether a file of a folder of policies is one: `*.lua`, but neither tests nor `*.d.lua`,
/// where type annotations are.
bool is_policy_file(std::string_view name);

}  // namespace drydock::validate::policy
