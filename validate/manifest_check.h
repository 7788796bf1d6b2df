#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/verdict.h"
#include "core/yaml/node.h"
#include "validate/field_problem.h"
#include "validate/schema_locations.h"

namespace drydock::validate {

struct ManifestOptions {
  bool strict = false;
  bool ignore_missing_schemas = false;
  std::set<std::string, std::less<>> skip;    // kinds, or "apiVersion/kind"
  std::set<std::string, std::less<>> reject;  // the same
  /// Built-in kinds as the API server sees them, instead of their published schemas.
  bool server = false;
  int release = 0;  // minor, for `server`
};

/// Judges manifests as kubeconform does: its documents, its order of questions, its words. Safe
/// from many threads.
class ManifestChecker {
 public:
  ManifestChecker(SchemaLocations& locations, const ManifestOptions& options)
      : locations_(locations), options_(options) {}

  /// One verdict for each document and item of a List. A file without any gets a verdict of its own
  /// that it is empty; a stream does not.
  std::vector<Verdict> check(const std::string& path, std::string_view text, bool is_stream) const;

 private:
  struct Document;

  void check_part(std::vector<Verdict>& verdicts, const std::string& path, std::string_view text,
                  int first_line) const;
  void judge(Verdict& verdict, const Document& document) const;
  void judge_by_schema(Verdict& verdict, const Document& document) const;
  bool judge_as_server(Verdict& verdict, const Document& document) const;

  SchemaLocations& locations_;
  const ManifestOptions& options_;
};

/// Problems of one object with their lines; `line_offset` is added to each.
std::vector<VerdictMessage> verdict_messages(const std::vector<FieldProblem>& problems,
                                             int line_offset);

}  // namespace drydock::validate
