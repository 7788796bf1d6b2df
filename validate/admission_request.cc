#include "validate/admission_request.h"

#include <algorithm>

#include "core/json/parse.h"
#include "core/json/write.h"
#include "schemas/server_defaults.h"

namespace drydock::validate {
namespace {

using cel::Value;
using schemas::JsonValue;

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text, false);
  return out;
}

JsonValue read_json(std::string_view text, Arena& arena) {
  return schemas::json_from_value(parse_json(arena.copy(text), arena).value, arena);
}

std::string request_text(const AdmissionTarget& target) {
  const Resource& resource = *target.resource;
  std::string group = quoted(resource.gvk.group);
  std::string version = quoted(resource.gvk.version);
  std::string kind = fmt::format(R"({{"group":{},"version":{},"kind":{}}})", group, version,
                                 quoted(resource.gvk.kind));
  std::string plural = fmt::format(R"({{"group":{},"version":{},"resource":{}}})", group, version,
                                   quoted(target.plural));
  std::string space =
      target.name_space.empty() ? "" : fmt::format(R"("namespace":{},)", quoted(target.name_space));
  return fmt::format(
      R"({{"kind":{0},"resource":{1},"subResource":"","requestKind":{0},"requestResource":{1},)"
      R"("requestSubResource":"","name":{2},{3}"operation":"CREATE","dryRun":false}})",
      kind, plural, quoted(resource.name), space);
}

Node* quoted_scalar(Arena& arena, std::string_view text) {
  return make_scalar(arena, text, NodeStyle::DoubleQuoted);
}
Node* plain_scalar(Arena& arena, std::string_view text) { return make_scalar(arena, text); }

constexpr schemas::DefaultMaker kAsWritten = {quoted_scalar, plain_scalar, make_mapping,
                                              make_sequence};

/// Whether a mapping takes keys from another: what is missing in it may be there.
bool merges(const Node& node) {
  auto below = [](const Node* one) { return merges(*one); };
  return std::any_of(node.elements().begin(), node.elements().end(), below) ||
         std::any_of(node.pairs().begin(), node.pairs().end(), [](const NodeEntry& entry) {
           return entry.key->text() == "<<" || merges(*entry.value);
         });
}

/// The object with its kind's defaults, which live in `arena` then.
const Node& with_defaults(const Resource& resource, Arena& arena) {
  const schemas::KindDefaults* defaults = schemas::server_defaults(resource.gvk);
  if (!defaults || merges(*resource.root)) return *resource.root;
  Node* copy = deep_copy(arena, *resource.root);
  schemas::fill_defaults(*copy, *defaults, kAsWritten, arena);
  return *copy;
}

}  // namespace

AdmissionRequest::AdmissionRequest(const AdmissionTarget& target, YamlDialect dialect)
    : dialect_(dialect),
      object_(schemas::json_from_node(with_defaults(*target.resource, arena_), dialect, arena_)),
      request_(read_json(request_text(target), arena_)) {
  has_space_ = !target.name_space.empty();
  if (target.space) {
    space_ = schemas::json_from_node(*target.space, dialect, arena_);
  } else if (has_space_) {
    space_ = read_json(fmt::format(R"({{"metadata":{{"name":{0},"labels":)"
                                   R"({{"kubernetes.io/metadata.name":{0}}}}}}})",
                                   quoted(target.name_space)),
                       arena_);
  }
}

PolicyEvaluation::PolicyEvaluation(AdmissionRequest& request, const cel::AdmissionScope& scope,
                                   const Node* params)
    : request_(request), scope_(scope) {
  if (params) params_ = schemas::json_from_node(*params, request.dialect(), request.arena());
}

Value PolicyEvaluation::run(const cel::Program& program) {
  constexpr int kDeepest = 60;  // variables that use variables
  if (depth_ >= kDeepest) return memory_.error("variables are nested too deeply");
  ++depth_;
  cel::Evaluation result = program.run([this](std::string_view name) { return find(name); },
                                       memory_, std::min(left_, cel::kCallLimit));
  --depth_;
  left_ -= std::min(left_, result.cost);
  return result.value;
}

Value PolicyEvaluation::find(std::string_view name) {
  if (name == "object") return cel::value_from_json(request_.object(), nullptr, memory_);
  if (name == "oldObject") return Value();  // it is created
  if (name == "request") {
    return cel::value_from_json(request_.request(), cel::AdmissionScope::request_type(), memory_);
  }
  if (name == "namespaceObject") {
    if (!request_.name_space()) return Value();
    return cel::value_from_json(*request_.name_space(), cel::AdmissionScope::namespace_type(),
                                memory_);
  }
  if (name == "params") return cel::value_from_json(params_, nullptr, memory_);
  const cel::Program* variable = scope_.find_variable(name);
  // Who asks, and what the authorizer says.
  if (!variable) return Value::unknown();
  auto found = variables_.find(name);
  if (found == variables_.end()) {
    found = variables_.emplace(std::string(name), run(*variable)).first;
  }
  return found->second;
}

}  // namespace drydock::validate
