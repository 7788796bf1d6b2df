#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostic.h"
#include "core/source_cache.h"
#include "core/value.h"
#include "render/builtins/context.h"
#include "render/capabilities.h"
#include "render/chart.h"
#include "render/chart_loader.h"

namespace drydock::render {

enum class LintSeverity : uint8_t { Info, Warning, Error };

/// One line of `helm lint`.
struct LintMessage {
  LintSeverity severity;
  std::string path;  // "templates/x.yaml"; "" for the chart as a whole
  std::string text;
  SourcePos where = {};  // in the chart's file; no line when only the file is known

  /// "[ERROR] Chart.yaml: name is required"
  std::string line() const;
};

/// What is to be linted, and how. The references must outlive the run.
struct LintRequest {
  SourceCache& files;
  std::string folder;  // of the chart, in the tree of `files`
  std::string shown;   // its absolute path, which messages about dependencies name
  Sources& sources;
  int helm_version = 4;
  const ValueMap* values = nullptr;  // the user's; null is none
  std::vector<const SourceFile*> value_files;
  std::string namespace_name = "default";
  KubeVersion kube_version;
  bool skip_schema = false;
  Environment environment;  // its `lint` and `helm_version` are set from above
};

/// What `helm lint` says about a chart's folder, which must have a Chart.yaml, line by line.
std::vector<LintMessage> lint_chart(const LintRequest& request);

/// The same as findings of the rule `chart-lint`, each in the chart's own file and, for what is
/// rendered, at the template's own line.
std::vector<Diagnostic> lint_findings(const LintRequest& request);

}  // namespace drydock::render
