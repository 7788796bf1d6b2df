#include "validate/conflicts/crd_names.h"

#include <set>

#include "core/ascii.h"
#include "validate/conflicts/fields.h"

namespace drydock::validate {
namespace {

// The two pools in which the API server looks for clashes, and the order in which we name one.
constexpr std::string_view kKinds = "0kind";
constexpr std::string_view kNames = "1name";

/// The claimed name itself: the last part of the key.
std::string_view claimed_name(const Claim& claim) {
  return claim.key.substr(claim.key.rfind('\0') + 1);
}

bool is_kind_claim(const Claim& claim) {
  return claim.key.find(kKinds) != std::string_view::npos &&
         claim.key.substr(claim.key.find('\0') + 1).starts_with(kKinds);
}

std::string_view group_of(const Fleet& fleet, const Claim& claim) {
  return resource_of(fleet, claim).root->find("spec")->text_of("group");
}

/// What the definition uses the name for: "kind", "plural", "singular" or "short name".
std::string_view role_of(const Fleet& fleet, const Claim& claim) {
  const Node* names = resource_of(fleet, claim).root->find("spec")->find("names");
  std::string_view name = claimed_name(claim);
  if (is_kind_claim(claim)) return name == names->text_of("kind") ? "kind" : "list kind";
  if (name == names->text_of("plural")) return "plural";
  const Node* short_names = names->find("shortNames");
  for (const Node* item : short_names ? short_names->elements() : std::span<Node* const>()) {
    if (item->text() == name) return "short name";
  }
  return "singular";
}

/// The contest without the claims of one definition that says the name in two roles.
std::vector<Claim> one_claim_each(const Fleet& fleet, Contest contest, std::set<std::string>& ids) {
  std::vector<Claim> kept;
  std::set<std::pair<uint32_t, uint32_t>> seen;
  for (const Claim& claim : contest) {
    if (seen.emplace(claim.project, claim.resource).second) kept.push_back(claim);
    ids.insert(resource_id_of(fleet, claim));
  }
  return kept;
}

void collect_names(std::string_view group, const Node& names, uint32_t index, ClaimSink& sink) {
  std::string_view kind = names.text_of("kind");
  if (kind.empty()) return;
  const Node* kind_node = names.find("kind");
  const Node* list_kind = names.find("listKind");
  sink.add(index, kind_node, {kKinds, group, kind});
  std::string default_list = fmt::format("{}List", kind);
  sink.add(index, list_kind ? list_kind : kind_node,
           {kKinds, group, list_kind ? list_kind->text() : std::string_view(default_list)});

  if (const Node* plural = names.find("plural"))
    sink.add(index, plural, {kNames, group, plural->text()});
  const Node* singular = names.find("singular");
  std::string default_singular = ascii_lower(kind);
  sink.add(index, singular ? singular : kind_node,
           {kNames, group, singular ? singular->text() : std::string_view(default_singular)});
  const Node* short_names = names.find("shortNames");
  for (const Node* item : short_names ? short_names->elements() : std::span<Node* const>()) {
    sink.add(index, item, {kNames, group, item->text()});
  }
}

}  // namespace

void collect_crd_names(const Fleet&, const Project&, const Resource& resource, uint32_t index,
                       ClaimSink& sink) {
  if (resource.gvk.kind != "CustomResourceDefinition" ||
      resource.gvk.group != "apiextensions.k8s.io") {
    return;
  }
  const Node* spec = resource.root->find("spec");
  const Node* names = spec ? spec->find("names") : nullptr;
  if (names) collect_names(spec->text_of("group"), *names, index, sink);
}

std::vector<Finding> judge_crd_names(const Fleet& fleet, std::span<const Contest> contests) {
  std::vector<Contest> ordered(contests.begin(), contests.end());
  std::stable_sort(ordered.begin(), ordered.end(), [](Contest a, Contest b) {
    return is_kind_claim(a.front()) && !is_kind_claim(b.front());
  });
  std::vector<Finding> findings;
  std::set<std::set<std::string>> reported;
  for (Contest contest : ordered) {
    std::set<std::string> ids;
    std::vector<Claim> claims = one_claim_each(fleet, contest, ids);
    // One definition owned by two projects is `duplicate-crd`, and is not compared with itself.
    if (ids.size() < 2 || !reported.insert(ids).second) continue;
    std::string_view name = claimed_name(claims.front());
    std::string_view group = group_of(fleet, claims.front());
    std::string_view role = role_of(fleet, claims.front());
    findings.push_back(contest_finding(
        fleet, claims, "crd-names-clash", fmt::format("{} {} in group {}", role, name, group),
        fmt::format("{} definitions claim the {} `{}` in group {}: the API server accepts only the "
                    "first",
                    ids.size(), role, name, group)));
  }
  return findings;
}

}  // namespace drydock::validate
