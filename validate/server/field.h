#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/yaml/node.h"
#include "validate/field_problem.h"

namespace drydock::validate::server {

/// Why the API server refuses a field: the causes of its answers, by its own names.
enum class Cause : uint8_t {
  Invalid,
  Required,
  NotSupported,
  Duplicate,
  Forbidden,
  NotFound,
  TooLong,
  TooMany,
  TypeInvalid,
};

/// What is wrong with a text, in the server's words; empty when nothing is. No memory is taken
/// then.
using Problems = std::vector<std::string>;

/// One step of a path. A step with no name and no index is the server's way to point at a whole
/// object, "[]".
struct Step {
  const Step* parent = nullptr;
  std::string_view name;
  int index = -1;
  bool is_key = false;
  const Node* node = nullptr;
};

/// Collects the problems of one object, and owns the steps of the paths to its fields. For reuse:
/// what it allocates is kept from object to object.
class Report {
 public:
  /// Starts with another object; earlier problems and fields are gone.
  void reset();

  const Step* step(const Step* parent, std::string_view name, int index, bool is_key,
                   const Node* node);
  void add(Cause cause, const Step* where, std::string detail);
  std::vector<FieldProblem>& problems() { return problems_; }

 private:
  static constexpr size_t kChunk = 512;
  std::vector<std::unique_ptr<Step[]>> chunks_;
  size_t used_ = 0;
  std::vector<FieldProblem> problems_;
};

class Entries;
class Elements;

/// A place in the object that is checked: what is written there, if anything is, and the path by
/// which the server names it. A small handle to copy, valid until its Report is reset. Null and
/// absent are the same, as in Go's structures.
class Field {
 public:
  Field() = default;
  Field(Report* report, const Step* step, const Node* node)
      : report_(report), step_(step), node_(node) {}

  /// Whether something is written here.
  explicit operator bool() const { return node_ != nullptr; }
  const Node* node() const { return node_; }
  Report& report() const { return *report_; }

  /// A field of a structure. `shown` is its name in messages where the server uses another one.
  Field operator[](std::string_view name) const;
  Field renamed(std::string_view name, std::string_view shown) const;
  /// The value of a map under a key: "data[key]".
  Field key(std::string_view name) const;
  Field child(const NodeEntry& entry) const;
  Field element(size_t i) const;
  /// A path below this place, where nothing is written but messages point to.
  Field at(std::string_view name) const;
  Field at_key(std::string_view name) const;
  Field at_index(size_t i) const;
  /// The value of `value`, under the path of this field.
  Field shows(const Field& value) const { return {report_, step_, value.node_}; }

  /// Text of a scalar; empty when absent.
  std::string_view text() const { return node_ ? node_->text() : std::string_view(); }
  std::string_view text_or(std::string_view otherwise) const {
    return node_ ? node_->text() : otherwise;
  }
  int64_t number(int64_t otherwise = 0) const;
  bool flag(bool otherwise = false) const;
  /// Whether this is a text, and not a number: for fields that may be both.
  bool is_text() const;
  /// Number of children of a list or map.
  size_t size() const { return node_ && !node_->is_scalar() ? node_->size : 0; }
  bool empty() const { return size() == 0; }
  bool is(std::string_view text) const { return this->text() == text; }

  Elements each() const;
  Entries entries() const;

  // Reports. `detail` is the server's, without the words that it puts in front.
  void invalid(std::string_view detail) const;
  /// With another value than the one that is written here.
  void invalid_value(std::string_view shown, std::string_view detail) const;
  void invalid_text(std::string_view value, std::string_view detail) const;
  void invalid_number(int64_t value, std::string_view detail) const;
  /// One violation for each problem of the text `value`.
  void invalid_all(std::string_view value, const Problems& problems) const;
  void invalid_all(const Problems& problems) const { invalid_all(text(), problems); }
  void required(std::string_view detail = "") const;
  void forbidden(std::string_view detail) const;
  void duplicate(std::string_view value) const;
  void duplicate() const { duplicate(text()); }
  void not_found(std::string_view value) const;
  void too_long(int64_t limit) const;
  void too_many(size_t count, size_t limit) const;
  void type_invalid(std::string_view shown, std::string_view detail) const;
  void not_supported(std::string_view value, std::initializer_list<std::string_view> allowed) const;

  /// Whether the text is one of these; reports it if not.
  bool one_of(std::initializer_list<std::string_view> allowed) const;
  /// The same for a field with a default: nothing is reported when it is absent.
  bool one_of_if_set(std::initializer_list<std::string_view> allowed) const {
    return !node_ || one_of(allowed);
  }
  /// Reports Required when the text is empty.
  bool require_text(std::string_view detail = "") const;
  bool non_negative(int64_t otherwise = 0) const;

 private:
  Report* report_ = nullptr;
  const Step* step_ = nullptr;
  const Node* node_ = nullptr;
};

struct Entry {
  std::string_view key;
  Field value;
};

/// The elements of a list; nothing when it is none.
class Elements {
 public:
  class Iterator {
   public:
    Iterator(const Field* list, size_t i) : list_(list), i_(i) {}
    Field operator*() const { return list_->element(i_); }
    Iterator& operator++() { return ++i_, *this; }
    bool operator==(const Iterator& other) const { return i_ == other.i_; }

   private:
    const Field* list_;
    size_t i_;
  };
  explicit Elements(const Field& list) : list_(list) {}
  Iterator begin() const { return {&list_, 0}; }
  Iterator end() const {
    return {&list_, list_.node() && list_.node()->is_sequence() ? list_.size() : 0};
  }

 private:
  Field list_;
};

/// The keys and values of a map; of a key that is written twice, every one.
class Entries {
 public:
  class Iterator {
   public:
    Iterator(const Field* map, size_t i) : map_(map), i_(i) {}
    Entry operator*() const;
    Iterator& operator++() { return ++i_, *this; }
    bool operator==(const Iterator& other) const { return i_ == other.i_; }

   private:
    const Field* map_;
    size_t i_;
  };
  explicit Entries(const Field& map) : map_(map) {}
  Iterator begin() const { return {&map_, 0}; }
  Iterator end() const {
    return {&map_, map_.node() && map_.node()->is_mapping() ? map_.size() : 0};
  }

 private:
  Field map_;
};

/// A set of texts that are seen once or twice. Small: looked through from the start.
class Seen {
 public:
  /// Whether the text is new.
  bool add(std::string_view text) {
    if (has(text)) return false;
    texts_.push_back(text);
    return true;
  }
  bool has(std::string_view text) const {
    for (std::string_view seen : texts_) {
      if (seen == text) return true;
    }
    return false;
  }
  bool empty() const { return texts_.empty(); }
  size_t size() const { return texts_.size(); }

 private:
  std::vector<std::string_view> texts_;
};

}  // namespace drydock::validate::server
