#pragma once

#include <string_view>
#include <vector>

#include "overlays/merge/walker.h"

namespace drydock::overlays {

/// Merges two lists whose elements are told apart by the values of some of their keys, or, where
/// the schema gives no keys, by their own text. The patch's elements come first.
class ListMerge {
 public:
  ListMerge(MergeWalker& walker, schemas::MergeSchema schema);

  /// `list` is the object's, or the patch's where that is added; `patch` may be null or the same.
  Node* run(Node& list, Node* patch);

 private:
  using Values = std::vector<std::string_view>;

  struct Element {
    Node* node;  // null once it is gone, or has moved to the front
    Values values;
  };
  class Index;

  // The usual case: every element has the same merge keys, and no two have the same values.
  bool read_elements(const Node& list, std::vector<Element>& elements) const;
  bool all_have_the_same_keys(const std::vector<Element>& elements,
                              const std::vector<bool>& given) const;
  Node* run_by_index(Node& list, std::vector<Element>& own, std::vector<Element>& patch,
                     bool one_key);
  Node* run_alone(Node& list, std::vector<Element>& elements, bool is_patch);

  // All others, as kyaml does it, step by step.
  Node* run_in_full(Node& list, Node* patch);
  void add_values(const Node& list, std::vector<Values>& all) const;
  Node* merge_one(Node& list, Node* patch, const Values& keys, const Values& values);
  void append_all(Node& into, const Node& from, const Values& keys);
  void set_element(Node& list, const Values& keys, const Values& values, Node* element);

  MergeWalker& walker_;
  schemas::MergeSchema element_schema_;
  Values keys_;  // {""} for elements that are scalars
};

/// Gives a list other elements.
void set_elements(Arena& arena, Node& list, const std::vector<Node*>& elements);

}  // namespace drydock::overlays
