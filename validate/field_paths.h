#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml/node.h"

namespace drydock::validate {

/// "spec" and "replicas" give "spec.replicas".
std::string joined_field(std::string_view field, std::string_view key);

/// Makes a path longer for as long as it lives.
class FieldStep {
 public:
  explicit FieldStep(std::string& path) : path_(path), size_(path.size()) {}
  ~FieldStep() { path_.resize(size_); }
  FieldStep(const FieldStep&) = delete;

  void enter_key(std::string_view key);
  void enter_item(size_t index);

 private:
  std::string& path_;
  size_t size_;
};

/// One step of the way to a value.
struct PathToken {
  std::string key;  // of a member
  size_t index = 0;
  bool is_item = false;
};

/// The steps of a JSON pointer within a document, where tokens of lists are positions.
std::vector<PathToken> pointer_tokens(const Node& root, std::string_view pointer);
/// In the API server's notation: "spec.ports[0].port".
std::string field_of(const std::vector<PathToken>& tokens);
/// The node at the end of the way, or the last one before something is missing.
const Node* node_at(const Node& root, const std::vector<PathToken>& tokens);

}  // namespace drydock::validate
