#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "overlays/hash_rows.h"
#include "overlays/object.h"

namespace drydock::overlays {

/// The objects of a kustomization in their order: what kustomize calls a ResMap. Look-ups take
/// constant time. Objects belong to the build (`Context::new_object`), not to the list.
class ObjectList {
 public:
  explicit ObjectList(const schemas::MergeSchemas& schemas) : schemas_(&schemas) {}

  std::span<Object* const> all() const { return objects_; }
  size_t size() const { return objects_.size(); }
  bool empty() const { return objects_.empty(); }

  /// Throws Error with rule `overlay-duplicate` when an object with that current id is there; it
  /// names both files.
  void append(Object& object);
  void append_all(const ObjectList& other);
  /// As `append`, but objects of generators may replace or be merged into one that is there, by
  /// their behaviour. Throws Error.
  void absorb_all(const ObjectList& other, Arena& arena);

  /// Objects whose current id is this one, in the order of the list.
  std::vector<Object*> find_current(const ObjectId& id) const;
  /// Objects whose current or one of whose previous ids is this one, in the order of the list.
  std::vector<Object*> find_any(const ObjectId& id) const;
  /// Objects whose current name or one of whose previous names is this one, in the order of the
  /// list.
  std::vector<Object*> find_named(std::string_view name) const;
  /// Tells the list that an object has another current id, or one more previous id, than before.
  void reindex(Object& object);

  /// Tells the list that an object became empty. Removing empty ones is then no search.
  void note_emptied() { has_emptied_ = true; }
  /// Removes objects that patches have deleted, if any.
  void drop_empty();
  /// Throws Error as `append` does when two objects have one current id.
  void check_unique() const;
  /// Puts other objects into the list, unchecked.
  void assign(std::vector<Object*> objects);

  const schemas::MergeSchemas& schemas() const { return *schemas_; }
  /// A document given by `openapi` changes which kinds live outside namespaces.
  void use_schemas(const schemas::MergeSchemas& schemas);

  ObjectId id_of(const Object& object) const { return current_id(object, *schemas_); }
  ObjectId original_id_of(const Object& object) const { return original_id(object, *schemas_); }

 private:
  void index() const;
  void index_one(Object& object, uint32_t position) const;
  std::vector<Object*> find(const ObjectId& id, bool previous_too) const;
  void absorb(Object& object, Arena& arena);
  void replace(const Object& old, Object& object);
  bool has_id(const Object& object, const ObjectId& id, bool previous_too) const;
  std::vector<Object*> at_positions(std::vector<uint32_t> positions) const;

  const schemas::MergeSchemas* schemas_;
  std::vector<Object*> objects_;
  // All objects since the index was made, those that are gone included: rows of the index count in
  // here, in the order of the list.
  mutable std::vector<Object*> slots_;
  // By hash of every id an object has or had; rows that are out of date are passed over.
  mutable HashRows index_;
  // The same by hash of names.
  mutable HashRows names_;
  mutable std::unordered_map<const Object*, uint32_t> positions_;
  mutable bool indexed_ = false;
  bool has_emptied_ = false;
};

/// "Deployment `web` in namespace `shop`", for messages.
std::string describe(const ObjectId& id);
/// Throws the Error for a target that must be there and is not, with the nearest objects; `where`
/// is what asked for it.
[[noreturn]] void fail_no_match(const ObjectList& objects, const ObjectId& wanted, SourcePos where);
/// Throws the Error for a target that must be one object and is several; names the files of all.
[[noreturn]] void fail_many_matches(std::span<Object* const> matches, const ObjectId& wanted,
                                    SourcePos where);

}  // namespace drydock::overlays
