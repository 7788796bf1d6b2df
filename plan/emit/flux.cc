#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "plan/emit/desired.h"
#include "plan/emit/emission.h"
#include "plan/emit/manifest.h"
#include "plan/emit/names.h"

namespace drydock::plan {
namespace {

constexpr std::string_view kForce = "kustomize.toolkit.fluxcd.io/force";
constexpr std::string_view kPrune = "kustomize.toolkit.fluxcd.io/prune";
constexpr std::string_view kApply = "kustomize.toolkit.fluxcd.io/ssa";

/// One Kustomization of Flux: a stage of a project. What stays in one stage is ordered by Flux.
struct Unit {
  std::string_view cluster, project;
  Stage stage;
  std::string name;
  std::vector<const Wanted*> objects;
  // Objects that another unit has from now on. For once they stay here as well, and are only made
  // when they are missing: otherwise Flux deletes what its inventory has and the folder has not,
  // when this unit comes before the other.
  std::vector<const Wanted*> handed_over;
  std::set<Unit*> depends_on;
  bool is_waited_for = false;
};

std::string stage_name(const Stage& stage) {
  constexpr std::string_view kParts[] = {"first", "before", "", "after", "last"};
  std::string out(kParts[stage.part]);
  if (stage.sync_wave == 0) return out;
  std::string wave = fmt::format("wave-{}{}", stage.sync_wave < 0 ? "m" : "",
                                 std::abs(static_cast<long>(stage.sync_wave)));
  return out.empty() ? wave : fmt::format("{}-{}", wave, out);
}

/// Flux applies webhooks last by itself.
Stage unit_stage(Stage stage) {
  if (stage.part == Stage::Last) stage.part = Stage::Main;
  return stage;
}

class FluxFolder {
 public:
  explicit FluxFolder(const EmitInput& input) : input_(input), desired_(input) {}

  Emission run() {
    for (const Wanted& one : desired_.objects()) {
      Unit& unit = unit_at(*one.object, one.stage);
      unit.objects.push_back(&one);
      by_object_[one.object] = &unit;
    }
    hand_over();
    chain_stages();
    for (const Wanted& one : desired_.objects()) {
      Unit& unit = *by_object_[&*one.object];
      depend(unit, desired_.namespace_of(*one.object));
      depend(unit, desired_.definition_of(*one.object));
    }
    for (Unit& unit : units_) {
      if (input_.selects && !input_.selects(unit.cluster, unit.project)) continue;
      write_folder(unit);
      write_kustomization(unit);
    }
    return std::move(out_);
  }

 private:
  Unit& unit_at(const PlanObject& object, Stage stage) {
    stage = unit_stage(stage);
    auto [found, is_new] = by_place_.try_emplace({object.cluster, object.project, stage}, nullptr);
    if (is_new) {
      Unit& unit = units_.emplace_back();
      unit.cluster = object.cluster;
      unit.project = object.project;
      unit.stage = stage;
      unit.name = object_name(object.project);
      std::string suffix = stage_name(stage);
      if (!suffix.empty()) unit.name += "--" + suffix;
      found->second = &unit;
    }
    return *found->second;
  }

  void hand_over() {
    for (const PlanObject* before : earlier_objects(input_)) {
      std::string key = before->key();
      const Wanted* now = desired_.find(key);
      if (!now) continue;
      Marks marks = marks_of(*before);
      // An inventory knows no hooks: it is where the same project has it now, if it has it.
      Stage stage = before->root ? stage_of(*before, marks) : now->stage;
      if (!before->root && desired_.has(before->project, key)) continue;
      Unit& unit = unit_at(*before, stage);
      bool stays = std::any_of(unit.objects.begin(), unit.objects.end(),
                               [&](const Wanted* one) { return one->key == key; });
      if (!stays) unit.handed_over.push_back(now);
    }
  }

  /// Each stage of a project waits for the one before it.
  void chain_stages() {
    Unit* last = nullptr;
    for (auto& [place, unit] : by_place_) {
      bool follows = last && last->cluster == unit->cluster && last->project == unit->project;
      if (follows && !last->objects.empty() && !unit->objects.empty()) {
        unit->depends_on.insert(last);
        last->is_waited_for |= waits_for(*last, *unit);
      }
      last = unit;
    }
  }

  /// Workloads are waited for only between sync waves: within one they may need what comes later.
  static bool waits_for(const Unit& unit, const Unit& next) {
    return unit.stage.part < Stage::Main || unit.stage.sync_wave != next.stage.sync_wave;
  }

  bool reaches(const Unit* from, const Unit* to) const {
    std::vector<const Unit*> open = {from};
    std::set<const Unit*> seen;
    while (!open.empty()) {
      const Unit* unit = open.back();
      open.pop_back();
      if (unit == to) return true;
      if (!seen.insert(unit).second) continue;
      open.insert(open.end(), unit->depends_on.begin(), unit->depends_on.end());
    }
    return false;
  }

