#include "overlays/name_references.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "core/error.h"
#include "core/yaml/resolve.h"
#include "overlays/field_specs.h"

namespace drydock::overlays {
namespace {

struct Candidate {
  Object* object;
  ObjectId now;
  std::string_view original_namespace;  // effective
};

/// A place that may name objects of `target`.
struct Reference {
  FieldPlace place;
  Gvk target;
  bool is_role_ref;
};

/// Objects that have had another name, by each of those.
class Candidates {
 public:
  explicit Candidates(const ObjectList& objects) {
    all_.reserve(objects.size());
    for (Object* object : objects.all()) {
      all_.push_back({object, objects.id_of(*object), ""});
      Candidate& added = all_.back();
      added.original_namespace = objects.original_id_of(*object).effective_namespace();
    }
    for (const Candidate& candidate : all_) {
      std::set<std::string_view> names;
      for (const PreviousId& previous : candidate.object->notes.previous) {
        if (names.insert(previous.name).second) by_name_[previous.name].push_back(&candidate);
      }
      groups_.insert({candidate.original_namespace, candidate.now.effective_namespace(),
                      candidate.now.namespace_name, candidate.now.is_cluster_scoped});
    }
  }

  std::span<const Candidate> all() const { return all_; }
  std::span<const Candidate* const> named(std::string_view name) const {
    auto found = by_name_.find(name);
    return found == by_name_.end() ? std::span<const Candidate* const>() : found->second;
  }

  struct Group {
    std::string_view original;
    std::string_view now;
    std::string_view written;
    bool is_cluster_scoped;
    auto operator<=>(const Group&) const = default;
  };
  /// The combinations of namespaces that objects have.
  const std::set<Group>& groups() const { return groups_; }

 private:
  std::vector<Candidate> all_;
  std::unordered_map<std::string_view, std::vector<const Candidate*>> by_name_;
  std::set<Group> groups_;
};

/// Whether one list ends in the other; an empty list only in an empty one.
bool same_ending(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  const auto& shorter = a.size() < b.size() ? a : b;
  const auto& longer = a.size() < b.size() ? b : a;
  if (shorter.empty()) return longer.empty();
  return std::equal(shorter.rbegin(), shorter.rend(), longer.rbegin());
}

bool same_affixes(const BuildNotes& a, const BuildNotes& b, bool allow_empty) {
  bool prefixes_open = allow_empty && (a.prefixes.empty() || b.prefixes.empty());
  bool suffixes_open = allow_empty && (a.suffixes.empty() || b.suffixes.empty());
  return (prefixes_open || same_ending(a.prefixes, b.prefixes)) &&
         (suffixes_open || same_ending(a.suffixes, b.suffixes));
}

/// Whether the object once was of this kind; its group and version are those of today.
bool was_selected(const Object& object, const Gvk& wanted) {
  return std::any_of(object.notes.previous.begin(), object.notes.previous.end(),
                     [&](const PreviousId& previous) {
                       return is_selected(previous_id(object, previous).gvk, wanted);
                     });
}

class Fixer {
 public:
  Fixer(const Candidates& candidates, const Candidate& referrer, Context& context)
      : candidates_(candidates), referrer_(*referrer.object), id_(referrer.now), context_(context) {
    if (id_.gvk.kind == "RoleBinding") find_subject_namespaces();
  }

  void fix(const Reference& reference) {
    reference_ = &reference;
    reference.place.visit(*referrer_.root, context_.arena, NewField::None,
                          [&](Node& node) { fix_node(node); });
  }

 private:
  using Matches = std::vector<const Candidate*>;

  void find_subject_namespaces() {
    const Node* subjects = referrer_.root->find("subjects");
    if (!subjects) return;
    for (const Node* subject : subjects->elements()) {
      const Node* name = subject->find("namespace");
      if (!name || subject->text_of("kind") != "ServiceAccount") continue;
      if (!name->is_scalar() ||
          resolve_scalar(*name, YamlDialect::Kustomize).type != ScalarType::String) {
        fail("overlay-field",
             fmt::format("the namespace of a subject of {} is no text", id_.text()), name->where());
      }
      subject_namespaces_.insert(name->text());
    }
  }

