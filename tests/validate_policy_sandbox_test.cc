#include <gmock/gmock.h>

#include <ctime>

#include "tests/policy_fixture.h"

namespace drydock::validate::policy {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing_support::kDeployment;
using testing_support::PolicyFixture;
using testing_support::shown;

struct Hostile {
  const char* name;
  const char* body;  // of check
  const char* says;  // part of the message
};

// clang-format off
constexpr Hostile kHostile[] = {
    {"endless_loop", "while true do end", "too long"},
    {"loop_behind_pcall", "while true do pcall(function() while true do end end) end", "too long"},
    {"loop_behind_xpcall", "while true do xpcall(function() while true do end end, function() while true do end end) end", "too long"},
    {"error_in_handler", "local function h() error('x') end while true do xpcall(error, h) end", "too long|error handling"},
    {"goto_loop", "::again:: goto again", "too long"},
    {"numeric_loop", "for i = 1, math.huge do end", "too long"},
    {"huge_text", "return ('x'):rep(1e9)", "memory|too long|too large"},
    {"huge_text_with_separator", "return ('x'):rep(1e6, ('y'):rep(1e6))", "too large"},
    {"empty_text_often", "for i = 1, 1e9 do local s = (''):rep(1e18) end", "too long"},
    {"growing_text", "local s = 'x' while true do s = s .. s end", "memory|too long"},
    {"many_large_texts", "local s = ('x'):rep(1e6) while true do local t = s .. 'y' end", "too long"},
    {"growing_table", "local t = {} for i = 1, 1e9 do t[i] = i end", "memory|too long"},
    {"nested_tables", "local t = {} while true do t = {t} end", "memory|too long"},
    {"table_of_tables", "local t = {} for i = 1, 1e9 do t[i] = {} end", "memory|too long"},
    {"deep_recursion", "local function f() return 1 + f() end return f()", "overflow|memory"},
    {"endless_tail_call", "local function f() return f() end return f()", "too long"},
    {"mutual_recursion_through_pcall", "local f function f() pcall(f) f() end f()", "overflow|too long"},
    {"pattern_backtracking", "return (('a'):rep(200)):find(('a*'):rep(60) .. 'b')", "too long"},
    {"pattern_minus", "return (('a'):rep(3000)):match(('.-'):rep(30) .. 'b')", "too long"},
    {"pattern_nested_captures", "return ('x'):find(('('):rep(40))", "captures|capture"},
    {"pattern_unfinished", "return ('x'):find('[a')", "malformed pattern"},
    {"pattern_ends_in_escape", "return ('x'):find('%')", "malformed pattern"},
    {"pattern_too_deep", "return (('x'):rep(1000)):find(('x?'):rep(1000) .. ('x'):rep(1000) .. 'y')", "too complex|too long"},
    {"balance_over_and_over", "local s = ('('):rep(1e5) while true do s:find('%b()') end", "too long"},
    {"frontier_over_and_over", "local s = ('a '):rep(1e5) while true do s:gsub('%f[%w]%w+', '') end", "too long"},
    {"gsub_that_grows", "local s = ('x'):rep(1e4) return s:gsub('.', s)", "too large|memory|too long"},
    {"gsub_with_loop", "return ('x'):gsub('x', function() while true do end end)", "too long"},
    {"gmatch_without_end", "while true do for w in (('a '):rep(1e4)):gmatch('%a') do end end", "too long"},
    {"format_width", "return ('%1000d'):format(1)", "invalid conversion"},
    {"format_flags", "return ('%-----------5d'):format(1)", "invalid conversion"},
    {"format_pointer", "return ('%p'):format({})", "invalid conversion"},
    {"format_grows", "local s = ('x'):rep(1e6) return (('%s'):rep(100)):format(table.unpack(setmetatable({}, {__index = function() return s end}), 1, 100))", "too large|memory"},
    {"concat_of_everything", "return table.concat(setmetatable({}, {__index = tostring}), '', 1, 2^53)", "too long"},
    {"concat_with_index_function", "return table.concat(setmetatable({}, {__index = function() return '' end}), '', 1, 1e15)", "too long"},
    {"move_of_everything", "return table.move({}, 1, 2^53, 2)", "too long"},
    {"unpack_of_everything", "return table.unpack({}, 1, 1e9)", "too long|too many"},
    {"insert_in_front", "local t = {} for i = 1, 1e9 do table.insert(t, 1, i) end", "too long"},
    {"sort_without_order", "local t = {} for i = 1, 1000 do t[i] = i end table.sort(t, function() return true end)", "invalid order|attempt"},
    {"sort_with_loop", "table.sort({1, 2, 3}, function() while true do end end)", "too long"},
    {"length_metamethod", "return #setmetatable({}, {__len = function() while true do end end})", "too long"},
    {"index_loop", "local t = {} setmetatable(t, {__index = t}) return t.x", "loop|too long"},
    {"index_recursion", "local m = {} m.__index = function(t, k) return t[k .. 'x'] end return setmetatable({}, m).x", "overflow|memory|too long"},
    {"finalizer", "setmetatable({}, {__gc = function() while true do end end})", "__gc is not available"},
    {"weak_table", "setmetatable({}, {__mode = 'k'})", "__mode is not available"},
    {"close_with_loop", "local x <close> = setmetatable({}, {__close = function() while true do end end}) while true do end", "too long"},
    {"coroutine", "return coroutine.wrap(function() end)", "coroutine"},
    {"load_of_text", "return load('while true do end')()", "load"},
    {"dump_of_code", "return string.dump(function() end)", "dump"},
    {"read_a_file", "return io.open('/etc/passwd')", "io"},
    {"run_a_program", "return os.execute('true')", "execute"},
    {"read_environment", "return os.getenv('HOME')", "getenv"},
    {"look_at_the_stack", "return debug.getinfo(1)", "debug"},
    {"load_a_library", "return package.loadlib('x', 'y')", "package"},
    {"collect_garbage", "collectgarbage('stop')", "collectgarbage"},
    {"raw_write", "rawset(string, 'rep', nil)", "rawset"},
    {"change_a_library", "string.rep = nil", "read-only"},
    {"change_text_methods", "getmetatable('').__index = {}", "attempt to index"},
    {"change_a_global", "helper = 1", "read-only"},
    {"change_the_object", "res.metadata.name = 'x'", "read-only"},
    {"change_ctx", "ctx.deny = nil", "read-only"},
    {"change_parameters", "ctx.params.x = 1", "read-only"},
    {"error_object", "error({})", "error object of type table"},
    {"error_object_with_tostring", "error(setmetatable({}, {__tostring = function() while true do end end}))", "error object"},
    {"error_without_value", "error()", "nil"},
    {"endless_tostring", "return tostring(setmetatable({}, {__tostring = function() while true do end end}))", "too long"},
    {"many_findings", "while true do ctx.deny(res, 'x') end", "more than 200"},
    {"much_printing", "while true do print(('x'):rep(1000)) end", "too long"},
    {"keys_without_order", "for k in pairs({[{}] = 1}) do end", "have no order"},
    {"find_in_a_loop", "while true do ctx.find {kind = 'Deployment'} end", "too long"},
    {"regex_in_a_loop", "local s = ('a'):rep(1e6) while true do ctx.regex('(a|b)*c', s) end", "too long"},
    {"many_regexes", "local i = 0 while true do i = i + 1 ctx.regex('(a{1,100}){1,9}' .. i, 'x') end", "too long"},
    {"random_numbers", "return math.random()", "random"},
    {"policy_in_check", "policy {id = 'other', title = 'x', check = function() end}", "in the file itself"},
    {"require_in_check", "return require('lib.x')", "in the file itself"},
    {"table_that_holds_itself", "local t = {} t.a = t return ctx.selects(t, t)", "nested too deeply"},
    {"utf8_over_and_over", "local s = ('x'):rep(1e6) while true do utf8.len(s) end", "too long"},
    {"tonumber_over_and_over", "local s = (' '):rep(1e6) .. '1' while true do tonumber(s) end", "too long"},
};
// clang-format on

bool says_one_of(const std::string& message, std::string_view parts) {
  while (!parts.empty()) {
    std::string_view part = parts.substr(0, parts.find('|'));
    if (message.find(part) != std::string::npos) return true;
    parts.remove_prefix(std::min(part.size() + 1, parts.size()));
  }
  return false;
}

class HostilePolicies : public testing::TestWithParam<Hostile> {};

TEST_P(HostilePolicies, EndInAFindingWithinLimits) {
  const Hostile& hostile = GetParam();
  PolicyFixture fixture;
  fixture.file(
      "p/hostile.lua",
      fmt::format("policy {{ id = 'hostile', title = 'x', check = function(res, ctx)\n{}\nend }}",
                  hostile.body));
  fixture.file(
      "p/other.lua",
      "policy { id = 'other', title = 'x', check = function(res, ctx) ctx.info(res, 'here') end }");
  fixture.fleet().project("a", kDeployment);
  std::clock_t begin = std::clock();
  PolicyRun run = fixture.run();
  EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 60) << hostile.name;
  size_t failures = 0;
  bool others_go_on = false;
  for (const Finding& finding : run.findings) {
    others_go_on = others_go_on || finding.diagnostic.rule == "other";
    if (finding.diagnostic.rule != "policy-error") continue;
    ++failures;
    EXPECT_EQ(finding.diagnostic.where.path(), "p/hostile.lua");
    EXPECT_GE(finding.diagnostic.where.line, 1);
    EXPECT_TRUE(says_one_of(finding.diagnostic.message, hostile.says))
        << finding.diagnostic.message;
  }
  EXPECT_EQ(failures, 1U);
  EXPECT_TRUE(others_go_on);
}

