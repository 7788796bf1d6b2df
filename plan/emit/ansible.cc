#include <algorithm>

#include "core/excerpt.h"
#include "core/json/write.h"
#include "plan/emit/emission.h"
#include "plan/emit/manifest.h"
#include "plan/emit/names.h"
#include "plan/emit/steps.h"

namespace drydock::plan {
namespace {

/// A text that YAML 1.1 reads as one, and in which Ansible finds no template.
std::string quoted(std::string_view text) {
  bool may_be_template = text.find('{') != text.npos;
  std::string out = may_be_template ? "!unsafe " : "";
  append_json_string(out, text, false);
  return out;
}

/// Names of tasks are templates too, wherever they are shown.
std::string task_name(std::string_view words, std::string_view resource) {
  std::string text = fmt::format("{} {}", words, printable(resource));
  std::replace(text.begin(), text.end(), '{', '(');
  std::replace(text.begin(), text.end(), '}', ')');
  return quoted(text);
}

class Playbook {
 public:
  Playbook(const EmitInput& input, std::string_view cluster)
      : input_(input), cluster_(cluster), folder_(path_word(cluster)) {}

  void write(Emission& out) {
    std::vector<Step> steps = steps_of(input_.plan, input_.head, cluster_);
    if (steps.empty()) return;
    for (const Step& step : steps) add(step, out);
    std::string head = fmt::format(
        "# Written by `drydock plan --emit ansible`; not to be edited. One plan, in order.\n"
        "# Plan: {}\n"
        "- name: {}\n"
        "  hosts: localhost\n"
        "  connection: local\n"
        "  gather_facts: false\n"
        "  tasks:\n",
        input_.digest, task_name("Apply the plan of cluster", cluster_));
    out.files.push_back({folder_ + "/playbook.yml", cluster_, "", head + body_});
  }

 private:
  struct Task {
    std::string name;
    std::string module = "kubernetes.core.k8s";
    std::vector<std::string> arguments;
    std::vector<std::string> more;  // of the task itself
  };

  void add_task(const Step& step, const Task& task) {
    body_ += fmt::format("    - name: {}\n      {}:\n", task.name, task.module);
    for (const std::string& line : task.arguments) body_ += fmt::format("        {}\n", line);
    for (const std::string& line : task.more) body_ += fmt::format("      {}\n", line);
    body_ += fmt::format("      tags: [wave-{}]\n", step.wave);
  }

  /// Objects are files that Ansible reads as they are: nothing in them is a template. They are
  /// JSON, as Python's library reads texts of YAML otherwise than Go's (`=`, `0o7`, `1:30`).
  std::string source_of(const PlanObject& object, const Node& manifest, Emission& out) {
    std::string kind = path_word(object.gvk.kind);
    std::string name = fmt::format("{:03}-{}-{}.json", ++number_, kind, path_word(object.name));
    JsonStream json;
    write_json(json, manifest, false, [](std::string_view text) { return std::string(text); });
    out.files.push_back({fmt::format("{}/files/{}", folder_, name), cluster_, "", json.take()});
    return "src: " + name;
  }

  void add(const Step& step, Emission& out) {
    if (step.deed == Deed::Delete) add_questions(step);
    for (const Change* change : step.changes) {
      Arena arena;
      if (step.deed == Deed::Delete) {
        add_deletion(step, *change, out);
        continue;
      }
      const PlanObject& object = *change->object;
      std::string source = source_of(object, *emitted_manifest(object, arena), out);
      if (step.deed == Deed::Replace || step.deed == Deed::Recreate) {
        add_task(step, {task_name("Delete, to create it anew,", change->resource),
                        "kubernetes.core.k8s",
                        {"state: absent", source, "wait: true", "wait_timeout: 300"},
                        {}});
      }
      add_presence(step, *change, source);
    }
  }

  void add_presence(const Step& step, const Change& change, const std::string& source) {
    Task task;
    task.name = task_name(step.deed == Deed::Apply ? "Apply" : "Put", change.resource);
    task.arguments = {"state: present", source};
    if (step.deed == Deed::Put) {
      task.arguments.push_back("force: true");
    } else if (step.deed == Deed::Apply) {
      task.arguments.push_back("apply: true");
      task.arguments.push_back(
          "server_side_apply: {field_manager: drydock, force_conflicts: true}");
    }
    auto waits_for = [&](const std::vector<const PlanObject*>& objects) {
      return std::find(objects.begin(), objects.end(), change.object) != objects.end();
    };
    std::string_view condition = waits_for(step.definitions) ? "Established"
                                 : waits_for(step.hooks)     ? "Complete"
                                                             : "";
    if (!condition.empty() || waits_for(step.rollouts)) {
      task.arguments.push_back("wait: true");
      task.arguments.push_back("wait_timeout: 300");
    }
    if (!condition.empty()) {
      task.arguments.push_back(
          fmt::format("wait_condition: {{type: {}, status: \"True\"}}", condition));
    }
    add_task(step, task);
  }

  /// What has to be so before something is deleted.
  void add_questions(const Step& step) {
    if (step.needs_confirmation) {
      add_task(step, {"\"The next deletions ask for a confirmation: run with -e confirm=yes\"",
                      "ansible.builtin.assert",
                      {"that: confirm | default(false) | bool"},
                      {}});
    }
    for (const PlanObject* user : step.old_users) {
      add_task(step, {task_name("Wait for", user->resource()),
                      "kubernetes.core.k8s_info",
                      naming(*user, "wait: true", "wait_timeout: 300"),
                      {}});
    }
  }

  template <class... More>
  static std::vector<std::string> naming(const PlanObject& object, More... more) {
    const Gvk& gvk = object.gvk;
    std::string version(gvk.version);
    if (!gvk.group.empty()) version = fmt::format("{}/{}", gvk.group, version);
    std::vector<std::string> lines = {"api_version: " + quoted(version),
                                      "kind: " + quoted(gvk.kind), "name: " + quoted(object.name)};
    if (!object.namespace_name.empty()) {
      lines.push_back("namespace: " + quoted(object.namespace_name));
    }
    (lines.emplace_back(more), ...);
    return lines;
  }

  void add_deletion(const Step& step, const Change& change, Emission& out) {
    const PlanObject& object = *change.before;
    if (object.gvk.version.empty()) {
      out.notes.push_back(fmt::format(
          "{} of cluster {} is not deleted: the inventory does not say its version, and Ansible "
          "needs it",
          printable(change.resource), printable(cluster_)));
      return;
    }
    Task task;
    task.name = task_name("Delete", change.resource);
    task.arguments = naming(object, "state: absent", "wait: true", "wait_timeout: 300");
    if (step.wave == 70) {
      // A second run finds neither the object nor its kind.
      task.more = {"register: deletion",
                   "failed_when: deletion is failed and 'Failed to find exact match' not in "
                   "(deletion.msg | default(''))"};
    }
    add_task(step, task);
  }

  const EmitInput& input_;
  std::string_view cluster_;
  std::string folder_;
  std::string body_;
  size_t number_ = 0;
};

}  // namespace

Emission emit_ansible(const EmitInput& input) {
  Emission out;
  for (std::string_view cluster : changed_clusters(input.plan)) Playbook(input, cluster).write(out);
  return out;
}

}  // namespace drydock::plan
