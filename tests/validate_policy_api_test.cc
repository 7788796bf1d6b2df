#include <gmock/gmock.h>

#include "tests/policy_fixture.h"
#include "validate/policy/values.h"

namespace drydock::validate::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing_support::FleetFixture;
using testing_support::kDeployment;
using testing_support::PolicyFixture;
using testing_support::shown;

/// An expression of Lua, with what its text is for the Deployment of the fixture.
struct Expression {
  const char* lua;
  const char* text;
};

// clang-format off
constexpr Expression kExpressions[] = {
    // Objects.
    {"res.kind", "Deployment"},
    {"res.spec.replicas + 1", "4"},
    {"res.nothing", "nil"},
    {"#res.spec.template.spec.containers", "1"},
    {"res.spec.template.spec.containers[1].name", "web"},
    {"res.spec.template.spec.containers[2]", "nil"},
    {"res.metadata == res.metadata", "true"},
    {"res.metadata == res.spec", "false"},
    {"keys(res)", "apiVersion,kind,metadata,spec"},
    {"keys(res.spec.template.spec.containers)", "1"},
    {"tostring(res)", "Deployment/web"},
    {"tostring(res.spec) .. tostring(res.spec.template.spec.containers)", "objectlist"},
    {"type(res)", "userdata"},
    {"getmetatable(res)", "false"},
    // Fields.
    {"ctx.get(res, 'spec.template.spec.hostNetwork')", "nil"},
    {"ctx.get(res, 'spec.template.spec.containers[0].ports[1].containerPort')", "443"},
    {"ctx.get(res, 'spec.template.spec.containers[name=web].image')", "nginx"},
    {"ctx.get(res, 'metadata.labels', 'app.kubernetes.io/name')", "web"},
    {"ctx.get(res, 'metadata.labels[\"app.kubernetes.io/name\"]')", "web"},
    {"ctx.get(nil, 'a.b')", "nil"},
    {"ctx.get({a = {b = {'x', 'y'}}}, 'a.b[1]')", "y"},
    {"ctx.get(res, 'a', 1)", "nil"},
    {"values(ctx.each(res, 'spec.template.spec.containers[].ports[].containerPort'))", "80,443"},
    {"values(ctx.each(nil, 'a[]'))", ""},
    {"ctx.has({'a', 'b'}, 'b')", "true"},
    {"ctx.has({a = 1}, 'a')", "true"},
    {"ctx.has(res.metadata.labels, 'app')", "true"},
    {"ctx.has(nil, 'a')", "false"},
    {"tostring(ctx.at(ctx.at(res, 'spec'), 'replicas'))", "spec.replicas"},
    // Kubernetes.
    {"ctx.pod(res).metadata.labels.app", "web"},
    {"names(ctx.containers(res))", "init:init,web:container"},
    {"names(ctx.containers(res, 'container'))", "web:container"},
    {"images(ctx.images(res))", "registry.example.com:5000|team/init|v1|sha256:abc|init,nil|nginx|nil|nil|nginx"},
    {"ctx.image('a/b/c:1').repository", "a/b/c"},
    {"ctx.image('localhost/c').registry", "localhost"},
    {"ctx.namespace(res)", "shop"},
    {"ctx.id(res)", "Deployment.apps/shop/web"},
    {"ctx.selects({matchLabels = {app = 'web'}}, res.metadata.labels)", "true"},
    {"ctx.selects({app = 'x'}, res.metadata.labels)", "false"},
    {"ctx.selects({}, nil)", "true"},
    {"ctx.selects(nil, res.metadata.labels)", "false"},
    {"ctx.selects({matchExpressions = {{key = 'app', operator = 'NotIn', values = {'x'}}}}, res.metadata.labels)", "true"},
    {"ctx.selects({matchExpressions = {{key = 'app', operator = 'DoesNotExist'}}}, res.metadata.labels)", "false"},
    // Values.
    {"ctx.quantity('100m')", "0.1"},
    {"ctx.quantity('1Gi')", "1073741824"},
    {"ctx.quantity('1.5k') .. ctx.quantity(2) .. ctx.quantity('2e3')", "150022000"},
    {"ctx.quantity('x')", "nil"},
    {"ctx.quantity(nil)", "nil"},
    {"ctx.duration('1h30m')", "5400"},
    {"ctx.duration('1d')", "86400"},
    {"ctx.duration('90')", "nil"},
    {"ctx.semver('v1.2.3-rc.1').minor", "2"},
    {"ctx.semver('1.10.0') > ctx.semver('1.9.0')", "true"},
    {"ctx.semver('1.2.3', '>=1.2, <2')", "true"},
    {"ctx.semver('nothing')", "nil"},
    {"ctx.glob('web-*', 'web-1')", "true"},
    {"ctx.glob({'x', 'w?b'}, 'web')", "true"},
    {"ctx.glob({}, 'web')", "false"},
    {"ctx.regex('^v(\\\\d+)\\\\.(\\\\d+)$', 'v1.22')", "1"},
    {"ctx.regex('b+', 'abbc')", "bb"},
    {"ctx.regex('x', 'abc')", "nil"},
    {"ctx.cidr('10.0.0.0/8', '10.1.2.3')", "true"},
    {"ctx.cidr('10.0.0.0/8', '11.0.0.0/9')", "false"},
    {"ctx.cidr('2001:db8::/32', '2001:db8:1::/48')", "true"},
    {"ctx.cidr('x', '10.0.0.1')", "nil"},
    // The fleet.
    {"ctx.project.name .. ctx.project.namespace", "ashop"},
    {"ctx.cluster.name", "main"},
    {"ctx.file", "a/a.yaml"},
    {"#ctx.find {kind = 'Deployment'}", "1"},
    {"#ctx.find {kind = 'apps/Deployment', name = 'web', namespace = 'shop', labels = {app = 'web'}}", "1"},
    {"#ctx.find {kind = 'Deployment', namespace = 'other'}", "0"},
    {"#ctx.find {}", "1"},
    {"ctx.old(res)", "nil"},
    {"ctx.project_of(res).name", "a"},
    // The language.
    {"keys({b = 1, a = 2, 10, 20})", "1,2,a,b"},
    {"next({b = 1, a = 2})", "a"},
    {"next({})", "nil"},
    {"('%5.1f|%-4s|%d|%s|%%'):format(1.25, 'ab', 3, true)", "  1.2|ab  |3|true|%"},
    {"tostring({}) .. tostring(print)", "tablefunction"},
    {"('a,b'):gsub(',', ';')", "a;b"},
    {"('key = value'):match('^(%w+)%s*=%s*(%w+)$')", "key"},
    {"('THE (quick) fox'):find('%((%a+)%)')", "5"},
    {"('hello'):gsub('l', {l = 'L'})", "heLLo"},
    {"('abc'):gsub('%w', '%0%0')", "aabbcc"},
    {"('x'):rep(3, '-')", "x-x-x"},
    {"('a.b'):find('.', 1, true)", "2"},
    {"os.time()", "1700000000"},
    {"os.date('!%Y-%m-%d')", "2023-11-14"},
    {"pcall(error, 'x')", "false"},
    {"select(2, pcall(error, 'x', 0))", "x"},
};

