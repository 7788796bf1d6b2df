#include "core/ascii.h"
#include "validate/server/names.h"
#include "validate/server/paths.h"
#include "validate/server/volumes.h"

/// Sources of storage that may stand in a pod as well as in a persistent volume.
namespace drydock::validate::server {
namespace {

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "iqn.2001-04.com.example:storage"; the server looks for it anywhere in the text.
bool is_iqn(std::string_view text) {
  for (size_t at = text.find("iqn."); at != std::string_view::npos;
       at = text.find("iqn.", at + 1)) {
    std::string_view rest = text.substr(at + 4);
    if (rest.size() < 9 || rest[4] != '-' || rest[7] != '.') continue;
    bool date = true;
    for (size_t i : {0, 1, 2, 3, 5, 6}) date = date && is_digit(rest[i]);
    if (!date) continue;
    rest.remove_prefix(8);
    size_t colon = rest.find(':');
    if (colon == 0 || colon == std::string_view::npos || colon + 1 == rest.size()) continue;
    bool fits = true;
    for (char c : rest.substr(0, colon)) fits = fits && (is_alnum(c) || c == '-' || c == '.');
    for (char c : rest.substr(colon + 1)) {
      fits = fits && std::string_view(",;*&$| \t\n\r\f\v").find(c) == std::string_view::npos;
    }
    if (fits) return true;
  }
  return false;
}

bool is_fixed(std::string_view text, std::string_view prefix, size_t digits) {
  if (!text.starts_with(prefix) || text.size() != prefix.size() + 1 + digits) return false;
  for (char c : text.substr(prefix.size() + 1)) {
    if (!is_alnum(c)) return false;
  }
  return true;
}

void check_initiator(const Field& name, std::string_view unknown_form) {
  std::string_view text = name.text();
  bool right = true;
  if (text.starts_with("iqn")) {
    right = is_iqn(text);
  } else if (text.starts_with("eui")) {
    right = is_fixed(text, "eui", 16);
  } else if (text.starts_with("naa")) {
    right = is_fixed(text, "naa", 32);
  } else {
    return name.invalid_text(text, unknown_form);
  }
  if (!right) name.invalid_text(text, "must be valid format");
}

void check_partition(const Field& partition) {
  int64_t number = partition.number();
  if (number < 0 || number > 255) {
    partition.invalid_number(number, "must be between 1 and 255, inclusive");
  }
}

void check_lun(const Field& lun) {
  int64_t number = lun.number();
  if (number < 0 || number > 255)
    lun.invalid_number(number, "must be between 0 and 255, inclusive");
}

bool is_host_port(std::string_view text) {
  size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[')) return host.ends_with(']') && host.find(']') == host.size() - 1;
  return host.find_first_of(":[]") == std::string_view::npos;
}

}  // namespace

void check_host_path(const Field& source) {
  Field path = source["path"];
  if (!path.require_text()) return;
  check_no_backsteps(path);
  source["type"].one_of_if_set({"", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate",
                                "File", "FileOrCreate", "Socket"});
}

void check_gce_disk(const Field& source) {
  source["pdName"].require_text();
  check_partition(source["partition"]);
}

void check_aws_disk(const Field& source) {
  source["volumeID"].require_text();
  check_partition(source["partition"]);
}

void check_nfs(const Field& source) {
  source["server"].require_text();
  Field path = source["path"];
  path.require_text();
  if (!path.text().starts_with('/')) path.invalid_text(path.text(), "must be an absolute path");
}

void check_iscsi_target(const Field& source, bool in_pod) {
  constexpr std::string_view kStart = "must be valid format starting with iqn, eui, or naa";
  std::string_view unknown = in_pod ? kStart : "must be valid format";
  source["targetPortal"].require_text();
  Field iqn = source["iqn"];
  if (iqn.require_text()) check_initiator(iqn, unknown);
  check_lun(source["lun"]);
  bool chap = source["chapAuthDiscovery"].flag() || source["chapAuthSession"].flag();
  if (chap && !source["secretRef"]) source["secretRef"].required();
  Field initiator = source.renamed("initiatorName", "initiatorname");
  if (initiator) check_initiator(initiator, unknown);
}

void check_glusterfs(const Field& source) {
  source["endpoints"].require_text();
  source["path"].require_text();
}