  void fix_node(Node& node) {
    if (is_null(&node)) return;
    if (node.is_scalar()) return fix_scalar(node);
    if (node.is_mapping()) return fix_mapping(node);
    for (Node* item : node.elements()) {
      if (is_null(item)) continue;
      if (item->is_sequence()) refuse(*item, "a name or a mapping with a name is expected here");
      item->is_scalar() ? fix_scalar(*item) : fix_mapping(*item);
    }
  }

  void fix_scalar(Node& node) {
    const Candidate* referral = select(node, node.text(), nullptr);
    if (!referral) return;
    record(*referral);
    if (referral->now.name == node.text()) return;
    set_scalar(node, context_.arena.copy(referral->now.name), ScalarMeaning::AsWritten, nullptr);
  }

  void fix_mapping(Node& node) {
    Node* name = node.find("name");
    if (!name) refuse(node, "this mapping has no `name`");
    const Node* namespace_name = node.find("namespace");
    const Candidate* referral = select(*name, name->text(), namespace_name, true);
    if (!referral) return;
    record(*referral);
    std::string_view new_namespace = referral->now.namespace_name;
    if (referral->now.name == name->text() && new_namespace.empty()) return;
    set_field(node, "name", referral->now.name, *name);
    if (!new_namespace.empty()) set_field(node, "namespace", new_namespace, *name);
  }

  void set_field(Node& mapping, std::string_view key, std::string_view text, const Node& origin) {
    Node* old = mapping.find(key);
    Arena& arena = context_.arena;
    if (old && old->is_scalar()) {
      set_scalar(*old, arena.copy(text), ScalarMeaning::AsWritten, nullptr);
    } else {
      set(arena, mapping, key, make_scalar_from(arena, text, &origin));
    }
  }

  void record(const Candidate& referral) { referral.object->notes.referrers.push_back(id_); }

  /// Whether the referrer may see the object at all.
  bool may_see(const ObjectId& target, std::string_view written) const {
    return id_.is_cluster_scoped || target.is_cluster_scoped ||
           same_effective_namespace(target, id_) || subject_namespaces_.contains(written);
  }

  bool may_see(const Candidates::Group& group) const {
    return id_.is_cluster_scoped || group.is_cluster_scoped ||
           group.now == id_.effective_namespace() || subject_namespaces_.contains(group.written);
  }

  /// A namespace that stands beside a name counts as the one before the build, or else as the one
  /// of now.
  bool means_original_namespace(std::string_view name) const {
    const auto& groups = candidates_.groups();
    auto group = groups.lower_bound({name, "", "", false});
    for (; group != groups.end() && group->original == name; ++group) {
      if (may_see(*group)) return true;
    }
    return false;
  }

  bool is_in_namespace(const Candidate& candidate, std::string_view name, bool original) const {
    // Objects outside namespaces stand in none of the groups that kustomize makes here.
    std::string_view effective =
        original ? candidate.original_namespace : candidate.now.effective_namespace();
    return effective == name && effective != kNoNamespace;
  }

  bool is_same_namespace(const Candidate& candidate) const {
    return id_.is_cluster_scoped || candidate.now.is_cluster_scoped ||
           candidate.now.gvk.kind == "ServiceAccount" ||
           same_effective_namespace(candidate.now, id_);
  }

  std::optional<Gvk> role_ref() const {
    if (!reference_->is_role_ref) return std::nullopt;
    const Node* role = referrer_.root->find("roleRef");
    const Node* group = role ? role->find("apiGroup") : nullptr;
    const Node* kind = role ? role->find("kind") : nullptr;
    if (!group || !kind) return std::nullopt;
    return Gvk{group->text(), "", kind->text()};
  }

