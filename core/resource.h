#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/source.h"
#include "core/yaml/node.h"

namespace drydock {

/// "apps/v1" and "Deployment"; the core group is "".
struct Gvk {
  std::string_view group;
  std::string_view version;
  std::string_view kind;
};

/// Splits an apiVersion: "v1" is the core group.
Gvk make_gvk(std::string_view api_version, std::string_view kind);

/// One Kubernetes object of a project. Text is owned by the ResourceSet's arena or the source.
struct Resource {
  Gvk gvk;
  std::string_view namespace_name;  // as written; empty when not
  std::string_view name;            // empty for an object that has only generateName
  Node* root = nullptr;
};

/// Objects of one project in the order they were read, with the memory they live in.
struct ResourceSet {
  Arena arena;
  std::deque<SourceFile> texts;  // that nodes point to and that are no files
  std::vector<Resource> resources;
};

/// A mapping taken for an object, whatever it lacks.
Resource resource_at(Node* object);

/// Takes the objects of a document: a List (any kind ending in "List" with `items`) is expanded.
/// What is no Kubernetes object (no apiVersion or kind that is text) is passed over; false then.
bool add_resources(ResourceSet& set, Node* document);

}  // namespace drydock
