#include "validate/server/flow_control.h"

#include <fmt/format.h>

#include <cmath>

#include "validate/server/names.h"

namespace drydock::validate::server {
namespace {

constexpr int64_t kLastPrecedence = 10000;
constexpr int64_t kMostQueues = 10'000'000;
constexpr int kMostHashBits = 60;
constexpr std::string_view kVerbs[] = {"create", "delete", "deletecollection", "get",  "list",
                                       "patch",  "proxy",  "update",           "watch"};

bool has_wildcard(const Field& list) {
  for (Field item : list.each()) {
    if (item.is("*")) return true;
  }
  return false;
}

/// Reports a wildcard beside other entries; whether there is a wildcard.
bool check_wildcard(const Field& list, std::string_view what) {
  if (!has_wildcard(list)) return false;
  if (list.size() > 1)
    list.invalid(fmt::format("if '*' is present, must not specify other {}", what));
  return true;
}

void check_verbs(const Field& verbs) {
  if (verbs.empty()) return verbs.required("verbs must contain at least one value");
  if (check_wildcard(verbs, "verbs")) return;
  for (Field verb : verbs.each()) {
    bool known = false;
    for (std::string_view other : kVerbs) known = known || verb.is(other);
    if (known) continue;
    return verbs.not_supported(verb.text(), {"create", "delete", "deletecollection", "get", "list",
                                             "patch", "proxy", "update", "watch"});
  }
}

void check_url(const Field& url) {
  std::string_view text = url.text();
  if (text.empty()) return url.invalid_text("", "must not be empty");
  if (text == "/") return;
  size_t star = text.find('*');
  if (!text.starts_with('/')) {
    url.invalid("must start with slash");
  } else if (text.find(' ') != std::string_view::npos) {
    url.invalid("must not contain white-space");
  } else if (text.find("//") != std::string_view::npos) {
    url.invalid("must not contain double slash");
  } else if (star != std::string_view::npos && (star + 1 != text.size() || !text.ends_with("/*"))) {
    url.invalid("wildcard can only do suffix matching");
  }
}

void check_url_rule(const Field& rule) {
  check_verbs(rule["verbs"]);
  Field urls = rule["nonResourceURLs"];
  if (urls.empty()) return urls.required("nonResourceURLs must contain at least one value");
  if (check_wildcard(urls, "non-resource URLs")) return;
  for (Field url : urls.each()) check_url(url);
}

void check_resource_rule(const Field& rule) {
  check_verbs(rule["verbs"]);
  Field groups = rule["apiGroups"];
  Field resources = rule["resources"];
  Field namespaces = rule["namespaces"];
  if (groups.empty()) groups.required("resource rules must supply at least one api group");
  check_wildcard(groups, "api groups");
  if (resources.empty()) resources.required("resource rules must supply at least one resource");
  check_wildcard(resources, "resources");
  if (namespaces.empty()) {
    if (!rule["clusterScope"].flag()) {
      namespaces.required(
          "resource rules that are not cluster scoped must supply at least one namespace");
    }
    return;
  }
  if (check_wildcard(namespaces, "namespaces")) return;
  for (Field name : namespaces.each()) {
    for (const std::string& problem : dns1123_label(name.text())) {
      name.invalid("each member of this list must be '*' or a DNS-1123 label; " + problem);
    }
  }
}

void check_account(const Field& account) {
  if (!account)
    return account.required("serviceAccount is required when subject kind is 'ServiceAccount'");
  Field name = account["name"];
  if (name.require_text() && !name.is("*")) name.invalid_all(dns1123_subdomain(name.text()));
  Field space = account["namespace"];
  if (space.require_text("must specify namespace for service account")) {
    space.invalid_all(dns1123_label(space.text()));
  }
}

struct SubjectKind {
  std::string_view kind;
  std::string_view key;
};
constexpr SubjectKind kSubjects[] = {
    {"Group", "group"}, {"ServiceAccount", "serviceAccount"}, {"User", "user"}};

void check_subject(const Field& subject) {
  Field kind = subject["kind"];
  if (!kind.one_of({"Group", "ServiceAccount", "User"})) return;
  for (const SubjectKind& row : kSubjects) {
    Field part = subject[row.key];
    if (!kind.is(row.kind)) {
      if (part) {
        part.forbidden(
            fmt::format("{} is forbidden when subject kind is not '{}'", row.key, row.kind));
      }
    } else if (kind.is("ServiceAccount")) {
      check_account(part);
    } else if (!part) {
      part.required(fmt::format("{} is required when subject kind is '{}'", row.key, row.kind));
    } else {
      part["name"].require_text();
    }
  }
}

void check_subject_rule(const Field& rule) {
  Field subjects = rule["subjects"];
  if (subjects.empty()) subjects.required("subjects must contain at least one value");
  for (Field subject : subjects.each()) check_subject(subject);
  if (rule["resourceRules"].empty() && rule["nonResourceRules"].empty()) {
    rule.required("at least one of resourceRules and nonResourceRules has to be non-empty");
  }
  for (Field entry : rule["resourceRules"].each()) check_resource_rule(entry);
  for (Field entry : rule["nonResourceRules"].each()) check_url_rule(entry);
}

void check_queuing(const Field& queuing) {
  Field queues = queuing["queues"];
  Field hand = queuing["handSize"];
  Field length = queuing["queueLengthLimit"];
  auto with_default = [](const Field& field, int64_t otherwise) {
    int64_t value = field.number(otherwise);
    return value == 0 ? otherwise : value;
  };
  int64_t queue_count = with_default(queues, 64);
  int64_t hand_size = with_default(hand, 8);
  if (with_default(length, 50) <= 0) length.invalid_number(length.number(), "must be positive");
  if (queue_count <= 0) {
    queues.invalid_number(queue_count, "must be positive");
  } else if (queue_count > kMostQueues) {
    queues.invalid_number(queue_count, fmt::format("must not be greater than {}", kMostQueues));
  }
  if (hand_size <= 0) {
    hand.invalid_number(hand_size, "must be positive");
  } else if (hand_size > queue_count) {
    hand.invalid_number(hand_size,
                        fmt::format("should not be greater than queues ({})", queue_count));
  } else if (std::ceil(std::log2(static_cast<double>(queue_count)) *
                       static_cast<double>(hand_size)) > kMostHashBits) {
    hand.invalid_number(hand_size,
                        fmt::format("required entropy bits of deckSize {} and handSize {} "
                                    "should not be greater than {}",
                                    queue_count, hand_size, kMostHashBits));
  }
}

void check_shares(const Field& holder, int64_t otherwise) {
  Field shares = holder["nominalConcurrencyShares"];
  if (shares.number(otherwise) < 0) shares.invalid("must be a non-negative integer");
  Field lendable = holder["lendablePercent"];
  if (lendable && (lendable.number() < 0 || lendable.number() > 100)) {
    lendable.invalid("must be between 0 and 100, inclusive");
  }
}

void check_limited(const Field& limited) {
  check_shares(limited, 30);
  Field borrowing = limited["borrowingLimitPercent"];
  if (borrowing && borrowing.number() < 0) {
    borrowing.invalid("if specified, must be a non-negative integer");
  }
  Field response = limited["limitResponse"];
  Field type = response["type"];
  Field queuing = response["queuing"];
  if (type.is("Reject")) {
    if (queuing) queuing.forbidden("must be nil if limited.limitResponse.type is not Limited");
  } else if (type.is("Queue")) {
    if (!queuing) {
      return queuing.required("must not be empty if limited.limitResponse.type is Limited");
    }
    check_queuing(queuing);
  } else {
    type.not_supported(type.text(), {"Queue", "Reject"});
  }
}

}  // namespace

void check_flow_schema(const Object& object) {
  Field spec = object.spec();
  Field precedence = spec["matchingPrecedence"];
  int64_t value = precedence.number() == 0 ? 1000 : precedence.number();
  if (value <= 0) precedence.invalid_number(value, "must be a positive value");
  if (value > kLastPrecedence) {
    precedence.invalid_number(value, fmt::format("must not be greater than {}", kLastPrecedence));
  }
  if (value == 1 && object.name != "exempt") {
    precedence.invalid_number(1, "only the schema named 'exempt' may have matchingPrecedence 1");
  }
  Field method = spec["distinguisherMethod"];
  if (method) method["type"].one_of({"ByNamespace", "ByUser"});
  Field level = spec["priorityLevelConfiguration"]["name"];
  if (level.require_text("must reference a priority level")) {
    level.invalid_all(dns1123_subdomain(level.text()));
  }
  for (Field rule : spec["rules"].each()) check_subject_rule(rule);
}

void check_priority_level(const Object& object) {
  Field spec = object.spec();
  Field type = spec["type"];
  Field limited = spec["limited"];
  Field exempt = spec["exempt"];
  if ((object.name == "exempt") != type.is("Exempt")) {
    type.invalid_text(type.text(), "type must be 'Exempt' if and only if name is 'exempt'");
  }
  if (type.is("Exempt")) {
    if (limited) limited.forbidden("must be nil if the type is not Limited");
    if (exempt) check_shares(exempt, 0);
  } else if (type.is("Limited")) {
    if (exempt) exempt.forbidden("must be nil if the type is Limited");
    if (!limited) return limited.required("must not be empty when type is Limited");
    check_limited(limited);
  } else {
    type.not_supported(type.text(), {"Exempt", "Limited"});
  }
}

}  // namespace drydock::validate::server
