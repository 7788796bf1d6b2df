#include "schemas/schema_folder.h"

#include "core/error.h"
#include "core/json/parse.h"
#include "schemas/uri.h"

namespace drydock::schemas {

const JsonValue* SchemaFolder::find(const std::string& uri) {
  if (!uri.starts_with(prefix_)) return nullptr;
  auto [place, is_new] = documents_.emplace(uri, nullptr);
  if (is_new) {
    place->second = std::make_unique<Document>();
    Document& document = *place->second;
    auto path = join_path("", percent_decode(std::string_view(uri).substr(prefix_.size())));
    if (path && tree_.kind(*path) == EntryKind::File) {
      document.text = tree_.read(*path);
      JsonParseOptions options;
      options.numbers = JsonNumbers::Literal;
      options.max_depth = kMaxJsonDepth;
      JsonResult result = parse_json(document.text, arena_, options);
      document.is_usable = result.ok();
      if (result.ok()) document.value = json_from_value(result.value, arena_);
    }
  }
  return place->second->is_usable ? &place->second->value : nullptr;
}

}  // namespace drydock::schemas
