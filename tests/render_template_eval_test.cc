#include <gtest/gtest.h>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/run_on_stack.h"
#include "core/yaml/decode.h"
#include "render/builtins/registry.h"
#include "render/template/eval.h"
#include "render/template/go_format.h"
#include "tests/sanitized.h"

namespace drydock::render {
namespace {

/// Templates in memory, run on `.Values` from JSON.
class Sandbox {
 public:
  explicit Sandbox(std::string_view values = "{}", int helm_version = 3, size_t memory = SIZE_MAX)
      : arena_(memory), templates_(cache_, helm_version), helm_version_(helm_version) {
    environment.helm_version = helm_version;
    limits.stack = kStack / 2;
    environment.origins = &origins;
    data_ = arena_.make<ValueMap>(arena_);
    data_->set("Values", parse_json(values, arena_).value.with_type(GoType::ChartutilValues));
  }

  void add(const std::string& name, const std::string& text) {
    sources_.push_back(std::make_unique<SourceFile>(SourceFile{name, text}));
    templates_.add(name, sources_.back().get(), text);
  }

  /// Values from YAML, which remember where they stand.
  void set_values(const std::string& yaml) {
    sources_.push_back(std::make_unique<SourceFile>(SourceFile{"values.yaml", yaml}));
    YamlDecodeOptions options;
    options.origins = &origins;
    Value values = decode_yaml_file(*sources_.back(), arena_, options).value;
    data_->set("Values", values.with_type(GoType::ChartutilValues));
  }

  Evaluator::Output render(const std::string& text) {
    add("t", text);
    Evaluator::Output output;
    run_on_stack(kStack, [&] {
      Evaluator evaluator(templates_, arena_, environment, limits);
      output = evaluator.render("t", Value::of_map(data_, GoType::ChartutilValues));
    });
    return output;
  }

  std::string text(const std::string& source) { return render(source).text; }

  Diagnostic problem(const std::string& source) {
    try {
      render(source);
    } catch (const ExecError& error) {
      Diagnostic diagnostic = error.diagnostic();
      diagnostic.message = helm_exec_error(error, helm_version_);
      return diagnostic;
    } catch (const Error& error) {
      return error.diagnostic();
    }
    return {};
  }

  Environment environment;
  Limits limits;
  ValueOrigins origins;

 private:
  static constexpr size_t kStack = size_t{256} << 20;

