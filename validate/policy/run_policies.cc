#include "validate/policy/run_policies.h"

#include <atomic>
#include <map>
#include <mutex>

#include "core/error.h"
#include "core/parallel_for.h"
#include "validate/policy/matching.h"
#include "validate/policy/policy_state.h"
#include "validate/policy/schema_policy.h"

namespace drydock::validate::policy {
namespace {

constexpr size_t kChunk = 64;

/// What one call gave.
struct Outcome {
  size_t policy = 0;
  size_t order = 0;  // of the object, in the fleet
  std::vector<Hit> hits;
  std::optional<LuaFailure> failure;
  std::vector<PolicyClaim> claims;
  const ObjectRef* object = nullptr;
};

struct Chunk {
  size_t project = 0;
  size_t first = 0;
  size_t end = 0;
  size_t order = 0;  // of the first object
  std::vector<Outcome> outcomes;
  std::vector<uint32_t> matched;
  std::string printed;
};

class Runner {
 public:
  Runner(const PolicySet& set, const Fleet& fleet, const PolicyRunOptions& options)
      : set_(set),
        options_(options),
        index_(fleet),
        dispatch_(set, fleet),
        stopped_(set.policies.size()) {
    if (options.old) old_ = std::make_unique<FleetIndex>(*options.old, true);
    facts_ = {&index_, old_.get(), options.now, false, options.coverage};
    for (auto& one : stopped_) one = SIZE_MAX;
    result_.matched.resize(set.policies.size());
  }

  PolicyRun run() {
    std::vector<Chunk> chunks = cut();
    parallel_for(chunks.size(), options_.jobs, [&](size_t i) { run_chunk(chunks[i]); });
    std::vector<Outcome> all;
    for (Chunk& chunk : chunks) {
      for (size_t i = 0; i < chunk.matched.size(); ++i) result_.matched[i] += chunk.matched[i];
      result_.printed += chunk.printed;
      for (Outcome& outcome : chunk.outcomes) {
        if (outcome.order <= stopped_[outcome.policy]) all.push_back(std::move(outcome));
      }
    }
    run_wide(all);
    for (Outcome& outcome : all) {
      for (Hit& hit : outcome.hits) add(outcome.policy, hit);
    }
    add_failures(all);
    judge_claims(all);
    sort_findings(result_.findings);
    return std::move(result_);
  }

 private:
  std::vector<Chunk> cut() {
    std::vector<Chunk> chunks;
    size_t order = 0;
    for (size_t i = 0; i < index_.fleet().projects().size(); ++i) {
      size_t count = index_.objects(i).size();
      for (size_t first = 0; first < count; first += kChunk) {
        Chunk chunk;
        chunk.project = i;
        chunk.first = first;
        chunk.end = std::min(first + kChunk, count);
        chunk.order = order + first;
        chunks.push_back(std::move(chunk));
      }
      order += count;
    }
    return chunks;
  }

  std::unique_ptr<PolicyState> acquire() {
    {
      std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<PolicyState> state = std::move(idle_.back());
        idle_.pop_back();
        return state;
      }
    }
    return std::make_unique<PolicyState>(set_, facts_);
  }

  void release(std::unique_ptr<PolicyState> state) {
    std::lock_guard lock(mutex_);
    idle_.push_back(std::move(state));
  }

  /// A policy has run out of something at this object: others with a higher number need it no more.
  void stop(size_t policy, size_t order) {
    size_t known = stopped_[policy];
    while (order < known && !stopped_[policy].compare_exchange_weak(known, order)) {
    }
  }

  void run_chunk(Chunk& chunk) {
    std::unique_ptr<PolicyState> state;
    chunk.matched.resize(set_.policies.size());
    for (size_t i = chunk.first; i < chunk.end; ++i) {
      const ObjectRef& object = index_.objects(chunk.project)[i];
      size_t order = chunk.order + (i - chunk.first);
      bool used = false;
      for (size_t policy : dispatch_.candidates(object)) {
        if (!dispatch_.fits(set_.policies[policy], object)) continue;
        ++chunk.matched[policy];
        if (order > stopped_[policy]) continue;
        if (set_.policies[policy].schema) {
          run_schema(policy, object, order, chunk);
          continue;
        }
        if (!state) state = acquire();
        used = true;
        run_one(*state, policy, object, order, chunk);
      }
      if (used) forget_proxies(state->state().lua());
    }
    if (!state) return;
    chunk.printed = state->take_printed();
    release(std::move(state));
  }