/// A call with arguments that it does not take, with a part of the error.
constexpr Expression kWrong[] = {
    {"ctx.deny('text', 'x')", "a node of an object is needed, not a string"},
    {"ctx.deny(res)", "message or table with one expected"},
    {"ctx.deny(res, {})", "the table has no `message`"},
    {"ctx.deny(res, {message = 'x', fix = 1})", "`fix` is a text or a table"},
    {"ctx.deny(res, '%d', 'x')", "number expected, got string"},
    {"ctx.get('x', 'a')", "object expected, got string"},
    {"ctx.get(res)", "string expected, got no value"},
    {"ctx.get(res, 'a..b')", "`a..b` is no path of a field"},
    {"ctx.get(res, 'a[')", "a bracket does not close"},
    {"ctx.get(res, 'a[]')", "which ctx.each takes"},
    {"ctx.at({}, 'a')", "node of an object expected"},
    {"ctx.has(1, 2)", "list or table expected"},
    {"ctx.pod({})", "object expected, got table"},
    {"ctx.containers(res, 'x')", "it is \"container\", \"init\" or \"ephemeral\""},
    {"ctx.image(nil)", "string expected"},
    {"ctx.namespace(1)", "object expected"},
    {"ctx.selects('x', {})", "object expected"},
    {"ctx.quantity({})", "text or number expected"},
    {"ctx.quantity()", "value expected"},
    {"ctx.semver('1.0.0', '>>1')", ">>1"},
    {"ctx.glob(1, 'x')", "pattern or list of patterns expected"},
    {"ctx.regex('(', 'x')", "missing closing )"},
    {"ctx.cidr('x')", "string expected, got no value"},
    {"ctx.find {kind = 1}", "`kind` of ctx.find is a text"},
    {"ctx.find {knd = 'x'}", "not `knd`"},
    {"ctx.find 'x'", "table expected"},
    {"ctx.data('x.yaml')", "the policy does not declare `x.yaml`"},
    {"ctx.nothing()", "ctx has no `nothing`"},
    {"ctx.project.nothing", "a project has no `nothing`"},
};
// clang-format on

