#include "render/builtins/families.h"
#include "render/builtins/url.h"

namespace drydock::render {
namespace {

Value url_parse(const CallArgs& args) {
  UrlResult result = parse_url(args.text(0));
  if (!result.problem.empty()) args.fail("unable to parse url: " + result.problem);
  const Url& url = result.url;
  ValueMap* parts = args.new_map();
  parts->set("fragment", args.string(url.fragment));
  parts->set("host", args.string(url.host));
  parts->set("hostname", args.string(url.hostname()));
  parts->set("opaque", args.string(url.opaque));
  parts->set("path", args.string(url.path));
  parts->set("query", args.string(url.query));
  parts->set("scheme", args.string(url.scheme));
  parts->set("userinfo", args.string(url.user ? url.user->text() : ""));
  return Value::of_map(parts);
}

std::string part(const CallArgs& args, std::string_view key) {
  const Value* value = args.map(0).find(key);
  if (!value) return "";
  if (value->is_nil()) {
    args.fail("runtime error: invalid memory address or nil pointer dereference");
  }
  if (!value->is_string()) {
    args.fail("unable to parse " + std::string(key) + " key, must be of type string, but " +
              std::string(go_kind_name(*value)) + " found");
  }
  return std::string(value->as_string());
}

Value url_join(const CallArgs& args) {
  Url url;
  url.scheme = part(args, "scheme");
  url.host = part(args, "host");
  url.path = part(args, "path");
  url.query = part(args, "query");
  url.opaque = part(args, "opaque");
  url.fragment = part(args, "fragment");
  std::string user = part(args, "userinfo");
  if (!user.empty()) {
    UrlResult result = parse_url("proto://" + user + "@host");
    if (!result.problem.empty()) args.fail("unable to parse userinfo in dict: " + result.problem);
    url.user = result.url.user;
  }
  return args.string(url.text());
}

/// Helm's panics when there is no address, and takes any when there are several.
Value get_host_by_name(const CallArgs& args) {
  const auto& find_host = args.context().environment().find_host;
  if (!find_host) return Value::of_string("");
  std::string address = find_host(args.text(0));
  if (address.empty()) args.fail("invalid argument to Intn");
  return args.string(address);
}

using enum Type;

// clang-format off
constexpr Builtin kUrlBuiltins[] = {
    {"urlParse",      takes(String), Map, url_parse, "URL: a map of its parts: scheme, userinfo, host, hostname, path, query, fragment, opaque"},
    {"urlJoin",       takes(Map), String, url_join, "PARTS: the URL of such a map"},
    {"getHostByName", takes(String), String, get_host_by_name, "NAME: an address of that host with `--enable-dns`, else an empty text"},
};
// clang-format on

}  // namespace

std::span<const Builtin> url_builtins() { return kUrlBuiltins; }

}  // namespace drydock::render
