#include "validate/server/device_claims.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/ascii.h"
#include "validate/cel/program.h"
#include "validate/quantity.h"
#include "validate/server/labels.h"
#include "validate/server/names.h"
#include "validate/server/pods.h"
#include "validate/server/volumes.h"

namespace drydock::validate::server {
namespace {

constexpr size_t kMaxListed = 32;  // requests, constraints, configurations, selectors
constexpr size_t kMaxSubRequests = 8;
constexpr size_t kMaxDevices = 128;
constexpr size_t kMaxAttributes = 32;  // with capacities
constexpr size_t kMaxTextAttribute = 64;
constexpr size_t kMaxIdentifier = 32;
constexpr size_t kMaxDomain = 63;
constexpr size_t kMaxPoolName = 253;
constexpr size_t kTenKibibytes = 10 * 1024;

bool fits(const Field& list, size_t limit) {
  if (list.size() <= limit) return true;
  list.too_many(list.size(), limit);
  return false;
}

// Attributes have a name, perhaps in a domain: "acme.io/model".

void check_identifier(const Field& where, std::string_view name) {
  if (name.size() > kMaxIdentifier) where.too_long(kMaxIdentifier);
  where.invalid_all(name, c_identifier(name));
}

void check_domain(const Field& where, std::string_view domain) {
  if (domain.size() > kMaxDomain) where.too_long(kMaxDomain);
  where.invalid_all(domain, dns1123_subdomain(ascii_lower(domain)));
}

void check_attribute_name(const Field& where, std::string_view name, bool needs_domain) {
  if (name.empty()) return where.required("name required");
  size_t slash = name.find('/');
  if (slash == std::string_view::npos) {
    if (needs_domain) return where.invalid_text(name, "must include a domain");
    return check_identifier(where, name);
  }
  std::string_view domain = name.substr(0, slash);
  std::string_view identifier = name.substr(slash + 1);
  if (domain.empty()) {
    where.required("the domain must not be empty");
  } else {
    check_domain(where, domain);
  }
  if (identifier.empty()) {
    where.required("the name must not be empty");
  } else {
    check_identifier(where, identifier);
  }
}

// Requests.

void check_selector(const Field& expression) {
  if (trim_spaces(expression.text()).empty()) return;
  cel::Variable device{"device", cel::simple_type(cel::Type::Kind::Dyn)};
  cel::CompileOptions options;
  options.parse.bindings = true;
  options.check.variables = {&device, 1};
  cel::Compiled compiled = cel::compile(expression.text(), options);
  if (!compiled.program) return expression.invalid("compilation failed: " + compiled.problem);
  const cel::Type& type = compiled.program->type();
  bool right = type.is(cel::Type::Kind::Bool) || type.is(cel::Type::Kind::Dyn);
  if (!right) expression.invalid("must evaluate to bool or the unknown type");
}

void check_selectors(const Field& selectors) {
  if (!fits(selectors, kMaxListed)) return;
  for (Field selector : selectors.each()) {
    Field cel = selector["cel"];
    if (!cel) {
      cel.required("");
    } else if (cel["expression"].text().size() > kTenKibibytes) {
      cel["expression"].too_long(kTenKibibytes);
    } else {
      check_selector(cel["expression"]);
    }
  }
}

void check_device_count(const Field& request) {
  Field mode = request["allocationMode"];
  Field count = request["count"];
  if (mode.is("All")) {
    if (count.number() != 0) {
      count.invalid_number(count.number(),
                           fmt::format("must not be specified when allocationMode is '{}'", "All"));
    }
  } else if (mode.text().empty() || mode.is("ExactCount")) {
    // Left out, or zero, means one only where the mode is left out, too.
    int64_t number = count.number();
    if (number == 0 && (!count || mode.text().empty())) number = 1;
    if (number <= 0) count.invalid_number(number, "must be greater than zero");
  } else {
    mode.not_supported(mode.text(), {"All", "ExactCount"});
  }
}

void check_request_body(const Field& request) {
  Field class_name = request["deviceClassName"];
  if (class_name.require_text()) class_name.invalid_all(dns1123_subdomain(class_name.text()));
  check_selectors(request["selectors"]);
  check_device_count(request);
}

void check_request_name(const Field& name) { name.invalid_all(dns1123_label(name.text())); }

/// Names of requests, and "request/alternative".
using RequestNames = std::vector<std::string>;

void check_alternatives(const Field& list, std::string_view parent, RequestNames& names) {
  if (!fits(list, kMaxSubRequests)) return;
  Seen seen;
  for (Field request : list.each()) {
    Field name = request["name"];
    check_request_name(name);
    check_request_body(request);
    if (!seen.add(name.text())) request.duplicate(name.text());
    names.push_back(fmt::format("{}/{}", parent, name.text()));
  }
}

/// Before v1beta2 the fields of the exact request stood beside its name.
bool is_flat(const Object& object) {
  return object.version == "v1beta1" || object.version == "v1alpha3";
}

void check_request(const Field& request, bool flat, RequestNames& names) {
  Field name = request["name"];
  check_request_name(name);
  Field alternatives = request["firstAvailable"];
  Field exact = flat ? request.at("exactly").shows(request) : request["exactly"];
  bool has_exact = static_cast<bool>(exact);
  if (flat) {
    has_exact = false;
    for (std::string_view key :
         {"deviceClassName", "selectors", "allocationMode", "count", "adminAccess"}) {
      has_exact |= !request[key].text().empty() || !request[key].empty();
    }
  }
  if (has_exact && !alternatives.empty()) {
    request.invalid("exactly one of `exactly` or `firstAvailable` is required");
  } else if (has_exact) {
    check_request_body(exact);
  } else if (!alternatives.empty()) {
    check_alternatives(alternatives, name.text(), names);
  } else {
    request.required("exactly one of `exactly` or `firstAvailable` is required");
  }
  names.emplace_back(name.text());
}

void check_request_references(const Field& references, const RequestNames& names) {
  if (!fits(references, kMaxListed)) return;
  Seen seen;
  for (Field reference : references.each()) {
    std::string_view text = reference.text();
    if (text.empty()) {
      reference.invalid_all(text, dns1123_label(text));
    } else if (size_t slash = text.find('/'); slash == std::string_view::npos) {
      reference.invalid_all(text, dns1123_label(text));
    } else {
      reference.invalid_all(text.substr(0, slash), dns1123_label(text.substr(0, slash)));
      reference.invalid_all(text.substr(slash + 1), dns1123_label(text.substr(slash + 1)));
    }
    if (std::find(names.begin(), names.end(), text) == names.end()) {
      reference.invalid(
          "must be the name of a request in the claim or the name of a request and a "
          "subrequest separated by '/'");
    }
    if (!seen.add(text)) reference.duplicate();
  }
}

void check_constraints(const Field& constraints, const RequestNames& names) {
  if (!fits(constraints, kMaxListed)) return;
  for (Field constraint : constraints.each()) {
    check_request_references(constraint["requests"], names);
    Field attribute = constraint["matchAttribute"];
    if (!attribute) {
      attribute.required("");
    } else {
      check_attribute_name(attribute, attribute.text(), true);
    }
  }
}

void check_opaque(const Field& config) {
  Field opaque = config["opaque"];
  if (!opaque) return opaque.required("");
  check_csi_driver_name(opaque["driver"]);
  Field parameters = opaque["parameters"];
  if (!parameters) {
    parameters.required("");
  } else if (!parameters.node()->is_mapping()) {
    parameters.invalid("parameters must be a valid JSON object");
  }
}

void check_claim_spec(const Field& spec, bool flat) {
  Field devices = spec["devices"];
  RequestNames names;
  Field requests = devices["requests"];
  if (fits(requests, kMaxListed)) {
    Seen seen;
    for (Field request : requests.each()) {
      check_request(request, flat, names);
      if (!seen.add(request["name"].text())) request.duplicate(request["name"].text());
    }
  }
  check_constraints(devices["constraints"], names);
  Field configurations = devices["config"];
  if (!fits(configurations, kMaxListed)) return;
  for (Field config : configurations.each()) {
    check_request_references(config["requests"], names);
    check_opaque(config);
  }
}

// Slices: what a driver offers.

constexpr std::string_view kOneNodeChoice =
    "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required";

bool is_number_without_zero(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return false;
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool are_identifiers(std::string_view text, bool numbers_are_canonical) {
  while (true) {
    std::string_view part = text.substr(0, text.find('.'));
    bool good = !part.empty();
    for (char c : part) {
      good &=
          (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    }
    bool digits = part.find_first_not_of("0123456789") == std::string_view::npos;
    if (!good || (numbers_are_canonical && digits && !is_number_without_zero(part))) return false;
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
}

bool is_semantic_version(std::string_view text) {
  if (size_t plus = text.find('+'); plus != std::string_view::npos) {
    if (!are_identifiers(text.substr(plus + 1), false)) return false;
    text = text.substr(0, plus);
  }
  if (size_t dash = text.find('-'); dash != std::string_view::npos) {
    if (!are_identifiers(text.substr(dash + 1), true)) return false;
    text = text.substr(0, dash);
  }
  for (int i = 0; i < 2; ++i) {
    size_t dot = text.find('.');
    if (dot == std::string_view::npos || !is_number_without_zero(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_number_without_zero(text);
}

void check_attribute(const Field& attribute) {
  int values = 0;
  for (std::string_view key : {"bool", "int", "string", "version"}) values += !!attribute[key];
  if (Field text = attribute["string"]; text && text.text().size() > kMaxTextAttribute) {
    text.too_long(kMaxTextAttribute);
  }
  if (Field version = attribute["version"]) {
    if (!is_semantic_version(version.text())) {
      version.invalid("must be a string compatible with semver.org spec 2.0.0");
    }
    if (version.text().size() > kMaxTextAttribute) version.too_long(kMaxTextAttribute);
  }
  if (values == 0) attribute.required("exactly one value must be specified");
  if (values > 1) attribute.invalid("exactly one value must be specified");
}

void check_device(const Field& device, const Field& body) {
  device["name"].invalid_all(dns1123_label(device["name"].text()));
  Field attributes = body["attributes"];
  Field capacity = body["capacity"];
  size_t together = attributes.size() + capacity.size();
  if (together > kMaxAttributes) {
    body.invalid_number(
        static_cast<int64_t>(together),
        fmt::format("the total number of attributes and capacities must not exceed {}",
                    kMaxAttributes));
  }
  for (Entry entry : attributes.entries()) {
    check_attribute_name(entry.value, entry.key, false);
    check_attribute(entry.value);
  }
  for (Entry entry : capacity.entries()) check_attribute_name(entry.value, entry.key, false);
}

void check_pool(const Field& pool) {
  Field name = pool["name"];
  if (name.require_text()) {
    if (name.text().size() > kMaxPoolName) name.too_long(kMaxPoolName);
    for (std::string_view rest = name.text();;) {
      std::string_view part = rest.substr(0, rest.find('/'));
      name.invalid_all(part, dns1123_subdomain(part));
      if (part.size() == rest.size()) break;
      rest.remove_prefix(part.size() + 1);
    }
  }
  Field count = pool["resourceSliceCount"];
  if (count.number() <= 0) count.invalid_number(count.number(), "must be greater than zero");
  Field generation = pool["generation"];
  if (generation.number() < 0) {
    generation.invalid_number(generation.number(), "must be greater than or equal to zero");
  }
}

void check_slice_node(const Field& spec) {
  Field node_name = spec["nodeName"];
  Field selector = spec["nodeSelector"];
  int choices = 0;
  if (!node_name.text().empty()) {
    ++choices;
    node_name.invalid_all(dns1123_subdomain(node_name.text()));
  }
  if (selector) {
    ++choices;
    check_node_selector(selector);
    Field terms = selector["nodeSelectorTerms"];
    // The scheduler looks at one term only.
    if (terms.size() != 1) terms.invalid("must have exactly one node selector term");
  }
  choices += spec["allNodes"].flag();
  if (choices == 0) spec.required(kOneNodeChoice);
  if (choices > 1) spec.invalid(kOneNodeChoice);
}

}  // namespace

void check_resource_claim(const Object& object) {
  check_claim_spec(object.spec(), is_flat(object));
}

void check_resource_claim_template(const Object& object) {
  Field metadata = object.spec()["metadata"];
  check_labels(metadata["labels"]);
  check_annotations(metadata["annotations"], metadata["annotations"]);
  for (Entry entry : metadata.entries()) {
    if (entry.key == "labels" || entry.key == "annotations" || entry.value.text().empty()) continue;
    if (entry.key == "creationTimestamp") continue;
    entry.value.forbidden("cannot be set for an ResourceClaimTemplate");
  }
  check_claim_spec(object.spec()["spec"], is_flat(object));
}

void check_device_class(const Object& object) {
  check_selectors(object.spec()["selectors"]);
  Field configurations = object.spec()["config"];
  if (!fits(configurations, kMaxListed)) return;
  for (Field config : configurations.each()) check_opaque(config);
}

void check_resource_slice(const Object& object) {
  Field spec = object.spec();
  Field driver = spec["driver"];
  check_pool(spec["pool"]);
  check_csi_driver_name(driver);
  check_slice_node(spec);
  Field devices = spec["devices"];
  if (!fits(devices, kMaxDevices)) return;
  Seen seen;
  for (Field device : devices.each()) {
    Field basic = device["basic"];
    bool flat = is_flat(object);
    if (flat && !basic) {
      device.required("");
      continue;
    }
    check_device(device, flat ? device.shows(basic) : device);
    if (!seen.add(device["name"].text())) device["name"].duplicate();
  }
}

void check_device_taint_rule(const Object& object) {
  Field spec = object.spec();
  if (Field selector = spec["deviceSelector"]) {
    Field class_name = selector["deviceClassName"];
    if (class_name) class_name.invalid_all(dns1123_subdomain(class_name.text()));
    if (Field driver = selector["driver"]) check_csi_driver_name(driver);
    if (Field device = selector["device"]) device.invalid_all(dns1123_label(device.text()));
    check_selectors(selector["selectors"]);
  }
  Field taint = spec["taint"];
  check_label_name(taint["key"], taint["key"].text());
  Field value = taint["value"];
  if (value) value.invalid_all(label_value(value.text()));
  Field effect = taint["effect"];
  if (effect.text().empty()) return effect.required("");
  effect.one_of({"NoExecute", "NoSchedule"});
}

}  // namespace drydock::validate::server