  void run_schema(size_t policy, const ObjectRef& object, size_t order, Chunk& chunk) {
    Outcome outcome;
    outcome.policy = policy;
    outcome.order = order;
    outcome.object = &object;
    try {
      outcome.hits = check_schema_policy(set_.policies[policy], object);
    } catch (const Error& error) {
      LuaFailure failure;
      failure.message = error.what();
      outcome.failure = std::move(failure);
    }
    if (!outcome.hits.empty() || outcome.failure) chunk.outcomes.push_back(std::move(outcome));
  }

  void run_one(PolicyState& state, size_t policy, const ObjectRef& object, size_t order,
               Chunk& chunk) {
    Outcome outcome;
    LuaFailure failure;
    bool fine = state.check_object(policy, object, outcome.hits, failure);
    if (fine && set_.policies[policy].has_claims) {
      fine = state.claims(policy, object, outcome.claims, failure);
    }
    if (fine && outcome.hits.empty() && outcome.claims.empty()) return;
    outcome.policy = policy;
    outcome.order = order;
    outcome.object = &object;
    if (!fine) {
      if (failure.exhausted) stop(policy, order);
      outcome.failure = std::move(failure);
    }
    chunk.outcomes.push_back(std::move(outcome));
  }

  /// Policies over projects and the fleet; on one thread, so each call may see everything.
  void run_wide(std::vector<Outcome>& all) {
    for (size_t i = 0; i < set_.policies.size(); ++i) {
      const Policy& policy = set_.policies[i];
      if (!policy.selected || policy.scope == Scope::Object) continue;
      std::unique_ptr<PolicyState> state = acquire();
      if (policy.scope == Scope::Repo) {
        wide_call(*state, i, nullptr, all);
      } else {
        for (const RenderedProject& project : index_.fleet().projects()) {
          if (dispatch_.fits_project(policy, *project.project)) wide_call(*state, i, &project, all);
          if (stopped_[i] != SIZE_MAX) break;
        }
      }
      result_.printed += state->take_printed();
      release(std::move(state));
    }
  }

  void wide_call(PolicyState& state, size_t policy, const RenderedProject* project,
                 std::vector<Outcome>& all) {
    Outcome outcome;
    LuaFailure failure;
    outcome.policy = policy;
    ++result_.matched[policy];
    bool fine = project ? state.check_project(policy, *project, outcome.hits, failure)
                        : state.check_repo(policy, outcome.hits, failure);
    forget_proxies(state.state().lua());
    if (!fine) {
      if (failure.exhausted) stop(policy, 0);
      outcome.failure = std::move(failure);
    }
    all.push_back(std::move(outcome));
  }

  void add(size_t policy, Hit& hit) {
    const Policy& rule = set_.policies[policy];
    Diagnostic diagnostic;
    diagnostic.severity = hit.severity;
    diagnostic.rule = rule.id;
    diagnostic.message = std::move(hit.message);
    diagnostic.where = hit.where;
    diagnostic.help = std::move(hit.help);
    bool known = hit.project != nullptr;
    Finding finding =
        make_finding(std::move(diagnostic), known ? hit.project->project->cluster : "",
                     known ? std::vector{hit.project->project->name} : std::vector<std::string>{});
    if (hit.object) finding.resource = index_.id_of(*hit.object);
    finding.field = std::move(hit.field);
    finding.fix = std::move(hit.fix);
    finding.policy_rule = &rule.rule;
    result_.findings.push_back(std::move(finding));
  }

  /// The same failure at the same line is told once, with the number of objects.
  void add_failures(const std::vector<Outcome>& all) {
    std::map<std::tuple<size_t, std::string, int, std::string>, std::vector<const Outcome*>> groups;
    for (const Outcome& outcome : all) {
      if (!outcome.failure) continue;
      const LuaFailure& failure = *outcome.failure;
      groups[{outcome.policy, failure.file, failure.line, failure.message}].push_back(&outcome);
    }
    for (const auto& [key, outcomes] : groups) add_failure(outcomes);
  }

