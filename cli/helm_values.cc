#include "cli/helm_values.h"

#include "cli/helm_downloads.h"
#include "core/ascii.h"
#include "core/error.h"
#include "core/json/parse.h"
#include "render/error_prefix.h"
#include "render/go_text.h"
#include "render/set_values.h"

namespace drydock::cli {
namespace {

bool is_url(std::string_view path) {
  std::string lower = ascii_lower(path.substr(0, path.find(':')));
  return path.find(':') != std::string_view::npos &&
         (lower == "http" || lower == "https" || lower == "oci");
}

}  // namespace

void HelmValues::add_flags(GoFlags& flags) {
  flags.add_list("values", 'f', value_files_, "YAML file with values, - for standard input");
  flags.add_texts("set", 0, sets_, "values: key1=val1,key2=val2");
  flags.add_texts("set-string", 0, string_sets_, "the same, all of them texts");
  flags.add_texts("set-file", 0, file_sets_, "values from files: key1=path1,key2=path2");
  flags.add_texts("set-json", 0, json_sets_, "JSON values: key1=jsonval1,key2=jsonval2");
  flags.add_texts("set-literal", 0, literal_sets_, "one value, taken as it is");
}

const SourceFile& HelmValues::read(HelmCall& call, const std::string& path) {
  if (render::trim_space(path) == "-") return read_helm_input(call, "-");
  if (is_url(path)) return download_values(call, path);
  return read_helm_input(call, path);
}

ValueMap* HelmValues::merge_files(HelmCall& call, Arena& arena) {
  ValueMap* values = arena.make<ValueMap>(arena);
  for (const std::string& path : value_files_) {
    const SourceFile& file = read(call, path);
    files_.push_back(&file);
    render::with_prefix(fmt::format("failed to parse {}: ", path), [&] {
      ValueMap* read =
          render::read_values(file, arena, call.session.sources, call.version, &origins_);
      values = render::merge_maps(*values, *read, arena);
    });
  }
  return values;
}

ValueMap* HelmValues::set_json(HelmCall& call, ValueMap* values, Arena& arena) {
  for (const std::string& line : json_sets_) {
    std::string_view trimmed = render::trim_space(line);
    if (call.version != 3 && trimmed.starts_with('{')) {
      JsonResult object = parse_json(trimmed, arena);
      if (!object.ok()) fail("set-value", "failed parsing --set-json data JSON: " + line);
      values = render::merge_maps(*values, object.value.as_map(), arena);
      continue;
    }
    try {
      render::set_values(line, render::SetKind::Json, *values, arena, call.version);
    } catch (Error& error) {
      error.diagnostic().help = error.diagnostic().message;
      error.diagnostic().message = "failed parsing --set-json data " + line;
      throw;
    }
  }
  return values;
}

ValueMap* HelmValues::merge(HelmCall& call, Arena& arena) {
  using render::SetKind;
  ValueMap* values = set_json(call, merge_files(call, arena), arena);
  for (const std::string& line : sets_) {
    render::with_prefix("failed parsing --set data: ", [&] {
      render::set_values(line, SetKind::Typed, *values, arena, call.version);
    });
  }
  for (const std::string& line : string_sets_) {
    render::with_prefix("failed parsing --set-string data: ", [&] {
      render::set_values(line, SetKind::Text, *values, arena, call.version);
    });
  }
  auto content = [&](std::string_view path) -> std::string_view {
    return read(call, std::string(path)).text;
  };
  for (const std::string& line : file_sets_) {
    render::with_prefix("failed parsing --set-file data: ", [&] {
      render::set_file_values(line, *values, arena, content, call.version);
    });
  }
  for (const std::string& line : literal_sets_) {
    render::with_prefix("failed parsing --set-literal data: ", [&] {
      render::set_values(line, SetKind::Literal, *values, arena, call.version);
    });
  }
  return values;
}

}  // namespace drydock::cli
