#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "core/base_encoding.h"
#include "core/json/parse.h"
#include "core/run_on_stack.h"
#include "render/template/eval.h"
#include "tests/corpus_chart.h"
#include "tests/yaml_corpus.h"

namespace drydock::render {

/// One line of the template corpus: a chart of few files, and what Helm makes of
/// `templates/t.yaml`. The fields are described in the corpus's README.
struct TemplateCase {
  std::string group;
  std::string name;
  std::map<std::string, std::string> files;  // of the chart, the template included
  std::optional<std::string> want;
  std::optional<std::string> error;
};

struct TemplateResult {
  std::optional<std::string> text;
  std::string error;
};

inline std::string corpus_text(const ValueMap& line, std::string_view field) {
  if (const Value* plain = line.find(field)) return std::string(plain->as_string());
  const Value* encoded = line.find(std::string(field) + "_b64");
  return encoded ? decode_base64(encoded->as_string()).bytes : "";
}

inline bool has_corpus_field(const ValueMap& line, std::string_view field) {
  return line.find(field) || line.find(std::string(field) + "_b64");
}

inline TemplateCase read_template_case(std::string_view group, std::string_view json) {
  Arena arena;
  JsonResult parsed = parse_json(json, arena);
  const ValueMap& line = parsed.value.as_map();
  TemplateCase result;
  result.group = group;
  result.name = corpus_text(line, "name");
  result.files["Chart.yaml"] = "apiVersion: v2\nname: c\nversion: 0.1.0\nappVersion: \"1.0\"\n";
  result.files["templates/t.yaml"] = corpus_text(line, "template");
  result.files["values.yaml"] = corpus_text(line, "values_yaml");
  if (const Value* files = line.find("files")) {
    for (const ValueMap::Entry& file : files->as_map().entries()) {
      result.files[std::string(file.key)] = file.value.as_string();
    }
  }
  if (has_corpus_field(line, "want")) result.want = corpus_text(line, "want");
  if (has_corpus_field(line, "error")) result.error = corpus_text(line, "error");
  return result;
}

/// All lines of `template/<group>.jsonl`.
inline std::vector<TemplateCase> read_template_group(const std::string& group) {
  std::ifstream in(*corpus_folder() / "template" / (group + ".jsonl"));
  std::vector<TemplateCase> cases;
  for (std::string line; std::getline(in, line);) cases.push_back(read_template_case(group, line));
  return cases;
}

inline std::optional<std::string> render_chart(const TemplateCase& test, const Limits& limits) {
  constexpr std::string_view kWanted = "c/templates/t.yaml";
  Arena arena(limits.memory);
  CorpusChart chart(arena, test.files, "", "c");
  chart.ensure_values();
  chart.prepare(chart.values(), corpus_release(arena), corpus_capabilities(arena), true);
  std::vector<CorpusChart::File> files = chart.rendered_files();
  ParseCache cache;
  TemplateSet templates(cache, 3);
  Environment environment;
  environment.now_seconds = 1'700'000'000;
  for (const auto& file : files) templates.add(file.name, nullptr, *file.text, limits.stack / 2);
  Evaluator evaluator(templates, arena, environment, limits);
  std::optional<std::string> wanted;
  for (const auto& file : files) {
    if (file.name[file.name.rfind('/') + 1] == '_') continue;
    std::string text = evaluator.render(file.name, file.chart->data_for(file.name)).text;
    if (file.name == kWanted) wanted = std::move(text);
  }
  return wanted;
}

inline TemplateResult render_case(const TemplateCase& test, const Limits& limits) {
  try {
    return {render_chart(test, limits), ""};
  } catch (const ExecError& error) {
    return {std::nullopt, helm_exec_error(error, 3)};
  } catch (const Error& error) {
    return {std::nullopt, error.diagnostic().message};
  }
}

inline TemplateResult run_template_case(const TemplateCase& test) {
  TemplateResult result;
  Limits limits;
  limits.stack = size_t{200} << 20;
  run_on_stack(limits.stack + (size_t{8} << 20), [&] { result = render_case(test, limits); });
  return result;
}

/// "FILE:LINE:COLUMN" or "FILE:LINE" at the head of an error, or "".
inline std::string error_place(const std::string& error) {
  static const std::regex kPlace(
      R"(^(?:template: |[a-z ]+ (?:at|in) \()([^ ]*?:[0-9]+(?::[0-9]+)?))");
  std::smatch match;
  return std::regex_search(error, match, kPlace) ? match[1].str() : "";
}

/// Whether the result is what Helm gives: the same text, or an error at the same place.
inline bool is_as_wanted(const TemplateCase& test, const TemplateResult& result) {
  if (test.want) return result.text == test.want;
  return !result.text && error_place(result.error) == error_place(*test.error);
}

}  // namespace drydock::render
