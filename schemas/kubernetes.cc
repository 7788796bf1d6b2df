#include "schemas/kubernetes.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "schemas/data/embedded.h"

namespace drydock::schemas {

namespace {

constexpr std::string_view kStrategyTexts[] = {"", "merge", "replace", "retainKeys",
                                               "merge,retainKeys"};

// The tables hold these numbers.
static_assert(static_cast<int>(Scope::Namespaced) == 0 && static_cast<int>(Scope::Cluster) == 1 &&
              static_cast<int>(Scope::Unknown) == 2);

bool serves(uint8_t releases, uint8_t release) {
  return releases >> 4 <= release && release <= (releases & 0xF);
}

/// Digits at the start of `text`, which loses them; nothing when there are none.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(end - text.data());
  return number;
}

/// Orders v1alpha1 < v1beta1 < v1 < v2: stage, major, number of the alpha or beta.
std::tuple<int, int, int> version_rank(std::string_view version) {
  if (!version.starts_with('v')) return {};
  version.remove_prefix(1);
  int major = take_number(version).value_or(0);
  if (version.empty()) return {2, major, 0};
  int stage = version.starts_with("beta") ? 1 : 0;
  size_t letters = version.find_first_of("0123456789");
  if (letters == version.npos) return {stage, major, 0};
  version.remove_prefix(letters);
  return {stage, major, take_number(version).value_or(0)};
}

}  // namespace

std::string_view Texts::Iterator::operator*() const { return table_->text(*word_); }

bool Texts::contains(std::string_view text) const {
  return std::any_of(begin(), end(), [&](std::string_view one) { return one == text; });
}

// --- ApiSchema

ShapeKind ApiSchema::kind() const {
  if (object_ != layout::kNone) return ShapeKind::Object;
  return static_cast<ShapeKind>(
      table_->rows<layout::ShapeRow>(table_->header_->shapes)[shape_].kind);
}

Format ApiSchema::format() const {
  return static_cast<Format>(
      table_->rows<layout::ShapeRow>(table_->header_->shapes)[shape_].format);
}

ApiType ApiSchema::type() const {
  if (!table_) return {};
  uint16_t type = object_;
  if (type == layout::kNone) {
    ShapeKind shape = kind();
    if (shape == ShapeKind::List || shape == ShapeKind::Map) return {};
    type = table_->rows<layout::ShapeRow>(table_->header_->shapes)[shape_].target;
  }
  if (type == layout::kNone) return {};
  return {table_, &table_->rows<layout::TypeRow>(table_->header_->types)[type], release_};
}

ApiSchema ApiSchema::field(std::string_view key) const {
  if (!table_) return {};
  if (kind() == ShapeKind::Object) {
    auto found = type().find(key);
    return found ? found->schema() : ApiSchema();
  }
  if (kind() != ShapeKind::Map) return {};
  return {table_, table_->rows<layout::ShapeRow>(table_->header_->shapes)[shape_].target, 0,
          release_};
}

ApiSchema ApiSchema::element() const {
  if (!table_ || kind() != ShapeKind::List) return {};
  return {table_, table_->rows<layout::ShapeRow>(table_->header_->shapes)[shape_].target, 0,
          release_};
}

ListType ApiSchema::list_type() const {
  return static_cast<ListType>(
      table_->rows<layout::TraitsRow>(table_->header_->traits)[traits_].list_type);
}

Texts ApiSchema::list_map_keys() const {
  return table_->list(table_->rows<layout::TraitsRow>(table_->header_->traits)[traits_].map_keys);
}

PatchStrategy ApiSchema::patch_strategy() const {
  return static_cast<PatchStrategy>(
      table_->rows<layout::TraitsRow>(table_->header_->traits)[traits_].strategy);
}

std::string_view ApiSchema::patch_strategy_text() const {
  return kStrategyTexts[static_cast<size_t>(patch_strategy())];
}

std::string_view ApiSchema::patch_merge_key() const {
  return table_->text(table_->rows<layout::TraitsRow>(table_->header_->traits)[traits_].merge_key);
}