constexpr char kHelpers[] = R"(
local function keys(t) local out = {} for k in pairs(t) do out[#out + 1] = tostring(k) end return table.concat(out, ",") end
local function values(f) local out = {} for v in f do out[#out + 1] = tostring(v) end return table.concat(out, ",") end
local function names(f) local out = {} for c, t in f do out[#out + 1] = c.name .. ":" .. t end return table.concat(out, ",") end
local function images(f)
  local out = {}
  for i in f do
    local parts = {}
    for _, key in ipairs {"registry", "repository", "tag", "digest", "name"} do parts[#parts + 1] = tostring(i[key]) end
    out[#out + 1] = table.concat(parts, "|")
  end
  return table.concat(out, ",")
end
)";

std::string policy_of(size_t number, const std::string& body) {
  return fmt::format("policy {{ id = 'p{}', title = 'x', check = function(res, ctx)\n{}\nend }}\n",
                     number, body);
}

TEST(PolicyApi, ExpressionsHaveTheseValues) {
  PolicyFixture fixture;
  std::string text = kHelpers;
  for (size_t i = 0; i < std::size(kExpressions); ++i) {
    text +=
        policy_of(i, fmt::format("ctx.deny(res, '%s', (tostring((function() return ({}) end)())))",
                                 kExpressions[i].lua));
  }
  fixture.file("p/a.lua", text).fleet().project("a", kDeployment, "main", "shop");
  std::map<std::string, std::string> said;
  for (const Finding& finding : fixture.run().findings) {
    said[fmt::format("{}", finding.diagnostic.rule)] += finding.diagnostic.message;
    if (finding.diagnostic.rule == "policy-error" || finding.diagnostic.rule == "policy-invalid") {
      ADD_FAILURE() << finding.diagnostic.message << " in line " << finding.diagnostic.where.line;
    }
  }
  for (size_t i = 0; i < std::size(kExpressions); ++i) {
    EXPECT_EQ(said[fmt::format("p{}", i)], kExpressions[i].text) << kExpressions[i].lua;
  }
}

TEST(PolicyApi, WrongArgumentsAreErrorsThatNameThem) {
  for (const Expression& wrong : kWrong) {
    PolicyFixture fixture;
    fixture.file("p/a.lua", policy_of(0, fmt::format("local x = {}", wrong.lua)))
        .fleet()
        .project("a", kDeployment);
    std::vector<std::string> lines = shown(fixture.run().findings);
    ASSERT_THAT(lines, SizeIs(1)) << wrong.lua;
    EXPECT_THAT(lines[0], HasSubstr("p/a.lua:2:1 error policy-error")) << wrong.lua;
    EXPECT_THAT(lines[0], HasSubstr(wrong.text)) << wrong.lua;
  }
}

TEST(PolicyApi, FindingsStandAtTheirNodeWithItsPath) {
  PolicyFixture fixture;
  fixture.file("p/a.lua", policy_of(1, R"(
    for c in ctx.containers(res, "container") do
      ctx.deny(c, "node")
      ctx.warn(ctx.at(c, "image"), "field")
      ctx.info(ctx.at(c, "securityContext.privileged"), "missing")
      ctx.deny(c, {message = "table", field = "ports[1]", help = "do it", fix = {set = {imagePullPolicy = "Always"}}})
    end
    ctx.deny(res, "root")
    ctx.deny(ctx.at(res, "metadata.labels", "app.kubernetes.io/name"), "label")
  )"));
  fixture.fleet().project("a", kDeployment);
  std::vector<Finding> findings = fixture.run().findings;
  EXPECT_THAT(
      shown(findings),
      ElementsAre("a/a.yaml:1:1 error p1 : root",
                  "a/a.yaml:5:48 error p1 metadata.labels[app.kubernetes.io/name]: label",
                  "a/a.yaml:14:9 info p1 "
                  "spec.template.spec.containers[0].securityContext.privileged: missing",
                  "a/a.yaml:14:9 error p1 spec.template.spec.containers[0]: node",
                  "a/a.yaml:15:16 warning p1 spec.template.spec.containers[0].image: field",
                  "a/a.yaml:16:38 error p1 spec.template.spec.containers[0].ports[1]: table"));
  EXPECT_EQ(findings.back().help(), "do it");
  EXPECT_EQ(findings.back().fix.set.at(0).first, "imagePullPolicy");
  ASSERT_EQ(findings.back().fix.steps.size(), 1U);
  EXPECT_EQ(findings.back().fix.steps[0].where.line, 14);
  EXPECT_EQ(findings.back().resource, "Deployment.apps/default/web");
  EXPECT_EQ(findings.back().rule().stage, Stage::Policy);
}

TEST(PolicyApi, OldObjectsAreThoseOfTheBase) {
  PolicyFixture fixture;
  fixture.file("p/a.lua", policy_of(0,
                                    "local old = ctx.old(res) if old then ctx.deny(res, '%s was "
                                    "%s', res.spec.replicas, old.spec.replicas) end"));
  fixture.fleet().project("a", kDeployment);
  std::string before = kDeployment;
  before.replace(before.find("replicas: 3"), 11, "replicas: 5");
  FleetFixture old;
  old.project("renamed", before);
  std::vector<std::string> lines = shown(fixture.run(1, &old).findings);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], HasSubstr("3 was 5"));
}

struct Amount {
  const char* text;
  double value;  // -1: none
};

TEST(PolicyApi, QuantitiesAndDurations) {
  constexpr Amount kQuantities[] = {{"0", 0},     {"1", 1},      {"0.5", 0.5},  {"250m", 0.25},
                                    {".5", 0.5},  {"5.", 5},     {"1Ki", 1024}, {"2M", 2e6},
                                    {"1E", 1e18}, {"1e3", 1000}, {"1E3", 1000}, {"", -1},
                                    {"1x", -1},   {"m", -1}};
  for (const Amount& one : kQuantities)
    EXPECT_EQ(quantity_value(one.text).value_or(-1), one.value) << one.text;
  constexpr Amount kDurations[] = {{"0", 0},       {"1s", 1}, {"1.5h", 5400}, {"1h1m1s", 3661},
                                   {"2d", 172800}, {"1", -1}, {"h", -1},      {"1x", -1}};
  for (const Amount& one : kDurations)
    EXPECT_EQ(duration_seconds(one.text).value_or(-1), one.value) << one.text;
}

}  // namespace
}  // namespace drydock::validate::policy
