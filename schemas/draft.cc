#include "schemas/draft.h"

namespace drydock::schemas {
namespace {

struct DraftName {
  std::string_view name;
  std::string_view metaschema;  // without scheme
  Draft draft;
};

constexpr DraftName kDrafts[] = {
    {"4", "json-schema.org/draft-04/schema", Draft::Draft4},
    {"6", "json-schema.org/draft-06/schema", Draft::Draft6},
    {"7", "json-schema.org/draft-07/schema", Draft::Draft7},
    {"2019-09", "json-schema.org/draft/2019-09/schema", Draft::Draft2019},
    {"2020-12", "json-schema.org/draft/2020-12/schema", Draft::Draft2020},
};

}  // namespace

std::optional<Draft> find_draft(std::string_view name) {
  for (const DraftName& one : kDrafts)
    if (one.name == name) return one.draft;
  return std::nullopt;
}

std::optional<Draft> draft_of_metaschema(std::string_view uri) {
  if (uri.ends_with('#')) uri.remove_suffix(1);
  for (std::string_view scheme : {"http://", "https://"})
    if (uri.starts_with(scheme)) uri.remove_prefix(scheme.size());
  for (const DraftName& one : kDrafts)
    if (one.metaschema == uri) return one.draft;
  return std::nullopt;
}

}  // namespace drydock::schemas
