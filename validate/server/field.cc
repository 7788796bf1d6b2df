#include "validate/server/field.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/go_quote.h"
#include "core/json/write.h"
#include "core/yaml/resolve.h"

namespace drydock::validate::server {
namespace {

constexpr std::string_view kCauseNames[] = {
    "FieldValueInvalid",   "FieldValueRequired",  "FieldValueNotSupported",
    "FieldValueDuplicate", "FieldValueForbidden", "FieldValueNotFound",
    "FieldValueTooLong",   "FieldValueTooMany",   "FieldValueTypeInvalid"};

bool is_null(const Node& node) {
  if (!node.is_scalar()) return false;
  if (node.style == NodeStyle::Plain && !node.tag_text) {
    std::string_view text = node.text();
    return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
  }
  return node.tag_text && resolve_scalar(node, YamlDialect::Sigs).type == ScalarType::Null;
}

const Node* value_or_nothing(const Node* node) { return node && !is_null(*node) ? node : nullptr; }

void append_path(std::string& out, const Step* step) {
  if (step->parent) append_path(out, step->parent);
  if (step->index >= 0) {
    fmt::format_to(std::back_inserter(out), "[{}]", step->index);
  } else if (step->is_key) {
    fmt::format_to(std::back_inserter(out), "[{}]", step->name);
  } else if (!step->name.empty()) {
    if (!out.empty()) out += '.';
    out += step->name;
  } else if (step->parent) {
    out += "[]";
  }
}

/// What the user wrote here or around it. Nodes without a line were made for a check and may not
/// outlive it.
const Node* nearest_node(const Step* step) {
  while (step->parent && !(step->node && step->node->line > 0)) step = step->parent;
  return step->node;
}

constexpr int kMaxShownDepth = 8;

void append_compact(std::string& out, const Node& node, int depth) {
  if (depth > kMaxShownDepth) {
    out += "…";
  } else if (node.is_sequence()) {
    out += '[';
    for (const Node* item : node.elements()) {
      if (out.back() != '[') out += ',';
      append_compact(out, *item, depth + 1);
    }
    out += ']';
  } else if (node.is_mapping()) {
    out += '{';
    for (const NodeEntry& entry : node.pairs()) {
      if (out.back() != '{') out += ',';
      append_json_string(out, entry.key->text(), false);
      out += ':';
      append_compact(out, *entry.value, depth + 1);
    }
    out += '}';
  } else if (is_null(node)) {
    out += "null";
  } else if (resolve_scalar(node, YamlDialect::Sigs).type == ScalarType::String) {
    append_json_string(out, node.text(), false);
  } else {
    out += node.text();
  }
}

std::string shown_value(const Node* node) {
  if (!node) return "null";
  std::string out;
  append_compact(out, *node, 0);
  return out;
}

std::string joined(std::string_view head, std::string_view detail) {
  return detail.empty() ? std::string(head) : fmt::format("{}: {}", head, detail);
}

}  // namespace

void Report::reset() {
  used_ = 0;
  problems_.clear();
}

const Step* Report::step(const Step* parent, std::string_view name, int index, bool is_key,
                         const Node* node) {
  if (used_ / kChunk == chunks_.size()) chunks_.push_back(std::make_unique<Step[]>(kChunk));
  Step& step = chunks_[used_ / kChunk][used_ % kChunk];
  ++used_;
  step = {parent, name, index, is_key, node};
  return &step;
}

void Report::add(Cause cause, const Step* where, std::string detail) {
  std::string path;
  append_path(path, where);
  problems_.push_back({kCauseNames[static_cast<size_t>(cause)],
                       std::move(path),
                       std::move(detail),
                       nearest_node(where),
                       {}});
}

Field Field::operator[](std::string_view name) const { return renamed(name, name); }

Field Field::renamed(std::string_view name, std::string_view shown) const {
  const Node* node = node_ ? node_->find(name) : nullptr;
  return {report_, report_->step(step_, shown, -1, false, node), value_or_nothing(node)};
}

Field Field::key(std::string_view name) const {
  const Node* node = node_ ? node_->find(name) : nullptr;
  return {report_, report_->step(step_, name, -1, true, node), value_or_nothing(node)};
}

Field Field::child(const NodeEntry& entry) const {
  return {report_, report_->step(step_, entry.key->text(), -1, true, entry.value),
          value_or_nothing(entry.value)};
}

Field Field::element(size_t i) const {
  const Node* node = node_ && i < node_->elements().size() ? node_->elements()[i] : nullptr;
  return {report_, report_->step(step_, {}, static_cast<int>(i), false, node),
          value_or_nothing(node)};
}

Field Field::at(std::string_view name) const {
  return {report_, report_->step(step_, name, -1, false, nullptr), nullptr};
}

Field Field::at_key(std::string_view name) const {
  return {report_, report_->step(step_, name, -1, true, nullptr), nullptr};
}

Field Field::at_index(size_t i) const {
  return {report_, report_->step(step_, {}, static_cast<int>(i), false, nullptr), nullptr};
}

int64_t Field::number(int64_t otherwise) const {
  if (!node_ || !node_->is_scalar()) return otherwise;
  ResolvedScalar value = resolve_scalar(*node_, YamlDialect::Sigs);
  if (value.type == ScalarType::Int) return value.integer;
  if (value.type == ScalarType::Float) return static_cast<int64_t>(value.number);
  return otherwise;
}

bool Field::flag(bool otherwise) const {
  if (!node_ || !node_->is_scalar()) return otherwise;
  ResolvedScalar value = resolve_scalar(*node_, YamlDialect::Sigs);
  return value.type == ScalarType::Bool ? value.boolean : otherwise;
}

bool Field::is_text() const {
  if (!node_ || !node_->is_scalar()) return false;
  if (node_->style != NodeStyle::Plain && !node_->tag_text) return true;
  ScalarType type = resolve_scalar(*node_, YamlDialect::Sigs).type;
  return type != ScalarType::Int && type != ScalarType::Float && type != ScalarType::Bool;
}

Elements Field::each() const { return Elements(*this); }
Entries Field::entries() const { return Entries(*this); }

Entry Entries::Iterator::operator*() const {
  const NodeEntry& entry = map_->node()->pairs()[i_];
  return {entry.key->text(), map_->child(entry)};
}

void Field::invalid(std::string_view detail) const { invalid_value(shown_value(node_), detail); }

void Field::invalid_value(std::string_view shown, std::string_view detail) const {
  report_->add(Cause::Invalid, step_, joined(fmt::format("Invalid value: {}", shown), detail));
}

void Field::invalid_text(std::string_view value, std::string_view detail) const {
  invalid_value(go_quote(value), detail);
}

void Field::invalid_number(int64_t value, std::string_view detail) const {
  invalid_value(std::to_string(value), detail);
}

void Field::invalid_all(std::string_view value, const Problems& problems) const {
  for (const std::string& problem : problems) invalid_text(value, problem);
}

void Field::required(std::string_view detail) const {
  report_->add(Cause::Required, step_, joined("Required value", detail));
}

void Field::forbidden(std::string_view detail) const {
  report_->add(Cause::Forbidden, step_, joined("Forbidden", detail));
}

void Field::duplicate(std::string_view value) const {
  report_->add(Cause::Duplicate, step_, joined("Duplicate value", go_quote(value)));
}

void Field::not_found(std::string_view value) const {
  report_->add(Cause::NotFound, step_, joined("Not found", go_quote(value)));
}

void Field::too_long(int64_t limit) const {
  report_->add(Cause::TooLong, step_,
               fmt::format("Too long: may not be more than {} bytes", limit));
}

void Field::too_many(size_t count, size_t limit) const {
  report_->add(Cause::TooMany, step_,
               fmt::format("Too many: {}: must have at most {} item{}", count, limit,
                           limit == 1 ? "" : "s"));
}

void Field::type_invalid(std::string_view shown, std::string_view detail) const {
  report_->add(Cause::TypeInvalid, step_, joined(fmt::format("Invalid value: {}", shown), detail));
}

void Field::not_supported(std::string_view value,
                          std::initializer_list<std::string_view> allowed) const {
  std::string detail = fmt::format("Unsupported value: {}", go_quote(value));
  std::string_view separator = ": supported values: ";
  for (std::string_view text : allowed) {
    detail += separator;
    append_quoted(detail, text);
    separator = ", ";
  }
  report_->add(Cause::NotSupported, step_, std::move(detail));
}

bool Field::one_of(std::initializer_list<std::string_view> allowed) const {
  if (std::find(allowed.begin(), allowed.end(), text()) != allowed.end()) return true;
  not_supported(text(), allowed);
  return false;
}

bool Field::require_text(std::string_view detail) const {
  if (!text().empty()) return true;
  required(detail);
  return false;
}

bool Field::non_negative(int64_t otherwise) const {
  int64_t value = number(otherwise);
  if (value >= 0) return true;
  invalid_number(value, "must be greater than or equal to 0");
  return false;
}

}  // namespace drydock::validate::server
