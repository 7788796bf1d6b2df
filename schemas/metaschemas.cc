#include "schemas/metaschemas.h"

#include "core/json/parse.h"
#include "schemas/data/embedded.h"

namespace drydock::schemas {

bool is_metaschema(std::string_view uri) {
  return uri.starts_with("http://json-schema.org/draft-0") ||
         uri.starts_with("https://json-schema.org/draft/");
}

JsonValue read_metaschemas(Arena& arena) {
  std::string_view text(drydock_metaschemas,
                        static_cast<size_t>(drydock_metaschemas_end - drydock_metaschemas));
  JsonParseOptions options;
  options.numbers = JsonNumbers::Literal;
  options.borrow_text = true;
  return json_from_value(parse_json(text, arena, options).value, arena);
}

}  // namespace drydock::schemas
