#include "validate/server/core_kinds.h"

#include <fmt/format.h>

#include "core/arena.h"
#include "core/base_encoding.h"
#include "core/json/parse.h"
#include "validate/server/addresses.h"
#include "validate/server/labels.h"
#include "validate/server/names.h"
#include "validate/server/pods.h"
#include "validate/server/quantity.h"
#include "validate/server/resources.h"

namespace drydock::validate::server {
namespace {

constexpr size_t kLargestData = 1024 * 1024;

size_t decoded_size(std::string_view base64) { return decode_base64(base64).bytes.size(); }

// Secrets. What they hold must never stand in a message.

constexpr std::string_view kRedacted = "\"<secret contents redacted>\"";

/// The bytes under a key: `stringData` goes over `data`. Nothing when there is no such key.
std::optional<std::string> secret_bytes(const Object& object, std::string_view key) {
  const Node* text = object.root["stringData"].node();
  if (text && text->find(key)) return std::string(object.root["stringData"].key(key).text());
  const Node* data = object.root["data"].node();
  if (!data || !data->find(key)) return std::nullopt;
  return decode_base64(object.root["data"].key(key).text()).bytes;
}

void require_key(const Object& object, std::string_view key) {
  if (!secret_bytes(object, key)) object.root["data"].at_key(key).required();
}

void check_docker_config(const Object& object, std::string_view key) {
  std::optional<std::string> bytes = secret_bytes(object, key);
  Field where = object.root["data"].at_key(key);
  if (!bytes) return where.required();
  Arena arena;
  JsonResult json = parse_json(*bytes, arena);
  if (!json.ok()) {
    where.invalid_value(kRedacted, json.error->message);
  } else if (!json.value.is_map() && !json.value.is_nil()) {
    where.invalid_value(kRedacted,
                        "json: cannot unmarshal into Go value of type map[string]interface {}");
  }
}

void check_secret_type(const Object& object) {
  std::string_view type = object.root["type"].text();
  if (type == "kubernetes.io/service-account-token") {
    constexpr std::string_view kName = "kubernetes.io/service-account.name";
    if (object.annotations().key(kName).text().empty()) {
      object.metadata().at("annotations").at_key(kName).required();
    }
  } else if (type == "kubernetes.io/dockercfg") {
    check_docker_config(object, ".dockercfg");
  } else if (type == "kubernetes.io/dockerconfigjson") {
    check_docker_config(object, ".dockerconfigjson");
  } else if (type == "kubernetes.io/basic-auth") {
    if (!secret_bytes(object, "username") && !secret_bytes(object, "password")) {
      require_key(object, "username");
      require_key(object, "password");
    }
  } else if (type == "kubernetes.io/ssh-auth") {
    std::optional<std::string> key = secret_bytes(object, "ssh-privatekey");
    if (!key || key->empty()) object.root["data"].at_key("ssh-privatekey").required();
  } else if (type == "kubernetes.io/tls") {
    require_key(object, "tls.crt");
    require_key(object, "tls.key");
  }
}

// Nodes.

void check_taints(const Field& taints) {
  std::vector<std::pair<std::string_view, std::string_view>> seen;
  for (Field taint : taints.each()) {
    std::string_view key = taint["key"].text();
    std::string_view effect = taint["effect"].text();
    check_label_name(taint["key"], key);
    taint["value"].invalid_all(label_value(taint["value"].text()));
    if (taint["effect"].require_text()) check_taint_effect(taint["effect"]);
    for (const auto& other : seen) {
      if (other.first == key && other.second == effect) {
        taint.duplicate(fmt::format("{}:{}", key, effect));
        break;
      }
    }
    seen.emplace_back(key, effect);
  }
}

void check_pod_cidrs(const Field& cidrs) {
  std::vector<Cidr> read;
  Seen seen;
  for (Field cidr : cidrs.each()) {
    if (std::optional<Cidr> parsed = check_cidr(cidr, cidr.text())) read.push_back(*parsed);
    if (!seen.add(cidr.text())) cidr.duplicate();
  }
  if (cidrs.size() < 2 || read.size() != cidrs.size()) return;
  if (read.size() > 2 || read[0].address.is_v4 == read[1].address.is_v4) {
    cidrs.invalid("may specify no more than one CIDR for each IP family");
  }
}

// Limit ranges. For containers the server fills in defaults before it compares.

/// What a limit says of one resource, defaults filled in.
struct Limit {
  Field max, min, normal, request, ratio;
};

Limit limit_of(const Field& item, std::string_view resource) {
  bool is_pod = item["type"].is("Pod");
  auto get = [&](std::string_view key) { return item[key].key(resource); };
  Limit limit{get("max"), get("min"), get("default"), get("defaultRequest"),
              get("maxLimitRequestRatio")};
  if (is_pod) limit.normal = limit.request = Field();
  if (item["type"].is("Container")) {
    if (!limit.normal) limit.normal = limit.normal.shows(limit.max);
    if (!limit.request) limit.request = limit.request.shows(limit.normal);
    if (!limit.request) limit.request = limit.request.shows(limit.min);
  }
  return limit;
}

void check_order(const Field& where, const Field& low, const Field& high, std::string_view low_name,
                 std::string_view high_name, const Field& shown) {
  if (!low || !high) return;
  Quantity a = quantity_of(low);
  Quantity b = quantity_of(high);
  if (a.compare(b) <= 0) return;
  where.invalid_text(quantity_of(shown).text(),
                     fmt::format("{} value {} is greater than {} value {}", low_name, a.text(),
                                 high_name, b.text()));
}

void check_ratio(const Limit& limit) {
  if (!limit.ratio) return;
  Quantity ratio = quantity_of(limit.ratio);
  if (ratio.compare(Quantity(1)) < 0) {
    limit.ratio.invalid_text(ratio.text(), fmt::format("ratio {} is less than 1", ratio.text()));
  }
  if (!limit.min || !limit.max) return;
  double low = static_cast<double>(quantity_of(limit.min).milli_value());
  double most = static_cast<double>(quantity_of(limit.max).milli_value()) / low;
  if (static_cast<double>(ratio.milli_value()) / 1000 > most) {
    limit.ratio.invalid_text(
        ratio.text(), fmt::format("ratio {} is greater than max/min = {:f}", ratio.text(), most));
  }
}

void check_limit(const Limit& limit, std::string_view resource) {
  check_order(limit.min, limit.min, limit.max, "min", "max", limit.min);
  check_order(limit.request, limit.min, limit.request, "min", "default request", limit.request);
  check_order(limit.request, limit.request, limit.max, "default request", "max", limit.request);
  check_order(limit.request, limit.request, limit.normal, "default request", "default limit",
              limit.request);
  check_order(limit.normal, limit.min, limit.normal, "min", "default", limit.min);
  check_order(limit.normal, limit.normal, limit.max, "default", "max", limit.max);
  check_ratio(limit);
  if (!is_overcommit_allowed(resource) && limit.normal && limit.request &&
      !(quantity_of(limit.normal) == quantity_of(limit.request))) {
    limit.request.invalid(
        fmt::format("default value {} must equal to defaultRequest value {} in {}",
                    quantity_of(limit.normal).text(), quantity_of(limit.request).text(), resource));
  }
}

void check_limit_type(const Field& type) {
  Problems problems = qualified_name(type.text());
  if (!problems.empty()) return type.invalid_all(type.text(), problems);
  for (std::string_view known : {"Container", "PersistentVolumeClaim", "Pod"}) {
    if (type.is(known)) return;
  }
  if (type.text().find('/') == std::string_view::npos) {
    type.invalid("must be a standard limit type or fully qualified");
  }
}

void check_limit_item(const Field& item) {
  bool of_pods = item["type"].is("Pod") || item["type"].is("Container");
  Seen resources;
  for (std::string_view key : {"max", "min", "default", "defaultRequest", "maxLimitRequestRatio"}) {
    if (item["type"].is("Pod") && key.starts_with("default")) {
      if (!item[key].empty()) item[key].forbidden("may not be specified when `type` is 'Pod'");
      continue;
    }
    for (Entry entry : item[key].entries()) {
      resources.add(entry.key);
      if (of_pods) {
        check_container_resource_name(entry.value, entry.key);
      } else {
        check_resource_name(entry.value, entry.key);
      }
    }
  }
  if (item["type"].is("PersistentVolumeClaim") && !item["min"].key("storage") &&
      !item["max"].key("storage")) {
    item.at("limits").required(
        "either minimum or maximum storage value is required, but neither was provided");
  }
  for (std::string_view key : {"max", "min", "default", "defaultRequest", "maxLimitRequestRatio"}) {
    for (Entry entry : item[key].entries()) {
      if (!resources.has(entry.key)) continue;
      bool first = true;
      for (std::string_view before : {"max", "min", "default", "defaultRequest"}) {
        if (before == key) break;
        first = first && !item[before].key(entry.key);
      }
      if (first) check_limit(limit_of(item, entry.key), entry.key);
    }
  }
}

// Quotas.

constexpr std::string_view kScopes[] = {"Terminating",          "NotTerminating",
                                        "BestEffort",           "NotBestEffort",
                                        "PriorityClass",        "CrossNamespacePodAffinity",
                                        "VolumeAttributesClass"};

bool is_scope(std::string_view scope) {
  for (std::string_view known : kScopes) {
    if (known == scope) return true;
  }
  return false;
}

bool scope_fits(std::string_view scope, std::string_view resource) {
  if (!is_scope(scope)) return true;
  if (scope == "VolumeAttributesClass") {
    return resource == "persistentvolumeclaims" || resource == "requests.storage";
  }
  if (resource == "pods") return true;
  if (scope == "BestEffort") return false;
  return resource == "cpu" || resource == "memory" || resource == "limits.cpu" ||
         resource == "limits.memory" || resource == "requests.cpu" || resource == "requests.memory";
}

void check_scope_resources(const Field& where, const Field& hard, std::string_view scope) {
  for (Entry amount : hard.entries()) {
    if (is_standard_quota_resource(amount.key) && !scope_fits(scope, amount.key)) {
      where.invalid("unsupported scope applied to resource");
    }
  }
}

void check_scope_pairs(const Field& where, const Seen& scopes) {
  if ((scopes.has("BestEffort") && scopes.has("NotBestEffort")) ||
      (scopes.has("Terminating") && scopes.has("NotTerminating"))) {
    where.invalid("conflicting scopes");
  }
}

void check_scopes(const Field& spec) {
  Field scopes = spec["scopes"];
  Seen seen;
  for (Field scope : scopes.each()) {
    if (!is_scope(scope.text())) scopes.invalid("unsupported scope");
    check_scope_resources(scopes, spec["hard"], scope.text());
    seen.add(scope.text());
  }
  check_scope_pairs(scopes, seen);
}

void check_scope_requirement(const Field& all, const Field& requirement) {
  Field scope = all.at("scopeName").shows(requirement["scopeName"]);
  Field op = all.at("operator").shows(requirement["operator"]);
  Field values = all.at("values").shows(requirement["values"]);
  bool needs_exists =
      is_scope(scope.text()) && !scope.is("PriorityClass") && !scope.is("VolumeAttributesClass");
  if (!is_scope(scope.text())) scope.invalid_text(scope.text(), "unsupported scope");
  if (needs_exists && !op.is("Exists")) {
    op.invalid_text(
        op.text(),
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
        "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, "
        "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
  }
  if (op.is("In") || op.is("NotIn")) {
    if (values.empty()) {
      values.required(
          "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
    }
  } else if (op.is("Exists") || op.is("DoesNotExist")) {
    if (!values.empty()) {
      values.invalid(
          "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
    }
  } else {
    op.invalid_text(op.text(), "not a valid selector operator");
  }
}

void check_scope_selector(const Field& spec) {
  Field all = spec["scopeSelector"]["matchExpressions"];
  Seen seen;
  for (Field requirement : all.each()) {
    check_scope_requirement(all, requirement);
    check_scope_resources(all, spec["hard"], requirement["scopeName"].text());
    seen.add(requirement["scopeName"].text());
  }
  check_scope_pairs(all, seen);
}

void check_quota_amounts(const Field& amounts) {
  for (Entry amount : amounts.entries()) {
    check_quota_resource_name(amount.value, amount.key);
    check_resource_amount(amount.value, amount.key);
  }
}

}  // namespace

void check_config_map(const Object& object) {
  Field data = object.root["data"];
  Field binary = object.root["binaryData"];
  size_t bytes = 0;
  for (Entry entry : data.entries()) {
    entry.value.invalid_all(entry.key, config_map_key(entry.key));
    if (!binary.empty() && binary.node()->find(entry.key)) {
      entry.value.invalid_text(entry.key, "duplicate of key present in binaryData");
    }
    bytes += entry.value.text().size();
  }
  for (Entry entry : binary.entries()) {
    entry.value.invalid_all(entry.key, config_map_key(entry.key));
    bytes += decoded_size(entry.value.text());
  }
  if (bytes > kLargestData) {
    // The server points to the object as a whole.
    Report& report = object.root.report();
    Field(&report, report.step(nullptr, "[]", -1, false, object.root.node()), nullptr)
        .too_long(kLargestData);
  }
}

void check_secret(const Object& object) {
  Field data = object.root["data"];
  Field text = object.root["stringData"];
  size_t bytes = 0;
  for (Entry entry : data.entries()) {
    if (!text.empty() && text.node()->find(entry.key)) continue;
    entry.value.invalid_all(entry.key, config_map_key(entry.key));
    bytes += decoded_size(entry.value.text());
  }
  for (Entry entry : text.entries()) {
    data.at_key(entry.key).shows(entry.value).invalid_all(entry.key, config_map_key(entry.key));
    bytes += entry.value.text().size();
  }
  if (bytes > kLargestData) data.too_long(kLargestData);
  check_secret_type(object);
}

void check_namespace(const Object& object) {
  Field finalizers = object.spec()["finalizers"];
  for (Field finalizer : finalizers.each()) check_finalizer_name(finalizers, finalizer.text());
  // The server adds a label with the name.
  std::string_view name = object.metadata()["name"].text();
  Field labels = object.metadata()["labels"];
  if (labels["kubernetes.io/metadata.name"].text() != name) {
    labels.invalid_all(name, label_value(name));
  }
}

void check_node(const Object& object) {
  Field spec = object.spec();
  check_taints(object.metadata().at("taints").shows(spec["taints"]));
  for (std::string_view key : {"capacity", "allocatable"}) {
    Field amounts = object.root["status"][key];
    for (Entry amount : amounts.entries()) {
      check_resource_amount(amounts.at(amount.key).shows(amount.value), amount.key);
    }
  }
  Field cidrs = spec["podCIDRs"];
  Field single = spec["podCIDR"];
  if (cidrs.empty() && !single.text().empty()) {
    check_cidr(cidrs.at_index(0).shows(single), single.text());
  }
  check_pod_cidrs(cidrs);
}

void check_limit_range(const Object& object) {
  Seen types;
  for (Field item : object.spec()["limits"].each()) {
    check_limit_type(item["type"]);
    if (!types.add(item["type"].text())) item["type"].duplicate();
    check_limit_item(item);
  }
}

void check_resource_quota(const Object& object) {
  Field spec = object.spec();
  check_quota_amounts(spec["hard"]);
  check_scopes(spec);
  check_scope_selector(spec);
}

void check_binding(const Object& object) {
  Field target = object.root["target"];
  if (!target["kind"].text().empty() && !target["kind"].is("Node")) {
    target["kind"].not_supported(target["kind"].text(), {"Node", "<empty>"});
  }
  target["name"].require_text();
}

}  // namespace drydock::validate::server
