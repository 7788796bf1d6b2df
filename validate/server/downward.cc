#include "validate/server/downward.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/ascii.h"
#include "validate/server/names.h"
#include "validate/server/paths.h"
#include "validate/server/quantity.h"

namespace drydock::validate::server {
namespace {

/// A field of the pod: whether variables and volumes may have it.
struct PodField {
  std::string_view path;
  bool in_env;
  bool in_volume;
};
constexpr PodField kPodFields[] = {{"metadata.annotations", false, true},
                                   {"metadata.labels", false, true},
                                   {"metadata.name", true, true},
                                   {"metadata.namespace", true, true},
                                   {"metadata.uid", true, true},
                                   {"spec.nodeName", true, false},
                                   {"spec.host", true, false},
                                   {"spec.restartPolicy", false, false},
                                   {"spec.schedulerName", false, false},
                                   {"spec.serviceAccountName", true, false},
                                   {"status.phase", false, false},
                                   {"status.hostIP", true, false},
                                   {"status.hostIPs", true, false},
                                   {"status.podIP", true, false},
                                   {"status.podIPs", true, false}};

const PodField* find_pod_field(std::string_view path) {
  for (const PodField& row : kPodFields) {
    if (row.path == path) return &row;
  }
  return nullptr;
}

/// "metadata.labels['app']" names one entry of a map.
bool split_subscript(std::string_view path, std::string_view& map, std::string_view& key) {
  if (!path.ends_with("']")) return false;
  size_t open = path.find("['");
  if (open == std::string_view::npos || open == 0) return false;
  map = path.substr(0, open);
  key = path.substr(open + 2, path.size() - open - 4);
  return true;
}

void check_field(const Field& selector, bool in_volume) {
  Field path = selector["fieldPath"];
  if (!path.require_text()) return;
  std::string_view version = selector["apiVersion"].text();
  if (!version.empty() && version != "v1") {
    path.invalid(fmt::format("error converting fieldPath: unsupported pod version: {}", version));
    return;
  }
  std::string_view map;
  std::string_view key;
  if (split_subscript(path.text(), map, key)) {
    if (map == "metadata.annotations") {
      selector.invalid_all(key, qualified_name(ascii_lower(key)));
    } else if (map == "metadata.labels") {
      selector.invalid_all(key, qualified_name(key));
    } else {
      path.invalid(fmt::format(
          "error converting fieldPath: field label does not support subscript: {}", path.text()));
    }
    return;
  }
  const PodField* row = find_pod_field(path.text());
  if (!row) {
    path.invalid(
        fmt::format("error converting fieldPath: field label not supported: {}", path.text()));
  } else if (in_volume && !row->in_volume) {
    path.not_supported(path.text(), {"metadata.annotations", "metadata.labels", "metadata.name",
                                     "metadata.namespace", "metadata.uid"});
  } else if (!in_volume && !row->in_env) {
    path.not_supported(path.text(), {"metadata.name", "metadata.namespace", "metadata.uid",
                                     "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
                                     "status.hostIPs", "status.podIP", "status.podIPs"});
  }
}

bool is_huge_pages_resource(std::string_view name) {
  return name.starts_with("limits.hugepages-") || name.starts_with("requests.hugepages-");
}

bool is_known_resource(std::string_view name) {
  for (std::string_view known : {"limits.cpu", "limits.memory", "limits.ephemeral-storage",
                                 "requests.cpu", "requests.memory", "requests.ephemeral-storage"}) {
    if (name == known) return true;
  }
  return is_huge_pages_resource(name);
}

void check_divisor(const Field& selector, std::string_view name) {
  Field divisor = selector["divisor"];
  Quantity quantity = quantity_of(divisor);
  if (quantity.sign() == 0) return;
  std::string text = quantity.text();
  if (name.ends_with(".cpu")) {
    if (text == "1m" || text == "1") return;
    return divisor.invalid_text(
        name, "only divisor's values 1m and 1 are supported with the cpu resource");
  }
  if (!is_known_resource(name)) return;
  for (std::string_view unit :
       {"1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"}) {
    if (text == unit) return;
  }
  std::string_view kind = is_huge_pages_resource(name) ? "hugepages"
                          : name.ends_with(".memory")  ? "memory"
                                                       : "local ephemeral storage";
  divisor.invalid_text(name,
                       fmt::format("only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, "
                                   "1Gi, 1Ti, 1Pi, 1Ei are supported with the {} resource",
                                   kind));
}

void check_resource(const Field& selector, bool in_volume) {
  Field name = selector["resource"];
  if (in_volume && selector["containerName"].text().empty()) {
    selector["containerName"].required();
  } else if (name.require_text() && !is_known_resource(name.text())) {
    name.not_supported(name.text(),
                       {"limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu",
                        "requests.ephemeral-storage", "requests.memory"});
  }
  check_divisor(selector, name.text());
}

}  // namespace

void check_downward_file(const Field& file) {
  Field path = file["path"];
  path.require_text();
  check_local_non_reserved_path(path);
  Field field = file["fieldRef"];
  Field resource = file["resourceFieldRef"];
  if (field) {
    check_field(field, true);
    if (resource) {
      file.invalid_text("resource",
                        "fieldRef and resourceFieldRef can not be specified simultaneously");
    }
  } else if (resource) {
    check_resource(resource, true);
  } else {
    file.required("one of fieldRef and resourceFieldRef is required");
  }
  check_file_mode(file["mode"]);
}

void check_env_field(const Field& selector) { check_field(selector, false); }
void check_env_resource(const Field& selector) { check_resource(selector, false); }

}  // namespace drydock::validate::server
