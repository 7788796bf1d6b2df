#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/suggest.h"
#include "core/yaml/decode.h"
#include "projects/flux/helm_release.h"
#include "render/set_values.h"
#include "render/values.h"

namespace drydock::projects::flux {
namespace {

[[noreturn]] void fail_reference(const ValuesReference& reference, std::string message) {
  fail("flux-values",
       fmt::format("`valuesFrom` names the {} `{}`, {}", reference.kind.value, reference.name.value,
                   message),
       (reference.name.node ? *reference.name.node : *reference.node).where());
}

class Composer {
 public:
  Composer(const HelmRelease& release, const ValueObjects& objects, Sources& sources, Arena& arena)
      : release_(release), objects_(objects), sources_(sources), arena_(arena) {}

  ValueMap* run() {
    const ValueMap& own = own_values();
    ValueMap* result = arena_.make<ValueMap>(arena_);
    for (const ValuesReference& reference : release_.spec.values_from) {
      const std::string* text = find(reference);
      if (!text) continue;
      if (reference.target_path.empty()) {
        result = render::merge_maps(*result, read(reference, *text), arena_);
      } else {
        result = render::merge_maps(*result, own, arena_);
        set_at_path(reference, *text, *result);
      }
    }
    return render::merge_maps(*result, own, arena_);
  }

 private:
  const ValueMap& own_values() {
    const Node* node = release_.spec.values;
    if (!node) return *arena_.make<ValueMap>(arena_);
    YamlDecoded decoded = decode_yaml(node, arena_, {release_.dialect, YamlNumbers::Float});
    if (decoded.problem) throw Error(*decoded.problem);
    if (decoded.value.is_nil()) return *arena_.make<ValueMap>(arena_);
    if (!decoded.value.is_map()) fail("flux-values", "`values` must be a mapping", node->where());
    return decoded.value.as_map();
  }

  /// The text that a reference stands for; null when it may be missing and is, or nobody can know
  /// it here.
  const std::string* find(const ValuesReference& reference) {
    if (reference.kind.value != "ConfigMap" && reference.kind.value != "Secret") {
      fail_reference(reference, "and values come from ConfigMaps and Secrets only");
    }
    std::string_view place = release_.namespace_name();
    const ValueObject* object = objects_.find(reference.kind.value, place, reference.name.value);
    if (!object) {
      if (reference.optional) return nullptr;
      fail_reference(reference,
                     fmt::format("which is not in namespace `{}`{}", place,
                                 did_you_mean(reference.name.value,
                                              objects_.names(reference.kind.value, place))));
    }
    auto at = object->data.find(reference.key());
    // Of a whole file of values nothing is known then; one value has a placeholder.
    bool is_known = !object->hidden.count(reference.key()) || !reference.target_path.empty();
    if (at != object->data.end()) return is_known ? &at->second : nullptr;
    if (reference.optional || object->is_open) return nullptr;
    std::vector<std::string_view> known;
    for (const auto& [key, value] : object->data) known.push_back(key);
    fail_reference(reference, fmt::format("which has no key `{}`{}", reference.key(),
                                          did_you_mean(reference.key(), known)));
  }

  const ValueMap& read(const ValuesReference& reference, const std::string& text) {
    const SourceFile& file =
        sources_.add(fmt::format("{} {}/{} ({})", reference.kind.value, release_.namespace_name(),
                                 reference.name.value, reference.key()),
                     text);
    YamlDecoded decoded = decode_yaml_file(file, arena_, {YamlDialect::Sigs, YamlNumbers::Float});
    if (!decoded.go_error.empty()) {
      // What Go's errors quote may be a secret.
      fail_reference(reference,
                     fmt::format("whose `{}` is no YAML: {}", reference.key(),
                                 decoded.go_error.substr(0, decoded.go_error.find('`'))));
    }
    if (decoded.value.is_nil()) return *arena_.make<ValueMap>(arena_);
    if (!decoded.value.is_map()) {
      fail_reference(reference, fmt::format("whose `{}` is no mapping", reference.key()));
    }
    return decoded.value.as_map();
  }

  void set_at_path(const ValuesReference& reference, std::string_view text, ValueMap& into) {
    render::SetKind kind = render::SetKind::Typed;
    std::string value(text);
    if (reference.literal) {
      kind = render::SetKind::Text;
      value = escaped(text);
    } else if (is_quoted(text, '\'') || is_quoted(text, '"')) {
      kind = render::SetKind::Text;
      size_t begin = text.find_first_not_of("'\"");
      size_t end = text.find_last_not_of("'\"");
      value = begin == text.npos ? "" : text.substr(begin, end - begin + 1);
    }
    std::string line = fmt::format("{}={}", reference.target_path.value, value);
    try {
      render::set_values(arena_.copy(line), kind, into, arena_, 4);
    } catch (const Error& error) {
      std::string why = error.diagnostic().message;
      fail("flux-values",
           fmt::format("the value of {} `{}` cannot be set at `{}`: {}", reference.kind.value,
                       reference.name.value, reference.target_path.value,
                       why.substr(0, why.find('"'))),
           (reference.target_path.node ? *reference.target_path.node : *reference.node).where());
    }
  }

  /// A single quote counts as both of a pair, as in the original.
  static bool is_quoted(std::string_view text, char quote) {
    return text.starts_with(quote) && text.ends_with(quote);
  }

  static std::string escaped(std::string_view text) {
    std::string result;
    for (char c : text) {
      if (std::string_view("\\,[]{}").find(c) != std::string_view::npos) result.push_back('\\');
      result.push_back(c);
    }
    return result;
  }

  const HelmRelease& release_;
  const ValueObjects& objects_;
  Sources& sources_;
  Arena& arena_;
};

}  // namespace

ValueMap* compose_values(const HelmRelease& release, const ValueObjects& objects, Sources& sources,
                         Arena& arena) {
  return Composer(release, objects, sources, arena).run();
}

}  // namespace drydock::projects::flux
