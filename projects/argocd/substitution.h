#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/value.h"
#include "render/template/template_set.h"

namespace drydock::projects::argocd {

/// Puts parameters into texts as ApplicationSets do: by Go's templates with Argo CD's functions, or
/// by `{{ name }}`. What it makes lives in the arena. Throws Error, rule `argocd-template`, for a
/// text that cannot be filled, and others for what takes too long.
class Substitution {
 public:
  /// `options` are those of `goTemplateOptions`; random functions draw from `seed`.
  Substitution(bool go_template, std::span<const Value> options, std::string seed, Arena& arena);

  bool is_go_template() const { return go_template_; }
  std::string_view replace(std::string_view text, const ValueMap& params);
  /// All texts and keys of a value. Nulls in maps go away, as they do in the original.
  Value replace_all(Value value, const ValueMap& params);
  /// The same for a generator, whose `values` may name parameters that only it has itself.
  Value replace_in_generator(Value generator, const ValueMap& params);
  /// Adds the `values` of a generator to its parameters.
  void add_values(const ValueMap* values, ValueMap& params);

 private:
  std::string_view fill_go_template(std::string_view text, const ValueMap& params,
                                    bool missing_is_error);
  std::string_view fill_tags(std::string_view text, const ValueMap& params);
  Value replace_in_values(const ValueMap& values, const ValueMap& params);
  Value replace_in_children(const ValueMap& generator, const ValueMap& params);

  bool go_template_;
  bool missing_is_error_ = false;
  bool missing_is_zero_ = false;
  std::string seed_;
  Arena& arena_;
  render::ParseCache cache_;
  uint64_t steps_left_;
};

}  // namespace drydock::projects::argocd
