#include "overlays/object_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "core/error.h"
#include "core/hash.h"
#include "core/suggest.h"

namespace drydock::overlays {
namespace {

std::string place_text(SourcePos where) {
  if (!where.file) return "a generator";
  return fmt::format("{}:{}", where.path(), where.line);
}

Diagnostic note_at(SourcePos where, std::string message) {
  Diagnostic note;
  note.severity = Severity::Info;
  note.message = std::move(message);
  note.where = where;
  return note;
}

[[noreturn]] void fail_duplicate(const Object& there, const Object& newcomer, const ObjectId& id) {
  Diagnostic diagnostic;
  diagnostic.rule = "overlay-duplicate";
  diagnostic.message = fmt::format(
      "{} is there twice: in {} and in {} (may not add resource with an already "
      "registered id: {})",
      describe(id), place_text(there.defined_at), place_text(newcomer.defined_at), id.text());
  diagnostic.where = newcomer.defined_at.file ? newcomer.defined_at : there.defined_at;
  if (there.defined_at.file) {
    diagnostic.notes.push_back(note_at(there.defined_at, "the first is defined here"));
  }
  throw Error(std::move(diagnostic));
}

}  // namespace

std::string describe(const ObjectId& id) {
  std::string text = fmt::format("{} `{}`", id.gvk.kind.empty() ? "object" : id.gvk.kind, id.name);
  if (!id.namespace_name.empty() && id.effective_namespace() != kNoNamespace) {
    text += fmt::format(" in namespace `{}`", id.namespace_name);
  }
  return text;
}

void ObjectList::append(Object& object) {
  ObjectId id = id_of(object);
  std::vector<Object*> there = find_current(id);
  if (!there.empty()) fail_duplicate(*there.front(), object, id);
  objects_.push_back(&object);
  slots_.push_back(&object);
  index_one(object, static_cast<uint32_t>(slots_.size() - 1));
}

void ObjectList::append_all(const ObjectList& other) {
  for (Object* object : other.objects_) append(*object);
}

void ObjectList::index() const {
  if (indexed_) return;
  index_.clear();
  positions_.clear();
  names_.clear();
  index_.reserve(objects_.size());
  names_.reserve(objects_.size());
  positions_.reserve(objects_.size());
  indexed_ = true;
  slots_ = objects_;
  for (size_t i = 0; i < slots_.size(); ++i) index_one(*slots_[i], static_cast<uint32_t>(i));
}

void ObjectList::index_one(Object& object, uint32_t position) const {
  if (!indexed_) return;
  positions_[&object] = position;
  ObjectId id = id_of(object);
  index_.add(hash_id(id), position);
  names_.add(hash64(id.name), position);
  for (const PreviousId& previous : object.notes.previous) {
    index_.add(hash_id(previous_id(object, previous)), position);
    if (previous.name != id.name) names_.add(hash64(previous.name), position);
  }
}

bool ObjectList::has_id(const Object& object, const ObjectId& id, bool previous_too) const {
  if (object.is_empty()) return false;
  if (same_id(id_of(object), id)) return true;
  if (!previous_too) return false;
  for (const PreviousId& previous : object.notes.previous) {
    if (same_id(previous_id(object, previous), id)) return true;
  }
  return false;
}

std::vector<Object*> ObjectList::find(const ObjectId& id, bool previous_too) const {
  index();
  std::vector<uint32_t> positions;
  index_.each(hash_id(id), [&](uint32_t row) {
    if (has_id(*slots_[row], id, previous_too)) positions.push_back(row);
  });
  return at_positions(std::move(positions));
}

std::vector<Object*> ObjectList::at_positions(std::vector<uint32_t> positions) const {
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  std::vector<Object*> found;
  for (uint32_t position : positions) found.push_back(slots_[position]);
  return found;
}

std::vector<Object*> ObjectList::find_named(std::string_view name) const {
  index();
  std::vector<uint32_t> positions;
  names_.each(hash64(name), [&](uint32_t row) {
    const Object& object = *slots_[row];
    if (object.is_empty()) return;
    auto was_named = [&](const PreviousId& previous) { return previous.name == name; };
    if (object.name() == name ||
        std::any_of(object.notes.previous.begin(), object.notes.previous.end(), was_named)) {
      positions.push_back(row);
    }
  });
  return at_positions(std::move(positions));
}

std::vector<Object*> ObjectList::find_current(const ObjectId& id) const { return find(id, false); }
std::vector<Object*> ObjectList::find_any(const ObjectId& id) const { return find(id, true); }

void ObjectList::reindex(Object& object) {
  if (!indexed_) return;
  auto at = positions_.find(&object);
  if (at != positions_.end()) index_one(object, at->second);
}

void ObjectList::drop_empty() {
  if (!has_emptied_) return;
  has_emptied_ = false;
  // The index stays: what is empty has no id.
  std::erase_if(objects_, [](const Object* object) { return object->is_empty(); });
}

void ObjectList::check_unique() const {
  HashRows seen;
  seen.reserve(objects_.size());
  for (uint32_t i = 0; i < objects_.size(); ++i) {
    ObjectId id = id_of(*objects_[i]);
    uint64_t hash = hash_id(id);
    seen.each(hash, [&](uint32_t row) {
      if (same_id(id_of(*objects_[row]), id)) fail_duplicate(*objects_[row], *objects_[i], id);
    });
    seen.add(hash, i);
  }
}

void ObjectList::assign(std::vector<Object*> objects) {
  objects_ = std::move(objects);
  indexed_ = false;
}

void ObjectList::use_schemas(const schemas::MergeSchemas& schemas) {
  if (&schemas == schemas_) return;
  schemas_ = &schemas;
  indexed_ = false;
}

void fail_no_match(const ObjectList& objects, const ObjectId& wanted, SourcePos where) {
  Diagnostic diagnostic;
  diagnostic.rule = "overlay-target";
  diagnostic.where = where;
  diagnostic.message = fmt::format("there is no {}", describe(wanted));
  std::vector<std::string_view> names;
  for (const Object* object : objects.all()) {
    if (object->kind() == wanted.gvk.kind) names.push_back(object->name());
  }
  std::string_view near = nearest(wanted.name, names);
  for (const Object* object : objects.all()) {
    bool is_near = !near.empty() && object->kind() == wanted.gvk.kind && object->name() == near;
    if (!is_near && object->name() != wanted.name) continue;
    diagnostic.message += fmt::format("; there is {} ({}) in {}", describe(objects.id_of(*object)),
                                      object->api_version(), place_text(object->defined_at));
    if (object->defined_at.file) {
      diagnostic.notes.push_back(note_at(object->defined_at, "the nearest object is here"));
    }
    break;
  }
  diagnostic.message += fmt::format(" (no matches for Id {})", wanted.text());
  throw Error(std::move(diagnostic));
}

void fail_many_matches(std::span<Object* const> matches, const ObjectId& wanted, SourcePos where) {
  Diagnostic diagnostic;
  diagnostic.rule = "overlay-target";
  diagnostic.where = where;
  diagnostic.message =
      fmt::format("{} is meant, but there are {}:", describe(wanted), matches.size());
  for (const Object* object : matches) {
    diagnostic.message += fmt::format(" {}", place_text(object->defined_at));
    if (object->defined_at.file) {
      diagnostic.notes.push_back(note_at(object->defined_at, "this one matches"));
    }
  }
  diagnostic.message += fmt::format(" (multiple matches for Id {})", wanted.text());
  throw Error(std::move(diagnostic));
}

}  // namespace drydock::overlays
