#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "core/resource.h"

namespace drydock::validate {

/// The node below several keys; null when one is missing, or `node` is null.
const Node* field(const Node* node, std::initializer_list<std::string_view> keys);
/// The items of a list; none of anything else.
std::span<Node* const> items(const Node* node);
/// The text of a scalar; empty for anything else.
std::string_view text_at(const Node* node, std::initializer_list<std::string_view> keys);
/// The value of an annotation; empty when there is none.
std::string_view annotation(const Resource& resource, std::string_view name);

bool is_kind(const Resource& resource, std::string_view group, std::string_view kind);
std::string_view or_default(std::string_view text, std::string_view fallback);
/// The words of a list with commas between, without the spaces around them and without empty ones.
std::vector<std::string_view> comma_list(std::string_view text);

}  // namespace drydock::validate