  Arena arena_;
  ParseCache cache_;
  TemplateSet templates_;
  int helm_version_;
  std::vector<std::unique_ptr<SourceFile>> sources_;
  ValueMap* data_;
};

struct TextCase {
  const char* source;
  const char* text;
};

constexpr TextCase kTexts[] = {
    {"{{ .Values.a }}|{{ .Values.nope }}|{{ .Values.n }}", "1||"},
    {"{{ range $k, $v := .Values.m }}{{ $k }}={{ $v }};{{ end }}", "x=1;y=2;"},
    {"{{ range .Values.l }}{{ if eq . \"b\" }}{{ continue }}{{ end }}{{ . }}{{ end }}", "ac"},
    {"{{ range .Values.l }}{{ if eq . \"b\" }}{{ break }}{{ end }}{{ . }}{{ end }}", "a"},
    {"{{ range $i := 3 }}{{ $i }}{{ end }}", "012"},
    {"{{ with .Values.nope }}x{{ else with .Values.a }}{{ . }}{{ end }}", "1"},
    {"{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $x := 3 }}{{ end }}{{ $x }}", "2"},
    {"{{ and false (fail \"no\") }}{{ or 1 (fail \"no\") }}", "false1"},
    {"{{ and true ($x := 5) }}{{ $x }}", "55"},
    // What a loop changes in the map that it goes through does not change the loop.
    {"{{ range $k, $v := .Values.m }}{{ $_ := unset $.Values.m \"y\" }}{{ $k }}{{ end }}", "xy"},
    // Go's evaluator takes a break in the else branch for one of the inner loop.
    {"{{ range until 2 }}{{ range list }}{{ else }}{{ break }}{{ end }}x{{ end }}", "xx"},
    {"{{ tpl \"{{ .Values.a }}\" . }}{{ tpl \"plain\" . }}", "1plain"},
    {"{{ define \"d\" }}1{{ end }}{{ tpl `{{ define \"d\" }}2{{ end }}{{ include \"d\" . }}` . }}"
     "{{ include \"d\" . }}",
     "21"},
    {"<no {{ .Values.nope }}value>", "<no value>"},
    {"{{ define \"d\" }}{{ .Values.nope }}{{ end }}{{ include \"d\" . | len }}", "10"},
};

TEST(TemplateEval, RendersAsGo) {
  for (const TextCase& test : kTexts) {
    Sandbox sandbox(R"({"a": 1, "n": null, "m": {"y": 2, "x": 1}, "l": ["a", "b", "c"]})");
    EXPECT_EQ(sandbox.text(test.source), test.text) << test.source;
  }
}

TEST(TemplateEval, ValuesHaveMethodsThatHideKeys) {
  Sandbox sandbox(R"({"AsMap": 1, "sub": {"x": 1}})");
  EXPECT_EQ(sandbox.text("{{ kindOf .Values.AsMap }} {{ (.Values.Table \"sub\").x }}"), "map 1");
}

TEST(TemplateEval, StrictModeWantsAllKeys) {
  Sandbox sandbox;
  sandbox.environment.strict = true;
  EXPECT_EQ(sandbox.problem("{{ .Values.x }}").message,
            "template: t:1:10: executing \"t\" at <.Values.x>: map has no entry for key \"x\"");
}

TEST(TemplateEval, LintModeLetsFailPass) {
  Sandbox sandbox;
  sandbox.environment.lint = true;
  EXPECT_EQ(sandbox.text("{{ fail \"x\" }}{{ required \"x\" nil }}."), ".");
}

TEST(TemplateErrors, NameFileLineAndColumn) {
  Sandbox sandbox;
  Diagnostic problem = sandbox.problem("\n  é{{ index .Values \"a\" \"b\" }}");
  EXPECT_EQ(problem.rule, "template-error");
  EXPECT_EQ(problem.where.path(), "t");
  EXPECT_EQ(problem.where.line, 2);
  EXPECT_EQ(problem.where.column, 7);  // characters from 1, where Go's message counts bytes from 0
  EXPECT_EQ(problem.message.substr(0, 18), "template: t:2:7: e");
}

TEST(TemplateErrors, LeadOutwardThroughIncludes) {
  Sandbox sandbox;
  sandbox.add("_a", "{{ define \"a\" }}\n{{ include \"b\" . }}{{ end }}");
  sandbox.add("_b", "{{ define \"b\" }}{{ .Values.x.y }}{{ end }}");
  Diagnostic problem = sandbox.problem("{{ template \"a\" . }}");
  EXPECT_EQ(problem.message,
            "template: _a:2:3: executing \"a\" at <include \"b\" .>: error calling include: "
            "template: _b:1:26: executing \"b\" at <.Values.x.y>: nil pointer evaluating "
            "interface {}.y");
  EXPECT_EQ(problem.help, "`.Values.x` is not set; used by `_b:1`");
  EXPECT_EQ(problem.where.path(), "_b");
  ASSERT_EQ(problem.notes.size(), 2u);
  EXPECT_EQ(problem.notes[0].where.path(), "_a");
  EXPECT_EQ(problem.notes[0].where.line, 2);
  EXPECT_EQ(problem.notes[1].where.path(), "t");
}

TEST(TemplateErrors, SayWhatWasNilAndWhereItWouldStand) {
  struct Case {
    const char* source;
    const char* help;
  };
  constexpr Case kCases[] = {
      {"{{ .Values.ingress.tls.secret }}", "`.Values.ingress.tls` is not set; used by `t:1`"},
      {"{{ with .Values.ingress }}{{ .tls.secret }}{{ end }}",
       "`.Values.ingress.tls` is not set; used by `t:1`"},
      {"{{ $i := .Values.ingress }}{{ $i.none.x }}",
       "`.Values.ingress.none` is null; used by `t:1`"},
      {"{{ upper .Values.ingress.tls }}", "`.Values.ingress.tls` is not set; used by `t:1`"},
  };
  for (const Case& test : kCases) {
    Sandbox sandbox;
    sandbox.set_values("ingress:\n  host: a\n  none:\n");
    Diagnostic problem = sandbox.problem(test.source);
    EXPECT_EQ(problem.help, test.help) << test.source;
    ASSERT_EQ(problem.notes.size(), 1u) << test.source;
    EXPECT_EQ(problem.notes[0].where.path(), "values.yaml");
    EXPECT_EQ(problem.notes[0].where.line, 2);
  }
  Sandbox sandbox;
  sandbox.set_values("a: 1\nname: text\n");
  Diagnostic problem = sandbox.problem("{{ .Values.name.first }}");
  ASSERT_EQ(problem.notes.size(), 1u);
  EXPECT_EQ(problem.notes[0].message, "the value is a string here, which has no `first`");
  EXPECT_EQ(problem.notes[0].where.line, 2);
}

TEST(TemplateErrors, OfTplAreAtItsCall) {
  Sandbox sandbox;
  Diagnostic problem = sandbox.problem("\n{{ tpl \"{{ .x.y }}\" .Values }}");
  EXPECT_EQ(problem.where.path(), "t");
  EXPECT_EQ(problem.where.line, 2);
  EXPECT_EQ(
      problem.message,
      "template: t:2:3: executing \"t\" at <tpl \"{{ .x.y }}\" .Values>: error calling tpl: "
      "error during tpl function execution for \"{{ .x.y }}\": template: gotpl:1:5: executing "
      "\"gotpl\" at <.x.y>: nil pointer evaluating interface {}.y");
}

TEST(TemplateErrors, FailKeepsItsMessage) {
  Sandbox sandbox;
  sandbox.add("_a", "{{ define \"a\" }}{{ fail \"x: y\\nz\" }}{{ end }}");
  EXPECT_EQ(sandbox.problem("{{ include \"a\" . }}").message,
            "execution error at (t:1:3): x: y\nz");
}

TEST(TemplateErrors, Helm4WritesLevels) {
  Sandbox sandbox("{}", 4);
  sandbox.add("_a", "{{ define \"a\" }}{{ .Values.x.y }}{{ end }}");
  EXPECT_EQ(sandbox.problem("{{ include \"a\" . }}").message,
            "t:1:3\n  executing \"t\" at <include \"a\" .>:\n    error calling include:\n_a:1:26\n"
            "  executing \"a\" at <.Values.x.y>:\n    nil pointer evaluating interface {}.y");
  // Where the chain ends in the error of a function, Helm 4 does as Helm 3.
  EXPECT_EQ(
      Sandbox("{}", 4).problem("{{ index 1 2 }}").message,
      "template: t:1:3: executing \"t\" at <index 1 2>: error calling index: can't index item "
      "of type int");
  EXPECT_EQ(Sandbox("{}", 4).problem("{{ include \"x\" 2 }}").message,
            "t:1:3\n  executing \"t\" at <include \"x\" 2>:\n    error calling include:\n"
            "template: no template \"x\" associated with template \"gotpl\"");
}

TEST(TemplateLimits, IncludeOfOneName) {
  Sandbox sandbox;
  Diagnostic problem =
      sandbox.problem("{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}");
  EXPECT_TRUE(
      problem.message.ends_with("error calling include: rendering template has a nested "
                                "reference name: a: unable to execute template"));
  EXPECT_LE(problem.notes.size(), 20u);
}

TEST(TemplateLimits, TemplateDepth) {
  if (kSanitized) {
    GTEST_SKIP() << "the sanitizer's frames are so large that the stack ends first";
  }
  Sandbox sandbox;
  Diagnostic problem =
      sandbox.problem("{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}");
  EXPECT_TRUE(problem.message.ends_with("exceeded maximum template depth (100000)"))
      << problem.message;
  EXPECT_EQ(problem.where.line, 1);
}

TEST(TemplateLimits, TheStack) {
  Sandbox sandbox(R"({"x": "{{ tpl .Values.x . }}"})");
  sandbox.limits.stack = size_t{1} << 20;
  Diagnostic problem = sandbox.problem("{{ tpl .Values.x . }}");
  EXPECT_EQ(problem.rule, "recursion-limit");
  EXPECT_EQ(problem.where.path(), "t");
}

TEST(TemplateLimits, Steps) {
  Sandbox sandbox;
  sandbox.limits.steps = 100'000;
  Diagnostic problem = sandbox.problem("\n{{ range 1000 }}{{ range 1000 }}{{ end }}{{ end }}");
  EXPECT_EQ(problem.rule, "step-limit");
  EXPECT_EQ(problem.where.line, 2);
}

TEST(TemplateLimits, Output) {
  Sandbox sandbox;
  sandbox.limits.output = 100'000;
  EXPECT_EQ(sandbox.problem("{{ range 100000 }}xxxxx{{ end }}").rule, "output-limit");
  Diagnostic problem = sandbox.problem("\n\n{{ printf \"%200000d\" 1 }}");
  EXPECT_EQ(problem.rule, "output-limit");
  EXPECT_EQ(problem.where.line, 3);
}

TEST(TemplateLimits, ValuesThatContainThemselves) {
  Sandbox sandbox;
  Diagnostic problem = sandbox.problem("{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ $d }}");
  EXPECT_EQ(problem.rule, "recursion-limit");
}

TEST(TemplateSourceMap, NamesTheTemplateOfEachByte) {
  Sandbox sandbox(R"({"a": "xyz"})");
  sandbox.add("_d", "\n{{ define \"d\" }}in {{ .Values.a }}{{ end }}");
  Evaluator::Output output =
      sandbox.render("a: 1{{ .Values.nope }}\nb: {{ .Values.a }}\n{{ template \"d\" . }}\nend");
  ASSERT_EQ(output.text, "a: 1\nb: xyz\nin xyz\nend");
  struct Expected {
    const char* at;
    const char* place;
  };
  constexpr Expected kExpected[] = {
      {"a: 1", "t:1:0"},       {"\nb: ", "t:1:22"}, {"xyz\nin", "t:2:6"}, {"in xyz", "_d:2:16"},
      {"xyz\nend", "_d:2:22"}, {"\nend", "t:3:20"}, {"end", "t:3:20"}};
  for (const Expected& expected : kExpected) {
    SourceMap::Place place = output.map.find(output.text.find(expected.at));
    ASSERT_NE(place.file, nullptr);
    EXPECT_EQ(fmt::format("{}:{}:{}", place.file->name, place.at.line, place.at.column),
              expected.place)
        << expected.at;
  }
}

TEST(TemplateSourceMap, FollowsIncludedTextThroughIndentation) {
  Sandbox sandbox(R"({"a": "xyz"})");
  sandbox.add("_d", "{{ define \"d\" }}\nk: 1\nl: {{ .Values.a }}\n{{ end }}");
  for (std::string_view how :
       {"", " | nindent 4", " | indent 2", " | trim | nindent 2", " | trim"}) {
    Evaluator::Output output =
        sandbox.render(fmt::format("a:\n{{{{ include \"d\" .{} }}}}\nend", how));
    auto place = [&](std::string_view text) {
      SourceMap::Place found = output.map.find(output.text.find(text));
      return fmt::format("{}:{}:{}", found.file->name, found.at.line, found.at.column);
    };
    EXPECT_EQ(place("a:"), "t:1:0") << how;
    EXPECT_EQ(place("k: 1"), "_d:1:16") << how;
    EXPECT_EQ(place("l: "), "_d:1:16") << how;
    EXPECT_EQ(place("xyz"), "_d:3:6") << how;
    EXPECT_EQ(place("end"), fmt::format("t:2:{}", 19 + how.size())) << how;
  }
  Evaluator::Output output = sandbox.render("{{ include \"d\" . | upper }}");
  EXPECT_EQ(output.map.find(3).file->name, "t");
}

TEST(TemplateSourceMap, NamesTheValuesThatArePrinted) {
  Sandbox sandbox;
  sandbox.set_values(
      "a: plain\nb: \"quo\\tted\"\nc: 7\nd:\n- 1.5\n- last\ne: \"{{ .Values.c }}!\"\n");
  sandbox.add("_d", "{{ define \"d\" }}{{ index .Values.d 1 }}{{ end }}");
  Evaluator::Output output = sandbox.render(
      "{{ .Values.a }}|{{ .Values.b }}|{{ .Values.c }}|{{ range .Values.d }}<{{ . }}>{{ end }}|"
      "{{ include \"d\" . | indent 2 }}|{{ tpl .Values.e . }}|{{ trunc 3 .Values.a }};");
  ASSERT_EQ(output.text, "plain|quo\tted|7|<1.5><last>|  last|7!|pla;");
  struct Expected {
    const char* at;
    int line;  // of values.yaml; 0 for no value
    int column;
  };
  constexpr Expected kExpected[] = {{"plain|q", 1, 4}, {"quo", 2, 4},   {"7|", 3, 4},
                                    {"1.5", 5, 3},     {"last>", 6, 3}, {"last|", 6, 3},
                                    {"7!", 7, 4},      {"pla;", 1, 4},  {"|quo", 0, 0}};
  for (const Expected& expected : kExpected) {
    size_t at = output.text.rfind(expected.at);
    SourcePos value = output.map.find(at, &sandbox.origins).value;
    EXPECT_EQ(value.line, expected.line) << expected.at;
    EXPECT_EQ(value.column, expected.column) << expected.at;
  }
}

class OneService final : public ClusterState {
 public:
  Value lookup(const LookupRequest& request, Arena& arena) override {
    if (request.kind == "Nope") fail("lookup", "no such kind");
    ValueMap* found = arena.make<ValueMap>(arena);
    if (request.name == "web") found->set("name", Value::of_string("web"));
    return Value::of_map(found);
  }
};

TEST(TemplateEval, AsksTheCluster) {
  OneService cluster;
  Sandbox sandbox;
  std::string found = "{{ (lookup \"v1\" \"Service\" \"default\" \"web\").name }}";
  EXPECT_EQ(sandbox.text(found), "");
  sandbox.environment.cluster = &cluster;
  EXPECT_EQ(sandbox.text(found), "web");
  EXPECT_EQ(sandbox.text("{{ lookup \"v1\" \"Service\" \"\" \"db\" }}"), "map[]");
  EXPECT_TRUE(sandbox.problem("{{ lookup \"v1\" \"Nope\" \"\" \"\" }}")
                  .message.ends_with("error calling lookup: no such kind"));
}

TEST(TemplateEval, Helm4TakesDurationsInAnyForm) {
  constexpr TextCase kDurations[] = {
      {"{{ durationSeconds \"1m30s\" }} {{ durationSeconds \"2.5\" }} {{ durationSeconds nil }}",
       "90 2.5 0"},
      {"{{ durationHours 5400 }} {{ durationDays \"36h\" }} {{ durationWeeks \"84h\" }}",
       "1.5 1.5 0.5"},
      {"{{ durationMilliseconds 1.5 }} {{ durationNanoseconds \"x\" }}", "1500 0"},
      {"{{ durationRoundTo \"1h31m\" \"1h\" }} {{ durationTruncateTo \"1h31m\" \"no\" }}",
       "2h0m0s 1h31m0s"},
      {"{{ mustToDuration 90 }}", "1m30s"},
  };
  for (const TextCase& test : kDurations) {
    EXPECT_EQ(Sandbox("{}", 4).text(test.source), test.text) << test.source;
  }
  EXPECT_EQ(Sandbox("{}", 4).problem("{{ mustToDuration \"x\" }}").message,
            "template: t:1:3: executing \"t\" at <mustToDuration \"x\">: error calling "
            "mustToDuration: could not parse duration \"x\"");
}

TEST(TemplateEval, MakesNoKeyThatIsNotTaken) {
  constexpr TextCase kTaken[] = {
      {"{{ coalesce \"\" \"a\" (genPrivateKey \"rsa\") }}", "a"},
      {"{{ default (genPrivateKey \"rsa\") \"a\" }}", "a"},
      {"{{ \"a\" | default (genPrivateKey \"rsa\") }}", "a"},
      {"{{ coalesce (genPrivateKey \"ed25519\") (genPrivateKey \"rsa\") | trunc 10 }}",
       "-----BEGIN"},
      {"{{ coalesce nil (genPrivateKey \"x\") \"a\" }}", "Unknown type x"},
      {"{{ default (genPrivateKey \"x\") \"\" }}", "Unknown type x"},
      {"{{ default \"\" (genPrivateKey \"x\") }}", "Unknown type x"},
      {"{{ default (genPrivateKey \"x\") }}", "Unknown type x"},
  };
  for (const TextCase& test : kTaken) {
    Sandbox sandbox;
    sandbox.limits.steps = 1'000'000;  // an RSA key is more
    EXPECT_EQ(sandbox.text(test.source), test.text) << test.source;
  }
}

TEST(TemplateLimits, WorkOverLongTextsIsCounted) {
  Sandbox sandbox;
  sandbox.limits.steps = 1'000'000;
  Diagnostic problem = sandbox.problem(
      "{{ $x := repeat 1000000 \"x\" }}{{ range 1000 }}{{ $_ := contains \"y\" $x }}{{ end }}");
  EXPECT_EQ(problem.rule, "step-limit");
}

/// Templates that take very long, or very much memory, if nothing stops them.
constexpr TextCase kHostile[] = {
    {"{{ range 100000 }}{{ range 100000 }}{{ end }}{{ end }}", "step-limit"},
    {"{{ range 1000 }}{{ $_ := bcrypt \"x\" }}{{ end }}", "step-limit"},
    {"{{ range 1000 }}{{ $_ := derivePassword 1 \"long\" \"p\" \"u\" \"s\" }}{{ end }}",
     "step-limit"},
    {"{{ range 1000 }}{{ $_ := genPrivateKey \"rsa\" }}{{ end }}", "step-limit"},
    {"{{ range 1000 }}{{ $_ := genCA \"x\" 1 }}{{ end }}", "step-limit"},
    {"{{ $x := repeat 100000 \"a\" }}{{ $y := printf \"%sb\" (repeat 50000 \"a\") }}"
     "{{ range 100000 }}{{ $_ := contains $y $x }}{{ $_ := replace $y \"\" $x }}{{ end }}",
     "step-limit"},
    {"{{ $l := list }}{{ $x := repeat 100000 \"a\" }}{{ range 300 }}{{ $l = append $l $x }}{{ end "
     "}}"
     "{{ range 100 }}{{ $_ := sortAlpha $l }}{{ end }}",
     "step-limit"},
    {"{{ $x := repeat 100000 \"a\" }}{{ $l := list }}{{ range 300 }}{{ $l = append $l (printf "
     "\"%sb\" $x) "
     "}}{{ end }}{{ range 1000 }}{{ $_ := has (printf \"%sc\" $x) $l }}{{ end }}",
     "step-limit"},
    {"{{ $d := dict }}{{ $_ := set $d \"a\" $d }}{{ range 1000000 }}{{ $_ := "
     "$d.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a }}{{ end }}",
     "step-limit"},
    {"{{ $d := dict }}{{ range $i := until 1000 }}{{ $_ := set $d (toString $i) $i }}{{ end }}"
     "{{ range 100000 }}{{ range $d }}{{ break }}{{ end }}{{ end }}",
     "step-limit"},
    {"{{ $d := dict }}{{ range $i := until 1000 }}{{ $_ := set $d (toString $i) $i }}{{ end }}"
     "{{ range 100000 }}{{ $_ := toYaml $d }}{{ end }}",
     "step-limit"},
    // A list that holds another twice, and so on, is little memory and much text.
    {"{{ $l := list \"a\" }}{{ range 40 }}{{ $l = list $l $l }}{{ end }}{{ toYaml $l | len }}",
     "memory-limit"},
    {"{{ $l := list \"a\" }}{{ range 40 }}{{ $l = list $l $l }}{{ end }}{{ toJson $l | len }}",
     "memory-limit"},
    {"{{ $l := list \"a\" }}{{ range 40 }}{{ $l = list $l $l }}{{ end }}{{ printf \"%v\" $l | len "
     "}}",
     "output-limit"},
    {"{{ $d := dict \"a\" 1 }}{{ range 40 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}"
     "{{ $_ := deepCopy $d }}",
     "memory-limit"},
    {"{{ $x := \"a\" }}{{ range 100 }}{{ $x = printf \"%s%s\" $x $x }}{{ end }}", "output-limit"},
    {"{{ $l := list 1 }}{{ range 100 }}{{ $l = concat $l $l }}{{ end }}", "output-limit"},
    {"{{ $_ := until 1000000000 }}", "output-limit"},
    {"{{ range 1000 }}{{ $_ := repeat 1000000 \"a\" }}{{ end }}", "step-limit"},
};

TEST(TemplateLimits, EndWhatWouldTakeForEver) {
  for (const TextCase& test : kHostile) {
    Sandbox sandbox("{}", 3, size_t{32} << 20);
    sandbox.limits.steps = 1'000'000;
    sandbox.limits.output = size_t{2} << 20;
    Diagnostic problem = sandbox.problem(std::string("\n") + test.source);
    EXPECT_EQ(problem.rule, test.text) << test.source;
    EXPECT_EQ(problem.where.path(), "t") << test.source;
    EXPECT_EQ(problem.where.line, 2) << test.source;
  }
}

TEST(TemplateRandom, IsTheSameForTheSameSeedAndPlace) {
  SeededRandom first("seed");
  SeededRandom second("seed");
  uint8_t a[20];
  uint8_t b[20];
  second.fill(b, "elsewhere");
  first.fill(a, "t:1:3");
  second.fill(b, "t:1:3");
  EXPECT_TRUE(std::equal(a, a + 20, b));
  second.fill(b, "t:1:3");
  EXPECT_FALSE(std::equal(a, a + 20, b));
}

TEST(Builtins, AreDescribed) {
  for (const Builtin* function : all_builtins(4)) {
    EXPECT_FALSE(function->help.empty()) << function->name;
    EXPECT_NE(function->call, nullptr) << function->name;
    EXPECT_FALSE(function->params.variadic && function->params.count == 0) << function->name;
  }
  EXPECT_EQ(find_builtin("env", 3), nullptr);
  EXPECT_EQ(signature(*find_builtin("printf", 3)), "func(string, ...interface {}) string");
}

TEST(GoPrinting, OfTypedValues) {
  Arena arena;
  Value list[] = {Value::of_int(1), Value(), Value::of_string("x")};
  Value values[] = {Value::of_list(list), Value::nil_list(), Value::of_bytes("AB"),
                    Value::of_float(1e6), Value::of_uint(7, GoType::Uint8)};
  EXPECT_EQ(go_sprintf("%v %v %v %v %v", values), "[1 <nil> x] [] [65 66] 1e+06 7");
  EXPECT_EQ(go_sprintf("%#v %#v %#v", values),
            "[]interface {}{1, interface {}(nil), \"x\"} []interface {}(nil) []byte{0x41, 0x42}"
            "%!(EXTRA float64=1e+06, uint8=7)");
}

}  // namespace
}  // namespace drydock::render