Texts ApiSchema::patch_keys() const {
  if (!table_ || patch_strategy() == PatchStrategy::None) return {};
  Texts map_keys = list_map_keys();
  if (!map_keys.empty()) return map_keys;
  if (patch_merge_key().empty()) return {};
  const auto& row = table_->rows<layout::TraitsRow>(table_->header_->traits)[traits_];
  return {table_, &row.merge_key, 1};
}

bool ApiSchema::is_atomic_map() const {
  constexpr uint8_t kAtomic = 1;
  if (table_->rows<layout::TraitsRow>(table_->header_->traits)[traits_].map_type == kAtomic)
    return true;
  return kind() == ShapeKind::Object && type().is_atomic();
}

Texts ApiSchema::enum_values() const {
  return table_->list(
      table_->rows<layout::TraitsRow>(table_->header_->traits)[traits_].enum_values);
}

// --- ApiField and ApiType

std::string_view ApiField::name() const { return table_->text(row_->name); }

ApiSchema ApiField::schema() const { return {table_, row_->shape, row_->traits, release_}; }

void ApiFields::Iterator::skip_other_releases() {
  while (row_ != fields_->end_ && !serves(row_->releases, fields_->release_)) ++row_;
}

std::string_view ApiType::package() const { return table_->text(row_->package); }

std::string_view ApiType::name() const { return table_->text(row_->name); }

ApiFields ApiType::fields() const {
  const auto* begin = table_->rows<layout::FieldRow>(table_->header_->fields) + row_->first_field;
  return {table_, begin, begin + row_->field_count, release_};
}

std::optional<ApiField> ApiType::find(std::string_view field) const {
  const auto* begin = table_->rows<layout::FieldRow>(table_->header_->fields) + row_->first_field;
  const auto* end = begin + row_->field_count;
  const auto* row = std::lower_bound(
      begin, end, field,
      [&](const auto& one, std::string_view name) { return table_->text(one.name) < name; });
  for (; row != end && table_->text(row->name) == field; ++row)
    if (serves(row->releases, release_)) return ApiField(table_, row, release_);
  return std::nullopt;
}

ReleaseRange ApiType::releases_of(std::string_view field) const {
  ReleaseRange range;
  const auto* begin = table_->rows<layout::FieldRow>(table_->header_->fields) + row_->first_field;
  for (const auto* row = begin; row != begin + row_->field_count; ++row) {
    if (table_->text(row->name) != field) continue;
    int base = table_->header_->first_release;
    if (range.last < range.first) range.first = base + (row->releases >> 4);
    range.last = base + (row->releases & 0xF);
  }
  return range;
}

// --- ApiKind

Gvk ApiKind::gvk() const {
  return {table_->text(row_->group), table_->text(row_->version), table_->text(row_->kind)};
}

ReleaseRange ApiKind::releases() const {
  int base = table_->header_->first_release;
  return {base + (row_->releases >> 4), base + (row_->releases & 0xF)};
}

bool ApiKind::is_served() const { return serves(row_->releases, release_); }

ApiSchema ApiKind::schema() const {
  if (!row_ || row_->type == layout::kNone || !is_served()) return {};
  ApiSchema root(table_, 0, 0, release_);
  root.object_ = row_->type;
  return root;
}

ApiKind ApiKind::replacement() const {
  if (row_->replacement == layout::kNone) return {};
  return {table_, &table_->rows<layout::KindRow>(table_->header_->kinds)[row_->replacement],
          release_};
}

// --- ApiTable

std::optional<int> ApiTable::nearest_release(std::string_view version) const {
  if (version.starts_with('v')) version.remove_prefix(1);
  if (take_number(version) != 1 || !version.starts_with('.')) return std::nullopt;
  version.remove_prefix(1);
  std::optional<int> minor = take_number(version);
  if (!minor) return std::nullopt;
  return std::clamp<int>(*minor, header_->first_release, header_->last_release);
}

std::string_view ApiTable::text(uint16_t number) const {
  const auto* offsets = rows<uint32_t>(header_->text_offsets);
  return {rows<char>(header_->text_bytes) + offsets[number], offsets[number + 1] - offsets[number]};
}

