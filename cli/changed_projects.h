#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/base_revision.h"
#include "cli/flags.h"
#include "cli/pipeline.h"

namespace drydock::cli {

/// `--changed --base REV`, for verbs that look at projects.
struct ChangeFlags {
  bool changed = false;
  std::string base;
  bool no_merge = false;
};

void add_change_flags(Flags& flags, ChangeFlags& change);

/// A repository, with the base that it is compared with; null when nobody asked for one.
struct ComparedRepository {
  std::unique_ptr<BaseRevision> base;      // the repository refers to it
  std::unique_ptr<Repository> repository;  // null, with the reasons printed: it is unusable
};

/// Opens the repository around the session's folder; with `--changed` the result of merging it into
/// the base.
ComparedRepository open_compared(const ChangeFlags& change, Session& session,
                                 const OpenOptions& options = {});

/// For each project whether it is asked for: all of them without a base.
std::vector<bool> changed_projects(ComparedRepository& compared, Session& session,
                                   const std::vector<RenderedProject>& rendered);

}  // namespace drydock::cli
