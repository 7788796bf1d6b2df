#include <algorithm>
#include <map>

#include "core/base_encoding.h"
#include "core/json/write.h"
#include "plan/content.h"
#include "plan/emit/desired.h"
#include "plan/emit/emission.h"
#include "plan/emit/labels.h"
#include "plan/emit/manifest.h"
#include "plan/emit/names.h"

namespace drydock::plan {
namespace {

// The provider plans with the cluster's schema, so a definition must be there before its objects
// can be planned at all: two modules, applied one after the other.
constexpr std::string_view kDefinitions = "definitions";
constexpr std::string_view kObjects = "objects";

constexpr std::string_view kMain = R"({
  "//": "Written by `drydock plan --emit terraform`; not to be edited. A backend goes into a file of its own.",
  "terraform": {
    "required_version": ">= 1.7",
    "required_providers": {
      "kubernetes": {
        "source": "hashicorp/kubernetes",
        "version": ">= 2.23"
      }
    }
  },
  "variable": {
    "config_path": {
      "type": "string",
      "default": "~/.kube/config"
    },
    "config_context": {
      "type": "string",
      "default": null
    }
  },
  "provider": {
    "kubernetes": {
      "config_path": "${var.config_path}",
      "config_context": "${var.config_context}"
    }
  }
}
)";

/// Every text of a configuration is a template.
std::string escaped(std::string_view text) {
  return escape_opener(escape_opener(text, "${"), "%{");
}

/// The server never gives `stringData` back.
void join_string_data(Node& manifest, Arena& arena) {
  Node* texts = manifest.find("stringData");
  if (!texts || !texts->is_mapping()) return;
  Node* data = manifest.find("data");
  if (!data || !data->is_mapping()) set(arena, manifest, "data", data = make_mapping(arena));
  for (const NodeEntry& entry : texts->pairs()) {
    set(arena, *data, entry.key->text(), text_node(encode_base64(entry.value->text()), arena));
  }
  erase(manifest, "stringData");
}

Node* manifest_of(const PlanObject& object, Arena& arena) {
  Node* manifest = emitted_manifest(object, arena);
  erase(*manifest, "status");
  if (Node* metadata = manifest->find("metadata")) erase(*metadata, "creationTimestamp");
  if (object.gvk.kind == "Secret" && object.gvk.group.empty()) join_string_data(*manifest, arena);
  return manifest;
}

bool is_claim(const PlanObject& object) {
  return object.gvk.kind == "PersistentVolumeClaim" && object.gvk.group.empty();
}

/// What goes into one file: the objects of a project in one of the modules.
struct File {
  std::vector<const Wanted*> objects;
  std::vector<const Change*> forgotten;
};

class TerraformFolder {
 public:
  explicit TerraformFolder(const EmitInput& input)
      : input_(input), desired_(input), labels_(input, desired_), dependencies_(desired_) {}

  Emission run() {
    std::map<std::tuple<std::string_view, std::string_view, bool>, File> files;
    for (const Wanted& one : desired_.objects()) {
      const PlanObject& object = *one.object;
      if (!one.is_first) continue;
      if (is_definition(object)) definitions_[object.cluster].push_back(labels_.of(one.key));
      if (!input_.takes(object)) continue;
      files[{object.cluster, object.project, is_definition(object)}].objects.push_back(&one);
    }
    for (const Change* change : forgotten(input_, desired_)) {
      const PlanObject& object = *change->before;
      files[{object.cluster, object.project, is_definition(object)}].forgotten.push_back(change);
    }
    std::set<std::string_view> taken;
    for (const auto& [place, file] : files) taken.insert(std::get<0>(place));
    for (std::string_view cluster : desired_.clusters()) {
      if (!input_.selects || taken.count(cluster) > 0) write_cluster(cluster);
    }
    for (const auto& [place, file] : files) {
      const auto& [cluster, project, definitions] = place;
      std::string path = fmt::format("{}/{}/{}.tf.json", path_word(cluster),
                                     definitions ? kDefinitions : kObjects, path_word(project));
      out_.files.push_back({path, cluster, project, text_of(file)});
    }
    return std::move(out_);
  }

 private:
  void write_cluster(std::string_view cluster) {
    std::string folder = path_word(cluster);
    for (std::string_view module : {kDefinitions, kObjects}) {
      out_.files.push_back(
          {fmt::format("{}/{}/main.tf.json", folder, module), cluster, "", std::string(kMain)});
    }
    out_.files.push_back({folder + "/apply.sh", cluster, "", script_of(cluster)});
  }

  /// New definitions come before their objects, old ones go after them.
  std::string script_of(std::string_view cluster) const {
    std::string out =
        "#!/bin/sh\n"
        "# Written by `drydock plan --emit terraform`; not to be edited. Arguments go to each\n"
        "# `terraform apply`, as in `sh apply.sh -auto-approve`.\n"
        "set -eu\n"
        "cd -- \"$(dirname -- \"$0\")\"\n"
        "terraform -chdir=definitions init -input=false\n"
        "terraform -chdir=objects init -input=false\n";
    auto found = definitions_.find(cluster);
    if (found != definitions_.end()) {
      out += "terraform -chdir=definitions apply";
      for (const std::string& label : found->second) {
        out += fmt::format(" \\\n  -target=kubernetes_manifest.{}", label);
      }
      out += " \"$@\"\n";
    }
    return out +
           "terraform -chdir=objects apply \"$@\"\n"
           "terraform -chdir=definitions apply \"$@\"\n";
  }

