#include "validate/server/persistent_volumes.h"

#include <fmt/format.h>

#include "validate/server/labels.h"
#include "validate/server/names.h"
#include "validate/server/paths.h"
#include "validate/server/pods.h"
#include "validate/server/quantity.h"
#include "validate/server/resources.h"
#include "validate/server/volumes.h"

namespace drydock::validate::server {
namespace {

void check_access_modes(const Field& modes) {
  bool once_pod = false;
  bool other = false;
  for (Field mode : modes.each()) {
    bool known = modes.shows(mode).one_of(
        {"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"});
    once_pod = once_pod || mode.is("ReadWriteOncePod");
    other = other || (known && !mode.is("ReadWriteOncePod"));
  }
  if (once_pod && other) modes.forbidden("may not use ReadWriteOncePod with other access modes");
}

void check_secret_reference(const Field& reference) {
  if (!reference) return;
  if (reference["name"].require_text()) {
    reference["name"].invalid_all(dns1123_subdomain(reference["name"].text()));
  }
  if (reference["namespace"].require_text()) {
    reference["namespace"].invalid_all(dns1123_label(reference["namespace"].text()));
  }
}

void check_csi(const Field& source) {
  check_csi_driver_name(source["driver"]);
  source["volumeHandle"].require_text();
  for (std::string_view key : {"controllerPublishSecretRef", "controllerExpandSecretRef",
                               "nodePublishSecretRef", "nodeExpandSecretRef"}) {
    check_secret_reference(source[key]);
  }
}

void check_azure_file(const Field& source) {
  source["secretName"].require_text();
  source["shareName"].require_text();
  if (source["secretNamespace"]) source["secretNamespace"].require_text();
}

void check_glusterfs_volume(const Field& source) {
  check_glusterfs(source);
  Field space = source["endpointsNamespace"];
  if (!space) return;
  if (space.text().empty()) {
    space.invalid("if the endpointnamespace is set, it must be a valid namespace name");
  } else {
    space.invalid_all(dns1123_label(space.text()));
  }
}

void check_cinder_volume(const Field& source) {
  check_cinder(source);
  if (source["secretRef"]) source["secretRef"]["namespace"].require_text();
}

void check_storage_os_volume(const Field& source) {
  check_storage_os(source);
  if (source["secretRef"]) source["secretRef"]["namespace"].require_text();
}

void check_iscsi_volume(const Field& source) {
  check_iscsi_target(source, false);
  if (source["secretRef"]) source["secretRef"]["name"].require_text();
}

void check_local(const Field& source) {
  if (source["path"].require_text()) check_no_backsteps(source["path"]);
}

// clang-format off
constexpr VolumeSource kSources[] = {
    {"hostPath",             "hostPath",             "hostPath",             check_host_path},
    {"gcePersistentDisk",    "persistentDisk",       "gcePersistentDisk",    check_gce_disk},
    {"awsElasticBlockStore", "awsElasticBlockStore", "awsElasticBlockStore", check_aws_disk},
    {"glusterfs",            "glusterfs",            "glusterfs",            check_glusterfs_volume},
    {"flocker",              "flocker",              "flocker",              check_flocker},
    {"nfs",                  "nfs",                  "nfs",                  check_nfs},
    {"rbd",                  "rbd",                  "rbd",                  check_rbd},
    {"quobyte",              "quobyte",              "quobyte",              check_quobyte},
    {"cephfs",               "cephfs",               "cephFS",               check_cephfs},
    {"iscsi",                "iscsi",                "iscsi",                check_iscsi_volume},
    {"cinder",               "cinder",               "cinder",               check_cinder_volume},
    {"fc",                   "fc",                   "fc",                   check_fibre_channel},
    {"flexVolume",           "flexVolume",           "flexVolume",           check_flex},
    {"azureFile",            "azureFile",            "azureFile",            check_azure_file},
    {"vsphereVolume",        "vsphereVolume",        "vsphereVolume",        check_vsphere},
    {"photonPersistentDisk", "photonPersistentDisk", "photonPersistentDisk", check_photon},
    {"portworxVolume",       "portworxVolume",       "portworxVolume",       check_portworx},
    {"azureDisk",            "azureDisk",            "azureDisk",            check_azure_disk},
    {"scaleIO",              "scaleIO",              "scaleIO",              check_scale_io},
    {"local",                "local",                "local",                check_local},
    {"storageos",            "storageos",            "storageos",            check_storage_os_volume},
    {"csi",                  "csi",                  "csi",                  check_csi},
};
// clang-format on

void check_capacity(const Field& spec) {
  Field capacity = spec["capacity"];
  if (capacity.empty()) capacity.required();
  if (!capacity.key("storage") || capacity.size() > 1) {
    capacity.not_supported("", {"storage"});
  }
  for (Entry amount : capacity.entries()) {
    if (quantity_of(amount.value).sign() < 0) {
      amount.value.invalid("must be a valid resource quantity");
    }
    check_positive(amount.value);
  }
}

void check_node_affinity(const Field& affinity) {
  if (!affinity) return;
  Field required = affinity["required"];
  if (!required) return required.required("must specify required node constraints");
  check_node_selector(required);
}

bool is_root(std::string_view path) {
  // What path.Clean turns into "/": only slashes and dots.
  if (!path.starts_with('/')) return false;
  for (size_t start = 1; start <= path.size();) {
    size_t end = std::min(path.find('/', start), path.size());
    std::string_view part = path.substr(start, end - start);
    if (!part.empty() && part != "." && part != "..") return false;
    start = end + 1;
  }
  return true;
}

void check_volume_class(const Field& spec) {
  Field name = spec["volumeAttributesClassName"];
  if (!name) return;
  if (name.require_text("an empty string is disallowed")) {
    name.invalid_all(dns1123_subdomain(name.text()));
  }
  if (!spec["csi"])
    spec["csi"].required("has to be specified when using volumeAttributesClassName");
}

void forbid_inline(const Field& spec) {
  constexpr std::string_view kInline = "may not be specified in the context of inline volumes";
  for (std::string_view key : {"claimRef", "capacity", "nodeAffinity"}) {
    if (spec[key]) spec[key].forbidden(kInline);
  }
  if (!spec["csi"]) spec["csi"].required("has to be specified in the context of inline volumes");
  if (spec["persistentVolumeReclaimPolicy"].text_or("Retain") != "Retain") {
    spec["persistentVolumeReclaimPolicy"].forbidden(
        "may only be Retain in the context of inline volumes");
  }
  if (!spec["storageClassName"].text().empty()) spec["storageClassName"].forbidden(kInline);
  if (spec["volumeMode"].text_or("Filesystem") != "Filesystem") {
    spec["volumeMode"].forbidden(
        "may not specify volumeMode other than Filesystem in the context of inline volumes");
  }
}

void check_own_fields(const Field& spec) {
  check_capacity(spec);
  Field policy = spec["persistentVolumeReclaimPolicy"];
  if (!policy.text().empty()) policy.one_of({"Delete", "Recycle", "Retain"});
  check_node_affinity(spec["nodeAffinity"]);
  Field storage = spec["storageClassName"];
  if (!storage.text().empty()) storage.invalid_all(dns1123_subdomain(storage.text()));
  spec["volumeMode"].one_of_if_set({"Block", "Filesystem"});
}

// Where a claim's data come from: the older field, and the newer one that may be of any kind.

bool is_claim_or_snapshot(const Field& source) {
  std::string_view group = source["apiGroup"].text();
  if (source["kind"].is("PersistentVolumeClaim")) return group.empty();
  return source["kind"].is("VolumeSnapshot") && group == "snapshot.storage.k8s.io";
}

void check_data_source(const Field& source) {
  source["name"].require_text();
  source["kind"].require_text();
  std::string_view group = source["apiGroup"].text();
  if (group.empty() && !source["kind"].is("PersistentVolumeClaim")) {
    source.invalid_text(source["kind"].text(),
                        "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  }
  if (!group.empty()) source["apiGroup"].invalid_all(dns1123_subdomain(group));
}

void check_data_sources(const Field& spec) {
  Field source = spec["dataSource"];
  Field reference = spec["dataSourceRef"];
  // The server drops other kinds from the older field, then fills each field from the other.
  if (source && !is_claim_or_snapshot(source)) source = spec.at("dataSource");
  std::string_view other = reference["namespace"].text();
  if (source && !reference) {
    reference = reference.shows(source);
  } else if (reference && !source && other.empty() && is_claim_or_snapshot(reference)) {
    source = source.shows(reference);
  }
  if (source) check_data_source(source);
  if (!reference) return;
  check_data_source(reference);
  if (!other.empty()) {
    reference["namespace"].invalid_all(dns1123_label(other));
    if (source) {
      spec.invalid_text("dataSource",
                        "may not be specified when dataSourceRef.namespace is specified");
    }
  } else if (source) {
    for (std::string_view key : {"apiGroup", "kind", "name"}) {
      if (source[key].text() != reference[key].text()) {
        return spec.invalid_text("dataSource", "must match dataSourceRef");
      }
    }
  }
}

}  // namespace

void check_claim_spec(const Field& spec) {
  Field modes = spec["accessModes"];
  if (modes.empty()) modes.required("at least 1 access mode is required");
  check_label_selector(spec["selector"]);
  check_access_modes(modes);
  Field resources = spec["resources"];
  Field storage = resources.at_key("storage").shows(resources["requests"].key("storage"));
  if (!storage) {
    storage.required();
  } else {
    check_positive(storage);
  }
  Field storage_class = spec["storageClassName"];
  if (!storage_class.text().empty()) {
    storage_class.invalid_all(dns1123_subdomain(storage_class.text()));
  }
  spec["volumeMode"].one_of_if_set({"Block", "Filesystem"});
  check_data_sources(spec);
  Field attributes = spec["volumeAttributesClassName"];
  if (!attributes.text().empty()) attributes.invalid_all(dns1123_subdomain(attributes.text()));
}

void check_persistent_volume_claim(const Object& object) { check_claim_spec(object.spec()); }

void check_persistent_volume_spec(const Field& spec, std::string_view name, bool is_inline) {
  if (is_inline) forbid_inline(spec);
  if (spec["accessModes"].empty()) spec["accessModes"].required();
  check_access_modes(spec["accessModes"]);
  if (!is_inline) check_own_fields(spec);
  if (check_volume_sources(spec, kSources, std::size(kSources)) == 0) {
    spec.required("must specify a volume type");
  }
  if (spec["local"] && !spec["nodeAffinity"]) {
    spec["nodeAffinity"].required("Local volume requires node affinity");
  }
  Field iscsi = spec["iscsi"];
  if (iscsi["initiatorName"] && name.size() + 1 + iscsi["targetPortal"].text().size() > 64) {
    iscsi.renamed("targetPortal", "targetportal")
        .invalid(
            "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if "
            "iscsi.initiatorName is specified.");
  }
  if (is_root(spec["hostPath"]["path"].text()) &&
      spec["persistentVolumeReclaimPolicy"].is("Recycle")) {
    spec["persistentVolumeReclaimPolicy"].forbidden(
        "may not be 'recycle' for a hostPath mount of '/'");
  }
  check_volume_class(spec);
}

void check_persistent_volume(const Object& object) {
  check_persistent_volume_spec(object.spec(), object.name, false);
}

void check_inline_volume_spec(const Field& spec) { check_persistent_volume_spec(spec, "", true); }

}  // namespace drydock::validate::server
