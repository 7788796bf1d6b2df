#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/content.h"
#include "plan/kind_facts.h"

namespace drydock::plan {

/// What a person need not read one by one.
enum class Noise : uint8_t {
  None,
  Checksum,     // an annotation with the hash of something else
  HashSuffix,   // a name that differs only in the hash at its end
  Certificate,  // a certificate in place of another
};

/// One difference that a person should see, in the notation of corpus/plan: a value that changed,
/// came or went, or the order of a list by key. Refers to the pair it was found in.
struct Difference {
  std::string path;
  const Node* before = nullptr;  // null: it came
  const Node* after = nullptr;   // null: it went
  bool is_secret = false;        // then neither may be shown
  bool is_order = false;         // then only these count
  std::vector<std::string> old_order, new_order;
  Noise noise = Noise::None;
};

/// In order: keys sorted, items in the order of the old list, then the new ones. What is filled in
/// on a side counts as missing there, and is no difference to the same value.
std::vector<Difference> find_differences(const Node& before, const Node& after,
                                         const KindFacts& facts);

/// "settings" of "settings-b96td9d6t4": the name without the hash that kustomize puts behind it;
/// empty when it has none.
std::string_view name_without_hash(std::string_view name);

}  // namespace drydock::plan