  std::string text_of(const File& file) const {
    JsonStream json;
    json.begin_object();
    if (!file.objects.empty()) {
      json.key("resource").begin_object().key("kubernetes_manifest").begin_object();
      for (const Wanted* one : file.objects) write_resource(json, *one);
      json.end_object().end_object();
    }
    write_moves(json, file);
    write_imports(json, file);
    if (!file.forgotten.empty()) {
      json.key("removed").begin_array();
      for (const Change* change : file.forgotten) {
        json.begin_object();
        json.key("from").text("kubernetes_manifest." + labels_.before(change->before->key()));
        json.key("lifecycle").begin_object().key("destroy").boolean(false).end_object();
        json.end_object();
      }
      json.end_array();
    }
    json.end_object();
    return json.take();
  }

  void write_resource(JsonStream& json, const Wanted& one) const {
    const PlanObject& object = *one.object;
    Arena arena;
    json.key(labels_.of(one.key)).begin_object();
    json.key("manifest");
    // What is null the provider takes for set.
    write_json(json, *manifest_of(object, arena), true, escaped);
    json.key("field_manager").begin_object();
    json.key("name").text("drydock");
    json.key("force_conflicts").boolean(true);
    json.end_object();
    if (is_definition(object)) {
      json.key("wait").begin_object().key("condition").begin_array().begin_object();
      json.key("type").text("Established");
      json.key("status").text("True");
      json.end_object().end_array().end_object();
    } else if (rolls_out(object) && dependencies_.is_waited_for(one)) {
      json.key("wait").begin_object().key("rollout").boolean(true).end_object();
    }
    // A plan that destroys it fails, unless this plan says that it is replaced. To leave the
    // configuration is another thing: that was accepted before it was written.
    bool must_stay = is_claim(object) || (one.is_kept() && one.marks.hook == Hook::None);
    if (must_stay && !one.is_replaced()) {
      json.key("lifecycle").begin_object().key("prevent_destroy").boolean(true).end_object();
    }
    write_depends_on(json, one);
    json.end_object();
  }

  /// What is in the other module is there already.
  void write_depends_on(JsonStream& json, const Wanted& one) const {
    std::vector<std::string> names;
    for (const std::string& key : dependencies_.of(one, desired_)) {
      const PlanObject& other = *desired_.find(key)->object;
      if (is_definition(other) != is_definition(*one.object)) continue;
      names.push_back("kubernetes_manifest." + labels_.of(key));
    }
    if (names.empty()) return;
    json.key("depends_on").begin_array();
    for (const std::string& name : names) json.text(name);
    json.end_array();
  }

  void write_moves(JsonStream& json, const File& file) const {
    std::vector<std::pair<std::string, std::string>> moves;
    for (const Wanted* one : file.objects) {
      std::string earlier = labels_.earlier(one->key);
      if (!earlier.empty()) moves.emplace_back(std::move(earlier), labels_.of(one->key));
    }
    if (moves.empty()) return;
    json.key("moved").begin_array();
    for (const auto& [from, to] : moves) {
      json.begin_object();
      json.key("from").text("kubernetes_manifest." + from);
      json.key("to").text("kubernetes_manifest." + to);
      json.end_object();
    }
    json.end_array();
  }

  /// What a dump has is in the cluster: Terraform takes it over, where it does not know it yet.
  void write_imports(JsonStream& json, const File& file) const {
    if (input_.base_kind != BaseKind::Live) return;
    bool any = false;
    for (const Wanted* one : file.objects) {
      if (one->change && !one->change->before) continue;
      const PlanObject& object = *one->object;
      if (!any) json.key("import").begin_array();
      any = true;
      std::string id =
          fmt::format("apiVersion={}{}{},kind={},", object.gvk.group,
                      object.gvk.group.empty() ? "" : "/", object.gvk.version, object.gvk.kind);
      if (!object.namespace_name.empty()) id += fmt::format("namespace={},", object.namespace_name);
      json.begin_object();
      json.key("to").text("kubernetes_manifest." + labels_.of(one->key));
      json.key("id").text(escaped(id + fmt::format("name={}", object.name)));
      json.end_object();
    }
    if (any) json.end_array();
  }

  const EmitInput& input_;
  Desired desired_;
  Labels labels_;
  Dependencies dependencies_;
  std::map<std::string_view, std::vector<std::string>> definitions_;  // labels, by cluster
  Emission out_;
};

}  // namespace

Emission emit_terraform(const EmitInput& input) { return TerraformFolder(input).run(); }

}  // namespace drydock::plan