INSTANTIATE_TEST_SUITE_P(Cases, HostilePolicies, testing::ValuesIn(kHostile),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(PolicySandbox, LoadsNoBytecodeAndNoFilesOutside) {
  PolicyFixture fixture;
  fixture.file("p/a.lua", "\x1bLuaT");
  fixture.file("p/b.lua", "require 'lib.missing'");
  fixture.file("p/c.lua", "require '../x'");
  fixture.file("p/d.lua", "while true do end");
  fixture.file("p/e.lua", "policy { id = 'e', title = 'e', chek = function() end }");
  fixture.file("p/f.lua", "local x = = 1");
  fixture.file("p/g.lua",
               "setmetatable(_G, {__index = function() while true do end end}) local x = y");
  const PolicySet& set = fixture.load();
  EXPECT_THAT(set.policies, SizeIs(0));
  std::string all;
  for (const Diagnostic& problem : set.problems) {
    all += fmt::format("{}:{}: {}\n", problem.where.path(), problem.where.line, problem.message);
  }
  EXPECT_THAT(all, HasSubstr("p/a.lua:0: "));
  EXPECT_THAT(all, HasSubstr("p/b.lua:1: there is no p/lib/missing.lua"));
  EXPECT_THAT(all, HasSubstr("p/c.lua:1: require takes a name"));
  EXPECT_THAT(all, HasSubstr("p/d.lua:1: it takes too long"));
  EXPECT_THAT(all, HasSubstr("p/e.lua:1: a policy has no field `chek`; did you mean `check`?"));
  EXPECT_THAT(all, HasSubstr("p/f.lua:1: unexpected symbol near '='"));
}

TEST(PolicySandbox, KeepsNothingBetweenObjects) {
  PolicyFixture fixture;
  fixture.file("p/a.lua",
               "local count = 0\npolicy { id = 'a', title = 'x', check = function(res, ctx)\ncount "
               "= count + 1\nend }");
  fixture.file("p/b.lua",
               "local seen = {}\npolicy { id = 'b', title = 'x', check = function(res, "
               "ctx)\nseen[1] = res\nend }");
  fixture.fleet().project("a", kDeployment);
  std::vector<std::string> lines = shown(fixture.run().findings);
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_THAT(lines[0], HasSubstr("it changes `count`, which outlives the call"));
  EXPECT_THAT(
      lines[1],
      HasSubstr("p/b.lua:3:1 error policy-error : policy `b` fails: 'number' cannot be set"));
}

TEST(PolicySandbox, NeverShowsValuesOfSecrets) {
  PolicyFixture fixture;
  fixture.file("p/a.lua",
               "policy { id = 'a', title = 'x', check = function(res, "
               "ctx)\nprint(res.stringData.password)\nctx.deny(res, 'it is %s', "
               "res.stringData.password)\nerror(res.stringData.password)\nend }");
  fixture.fleet().project(
      "a", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter22}\n");
  PolicyRun run = fixture.run();
  EXPECT_THAT(run.findings, SizeIs(2));
  for (const std::string& line : shown(run.findings))
    EXPECT_THAT(line, testing::Not(HasSubstr("hunter")));
  EXPECT_THAT(run.printed, testing::Not(HasSubstr("hunter")));
}

}  // namespace
}  // namespace drydock::validate::policy
