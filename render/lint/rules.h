#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "render/chart.h"
#include "render/lint/lint.h"
#include "render/render_release.h"

namespace drydock::render {

/// The rules of one step of lint, on one chart. Each step is one file.
class Linter {
 public:
  explicit Linter(const LintRequest& request)
      : request_(request), helm3_(request.helm_version == 3), store_(request.sources) {}

  void check_chart_file();    // chart_file_rules.cc
  void check_values();        // values_rules.cc
  void check_templates();     // template_rules.cc
  void check_dependencies();  // dependency_rules.cc
  void check_crds();          // dependency_rules.cc; of Helm 4

  std::vector<LintMessage> take() { return std::move(messages_); }

 private:
  /// Adds a message unless the text is empty; whether it was.
  bool passes(LintSeverity severity, std::string_view path, std::string text, SourcePos where = {});
  std::string path_of(std::string_view below) const;
  /// Null after a message that it cannot be loaded, with `prefix` before the text.
  const Chart* load(std::string_view path, std::string_view prefix);

  void check_strictly(const SourceFile& file);
  void check_metadata(const ChartMetadata& chart, const Value& data);
  /// False after a message that a document cannot be read: Helm stops then.
  bool check_documents(const std::string& path, const RenderedFile& file);

  const LintRequest& request_;
  bool helm3_;
  ChartStore store_;
  std::vector<LintMessage> messages_;
  Arena arena_;
};

/// What Kubernetes says against the name of an object of a kind; "" for a good one.
std::vector<std::string> object_name_problems(std::string_view kind, std::string_view name);

/// "extensions/v1beta1 Ingress is deprecated in v1.14+, …" when it is in that minor release of
/// Kubernetes 1; else "".
std::string deprecation(std::string_view api_version, std::string_view kind, int minor);

/// As Helm judges Chart.yaml: addresses of mail, of a page with or without scheme, of a page.
bool is_email(std::string_view text);
bool is_url(std::string_view text);
bool is_request_url(std::string_view text);

}  // namespace drydock::render
