#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/error.h"
#include "core/run_on_stack.h"
#include "render/template/dump.h"
#include "render/template/template_set.h"

namespace drydock::render {
namespace {

struct DumpCase {
  const char* text;
  const char* tree;
};

// Positions are those of Go's parser: a chain's is that of its first further field.
constexpr DumpCase kTrees[] = {
    {"", "(list@0)"},
    {"a{{/* c */}}b", R"((list@0 (text@0 "a") (text@12 "b")))"},
    {"a \n{{- .x -}} \n b", R"((list@0 (text@0 "a") (action@7 (pipe@7 (command@7 (field@7 .x)))) )"
                            R"((text@16 "b")))"},
    {"{{.a.b.c}}", "(list@0 (action@2 (pipe@2 (command@2 (field@4 .a.b.c)))))"},
    {"{{ (.a).b.c 1 }}",
     "(list@0 (action@3 (pipe@3 (command@3 (chain@7 (pipe@4 (command@4 (field@4 .a))) .b.c) "
     "(number@12 1 int=1 uint=1 float=1 int)))))"},
    {"{{1.0}}{{'a'}}{{0x1p4}}",
     "(list@0 (action@2 (pipe@2 (command@2 (number@2 1.0 int=1 uint=1 float=1 float64)))) "
     "(action@9 (pipe@9 (command@9 (number@9 'a' int=97 uint=97 float=97 int)))) "
     "(action@16 (pipe@16 (command@16 (number@16 0x1p4 int=16 uint=16 float=16 float64)))))"},
    {"{{18446744073709551615}}",
     "(list@0 (action@2 (pipe@2 (command@2 (number@2 18446744073709551615 "
     "uint=18446744073709551615 float=1.8446744073709552e+19 overflow)))))"},
    {"{{if .a}}b{{else if .c}}d{{end}}",
     "(list@0 (if@5 (pipe@5 (command@5 (field@5 .a))) (list@9 (text@9 \"b\")) (list@17 (if@20 "
     "(pipe@20 (command@20 (field@20 .c))) (list@24 (text@24 \"d\"))))))"},
    {R"({{define "x"}}y{{end}}{{template "x" .}})",
     R"re((define "x" (list@14 (text@14 "y"))) (list@0 (template@33 "x" (pipe@37 (command@37 )re"
     R"re((dot@37))))))re"},
    {R"({{block "x" .}}y{{end}})",
     R"re((define "x" (list@15 (text@15 "y"))) (list@0 (template@8 "x" (pipe@12 (command@12 )re"
     R"re((dot@12))))))re"},
    {R"({{"a\tb" | printf `%s
`}})",
     R"re((list@0 (action@2 (pipe@2 (command@2 (string@2 "a\tb")) (command@11 (function@11 printf) )re"
     R"re((string@18 "%s\n"))))))re"},
};

TEST(TemplateParse, MakesTheTreesOfGo) {
  for (const DumpCase& test : kTrees) {
    EXPECT_EQ(dump(*parse_template(test.text, 3)), test.tree) << test.text;
  }
}

// A variable's place on the stack is known from its scope, but for what `and` and `or` may skip.
constexpr DumpCase kVariables[] = {
    {"{{$x := 1}}{{$x}}", "$x#- $x#1"},
    {"{{$x := 1}}{{$x := 2}}{{$x}}", "$x#- $x#1 $x#2"},
    {"{{$x := 1}}{{if $y := $x}}{{$y}}{{end}}{{$x = 2}}", "$x#- $y#- $x#1 $y#2 $x#1"},
    {"{{range $i, $e := .}}{{$i}}{{$e}}{{$}}{{end}}", "$i#- $e#- $i#1 $e#2 $#0"},
    {"{{$x = 1}}{{$x}}", "$x#- $x#-"},
    {"{{$x := $x}}", "$x#- $x#-"},
    {"{{print ($x := 1) $x}}", "$x#- $x#1"},
    {"{{and .a ($x := 1)}}{{$x}}", "$x#- $x#?"},
    {R"({{$x := 1}}{{define "d"}}{{$x}}{{end}})", R"(error 1: undefined variable "$x")"},
};

TEST(TemplateParse, KnowsWhereVariablesAre) {
  for (const DumpCase& test : kVariables) {
    std::string tree = dump(*parse_template(test.text, 3));
    std::string variables = tree.starts_with("error") ? tree : "";
    for (size_t at = tree.find("(variable@"); at != std::string::npos;
         at = tree.find("(variable@", at + 1)) {
      size_t begin = tree.find(' ', at) + 1;
      variables += (variables.empty() ? "" : " ") + tree.substr(begin, tree.find(')', at) - begin);
    }
    EXPECT_EQ(variables, test.tree) << test.text;
  }
}

/// What the cache makes of a text after those before it is what a parser alone makes of it.
void expect_same_tree(ParseCache& cache, std::string_view text) {
  std::deque<std::unique_ptr<const ParsedTemplate>> overflow;
  const ParsedTemplate& shared = cache.parse(text, false, 3, overflow, size_t{4} << 20);
  auto alone = parse_template(text, 3);
  EXPECT_EQ(dump(shared), dump(*alone)) << text;
  if (!alone->error() || !shared.error()) return;
  EXPECT_EQ(shared.error()->text("f"), alone->error()->text("f"));
}

// Each is parsed after all before it, and again behind other text.
constexpr std::string_view kAlike[] = {
    "{{ .a.b }}\n{{- .a.b -}}\n{{ .a.b }}{{ $.c | quote }}{{ $.c | quote }}",
    "{{ if .x }}a{{ else }}b{{ end }}{{ if .x }}a{{ else if .x }}b{{ end }}{{ if .x }}{{ end }}",
    "{{ $x := .a }}{{ $x }}{{ $x := .a }}{{ $x }}{{ if $y := $x }}{{ $y }}{{ end }}",
    "{{ $y := 1 }}{{ $x := .a }}{{ $x }}",
    "{{ $x }}",
    "{{ range $k, $v := .a }}{{ $k }}{{ $v }}{{ end }}{{ range $k, $v := .a }}{{ $v }}{{ end }}",
    "{{ $v }}{{ range $k, $v := .a }}",
    "{{ and .a ($z := 1) }}{{ $z }}{{ and .a ($z := 1) }}{{ $z }}{{ $ }}",
    "{{ $z := 1 }}{{ $z }}{{ $z = 2 }}{{ $z }}{{ $ := 3 }}{{ $ }}",
    "{{ $z = 2 }}{{ $x := $x }}",
    "{{ template \"a\" . }}{{ define \"a\" }}{{ template \"a\" . }}{{ $.c | quote }}{{ end }}",
    "{{ define \"b\" }}{{ $x := .a }}{{ end }}{{ $x := .a }}{{ block \"c\" .a }}{{ $x }}{{ end }}",
    "{{ `}}` }}{{`}}`}}{{ `}}` }}{{`}}`}}{{ print \"}}\" .a }}{{ print \"}}\" .a }}",
    "{{ printf\n  \"%d\"\n  1 }}{{ printf\n  \"%d\"\n  1 }}\n{{ end }}",
    "{{ printf\n  \"%d\"\n  1 }}{{ if\n .x }}",
    "{{ else }}",
    "{{ with .x }}{{ else with .x }}{{ end }}{{ range .x }}{{ break }}{{ end }}{{ break }}",
    "{{/* a */}}{{- /* b */ -}} {{ end }",
    "{{ end -}}",
    "{{ nope .a }}",
};

TEST(TemplateParse, MakesTheSameOfTextsThatAreWrittenAlike) {
  ParseCache cache;
  for (std::string_view text : kAlike) expect_same_tree(cache, text);
  for (std::string_view text : kAlike)
    expect_same_tree(cache, "{{ $x := .b }}\nu" + std::string(text));
  for (std::string_view text : kAlike) {
    for (size_t end = 0; end < text.size(); ++end) expect_same_tree(cache, text.substr(0, end));
  }
}

TEST(TemplateParse, MakesTheSameOfChartsInOneCache) {
  const char* corpus = std::getenv("DRYDOCK_CORPUS");
  if (!corpus) GTEST_SKIP() << "DRYDOCK_CORPUS is not set";
  ParseCache cache;
  std::filesystem::path charts = std::filesystem::path(corpus) / "helm" / "charts";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(charts)) {
    bool is_template = entry.path().string().find("/templates/") != std::string::npos;
    if (!is_template || !entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), {});
    expect_same_tree(cache, text);
    if (HasFailure()) return;
    expect_same_tree(cache, std::string_view(text).substr(text.size() / 3));
  }
}

TEST(TemplateParse, FailsWithGosWords) {
  auto error = [](const char* text) { return parse_template(text, 3)->error()->text("f"); };
  EXPECT_EQ(error("\n{{ .x"), "template: f:2: unclosed action");
  EXPECT_EQ(error("{{ .x\n\n"), "template: f:3: unclosed action started at f:1");
  EXPECT_EQ(error("{{ (\n1 }}"), "template: f:2: unclosed left paren in action started at f:1");
  EXPECT_EQ(error("{{nope}}"), "template: f:1: function \"nope\" not defined");
  EXPECT_EQ(error("{{if .a}}"), "template: f:1: unexpected EOF");
  // Of a block Go names the line where it begins, of a definition that of the last token.
  EXPECT_EQ(error("\n{{block `b` .}}\n\n{{else}}{{end}}"),
            "template: f:2: unexpected {{else}} in block clause");
  EXPECT_EQ(error("\n{{define `b`}}\n\n{{else}}{{end}}"),
            "template: f:4: unexpected {{else}} in define clause");
  EXPECT_EQ(error("{{end}}"), "template: f:1: unexpected {{end}}");
  EXPECT_EQ(error("{{@}}"), "template: f:1: unexpected \"@\" in command");
  EXPECT_EQ(error("{{1 | 2}}"), "template: f:1: non executable command in pipeline stage 2");
  EXPECT_EQ(error("{{\"\x01\\q\"}}"), "template: f:1: invalid syntax");
}

TEST(TemplateParse, HelmsHaveTheirOwnFunctions) {
  EXPECT_EQ(parse_template("{{env \"HOME\"}}", 3)->error()->message,
            "function \"env\" not defined");
}

std::string nested(size_t depth, const char* open, const char* middle, const char* close) {
  std::string text;
  for (size_t i = 0; i < depth; ++i) text += open;
  text += middle;
  for (size_t i = 0; i < depth; ++i) text += close;
  return text;
}

TEST(TemplateParse, BoundsNesting) {
  // On an ordinary stack the stack is the limit, on a large one Go's number.
  auto parens = parse_template("{{" + nested(100'000, "(", "1", ")") + "}}", 3);
  EXPECT_EQ(parens->error()->message, "max expression depth exceeded");
  auto blocks = parse_template(nested(100'000, "{{if 1}}", "", "{{end}}"), 3);
  EXPECT_EQ(blocks->error()->message, "max expression depth exceeded");
  constexpr size_t kStack = size_t{128} << 20;
  run_on_stack(kStack, [&] {
    auto parse = [&](size_t depth) {
      return parse_template("{{" + nested(depth, "(", "1", ")") + "}}", 3, kStack / 2);
    };
    EXPECT_EQ(parse(10'000)->error(), nullptr);
    EXPECT_NE(parse(10'001)->error(), nullptr);
  });
}

TEST(TemplateSet, LaterFilesReplaceUnlessEmpty) {
  ParseCache cache;
  TemplateSet set(cache, 3);
  set.add("a", nullptr, R"({{define "x"}}1{{end}}{{define "y"}}1{{end}})");
  set.add("b", nullptr, R"({{define "x"}}2{{end}}{{define "y"}} {{/* c */}}{{end}})");
  EXPECT_EQ(node_text(*set.find("x")->body), "2");
  EXPECT_EQ(node_text(*set.find("y")->body), "1");
  EXPECT_EQ(set.find("z"), nullptr);
}

TEST(TemplateSet, OneTextIsParsedOnceForAllReleases) {
  ParseCache cache;
  SourceFile library{"_lib.tpl", R"({{define "lib"}}{{.}}{{end}})"};
  TemplateSet first(cache, 3);
  TemplateSet second(cache, 3);
  TemplateSet other_version(cache, 4);
  const ParsedTemplate* parsed = first.add("a/_lib.tpl", &library, library.text).parsed;
  EXPECT_EQ(second.add("b/_lib.tpl", &library, library.text).parsed, parsed);
  EXPECT_EQ(second.add("b/copy.tpl", nullptr, std::string(library.text)).parsed, parsed);
  EXPECT_NE(other_version.add("a/_lib.tpl", &library, library.text).parsed, parsed);
}

TEST(TemplateSet, AFileMayDefineItsOwnName) {
  ParseCache cache;
  TemplateSet set(cache, 3);
  set.add("a", nullptr, R"({{define "a"}}inner{{end}} )");
  EXPECT_EQ(node_text(*set.find("a")->body), "inner");
  try {
    set.add("b", nullptr, R"({{define "b"}}inner{{end}}outer)");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostic().message,
              "parse error at (b:1): multiple definition of template \"b\"");
  }
}

TEST(TemplateSet, OrderOfHelm) {
  std::vector<std::string> names = {"c/templates/_b", "c/templates/t.yaml",
                                    "c/charts/s/templates/a", "c/templates/a.yaml"};
  std::sort(names.begin(), names.end(), helm_order);
  EXPECT_EQ(names, (std::vector<std::string>{"c/charts/s/templates/a", "c/templates/t.yaml",
                                             "c/templates/a.yaml", "c/templates/_b"}));
}

}  // namespace
}  // namespace drydock::render
