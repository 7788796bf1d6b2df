#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/pipeline.h"

namespace drydock::cli {

/// The revision that a merge request is judged against. Its policies, their parameters, its waivers
/// and its severities count, so that a merge request cannot change the rules that judge it.
class BaseRevision {
 public:
  /// Opens and checks it, and changes what counts in `head`. False, with the reasons printed, when
  /// its drydock.yaml is unusable.
  bool open(Session& session, Repository& head, const std::string& revision, CheckOptions& options);

  /// Fingerprints of what it finds.
  const std::set<std::string>& known() const { return known_; }

 private:
  void take_rules(Repository& head);

  std::unique_ptr<Repository> repository_;
  std::vector<RenderedProject> rendered_;
  std::set<std::string> known_;
};

}  // namespace drydock::cli