void check_flocker(const Field& source) {
  std::string_view name = source["datasetName"].text();
  std::string_view uuid = source["datasetUUID"].text();
  if (name.empty() && uuid.empty()) {
    source.required("one of datasetName and datasetUUID is required");
  }
  if (!name.empty() && !uuid.empty()) {
    source.invalid_text("resource",
                        "datasetName and datasetUUID can not be specified simultaneously");
  }
  if (name.find('/') != std::string_view::npos) {
    source["datasetName"].invalid("must not contain '/'");
  }
}

void check_rbd(const Field& source) {
  if (source["monitors"].empty()) source["monitors"].required();
  source["image"].require_text();
}

void check_cephfs(const Field& source) {
  if (source["monitors"].empty()) source["monitors"].required();
}

void check_quobyte(const Field& source) {
  constexpr std::string_view kForm =
      "must be a host:port pair or multiple pairs separated by commas";
  Field registry = source["registry"];
  if (registry.require_text(kForm)) {
    if (source["tenant"].text().size() >= 65) {
      source["tenant"].required("must be a UUID and may not exceed a length of 64 characters");
    } else {
      std::string_view rest = registry.text();
      for (;;) {
        size_t comma = rest.find(',');
        if (!is_host_port(rest.substr(0, comma))) registry.invalid(kForm);
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
      }
    }
  }
  source["volume"].require_text();
}

void check_fibre_channel(const Field& source) {
  Field names = source["targetWWNs"];
  if (names.empty() && source["wwids"].empty()) {
    names.required("must specify either targetWWNs or wwids, but not both");
  }
  if (names.empty()) return;
  if (!source["wwids"].empty()) {
    names.invalid("targetWWNs and wwids can not be specified simultaneously");
  }
  Field lun = source["lun"];
  if (!lun) return lun.required("lun is required if targetWWNs is specified");
  check_lun(lun);
}

void check_flex(const Field& source) {
  source["driver"].require_text();
  for (Entry option : source["options"].entries()) {
    std::string domain = "." + ascii_lower(option.key.substr(0, option.key.find('/')));
    if (domain.ends_with(".kubernetes.io") || domain.ends_with(".k8s.io")) {
      option.value.invalid_text(option.key, "kubernetes.io and k8s.io namespaces are reserved");
    }
  }
}

void check_azure_disk(const Field& source) {
  source["diskName"].require_text();
  Field uri = source["diskURI"];
  uri.require_text();
  source["cachingMode"].one_of_if_set({"None", "ReadOnly", "ReadWrite"});
  source["kind"].one_of_if_set({"Dedicated", "Managed", "Shared"});
  if (source["kind"].text_or("Shared") == "Managed") {
    if (!uri.text().starts_with("/subscriptions/")) {
      uri.not_supported(uri.text(),
                        {"/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/"
                         "microsoft.compute/disks/{disk-id}"});
    }
  } else if (!uri.text().starts_with("https://")) {
    uri.not_supported(uri.text(), {"https://{account-name}.blob.core.windows.net/{container-name}/"
                                   "{disk-name}.vhd"});
  }
}

void check_vsphere(const Field& source) { source["volumePath"].require_text(); }
void check_photon(const Field& source) { source["pdID"].require_text(); }
void check_portworx(const Field& source) { source["volumeID"].require_text(); }

void check_scale_io(const Field& source) {
  source["gateway"].require_text();
  source["system"].require_text();
  source["volumeName"].require_text();
}

void check_storage_os(const Field& source) {
  Field name = source["volumeName"];
  if (name.require_text()) name.invalid_all(dns1123_label(name.text()));
  Field space = source["volumeNamespace"];
  if (!space.text().empty()) space.invalid_all(dns1123_label(space.text()));
  if (source["secretRef"]) source["secretRef"]["name"].require_text();
}

void check_cinder(const Field& source) {
  source["volumeID"].require_text();
  if (source["secretRef"]) source["secretRef"]["name"].require_text();
}

void check_csi_driver_name(const Field& driver) {
  driver.require_text();
  if (driver.text().size() > 63) driver.too_long(63);
  driver.invalid_all(dns1123_subdomain(ascii_lower(driver.text())));
}

}  // namespace drydock::validate::server