  const Candidate* select(const Node& where, std::string_view name, const Node* namespace_name,
                          bool namespaces_count = false) {
    std::span<const Candidate* const> named = candidates_.named(name);
    if (named.empty()) return nullptr;
    std::optional<Gvk> role = role_ref();
    bool original = namespace_name && means_original_namespace(namespace_name->text());
    Matches matches;
    for (const Candidate* candidate : named) {
      if (!may_see(candidate->now, candidate->now.namespace_name) ||
          (namespace_name && !is_in_namespace(*candidate, namespace_name->text(), original)) ||
          !was_selected(*candidate->object, reference_->target) ||
          (role && !was_selected(*candidate->object, *role)) || !is_same_namespace(*candidate)) {
        continue;
      }
      matches.push_back(candidate);
    }
    if (matches.size() == 1) return matches.front();
    keep_same_affixes(matches, true);
    if (matches.size() > 1) keep_same_affixes(matches, false);
    if (matches.empty()) return nullptr;
    bool identical = std::all_of(matches.begin(), matches.end(), [&](const Candidate* match) {
      const ObjectId& first = matches.front()->now;
      return match->now.name == first.name &&
             (!namespaces_count || match->now.namespace_name == first.namespace_name);
    });
    if (!identical) refuse_many(where, name, matches);
    return matches.front();
  }

  void keep_same_affixes(Matches& matches, bool allow_empty) const {
    std::erase_if(matches, [&](const Candidate* match) {
      return !same_affixes(match->object->notes, referrer_.notes, allow_empty);
    });
  }

  [[noreturn]] void refuse(const Node& node, std::string_view message) const {
    fail("overlay-field",
         fmt::format("cannot follow the name in `{}` of {}: {}", reference_->place.spec().path,
                     id_.text(), message),
         node.where());
  }

  [[noreturn]] void refuse_many(const Node& where, std::string_view name,
                                const Matches& matches) const {
    Diagnostic diagnostic;
    diagnostic.rule = "overlay-target";
    diagnostic.message = fmt::format("`{}` may name {} objects", name, matches.size());
    diagnostic.where = where.where();
    for (const Candidate* match : matches) {
      Diagnostic note;
      note.severity = Severity::Info;
      note.message = fmt::format("possible: {}", match->now.text());
      note.where = match->object->defined_at;
      diagnostic.notes.push_back(std::move(note));
    }
    throw Error(std::move(diagnostic));
  }

  const Candidates& candidates_;
  Object& referrer_;
  const ObjectId& id_;
  Context& context_;
  const Reference* reference_ = nullptr;
  std::set<std::string_view> subject_namespaces_;
};

/// Those that objects of a kind have. Most rows are for kinds that a build does not have.
std::vector<Reference> references_of(const Gvk& kind, const std::vector<NameBackReferences>& rows) {
  std::vector<Reference> references;
  for (const NameBackReferences& row : rows) {
    for (const FieldSpec& spec : row.referrers) {
      if (!is_selected(kind, spec.gvk)) continue;
      references.push_back({FieldPlace(spec), row.gvk, spec.path.ends_with("roleRef/name")});
    }
  }
  return references;
}

}  // namespace

void fix_name_references(ObjectList& objects, const std::vector<NameBackReferences>& rows,
                         Context& context) {
  Candidates candidates(objects);
  // The references that count for objects of a kind, so that no object has to look at all of them.
  // Which these are is decided by the object's first kind; kustomize does not look again.
  std::unordered_map<std::string, std::vector<Reference>> by_kind;
  for (const Candidate& referrer : candidates.all()) {
    Gvk first = objects.original_id_of(*referrer.object).gvk;
    auto [known, fresh] = by_kind.try_emplace(gvk_text(first));
    if (fresh) known->second = references_of(first, rows);
    if (known->second.empty()) continue;
    Fixer fixer(candidates, referrer, context);
    for (const Reference& reference : known->second) fixer.fix(reference);
  }
}

}  // namespace drydock::overlays
