#include <filesystem>
#include <ostream>

#include "cli/policy_verbs.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/rules.h"
#include "validate/policy/definition.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPolicy = R"(-- What this policy is for, and what to do instead.
policy {
  id = "{id}",
  title = "pods do not use the network of the host",
  help = "Remove hostNetwork, and use a Service.",
  match = {pods = true},
  check = function(res, ctx)
    local pod = ctx.pod(res)
    if ctx.get(pod, "spec.hostNetwork") then
      ctx.deny(ctx.at(pod, "spec.hostNetwork"), "%s uses the host's network", res.metadata.name)
    end
  end,
}
)";

constexpr std::string_view kTest = R"(# Run by: drydock policy test {path}
cases:
  - name: a Deployment on the host's network
    objects: [{id}/deny/host-network.yaml]
    expect:
      - {deny: "uses the host's network", at: spec.template.spec.hostNetwork}
near:
  - {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
)";

constexpr std::string_view kDeployment = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
{network}      containers:
        - name: web
          image: registry.example.com/web:1.0
)";

std::string filled(std::string_view text, std::string_view name, std::string_view value) {
  std::string out(text);
  std::string mark = fmt::format("{{{}}}", name);
  for (size_t at = out.find(mark); at != std::string::npos;
       at = out.find(mark, at + value.size())) {
    out.replace(at, mark.size(), value);
  }
  return out;
}

}  // namespace

int policy_new(const PolicyOptions& options, Session& session) {
  const std::string& id = options.arguments.front();
  if (!validate::policy::is_kebab_case(id) || find_rule(id)) {
    fail("", fmt::format(
                 "`{}` is no id for a policy: small letters, digits and hyphens, like no-host-path",
                 id));
  }
  fs::path folder = options.output.empty() ? "policies" : options.output;
  if (!session.flags.directory.empty()) folder = fs::path(session.flags.directory) / folder;
  std::string file = (folder / (id + ".lua")).string();
  const std::pair<std::string, std::string> files[] = {
      {file, filled(kPolicy, "id", id)},
      {(folder / (id + "_test.yaml")).string(), filled(filled(kTest, "id", id), "path", file)},
      {(folder / id / "allow" / "plain.yaml").string(), filled(kDeployment, "network", "")},
      {(folder / id / "deny" / "host-network.yaml").string(),
       filled(kDeployment, "network", "      hostNetwork: true\n")}};
  for (const auto& [path, text] : files) {
    if (fs::exists(path)) fail("", fmt::format("{} is there already", path));
  }
  for (const auto& [path, text] : files) {
    fs::create_directories(fs::path(path).parent_path());
    write_file(path, text);
    session.out << path << "\n";
  }
  session.out << fmt::format(
      "Try `drydock policy test {}`, and list {} under `policies.paths` in drydock.yaml.\n", file,
      folder.filename().string());
  return kExitClean;
}

}  // namespace drydock::cli
