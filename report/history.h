#pragma once

#include <span>
#include <string>
#include <vector>

#include "plan/fleet_diff.h"
#include "report/model.h"

namespace drydock::report {

/// A commit that changed what is rendered of an object.
struct ObjectCommit {
  std::string commit;  // full id
  std::string author;
  std::string date;  // of the author, YYYY-MM-DD
  std::string subject;
  std::string project;     // that renders the object; the former one when it went
  std::string moved_from;  // another project that did before; empty: none
  plan::DiffAction action = plan::DiffAction::Change;
  std::vector<plan::Difference> differences;  // of Change
};

/// What `drydock log` prints for people. Values of Secrets are never shown.
std::string write_history_text(std::span<const ObjectCommit> commits, const TextStyle& style);
std::string write_history_json(std::span<const ObjectCommit> commits);

}  // namespace drydock::report
