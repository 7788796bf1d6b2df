#include "validate/server/storage.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/ascii.h"
#include "validate/server/labels.h"
#include "validate/server/names.h"
#include "validate/server/persistent_volumes.h"
#include "validate/server/quantity.h"
#include "validate/server/volumes.h"

namespace drydock::validate::server {
namespace {

constexpr size_t kMostParameters = 512;
constexpr size_t kMostParameterBytes = 256 * 1024;
constexpr size_t kLongestNodeId = 256;

void check_provisioner(const Field& name) {
  if (name.require_text()) {
    std::string lower = ascii_lower(name.text());
    name.invalid_all(lower, qualified_name(lower));
  }
}

void check_parameters(const Field& parameters, bool may_be_empty) {
  if (parameters.size() > kMostParameters) return parameters.too_long(kMostParameters);
  size_t bytes = 0;
  for (Entry entry : parameters.entries()) {
    if (entry.key.empty()) parameters.invalid_text("", "field can not be empty.");
    bytes += entry.key.size() + entry.value.text().size();
  }
  if (bytes > kMostParameterBytes) parameters.too_long(kMostParameterBytes);
  if (!may_be_empty && parameters.empty()) {
    parameters.required("must contain at least one key/value pair");
  }
}

/// Keys with their values in order, to tell equal terms.
using Term = std::vector<std::pair<std::string_view, std::vector<std::string_view>>>;

Term check_topology_term(const Field& term) {
  Term out;
  for (Field requirement : term["matchLabelExpressions"].each()) {
    Field key = requirement["key"];
    Field values = requirement["values"];
    std::vector<std::string_view> seen;
    if (values.empty()) values.required();
    for (Field value : values.each()) {
      if (std::find(seen.begin(), seen.end(), value.text()) != seen.end()) value.duplicate();
      seen.push_back(value.text());
    }
    check_label_name(key, key.text());
    for (const auto& other : out) {
      if (other.first == key.text()) key.duplicate();
    }
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    out.emplace_back(key.text(), std::move(seen));
  }
  std::sort(out.begin(), out.end());
  return out;
}

void check_topologies(const Field& topologies) {
  std::vector<Term> seen;
  for (Field term : topologies.each()) {
    Term now = check_topology_term(term);
    // An empty term counts as seen: so it is in the server.
    for (const Term& other : seen) {
      if (other == now) term["matchLabelExpressions"].duplicate("");
    }
    if (now.empty()) term["matchLabelExpressions"].duplicate("");
    seen.push_back(std::move(now));
  }
}

void check_token_requests(const Field& requests) {
  Seen audiences;
  for (Field request : requests.each()) {
    Field audience = request["audience"];
    if (!audiences.add(audience.text())) {
      audience.duplicate();
      continue;
    }
    Field expiration = request["expirationSeconds"];
    if (!expiration) continue;
    if (expiration.number() < 600) {
      expiration.invalid("may not specify a duration less than 10 minutes");
    }
    if (expiration.number() > int64_t{1} << 32) {
      expiration.invalid("may not specify a duration larger than 2^32 seconds");
    }
  }
}

void check_node_driver(const Field& driver, Seen& names) {
  check_csi_driver_name(driver["name"]);
  Field id = driver["nodeID"];
  id.require_text();
  if (id.text().size() > kLongestNodeId) {
    id.invalid(fmt::format("must be {} characters or less", kLongestNodeId));
  }
  driver["allocatable"]["count"].non_negative();
  if (!names.add(driver["name"].text())) driver["name"].duplicate();
  Seen keys;
  for (Field key : driver["topologyKeys"].each()) {
    if (key.text().empty()) driver.required();
    if (!keys.add(key.text())) driver.duplicate(key.text());
    driver.invalid_all(key.text(), qualified_name(key.text()));
  }
}

void check_attachment_source(const Field& source) {
  Field volume = source["persistentVolumeName"];
  Field spec = source["inlineVolumeSpec"];
  constexpr std::string_view kOne =
      "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
  if (!volume && !spec) return source.required(kOne);
  if (volume && spec) return source.forbidden(kOne);
  if (spec) return check_inline_volume_spec(spec);
  volume.require_text("must specify non empty persistentVolumeName");
  volume.invalid_all(dns1123_subdomain(volume.text()));
}

}  // namespace

void check_storage_class(const Object& object) {
  const Field& root = object.root;
  check_provisioner(root["provisioner"]);
  check_parameters(root["parameters"], true);
  Field reclaim = root["reclaimPolicy"];
  if (!reclaim.text().empty()) reclaim.one_of({"Delete", "Retain"});
  root["volumeBindingMode"].one_of_if_set({"Immediate", "WaitForFirstConsumer"});
  check_topologies(root["allowedTopologies"]);
}

void check_csi_driver(const Object& object) {
  Field spec = object.spec();
  spec["fsGroupPolicy"].one_of_if_set({"File", "None", "ReadWriteOnceWithFSType"});
  check_token_requests(spec["tokenRequests"]);
  Field modes = spec["volumeLifecycleModes"];
  for (Field mode : modes.each()) modes.shows(mode).one_of({"Persistent", "Ephemeral"});
  Field period = spec["nodeAllocatableUpdatePeriodSeconds"];
  if (period && period.number() < 10) {
    period.invalid("must be greater than or equal to 10 seconds");
  }
}

void check_csi_node(const Object& object) {
  Seen names;
  for (Field driver : object.spec()["drivers"].each()) check_node_driver(driver, names);
}

void check_csi_storage_capacity(const Object& object) {
  const Field& root = object.root;
  check_label_selector(root["nodeTopology"]);
  root["storageClassName"].invalid_all(dns1123_subdomain(root["storageClassName"].text()));
  for (std::string_view key : {"capacity", "maximumVolumeSize"}) {
    if (quantity_of(root[key]).sign() < 0) {
      root[key].invalid("must be greater than or equal to 0");
    }
  }
}

void check_volume_attachment(const Object& object) {
  Field spec = object.spec();
  check_csi_driver_name(spec["attacher"]);
  check_attachment_source(spec["source"]);
  spec["nodeName"].invalid_all(dns1123_subdomain(spec["nodeName"].text()));
}

void check_volume_attributes_class(const Object& object) {
  check_provisioner(object.root["driverName"]);
  check_parameters(object.root["parameters"], false);
}

}  // namespace drydock::validate::server
