#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/json/stream.h"
#include "plan/plan.h"

namespace drydock::plan {

/// A manifest as an applier gets it: a tree of its own that may be changed, with the namespace that
/// the object goes to. The object must have a manifest. Lives in `arena`.
Node* emitted_manifest(const PlanObject& object, Arena& arena);

/// Only what names an object: enough to delete it.
Node* stub_of(const PlanObject& object, Arena& arena);

void set_annotation(Node& manifest, std::string_view key, std::string_view value, Arena& arena);
void set_label(Node& manifest, std::string_view key, std::string_view value, Arena& arena);
/// Adds words to Argo CD's comma-separated options of an object; those of the same name are
/// replaced.
void add_sync_options(Node& manifest, std::initializer_list<std::string_view> options,
                      Arena& arena);

/// Keys that no applier may find in what it is given: whose object it is.
void drop_annotation(Node& manifest, std::string_view key);

bool is_definition(const PlanObject& object);
bool is_namespace(const PlanObject& object);
/// Of a kind that is not built in.
bool is_custom(const PlanObject& object);
/// A Secret that holds something.
bool holds_secrets(const PlanObject& object);
/// A workload whose rollout can be waited for.
bool rolls_out(const PlanObject& object);

// Trees for what is no object of the fleet.
Node* text_node(std::string_view text, Arena& arena);
Node* number_node(int64_t number, Arena& arena);
Node* true_node(Arena& arena);
Node* false_node(Arena& arena);
struct Member {
  std::string_view key;
  Node* value;  // null: left out
};
Node* map_node(std::initializer_list<Member> members, Arena& arena);

/// A document as YAML. Throws Error for what YAML cannot say.
std::string yaml_of(const Node& node);

/// A value as JSON, texts and keys by way of `text`; null in a map is left out when `drop_nulls`.
void write_json(JsonStream& json, const Node& node, bool drop_nulls,
                std::string (*text)(std::string_view));

/// Doubles the first character of what opens a template: "${" becomes "$${".
std::string escape_opener(std::string_view text, std::string_view opener);

}  // namespace drydock::plan
