#include "schemas/evaluation.h"

#include <algorithm>

#include "core/error.h"
#include "schemas/keywords.h"
#include "schemas/nested_errors.h"
#include "schemas/uri.h"

namespace drydock::schemas {
namespace {

/// Schemas within schemas within references: what a real one needs is far below.
constexpr int kMaxDepth = 4000;
/// A report with more errors helps nobody.
constexpr size_t kMaxErrors = 1000;

std::string path_text(const InstancePath* path) {
  std::vector<const InstancePath*> steps;
  for (; path; path = path->parent) steps.push_back(path);
  std::string text;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if ((*step)->is_item)
      append_pointer_token(text, std::to_string((*step)->index));
    else
      append_pointer_token(text, (*step)->name);
  }
  return text;
}

std::string location_text(const SchemaNode& node) {
  std::string location = node.resource ? node.resource->uri : "";
  return location.append("#").append(node.pointer);
}

}  // namespace

void ChildSet::add(size_t i) {
  if (i < 64) {
    first_ |= uint64_t{1} << i;
    return;
  }
  size_t word = i / 64 - 1;
  if (others_.size() <= word) others_.resize(word + 1);
  others_[word] |= uint64_t{1} << (i % 64);
}

void ChildSet::add_all(const ChildSet& other) {
  all_ |= other.all_;
  first_ |= other.first_;
  if (others_.size() < other.others_.size()) others_.resize(other.others_.size());
  for (size_t i = 0; i < other.others_.size(); ++i) others_[i] |= other.others_[i];
}

bool ChildSet::contains(size_t i) const {
  if (all_) return true;
  if (i < 64) return first_ >> i & 1;
  size_t word = i / 64 - 1;
  return word < others_.size() && (others_[word] >> (i % 64) & 1);
}

void Evaluation::count_step() {
  if (++steps_ > max_steps_) fail("schema-limit", "the schema takes too many steps for this value");
  if (depth_ > kMaxDepth) fail("schema-limit", "schema and value are nested too deeply");
}

bool Evaluation::apply(const SchemaNode& node, const Place& place) {
  count_step();
  if (node.kind == SchemaNode::Kind::AlwaysValid) return true;
  if (node.kind == SchemaNode::Kind::NeverValid) return refuse_all(node, place);
  ++depth_;
  bool enters = !place.scope || place.scope->resource != node.resource;
  DynamicScope scope{node.resource, place.scope};
  Place here = place;
  here.node = &node;
  if (enters) here.scope = &scope;
  bool fits = true;
  if (node.has_unevaluated) {
    // What neighbours of this schema evaluated does not count in it, but what it evaluates does
    // for them.
    ChildSet evaluated;
    here.evaluated = &evaluated;
    fits = apply_instructions(node, here);
    if (place.evaluated) place.evaluated->add_all(evaluated);
  } else {
    fits = apply_instructions(node, here);
  }
  --depth_;
  return fits;
}

bool Evaluation::apply_instructions(const SchemaNode& node, const Place& place) {
  if (nests()) return apply_nested(node, place);
  uint8_t type = static_cast<uint8_t>(1 << static_cast<int>(place.value->type));
  bool fits = true;
  for (const Instruction& instruction : node.instructions) {
    if (!(instruction.keyword->types & type)) continue;
    if (instruction.keyword->apply(*this, instruction, place)) continue;
    fits = false;
    if (!errors_ || errors_->size() > kMaxErrors) break;
  }
  return fits;
}

bool Evaluation::apply_nested(const SchemaNode& node, const Place& place) {
  uint8_t type = static_cast<uint8_t>(1 << static_cast<int>(place.value->type));
  std::vector<SchemaError>* outer = errors_;
  NestedErrors found;
  for (const Instruction& instruction : node.instructions) {
    if (!(instruction.keyword->types & type)) continue;
    std::vector<SchemaError> errors;
    errors_ = &errors;
    instruction.keyword->apply(*this, instruction, place);
    found.add(instruction.keyword->name, std::move(errors));
    if (found.size() > kMaxErrors) break;
  }
  errors_ = outer;
  if (found.size() == 0) return true;
  SchemaError group;
  group.instance_path = path_text(place.path);
  group.message = "does not fit";
  group.where = place.value->where();
  group.schema_where = node.source->where();
  errors_->push_back(found.take(std::move(group)));
  return false;
}

bool Evaluation::refuse_all(const SchemaNode& node, const Place& place) {
  if (!errors_) return false;
  SchemaError error;
  error.instance_path = path_text(place.path);
  error.schema_path = location_text(node);
  error.message = "is not allowed here";
  error.where = place.value->where();
  error.schema_where = node.source->where();
  errors_->push_back(std::move(error));
  return false;
}

bool Evaluation::apply_to_member(const SchemaNode& node, const Place& place, size_t i) {
  const JsonMember& member = place.value->members()[i];
  InstancePath path{place.path, member.name, 0, false};
  return apply(node, {&member.value, &path, place.scope, nullptr, nullptr});
}

bool Evaluation::apply_to_item(const SchemaNode& node, const Place& place, size_t i) {
  InstancePath path{place.path, {}, i, true};
  return apply(node, {&place.value->items()[i], &path, place.scope, nullptr, nullptr});
}

bool Evaluation::fits(const SchemaNode& node, const Place& place) {
  std::vector<SchemaError>* errors = std::exchange(errors_, nullptr);
  bool result = apply(node, place);
  errors_ = errors;
  return result;
}

std::vector<SchemaError> Evaluation::why_not(const SchemaNode& node, const Place& place) {
  std::vector<SchemaError> causes;
  std::vector<SchemaError>* errors = std::exchange(errors_, &causes);
  apply(node, place);
  errors_ = errors;
  return causes;
}

SchemaError Evaluation::make_error(const Instruction& instruction, const Place& place,
                                   std::string message) const {
  SchemaError error;
  error.instance_path = path_text(place.path);
  error.schema_path = location_text(*place.node);
  append_pointer_token(error.schema_path, instruction.keyword->name);
  error.keyword = instruction.keyword->name;
  error.message = std::move(message);
  error.where = place.value->where();
  error.schema_where = instruction.source->where();
  error.operand = instruction.source;
  return error;
}

bool Evaluation::refuse_member(const Instruction& instruction, const Place& place, size_t i,
                               std::string message) {
  const JsonMember& member = place.value->members()[i];
  SchemaError error = make_error(instruction, place, std::move(message));
  append_pointer_token(error.instance_path, member.name);
  if (member.key_node) error.where = member.key_node->where();
  errors_->push_back(std::move(error));
  return false;
}

}  // namespace drydock::schemas