Texts ApiTable::list(uint16_t begin) const {
  const auto* words = rows<uint16_t>(header_->list_words) + begin;
  return {this, words + 1, *words};
}

uint8_t ApiTable::index_of(int release) const {
  return static_cast<uint8_t>(
      std::clamp<int>(release, header_->first_release, header_->last_release) -
      header_->first_release);
}

const layout::KindRow* ApiTable::find_row(const Gvk& gvk) const {
  const auto* begin = rows<layout::KindRow>(header_->kinds);
  const auto* end = begin + header_->kinds.count;
  auto key = [&](const layout::KindRow& row) {
    return std::tuple(text(row.group), text(row.version), text(row.kind));
  };
  auto wanted = std::tuple(gvk.group, gvk.version, gvk.kind);
  const auto* row = std::lower_bound(
      begin, end, wanted, [&](const layout::KindRow& one, const auto& w) { return key(one) < w; });
  return row != end && key(*row) == wanted ? row : nullptr;
}

ApiKind ApiTable::find(const Gvk& gvk, int release) const {
  const auto* row = find_row(gvk);
  return row ? ApiKind(this, row, index_of(release)) : ApiKind();
}

ApiKind ApiTable::find_preferred(std::string_view group, std::string_view kind, int release) const {
  ApiKind best;
  const auto* begin = rows<layout::KindRow>(header_->kinds);
  const auto* end = begin + header_->kinds.count;
  const auto* row = std::lower_bound(
      begin, end, group, [&](const auto& one, std::string_view g) { return text(one.group) < g; });
  for (; row != end && text(row->group) == group; ++row) {
    ApiKind one(this, row, index_of(release));
    if (text(row->kind) != kind || !one.is_served()) continue;
    if (!best || version_rank(one.gvk().version) > version_rank(best.gvk().version)) best = one;
  }
  return best;
}

namespace {

/// "-rbac-v1" for "io.k8s.api.rbac.v1", "-v1" for the core group.
std::string published_suffix(std::string_view package) {
  size_t version = package.rfind('.');
  if (version == package.npos) return "";
  size_t group = package.rfind('.', version - 1) + 1;
  std::string_view name = package.substr(group, version - group);
  std::string_view rest = package.substr(version + 1);
  return name == "core" ? fmt::format("-{}", rest) : fmt::format("-{}-{}", name, rest);
}

bool equal_in_small_letters(std::string_view text, std::string_view small) {
  return std::equal(text.begin(), text.end(), small.begin(), small.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

}  // namespace

ApiSchema ApiTable::find_published(std::string_view kind, std::string_view suffix,
                                   int release) const {
  const auto* types = rows<layout::TypeRow>(header_->types);
  for (uint32_t i = 0; i < header_->types.count; ++i) {
    if (!equal_in_small_letters(text(types[i].name), kind) ||
        !equal_in_small_letters(published_suffix(text(types[i].package)), suffix)) {
      continue;
    }
    ApiType type(this, &types[i], index_of(release));
    if (types[i].field_count > 0 && type.fields().begin() == type.fields().end()) continue;
    ApiSchema root(this, 0, 0, index_of(release));
    root.object_ = static_cast<uint16_t>(i);
    return root;
  }
  return {};
}

std::vector<Gvk> ApiTable::kinds_of(const ApiType& type) const {
  std::vector<Gvk> found;
  const auto* kinds = rows<layout::KindRow>(header_->kinds);
  auto number = static_cast<size_t>(type.row_ - rows<layout::TypeRow>(header_->types));
  for (uint32_t i = 0; i < header_->kinds.count; ++i) {
    ApiKind kind(this, &kinds[i], type.release_);
    if (kinds[i].type == number && kind.is_served()) found.push_back(kind.gvk());
  }
  return found;
}

ApiKind ApiTable::kind_at(size_t i, int release) const {
  return {this, rows<layout::KindRow>(header_->kinds) + i, index_of(release)};
}

const ApiTable& kubernetes_api() {
  static constexpr ApiTable table(&drydock_kubernetes_table);
  return table;
}

const ApiTable& kustomize_api() {
  static constexpr ApiTable table(&drydock_kustomize_table);
  return table;
}

}  // namespace drydock::schemas
