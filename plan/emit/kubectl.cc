#include <algorithm>

#include "core/excerpt.h"
#include "plan/emit/emission.h"
#include "plan/emit/manifest.h"
#include "plan/emit/names.h"
#include "plan/emit/steps.h"

namespace drydock::plan {
namespace {

// Objects reach kubectl by files only: a name is never a word of the script.
constexpr std::string_view kScript = R"sh(set -eu
cd -- "$(dirname -- "$0")"
: "${KUBECTL:=kubectl}" "${TIMEOUT:=5m}" "${CONFIRM:=no}"

step() { printf '== %s\n' "$1"; }

stop() {
  printf '%s\n' "$1" >&2
  exit 1
}

# KUBECTL may have flags: KUBECTL="kubectl --context NAME".
# shellcheck disable=SC2086
kube() { $KUBECTL "$@"; }

apply() { kube apply --server-side --field-manager=drydock --force-conflicts "$@" -f "$file"; }

# As a whole, not merged with what is there.
put() {
  if answer=$(kube create --field-manager=drydock -f "$file" 2>&1); then
    printf '%s\n' "$answer"
  else
    case $answer in
      *AlreadyExists* | *'already exists'*) kube replace --field-manager=drydock -f "$file" ;;
      *) stop "$answer" ;;
    esac
  fi
}

# Deletes and creates only what the server does not let change, and only when it would take the new
# one; so a second run does not do it again.
replace() {
  if answer=$(apply --dry-run=server 2>&1); then
    apply
    return
  fi
  case $answer in
    *' is invalid: '*) ;;
    *) stop "$answer" ;;
  esac
  fresh=$(kube create --dry-run=server -f "$file" 2>&1) || case $fresh in
    *AlreadyExists* | *'already exists'*) ;;
    *) stop "$fresh" ;;
  esac
  recreate
}

recreate() { kube replace --force --field-manager=drydock --timeout="$TIMEOUT" -f "$file"; }

delete() {
  if answer=$(kube delete --ignore-not-found --wait --timeout="$TIMEOUT" "$@" 2>&1); then
    printf '%s\n' "$answer"
  else
    case $answer in
      # The definition of the kind is gone, and its objects with it.
      *'no matches for kind'* | *"doesn't have a resource type"*) ;;
      *) stop "$answer" ;;
    esac
  fi
}

confirmed() {
  [ "$CONFIRM" = yes ] || stop 'the next deletions ask for a confirmation: run this with CONFIRM=yes'
}

wait_for() { kube wait --for=condition="$1" --timeout="$TIMEOUT" -f "$file"; }
rolled_out() { kube rollout status --timeout="$TIMEOUT" -f "$file"; }
)sh";

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

class Writer {
 public:
  Writer(const EmitInput& input, std::string_view cluster)
      : input_(input), cluster_(cluster), folder_(path_word(cluster)) {}

  void write(Emission& out) {
    std::vector<Step> steps = steps_of(input_.plan, input_.head, cluster_);
    if (steps.empty()) return;
    width_ = steps.size() < 100 ? 2 : std::to_string(steps.size()).size();
    for (const Step& step : steps) add(step, out);
    std::string head =
        "#!/bin/sh\n"
        "# Written by `drydock plan --emit kubectl`; not to be edited. The steps of one plan, in\n"
        "# order. It stops at the first error, and may be run again.\n";
    head += fmt::format("# Plan: {}\n", input_.digest);
    body_ += "step 'the end'\n";
    out.files.push_back(
        {folder_ + "/apply.sh", cluster_, "", fmt::format("{}{}\n{}", head, kScript, body_)});
  }

 private:
  std::string file_name(std::string_view what) {
    return fmt::format("{:0{}}-{}.yaml", number_, width_, what);
  }

  /// Writes a file and makes it the one that the next commands are about.
  void add_file(const std::string& name, std::string text, Emission& out) {
    body_ += fmt::format("file={}\n", name);
    out.files.push_back({fmt::format("{}/{}", folder_, name), cluster_, "", std::move(text)});
  }

  template <class Objects, class Text>
  static std::string documents(const Objects& objects, Text text) {
    std::string out;
    for (const auto& one : objects) out += (out.empty() ? "" : "---\n") + text(one);
    return out;
  }

  static std::string stub(const PlanObject& object) {
    Arena arena;
    return yaml_of(*stub_of(object, arena));
  }

  static std::string stubs(const std::vector<const PlanObject*>& objects) {
    return documents(objects, [](const PlanObject* one) { return stub(*one); });
  }

  std::string title_of(const Step& step) const {
    std::string first = printable(step.changes.front()->resource);
    std::string more = step.changes.size() > 1
                           ? fmt::format(" and {} more", step.changes.size() - 1)
                           : std::string();
    return fmt::format("{} wave {}: {} {}{}", number_, step.wave, deed_name(step.deed), first,
                       more);
  }

  void add(const Step& step, Emission& out) {
    ++number_;
    body_ += fmt::format("\nstep {}\n", shell_quoted(title_of(step)));
    if (step.deed == Deed::Delete) return add_deletion(step, out);
    std::string text = documents(step.changes, [](const Change* change) {
      Arena arena;
      return yaml_of(*emitted_manifest(*change->object, arena));
    });
    add_file(file_name(fmt::format("wave-{:02}-{}", step.wave, deed_name(step.deed))), text, out);
    body_ += fmt::format("{}\n", deed_name(step.deed));
    add_wait(step.definitions, "definitions", "wait_for Established", out);
    add_wait(step.hooks, "hooks", "wait_for Complete", out);
    add_wait(step.rollouts, "rollouts", "rolled_out", out);
  }

  void add_wait(const std::vector<const PlanObject*>& objects, std::string_view what,
                std::string_view command, Emission& out) {
    if (objects.empty()) return;
    add_file(file_name(what), stubs(objects), out);
    body_ += fmt::format("{}\n", command);
  }

  void add_deletion(const Step& step, Emission& out) {
    if (step.needs_confirmation) body_ += "confirmed\n";
    add_wait(step.old_users, "rollouts", "rolled_out", out);
    if (step.changes.front()->before->gvk.version.empty()) return add_unknown(step);
    std::string text =
        documents(step.changes, [](const Change* change) { return stub(*change->before); });
    add_file(file_name(fmt::format("wave-{:02}-delete", step.wave)), text, out);
    body_ += "delete -f \"$file\"\n";
  }

  /// An inventory of another program may lack the version of a kind. kubectl looks for one, by
  /// words; behind `--` none is taken for a flag.
  void add_unknown(const Step& step) {
    for (const Change* change : step.changes) {
      const PlanObject& object = *change->before;
      body_ += "delete";
      if (!object.namespace_name.empty()) {
        body_ += fmt::format(" --namespace={}", shell_quoted(object.namespace_name));
      }
      body_ += fmt::format(" -- {}\n", shell_quoted(fmt::format("{}.{}/{}", object.gvk.kind,
                                                                object.gvk.group, object.name)));
    }
  }

  const EmitInput& input_;
  std::string_view cluster_;
  std::string folder_;
  std::string body_;
  size_t number_ = 0;
  size_t width_ = 2;
};

}  // namespace

Emission emit_kubectl(const EmitInput& input) {
  Emission out;
  for (std::string_view cluster : changed_clusters(input.plan)) Writer(input, cluster).write(out);
  return out;
}

}  // namespace drydock::plan
