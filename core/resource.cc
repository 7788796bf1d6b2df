#include "core/resource.h"

namespace drydock {
namespace {

// A List inside a List is nothing the API server makes; the bound only stops hostile nesting.
constexpr int kMaxListDepth = 8;

std::string_view metadata_text(const Node& object, std::string_view key) {
  const Node* metadata = object.find("metadata");
  return metadata ? metadata->text_of(key) : std::string_view();
}

bool add(ResourceSet& set, Node* document, int depth) {
  if (!document || !document->is_mapping()) return false;
  Resource object = resource_at(document);
  if (document->text_of("apiVersion").empty() || object.gvk.kind.empty()) return false;
  Node* items = document->find("items");
  if (object.gvk.kind.ends_with("List") && items && items->is_sequence() && depth < kMaxListDepth) {
    for (Node* item : items->elements()) add(set, item, depth + 1);
    return true;
  }
  set.resources.push_back(object);
  return true;
}

}  // namespace

Gvk make_gvk(std::string_view api_version, std::string_view kind) {
  size_t slash = api_version.find('/');
  if (slash == std::string_view::npos) return {"", api_version, kind};
  return {api_version.substr(0, slash), api_version.substr(slash + 1), kind};
}

Resource resource_at(Node* object) {
  return {make_gvk(object->text_of("apiVersion"), object->text_of("kind")),
          metadata_text(*object, "namespace"), metadata_text(*object, "name"), object};
}

bool add_resources(ResourceSet& set, Node* document) { return add(set, document, 0); }

}  // namespace drydock
