#include "validate/server/resources.h"

#include <fmt/format.h>

#include <algorithm>

#include "validate/server/names.h"

namespace drydock::validate::server {
namespace {

constexpr std::string_view kStandard[] = {"cpu",
                                          "memory",
                                          "ephemeral-storage",
                                          "requests.cpu",
                                          "requests.memory",
                                          "requests.ephemeral-storage",
                                          "limits.cpu",
                                          "limits.memory",
                                          "limits.ephemeral-storage",
                                          "pods",
                                          "resourcequotas",
                                          "services",
                                          "replicationcontrollers",
                                          "secrets",
                                          "configmaps",
                                          "persistentvolumeclaims",
                                          "storage",
                                          "requests.storage",
                                          "services.nodeports",
                                          "services.loadbalancers"};
constexpr std::string_view kWhole[] = {"pods",
                                       "resourcequotas",
                                       "services",
                                       "replicationcontrollers",
                                       "secrets",
                                       "configmaps",
                                       "persistentvolumeclaims",
                                       "services.nodeports",
                                       "services.loadbalancers"};

template <size_t N>
bool has(const std::string_view (&list)[N], std::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

bool has_slash(std::string_view text) { return text.find('/') != std::string_view::npos; }

bool is_native(std::string_view resource) {
  return !has_slash(resource) || resource.find("kubernetes.io/") != std::string_view::npos;
}

bool is_extended(std::string_view resource) {
  if (is_native(resource) || resource.starts_with("requests.")) return false;
  return qualified_name(fmt::format("requests.{}", resource)).empty();
}

bool is_quota_huge_pages(std::string_view resource) {
  return resource.starts_with("hugepages-") || resource.starts_with("requests.hugepages-");
}

bool is_cpu_or_memory(std::string_view resource) {
  return resource == "cpu" || resource == "memory";
}

void check_huge_pages(const Field& amount, std::string_view resource) {
  std::optional<Quantity> page =
      Quantity::parse(resource.substr(std::string_view("hugepages-").size()));
  Quantity quantity = quantity_of(amount);
  if (!page || page->sign() <= 0 || quantity.value() % page->value() != 0) {
    amount.invalid_text(quantity.text(), fmt::format("{} is not positive integer multiple of {}",
                                                     quantity.text(), resource));
  }
}

void check_pod_resource_name(const Field& where, std::string_view resource) {
  if (!check_resource_name(where, resource)) return;
  if (!is_cpu_or_memory(resource) && !is_huge_pages(resource)) {
    where.not_supported(resource, {"cpu", "hugepages-", "memory"});
  }
}

void check_amount_of(const Field& amount, std::string_view resource, bool pod_level) {
  if (pod_level) {
    check_pod_resource_name(amount, resource);
  } else {
    check_container_resource_name(amount, resource);
  }
  check_resource_amount(amount, resource);
  if (is_huge_pages(resource)) check_huge_pages(amount, resource);
}

void check_against_limit(const Field& resources, std::string_view resource, const Field& request) {
  Field limits = resources["limits"];
  Field requests = resources["requests"];
  Field limit = limits.key(resource);
  if (!limit) {
    if (!is_overcommit_allowed(resource)) {
      limits.required("Limit must be set for non overcommitable resources");
    }
    return;
  }
  Quantity wanted = quantity_of(request);
  Quantity most = quantity_of(limit);
  if (!(wanted == most) && !is_overcommit_allowed(resource)) {
    requests.invalid_text(wanted.text(),
                          fmt::format("must be equal to {} limit of {}", resource, most.text()));
  } else if (wanted.compare(most) > 0) {
    requests.invalid_text(wanted.text(), fmt::format("must be less than or equal to {} limit of {}",
                                                     resource, most.text()));
  }
}

void check_claims(const Field& claims, const Seen* pod_claims) {
  std::vector<std::string> seen;
  auto has_seen = [&](std::string_view key) {
    return std::find(seen.begin(), seen.end(), key) != seen.end();
  };
  for (Field claim : claims.each()) {
    std::string_view name = claim["name"].text();
    if (name.empty()) {
      claim.required();
      continue;
    }
    std::string key(name);
    if (has_seen(key)) {
      claim.duplicate(name);
    } else {
      Field request = claim["request"];
      if (!request.text().empty()) {
        request.invalid_all(dns1123_label(request.text()));
        key += fmt::format("/{}", request.text());
      }
      bool overlaps = request.text().empty() &&
                      std::any_of(seen.begin(), seen.end(), [&](const std::string& other) {
                        return other.starts_with(key + "/");
                      });
      if (has_seen(key) || overlaps) claim.duplicate(key);
      seen.push_back(std::move(key));
    }
    if (!pod_claims || !pod_claims->has(name)) claim.not_found(name);
  }
}

}  // namespace

bool is_huge_pages(std::string_view resource) { return resource.starts_with("hugepages-"); }

bool is_overcommit_allowed(std::string_view resource) {
  return is_native(resource) && !is_huge_pages(resource);
}

bool is_standard_quota_resource(std::string_view resource) {
  return (has(kStandard, resource) && resource != "storage") || is_quota_huge_pages(resource);
}

bool check_resource_name(const Field& where, std::string_view resource) {
  Problems problems = qualified_name(resource);
  if (!problems.empty()) {
    where.invalid_all(resource, problems);
    return false;
  }
  if (!has_slash(resource) && !has(kStandard, resource) && !is_quota_huge_pages(resource)) {
    where.invalid_text(resource, "must be a standard resource type or fully qualified");
    return false;
  }
  return true;
}

void check_container_resource_name(const Field& where, std::string_view resource) {
  check_resource_name(where, resource);
  if (!has_slash(resource)) {
    if (!is_cpu_or_memory(resource) && resource != "ephemeral-storage" &&
        !is_huge_pages(resource)) {
      where.invalid_text(resource, "must be a standard resource for containers");
    }
  } else if (!is_native(resource) && !is_extended(resource)) {
    where.invalid_text(resource, "doesn't follow extended resource name standard");
  }
}

void check_quota_resource_name(const Field& where, std::string_view resource) {
  check_resource_name(where, resource);
  if (!has_slash(resource) && !is_standard_quota_resource(resource)) {
    where.invalid_text(resource, "must be a standard resource for quota");
  }
}

void check_resource_amount(const Field& amount, std::string_view resource) {
  Quantity quantity = quantity_of(amount);
  if (quantity.sign() < 0) {
    amount.invalid_text(quantity.text(), "must be greater than or equal to 0");
  }
  if ((has(kWhole, resource) || is_extended(resource)) && quantity.milli_value() % 1000 != 0) {
    amount.invalid_text(quantity.text(), "must be an integer");
  }
}

void check_positive(const Field& amount) {
  Quantity quantity = quantity_of(amount);
  if (quantity.sign() <= 0) amount.invalid_text(quantity.text(), "must be greater than zero");
}

void check_resource_requirements(const Field& resources, const ResourceRules& rules) {
  if (!resources) return;
  Field limits = resources["limits"];
  Field requests = resources["requests"];
  bool huge = false;
  bool has_base = false;
  auto note = [&](std::string_view resource) {
    huge = huge || is_huge_pages(resource);
    has_base = has_base || is_cpu_or_memory(resource);
  };
  for (Entry limit : limits.entries()) {
    note(limit.key);
    check_amount_of(limit.value, limit.key, rules.pod_level);
    if (rules.requests_from_limits && !requests.key(limit.key)) {
      check_amount_of(requests.key(limit.key).shows(limit.value), limit.key, rules.pod_level);
    }
  }
  for (Entry request : requests.entries()) {
    note(request.key);
    check_amount_of(request.value, request.key, rules.pod_level);
    check_against_limit(resources, request.key, request.value);
  }
  if (huge && !has_base) resources.forbidden("HugePages require cpu or memory");
  check_claims(resources["claims"], rules.claims);
}

void check_overhead(const Field& overhead) {
  bool huge = false;
  bool has_base = false;
  for (Entry amount : overhead.entries()) {
    huge = huge || is_huge_pages(amount.key);
    has_base = has_base || is_cpu_or_memory(amount.key);
    check_amount_of(overhead.at("limits").at_key(amount.key).shows(amount.value), amount.key,
                    false);
  }
  if (huge && !has_base) overhead.forbidden("HugePages require cpu or memory");
}

}  // namespace drydock::validate::server
