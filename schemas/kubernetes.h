#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include "core/kinds.h"
#include "core/resource.h"
#include "schemas/api_table.h"

namespace drydock::schemas {

class ApiTable;
class ApiType;

/// What JSON a value may be.
enum class ShapeKind : uint8_t {
  Any,     // not restricted
  Object,  // with the fields of a type
  Map,     // any keys, values of one shape
  List,
  String,
  Integer,
  Number,
  Boolean,
  IntOrString,
  Quantity,         // text or number
  SchemaOrArray,    // a JSON Schema, or a list of them
  SchemaOrBool,     // a JSON Schema, or a boolean
  SchemaOrStrings,  // a JSON Schema, or a list of texts
  OpenObject,       // an object whose fields are not known and must be preserved
};

enum class Format : uint8_t {
  None,
  Int32,
  Int64,
  Double,
  Byte,
  DateTime,
  MicroTime,
  Float,
  IntOrString
};
enum class ListType : uint8_t { None, Atomic, Set, Map };
enum class PatchStrategy : uint8_t { None, Merge, Replace, RetainKeys, MergeAndRetainKeys };

/// Texts of a table, such as the map keys of a list. A view: nothing is owned.
class Texts {
 public:
  class Iterator {
   public:
    using difference_type = std::ptrdiff_t;
    using value_type = std::string_view;
    Iterator() = default;
    Iterator(const ApiTable* table, const uint16_t* word) : table_(table), word_(word) {}
    std::string_view operator*() const;
    Iterator& operator++() { return ++word_, *this; }
    Iterator operator++(int) { return {table_, word_++}; }
    bool operator==(const Iterator&) const = default;

   private:
    const ApiTable* table_ = nullptr;
    const uint16_t* word_ = nullptr;
  };

  Texts() = default;
  Texts(const ApiTable* table, const uint16_t* words, size_t size)
      : table_(table), words_(words), size_(size) {}

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::string_view operator[](size_t i) const { return *Iterator(table_, words_ + i); }
  Iterator begin() const { return {table_, words_}; }
  Iterator end() const { return {table_, words_ + size_}; }
  bool contains(std::string_view text) const;

 private:
  const ApiTable* table_ = nullptr;
  const uint16_t* words_ = nullptr;
  size_t size_ = 0;
};

/// Minor releases, both included: {25, 37} is 1.25 to 1.37.
struct ReleaseRange {
  int first = 0;
  int last = -1;

  bool contains(int release) const { return first <= release && release <= last; }
};

/// What a table says of the values at one place, in one release. A handle to copy; false when
/// nothing is known, and then only `field` and `element` may be called (and give nothing again).
class ApiSchema {
 public:
  ApiSchema() = default;
  explicit operator bool() const { return table_ != nullptr; }

  ShapeKind kind() const;
  Format format() const;
  /// The fields of an Object; of the JSON Schema for the shapes that are one or something else.
  ApiType type() const;
  /// The value under `key`: a field of an Object, or any value of a Map.
  ApiSchema field(std::string_view key) const;
  /// The values of a List.
  ApiSchema element() const;

  ListType list_type() const;
  /// Names of the fields that tell elements apart (`x-kubernetes-list-map-keys`).
  Texts list_map_keys() const;
  PatchStrategy patch_strategy() const;
  /// The strategy as the documents write it: "merge,retainKeys".
  std::string_view patch_strategy_text() const;
  /// `x-kubernetes-patch-merge-key`; empty when there is none.
  std::string_view patch_merge_key() const;
  /// The keys that a strategic merge pairs elements by, as kustomize has them: with a patch
  /// strategy the list's map keys, else its merge key; none for a list of scalars or without a
  /// strategy.
  Texts patch_keys() const;
  /// An object that server-side apply replaces as a whole (`x-kubernetes-map-type: atomic`).
  bool is_atomic_map() const;
  /// The only texts allowed here, or in the elements of a List; empty when any text is.
  Texts enum_values() const;

 private:
  friend class ApiTable;
  friend class ApiField;
  friend class ApiKind;
  ApiSchema(const ApiTable* table, uint16_t shape, uint16_t traits, uint8_t release)
      : table_(table), shape_(shape), traits_(traits), release_(release) {}

  const ApiTable* table_ = nullptr;
  uint16_t shape_ = 0;
  uint16_t traits_ = 0;
  uint8_t release_ = 0;
  uint16_t object_ = layout::kNone;  // type of a kind's root, which no field has as its shape
};

/// One field of a type, as it is in one release.
class ApiField {
 public:
  ApiField(const ApiTable* table, const layout::FieldRow* row, uint8_t release)
      : table_(table), row_(row), release_(release) {}

  std::string_view name() const;
  bool is_required() const { return row_->flags & layout::kFieldIsRequired; }
  bool is_deprecated() const { return row_->flags & layout::kFieldIsDeprecated; }
  ApiSchema schema() const;

 private:
  const ApiTable* table_;
  const layout::FieldRow* row_;
  uint8_t release_;
};

/// The fields that a type has in one release, in byte order of their names.
class ApiFields {
 public:
  class Iterator {
   public:
    using difference_type = std::ptrdiff_t;
    using value_type = ApiField;
    Iterator() = default;
    Iterator(const ApiFields* fields, const layout::FieldRow* row) : fields_(fields), row_(row) {
      skip_other_releases();
    }
    ApiField operator*() const { return {fields_->table_, row_, fields_->release_}; }
    Iterator& operator++() {
      ++row_;
      skip_other_releases();
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const { return row_ == other.row_; }

   private:
    void skip_other_releases();
    const ApiFields* fields_ = nullptr;
    const layout::FieldRow* row_ = nullptr;
  };