  SourcePos place_of(const Policy& policy, const LuaFailure& failure) const {
    auto module = set_.modules.find(failure.file);
    const SourceFile* file = policy.where.file;
    if (module != set_.modules.end()) file = module->second;
    bool known = file->path == failure.file && failure.line > 0;
    return known ? SourcePos{file, failure.line, 1} : policy.where;
  }

  void add_failure(const std::vector<const Outcome*>& outcomes) {
    const Outcome& first = *outcomes.front();
    const Policy& policy = set_.policies[first.policy];
    const LuaFailure& failure = *first.failure;
    Diagnostic diagnostic;
    diagnostic.rule = "policy-error";
    diagnostic.message = fmt::format("policy `{}` fails: {}", policy.id, failure.message);
    diagnostic.where = place_of(policy, failure);
    auto note = [&](std::string text, SourcePos where) {
      Diagnostic made;
      made.severity = Severity::Info;
      made.message = std::move(text);
      made.where = where;
      diagnostic.notes.push_back(std::move(made));
    };
    if (first.object) {
      std::string more =
          outcomes.size() > 1 ? fmt::format(", and {} more", outcomes.size() - 1) : "";
      note(fmt::format("it was looking at {}{}", index_.id_of(*first.object), more),
           first.object->resource->root->where());
    }
    if (failure.exhausted) note("it does not run for further objects", {});
    for (const std::string& at : failure.trace) note(at, {});
    result_.findings.push_back(make_finding(std::move(diagnostic), "", {}));
  }

  void judge_claims(const std::vector<Outcome>& all) {
    struct Claimed {
      const PolicyClaim* claim;
      const ObjectRef* object;
    };
    std::map<std::tuple<size_t, std::string, std::string>, std::vector<Claimed>> owners;
    for (const Outcome& outcome : all) {
      for (const PolicyClaim& claim : outcome.claims) {
        const std::string& cluster = outcome.object->project->project->cluster;
        owners[{outcome.policy, cluster, claim.key}].push_back({&claim, outcome.object});
      }
    }
    for (const auto& [key, claims] : owners) {
      const Policy& policy = set_.policies[std::get<0>(key)];
      std::vector<std::string> projects;
      std::vector<SourcePos> locations;
      for (const Claimed& one : claims) {
        projects.push_back(one.object->project->project->name);
        locations.push_back(one.claim->where);
      }
      std::sort(projects.begin(), projects.end());
      projects.erase(std::unique(projects.begin(), projects.end()), projects.end());
      if (projects.size() < 2) continue;
      Diagnostic diagnostic;
      diagnostic.severity = policy.severity;
      diagnostic.rule = policy.id;
      diagnostic.message = fmt::format("{} projects claim `{}`: {}", projects.size(),
                                       std::get<2>(key), policy.title);
      diagnostic.where = locations.front();
      Finding finding = make_finding(std::move(diagnostic), std::get<1>(key), std::move(projects));
      finding.resource = index_.id_of(*claims.front().object);
      finding.locations = std::move(locations);
      finding.policy_rule = &policy.rule;
      result_.findings.push_back(std::move(finding));
    }
  }

  const PolicySet& set_;
  const PolicyRunOptions& options_;
  FleetIndex index_;
  std::unique_ptr<FleetIndex> old_;
  RunFacts facts_;
  Dispatch dispatch_;
  std::vector<std::atomic<size_t>> stopped_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<PolicyState>> idle_;
  PolicyRun result_;
};

}  // namespace

PolicyRun run_policies(const PolicySet& set, const Fleet& fleet, const PolicyRunOptions& options) {
  PolicyRun run;
  if (!set.policies.empty()) run = Runner(set, fleet, options).run();
  for (const Diagnostic& problem : set.problems) {
    run.findings.push_back(make_finding(problem, "", {}));
  }
  sort_findings(run.findings);
  return run;
}

}  // namespace drydock::validate::policy