  /// What two projects need of each other cannot wait on both sides.
  void depend(Unit& unit, const Wanted* needed) {
    if (!needed) return;
    Unit* other = by_object_[needed->object];
    if (!other || other == &unit || other->project == unit.project) return;
    if (unit.depends_on.count(other) > 0 || reaches(other, &unit)) return;
    unit.depends_on.insert(other);
    other->is_waited_for |= other->stage.part == Stage::First;
  }

  std::string folder_of(const Unit& unit) const {
    return fmt::format("{}/manifests/{}", path_word(unit.cluster), path_word(unit.name));
  }

  void add_file(const Unit& unit, std::string path, const Node& node) {
    out_.files.push_back({std::move(path), unit.cluster, unit.project, yaml_of(node)});
  }

  void write_folder(const Unit& unit) {
    std::string folder = folder_of(unit);
    std::vector<FiledObject> filed;
    for (const auto* list : {&unit.objects, &unit.handed_over}) {
      for (const Wanted* one : *list) {
        filed.push_back({fmt::format("{}/{}", folder, place_of(*one->object)), one->object});
      }
    }
    std::vector<std::string> paths = file_paths(filed);
    Arena arena;
    Node* resources = make_sequence(arena);
    for (size_t i = 0; i < filed.size(); ++i) {
      bool given_away = i >= unit.objects.size();
      const Wanted& one =
          given_away ? *unit.handed_over[i - unit.objects.size()] : *unit.objects[i];
      add_file(unit, paths[i], *manifest_of(one, given_away, arena));
    }
    std::sort(paths.begin(), paths.end());
    for (const std::string& path : paths) {
      append(arena, *resources, text_node(path.substr(folder.size() + 1), arena));
    }
    Node* listing = map_node({{"apiVersion", text_node("kustomize.config.k8s.io/v1beta1", arena)},
                              {"kind", text_node("Kustomization", arena)},
                              {"resources", resources}},
                             arena);
    add_file(unit, folder + "/kustomization.yaml", *listing);
  }

  static Node* manifest_of(const Wanted& one, bool given_away, Arena& arena) {
    Node* manifest = emitted_manifest(*one.object, arena);
    if (given_away) {
      set_annotation(*manifest, kApply, "IfNotPresent", arena);
      return manifest;
    }
    // Read on the object in the cluster, so a mark must be there before the object leaves.
    if (one.is_kept()) set_annotation(*manifest, kPrune, "disabled", arena);
    if (one.is_replaced() || one.marks.hook != Hook::None) {
      set_annotation(*manifest, kForce, "enabled", arena);
    }
    return manifest;
  }

  void write_kustomization(const Unit& unit) {
    Arena arena;
    std::string_view source = input_.options.flux_source;
    std::string_view kind = source.substr(0, source.find('/'));
    source.remove_prefix(std::min(kind.size() + 1, source.size()));
    std::string_view space = source.substr(0, source.find('/'));
    source.remove_prefix(std::min(space.size() + 1, source.size()));
    const std::string& root = input_.options.repository_path;
    std::string path = fmt::format("./{}{}{}", root, root.empty() ? "" : "/", folder_of(unit));
    Node* depends_on = make_sequence(arena);
    std::vector<std::string_view> names;
    for (const Unit* other : unit.depends_on) names.push_back(other->name);
    std::sort(names.begin(), names.end());
    for (std::string_view name : names) {
      append(arena, *depends_on, map_node({{"name", text_node(name, arena)}}, arena));
    }
    Node* reference = map_node({{"kind", text_node(kind, arena)},
                                {"name", text_node(source, arena)},
                                {"namespace", text_node(space, arena)}},
                               arena);
    Node* spec = map_node({{"dependsOn", names.empty() ? nullptr : depends_on},
                           {"interval", text_node("10m", arena)},
                           {"path", text_node(path, arena)},
                           {"prune", true_node(arena)},
                           {"sourceRef", reference},
                           {"timeout", text_node("5m", arena)},
                           {"wait", unit.is_waited_for ? true_node(arena) : nullptr}},
                          arena);
    Node* metadata = map_node(
        {{"name", text_node(unit.name, arena)}, {"namespace", text_node("flux-system", arena)}},
        arena);
    Node* object = map_node({{"apiVersion", text_node("kustomize.toolkit.fluxcd.io/v1", arena)},
                             {"kind", text_node("Kustomization", arena)},
                             {"metadata", metadata},
                             {"spec", spec}},
                            arena);
    add_file(unit, fmt::format("{}/kustomizations/{}.yaml", path_word(unit.cluster), unit.name),
             *object);
  }

  const EmitInput& input_;
  Desired desired_;
  std::deque<Unit> units_;
  std::map<std::tuple<std::string_view, std::string_view, Stage>, Unit*> by_place_;
  std::unordered_map<const PlanObject*, Unit*> by_object_;
  Emission out_;
};

}  // namespace

Emission emit_flux(const EmitInput& input) { return FluxFolder(input).run(); }

}  // namespace drydock::plan
