#include "validate/policy/policy_set.h"

#include "core/error.h"
#include "core/suggest.h"
#include "core/tree.h"
#include "validate/policy/packs.h"
#include "validate/policy/param_types.h"
#include "validate/policy/policy_state.h"
#include "validate/policy/schema_policy.h"

namespace drydock::validate::policy {
namespace {

constexpr size_t kMaxFiles = 2000;

/// Reads what the sources name, then runs it.
class Loader {
 public:
  Loader(SourceCache& files, const PolicySources& sources, PolicySet& set)
      : files_(files), sources_(sources), set_(set) {}

  void load() {
    for (const std::string& path : sources_.paths) guarded([&] { add_path(path); });
    for (const std::string& name : sources_.packs) add_pack(name);
    run_files();
    add_schemas();
    select();
    check_parameters();
    guarded([&] { read_data(); });
  }

 private:
  template <class F>
  void guarded(F body) {
    try {
      body();
    } catch (const Error& error) {
      set_.problems.push_back(error.diagnostic());
    }
  }

  void problem(std::string_view rule, std::string message, SourcePos where) {
    Diagnostic diagnostic;
    diagnostic.rule = rule;
    diagnostic.message = std::move(message);
    diagnostic.where = where;
    set_.problems.push_back(std::move(diagnostic));
  }

  void add_path(const std::string& path) {
    std::optional<EntryKind> kind = files_.tree().kind(path);
    if (!kind) {
      return problem("file-missing", fmt::format("there is no {}, which `policies` names", path),
                     sources_.named_at);
    }
    if (*kind == EntryKind::Folder) return add_folder(path, path);
    if (is_schema_policy_file(path)) {
      schema_files_.push_back(&files_.read(path));
      return;
    }
    std::string root(parent_path(path));
    add_modules(root, root);
    add_file(path, root);
  }

  std::string below(const std::string& folder, const std::string& name) {
    return folder.empty() ? name : fmt::format("{}/{}", folder, name);
  }

  void add_file(const std::string& path, const std::string& root) {
    const SourceFile& source = files_.read(path);
    set_.modules[path] = &source;
    set_.files.push_back({&source, root, ""});
  }

  void add_folder(const std::string& folder, const std::string& root) {
    for (const TreeEntry& entry : files_.list(folder)) {
      std::string path = below(folder, entry.name);
      if (entry.kind == EntryKind::Folder) add_folder(path, root);
      if (entry.kind == EntryKind::File && is_schema_policy_file(entry.name)) {
        guarded([&] { schema_files_.push_back(&files_.read(path)); });
      }
      if (entry.kind != EntryKind::File || !is_policy_file(entry.name)) continue;
      if (set_.files.size() >= kMaxFiles) {
        return problem("policy-invalid", "there are too many policy files", sources_.named_at);
      }
      guarded([&] { add_file(path, root); });
    }
  }

  /// Beside a single file there may be others for `require`.
  void add_modules(const std::string& folder, const std::string& root) {
    if (set_.modules.size() > kMaxFiles) return;
    for (const TreeEntry& entry : files_.list(folder)) {
      std::string path = below(folder, entry.name);
      if (entry.kind == EntryKind::Folder && folder == root && !root.empty())
        add_modules(path, root);
      if (entry.kind == EntryKind::File && is_policy_file(entry.name)) {
        guarded([&] { set_.modules[path] = &files_.read(path); });
      }
    }
  }

  void add_pack(const std::string& name) {
    const Pack* pack = find_pack(name);
    bool whole = pack != nullptr;
    if (!pack) pack = pack_with_policy(name);
    if (!pack) {
      std::vector<std::string_view> known;
      for (const Pack& one : packs()) known.push_back(one.name);
      return problem("policy-unknown",
                     fmt::format("there is no built-in pack or policy `{}`{}", name,
                                 did_you_mean(name, known)),
                     sources_.named_at);
    }
    auto same = [&](const PolicyFile& file) { return file.pack == pack->name; };
    if (whole) whole_packs_.push_back(std::string(pack->name));
    if (!whole) single_.push_back(name);
    if (std::any_of(set_.files.begin(), set_.files.end(), same)) return;
    for (const Pack& module : pack_modules()) {
      std::string path = fmt::format("built-in/{}.lua", module.name);
      if (set_.modules.count(path) > 0) continue;
      set_.modules[path] = &files_.sources().add(path, std::string(module.text));
    }
    std::string path = fmt::format("built-in/{}.lua", pack->name);
    const SourceFile& source = files_.sources().add(path, std::string(pack->text));
    set_.files.push_back({&source, "built-in", std::string(pack->name)});
  }

  void run_files() {
    if (set_.files.empty()) return;
    RunFacts facts;
    facts.parsing = true;
    PolicyState state(set_, facts);
    for (const PolicyFile& file : set_.files) {
      LuaFailure failure;
      if (!state.load_file(file, failure)) report(file, failure);
    }
    set_.policies = state.take_definitions();
  }

  /// After those of Lua: states know policies by their number.
  void add_schemas() {
    for (const SourceFile* file : schema_files_) {
      guarded([&] {
        auto rule = std::make_unique<SchemaRule>();
        set_.policies.push_back(read_schema_policy(*file, *rule));
        set_.schemas.push_back(std::move(rule));
      });
    }
  }

