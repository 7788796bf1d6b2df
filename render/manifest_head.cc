#include "render/manifest_head.h"

#include <string>

#include "core/error.h"
#include "core/yaml/decode.h"
#include "core/yaml/read.h"
#include "render/go_decode.h"
#include "render/simple_manifest.h"

namespace drydock::render {
namespace {

constexpr std::string_view kHookAnnotation = "helm.sh/hook";

[[noreturn]] void refuse(std::string message, SourcePos where) {
  where.file = nullptr;  // the document is no file of the user's
  fail("manifest-invalid", std::move(message), where);
}

std::string_view keep(std::string_view text, Arena& arena) { return arena.copy(text); }

void read_metadata(const ValueMap& metadata, GoDecoder& decoder, ManifestHead& head, Arena& arena) {
  GoDecoder::Place place{"", "metadata"};
  std::string_view name;
  decoder.field(metadata, "name", name, place);
  head.name = keep(name, arena);
  const Value* value = decoder.find(metadata, "annotations");
  if (!value) return;
  GoDecoder::Place inner = place.field("annotations");
  const ValueMap* annotations = decoder.map(*value, "map[string]string", inner);
  if (!annotations) return;
  for (const ValueMap::Entry& entry : annotations->entries()) {
    std::string_view text;
    decoder.read(entry.value, text, inner);
    if (entry.key == kHookAnnotation) head.hook = keep(text, arena);
  }
}

/// As the YAML reader and encoding/json have it.
ManifestHead head_of(const Value& root, Arena& arena, int helm_version) {
  ManifestHead head;
  GoDecoder decoder(arena);
  std::string_view type = helm_version == 3 ? "releaseutil.SimpleHead" : "util.SimpleHead";
  if (const ValueMap* map = decoder.map(root, type, {})) {
    GoDecoder::Place place{"SimpleHead", ""};
    std::string_view text;
    decoder.field(*map, "apiVersion", text, place);
    head.api_version = keep(text, arena);
    text = {};
    decoder.field(*map, "kind", text, place);
    head.kind = keep(text, arena);
    if (const Value* metadata = decoder.find(*map, "metadata")) {
      const ValueMap* fields =
          decoder.map(*metadata,
                      "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string "
                      "\"json:\\\"annotations\\\"\" }",
                      place.field("metadata"));
      if (fields) read_metadata(*fields, decoder, head, arena);
    }
  }
  if (!decoder.error().empty()) {
    refuse("error unmarshaling JSON: while decoding JSON: " + decoder.error(), {nullptr, 1, 1});
  }
  return head;
}

}  // namespace

ManifestHead read_manifest_head(std::string_view document, Arena& arena, int helm_version) {
  if (std::optional<ManifestHead> head = read_simple_manifest(document)) return *head;
  SourceFile file{"", std::string(document)};
  Arena own;
  YamlDecodeOptions options;
  options.numbers = YamlNumbers::Exact;
  YamlDecoded decoded = decode_yaml_file(file, own, options);
  if (!decoded.go_error.empty()) {
    refuse("error converting YAML to JSON: " + decoded.go_error,
           decoded.problem ? decoded.problem->where : SourcePos{nullptr, 1, 1});
  }
  return head_of(decoded.value, arena, helm_version);
}

}  // namespace drydock::render