  ApiFields(const ApiTable* table, const layout::FieldRow* begin, const layout::FieldRow* end,
            uint8_t release)
      : table_(table), begin_(begin), end_(end), release_(release) {}

  Iterator begin() const { return {this, begin_}; }
  Iterator end() const { return {this, end_}; }

 private:
  const ApiTable* table_;
  const layout::FieldRow* begin_;
  const layout::FieldRow* end_;
  uint8_t release_;
};

/// A type of object, as it is in one release. False for no type.
class ApiType {
 public:
  ApiType() = default;
  explicit operator bool() const { return row_ != nullptr; }

  std::string_view package() const;  // "io.k8s.api.core.v1"
  std::string_view name() const;     // "PodSpec"
  bool is_atomic() const { return row_->flags & layout::kTypeIsAtomic; }
  ApiFields fields() const;
  std::optional<ApiField> find(std::string_view field) const;
  /// From the first to the last release that has this field; an empty range when none has.
  ReleaseRange releases_of(std::string_view field) const;

 private:
  friend class ApiTable;
  friend class ApiSchema;
  ApiType(const ApiTable* table, const layout::TypeRow* row, uint8_t release)
      : table_(table), row_(row), release_(release) {}

  const ApiTable* table_ = nullptr;
  const layout::TypeRow* row_ = nullptr;
  uint8_t release_ = 0;
};

/// A kind of one group and version, whether or not the release it was asked for serves it. False
/// for no kind.
class ApiKind {
 public:
  ApiKind() = default;
  explicit operator bool() const { return row_ != nullptr; }

  Gvk gvk() const;
  Scope scope() const { return static_cast<Scope>(row_->scope); }
  /// Known releases that serve it; empty for what was gone before the table's first.
  ReleaseRange releases() const;
  bool is_served() const;
  /// The root of its objects; nothing when its fields are not known in this release.
  ApiSchema schema() const;
  ApiType type() const { return schema().type(); }

  /// Minor releases; 0 when that has not come, or is not known.
  int deprecated_in() const { return row_->deprecated; }
  int removed_in() const { return row_->removed; }
  /// What to use instead; none when nothing took over. It may be served in other releases only.
  ApiKind replacement() const;

 private:
  friend class ApiTable;
  friend class ApiKinds;
  ApiKind(const ApiTable* table, const layout::KindRow* row, uint8_t release)
      : table_(table), row_(row), release_(release) {}

  const ApiTable* table_ = nullptr;
  const layout::KindRow* row_ = nullptr;
  uint8_t release_ = 0;
};

/// API facts by release, in the program's read-only data: no start-up work, no allocation, and safe
/// from many threads.
class ApiTable {
 public:
  explicit constexpr ApiTable(const layout::Header* header) : header_(header) {}

  ReleaseRange releases() const { return {header_->first_release, header_->last_release}; }
  int newest() const { return header_->last_release; }
  /// The release of this table that is nearest to a version: "1.34", "v1.34.2" and "1.34+" are 34.
  /// Nothing when the text is no version of Kubernetes 1.
  std::optional<int> nearest_release(std::string_view version) const;

  /// A kind as `release` has it (releases outside the table count as its nearest).
  ApiKind find(const Gvk& gvk, int release) const;
  ApiKind find(const Gvk& gvk) const { return find(gvk, newest()); }
  /// The best version (GA before beta before alpha, then the newest) of a kind that `release`
  /// serves.
  ApiKind find_preferred(std::string_view group, std::string_view kind, int release) const;

  /// The type that a published set of schemas has under "KIND-GROUP-VERSION.json", all in small
  /// letters, with the first label of the group only and none for the core: "deployment" and
  /// "-apps-v1". Nothing when `release` has no such type.
  ApiSchema find_published(std::string_view kind, std::string_view suffix, int release) const;
  /// The kinds whose objects are of this type in its release; most types have none.
  std::vector<Gvk> kinds_of(const ApiType& type) const;

  /// All kinds by position, sorted by group, version and kind; for listing them.
  size_t kind_count() const { return header_->kinds.count; }
  ApiKind kind_at(size_t i, int release) const;

 private:
  friend class Texts;
  friend class Texts::Iterator;
  friend class ApiSchema;
  friend class ApiField;
  friend class ApiFields;
  friend class ApiType;
  friend class ApiKind;

  template <class Row>
  const Row* rows(const layout::Section& section) const {
    return reinterpret_cast<const Row*>(reinterpret_cast<const char*>(header_) + section.offset);
  }
  std::string_view text(uint16_t number) const;
  Texts list(uint16_t begin) const;
  const layout::KindRow* find_row(const Gvk& gvk) const;
  uint8_t index_of(int release) const;

  const layout::Header* header_;
};

/// The built-in APIs of Kubernetes 1.25 to 1.37.
const ApiTable& kubernetes_api();

/// What kustomize v5.8.2 knows by its own document (Kubernetes 1.21.2) and its list of scopes. Here
/// a kind without a row, or with an unknown scope, is one that kustomize takes for namespaced, and
/// a field's schema is what kustomize sees after following references.
const ApiTable& kustomize_api();

}  // namespace drydock::schemas