  void report(const PolicyFile& file, const LuaFailure& failure) {
    auto known = set_.modules.find(failure.file);
    const SourceFile* source = known == set_.modules.end() ? file.source : known->second;
    Diagnostic diagnostic;
    diagnostic.rule = "policy-invalid";
    diagnostic.message = failure.message;
    diagnostic.where = {source, source->path == failure.file ? failure.line : 0, 1};
    for (const std::string& at : failure.trace) {
      Diagnostic note;
      note.severity = Severity::Info;
      note.message = at;
      diagnostic.notes.push_back(std::move(note));
    }
    set_.problems.push_back(std::move(diagnostic));
  }

  std::string pack_of(const Policy& policy) {
    for (const PolicyFile& file : set_.files) {
      if (file.source == policy.where.file) return file.pack;
    }
    return "";
  }

  /// Rules of policies, and which of them run.
  void select() {
    std::unordered_map<std::string_view, const Policy*> by_id;
    for (Policy& policy : set_.policies) {
      std::string pack = pack_of(policy);
      auto is_in = [](const std::vector<std::string>& names, const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
      };
      policy.selected = pack.empty() || is_in(whole_packs_, pack) || is_in(single_, policy.id);
      policy.rule = {policy.id, Stage::Policy, policy.severity, policy.title, policy.help};
      auto [known, is_new] = by_id.emplace(policy.id, &policy);
      if (!is_new) {
        policy.selected = false;
        problem("policy-invalid",
                fmt::format("policy `{}` is defined already, in line {} of {}", policy.id,
                            known->second->where.line, known->second->where.path()),
                policy.where);
      }
    }
  }

  void check_parameters() {
    set_.parameters = sources_.parameters;
    for (const auto& [id, node] : sources_.parameters) {
      const Policy* policy = set_.find(id);
      if (!policy) {
        std::vector<std::string_view> known;
        for (const Policy& one : set_.policies) known.push_back(one.id);
        problem("policy-unknown",
                fmt::format("there is no policy `{}` to take parameters{}", id,
                            did_you_mean(id, known)),
                node->where());
        continue;
      }
      check_parameters_of(*policy, *node);
    }
    for (Policy& policy : set_.policies) {
      for (const Parameter& parameter : policy.params) {
        if (!policy.selected || !parameter.required || is_given(policy.id, parameter.name))
          continue;
        policy.selected = false;
        problem(
            "policy-parameter",
            fmt::format(
                "policy `{}` needs its parameter `{}`, which `policies.parameters` does not give",
                policy.id, parameter.name),
            sources_.named_at.file ? sources_.named_at : policy.where);
      }
    }
  }

  bool is_given(std::string_view id, std::string_view name) {
    for (const auto& [known, node] : sources_.parameters) {
      if (known == id && node->find(name)) return true;
    }
    return false;
  }

  void check_parameters_of(const Policy& policy, const Node& given) {
    std::vector<std::string_view> known;
    for (const Parameter& one : policy.params) known.push_back(one.name);
    for (const NodeEntry& entry : given.pairs()) {
      auto one = std::find_if(policy.params.begin(), policy.params.end(),
                              [&](const Parameter& p) { return p.name == entry.key->text(); });
      if (one == policy.params.end()) {
        problem("policy-parameter",
                fmt::format("policy `{}` has no parameter `{}`{}", policy.id, entry.key->text(),
                            did_you_mean(entry.key->text(), known)),
                entry.key->where());
        continue;
      }
      const Node* where = nullptr;
      std::string wrong = parameter_problem(*entry.value, *one, &where);
      if (!wrong.empty()) {
        problem("policy-parameter",
                fmt::format("parameter `{}` of policy `{}` {}", one->name, policy.id, wrong),
                where->where());
        const_cast<Policy&>(policy).selected = false;
      }
    }
  }

  void read_data() {
    for (const Policy& policy : set_.policies) {
      for (const std::string& name : policy.data) {
        std::optional<std::string> path = join_path(parent_path(policy.where.path()), name);
        if (!path || !files_.tree().kind(*path)) {
          problem("policy-invalid",
                  fmt::format("policy `{}` names the data file `{}`, which is not there", policy.id,
                              name),
                  policy.where);
          continue;
        }
        set_.data[*path] = &files_.read(*path);
      }
    }
  }

  SourceCache& files_;
  const PolicySources& sources_;
  PolicySet& set_;
  std::vector<std::string> whole_packs_;
  std::vector<std::string> single_;
  std::vector<const SourceFile*> schema_files_;
};

}  // namespace

PolicySet::PolicySet() = default;
PolicySet::~PolicySet() = default;

const Policy* PolicySet::find(std::string_view id) const {
  for (const Policy& policy : policies) {
    if (policy.id == id) return &policy;
  }
  return nullptr;
}

PolicySources policy_sources(const Settings& settings, const SourceFile* settings_file) {
  PolicySources sources;
  sources.paths = settings.policy_paths;
  sources.packs = settings.policy_packs;
  sources.parameters = settings.policy_parameters;
  if (settings_file) sources.named_at = {settings_file};
  return sources;
}

std::unique_ptr<PolicySet> load_policies(SourceCache& files, const PolicySources& sources) {
  auto set = std::make_unique<PolicySet>();
  Loader(files, sources, *set).load();
  return set;
}

bool is_policy_file(std::string_view name) {
  return name.ends_with(".lua") && !name.ends_with("_test.lua") && !name.ends_with(".d.lua");
}

}  // namespace drydock::validate::policy
