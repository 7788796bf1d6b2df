#pragma once

#include <set>
#include <string>
#include <string_view>

#include "plan/content.h"
#include "plan/shape.h"

namespace drydock::plan {

/// Whether two scalars mean the same to the server: quantities by amount, numbers by value, and a
/// number is not a text.
bool same_scalar(const Node& a, const Node& b, const Shape& shape);
/// The same for whole values: maps without order, lists with theirs.
bool same_value(const Node& a, const Node& b, const Shape& shape);
/// The keys of two mappings, sorted.
std::set<std::string_view> keys_of(const Node& a, const Node& b);
/// A key with quotes where it is no plain word, behind a path: `data["app.yaml"]`, `spec.replicas`.
std::string path_below(std::string_view path, std::string_view key);

}  // namespace drydock::plan
