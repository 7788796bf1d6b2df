#include <gtest/gtest.h>

#include "core/error.h"
#include "core/yaml/decode.h"
#include "render/chart_check.h"
#include "render/chart_loader.h"
#include "render/chart_package.h"
#include "render/chart_yaml.h"
#include "render/json_path.h"
#include "render/lint/documents.h"
#include "render/lint/rules.h"
#include "render/text_table.h"

namespace drydock::render {
namespace {

TEST(JsonPath, PicksAsKubectlDoes) {
  SourceFile file{"v.yaml",
                  "k: v\nn: 1\nf: 1.50\nlist: [1, 2, 3]\nmap: {b: 1, a: x}\nnone: null\n"
                  "pods: [{name: a, p: 1}, {name: b, p: 2}]\n"};
  Arena arena;
  Value root = decode_yaml_file(file, arena).value;
  struct Case {
    std::string_view path;
    std::string_view text;
  };
  constexpr Case kCases[] = {
      {"{.k}", "v"},
      {"{.map}", R"({"a":"x","b":1})"},
      {"{.list}", "[1,2,3]"},
      {"{.list[1]}", "2"},
      {"{.list[-1]}", "3"},
      {"{.list[0:2]}", "1 2"},
      {"{.list[::2]}", "1 3"},
      {"{.list[*]}", "1 2 3"},
      {"{.list[0,2]}", "1 3"},
      {"{.map['a']}", "x"},
      {"{.none}", "null"},
      {"{.nope}", ""},
      {"{.list[9]}", ""},
      {"a{.k}b{.f}", "avb1.5"},
      {"{range .list[*]}{@}{\"\\n\"}{end}", "1\n2\n3\n"},
      {"{range .pods[*]}[{.name}]{end}.", "[a][b]."},
      {"{.pods[?(@.name==\"b\")].p}", "2"},
      {"{.pods[?(@.name)].name}", "a b"},
      {"{..p}", "1 2"},
      {"{.pods[*]['name','p']}", "a b 1 2"},
  };
  for (const Case& one : kCases) {
    std::string out;
    JsonPath::parse(one.path).print(root, out);
    EXPECT_EQ(out, one.text) << one.path;
  }
  for (std::string_view wrong : {"{", "{.list[}", "{.list[a]}", "{'a}", "{....x}", "{[?(}"}) {
    EXPECT_THROW(JsonPath::parse(wrong), Error) << wrong;
  }
}

TEST(TextTable, PadsAndCuts) {
  EXPECT_EQ(format_table({{"NAME", "V"}, {"abcdefgh", "1"}}, 0), "NAME    \tV\nabcdefgh\t1");
  EXPECT_EQ(format_table({{"NAME"}, {"abcdefgh"}}, 6), "NAME  \nabc...");
}

TEST(ChartLint, JudgesAddressesAsHelmDoes) {
  struct Case {
    std::string_view text;
    bool email;
    bool url;
    bool request;
  };
  constexpr Case kCases[] = {
      {"ann@example.com", true, true, false},
      {"nope", false, false, false},
      {"a.b+c@d-e.example.org", true, true, false},
      {"ann@", false, false, false},
      {"https://example.com", false, true, true},
      {"http://example.com:8080/x?y#z", false, true, true},
      {"example.com", false, true, false},
      {"::nope", false, false, false},
      {"not a url", false, false, false},
      {"oci://example.com/x", false, false, true},
      {"data:image/png;base64,AAAA", false, false, false},
  };
  for (const Case& one : kCases) {
    EXPECT_EQ(is_email(one.text), one.email) << one.text;
    EXPECT_EQ(is_url(one.text), one.url) << one.text;
    EXPECT_EQ(is_request_url(one.text), one.request) << one.text;
  }
}

TEST(ChartLint, JudgesNamesByKind) {
  EXPECT_TRUE(object_name_problems("ConfigMap", "a.b-1").empty());
  EXPECT_EQ(object_name_problems("ConfigMap", "").size(), 1u);
  EXPECT_EQ(object_name_problems("Namespace", "a.b"),
            std::vector<std::string>{"must not contain dots"});
  EXPECT_EQ(object_name_problems("Service", "1a").size(), 1u);
  EXPECT_TRUE(object_name_problems("Role", "system:Any").empty());
  EXPECT_EQ(object_name_problems("ClusterRole", "a/b%").size(), 2u);
  EXPECT_EQ(object_name_problems("Pod", std::string(254, 'a')),
            std::vector<std::string>{"must be no more than 253 characters"});
}

TEST(ChartLint, KnowsWhenKindsGo) {
  EXPECT_EQ(deprecation("extensions/v1beta1", "Ingress", 20),
            "extensions/v1beta1 Ingress is deprecated in v1.14+, unavailable in v1.22+; use "
            "networking.k8s.io/v1 Ingress");
  EXPECT_EQ(deprecation("batch/v1beta1", "CronJob", 20), "");
  EXPECT_EQ(deprecation("apps/v1", "Deployment", 37), "");
}

TEST(ChartLint, ReadsStreamsAsKubectlDoes) {
  struct Case {
    std::string_view text;
    std::string_view seen;
  };
  constexpr Case kCases[] = {
      {"kind: A\n---\nkind: B\n", "A B "},
      {"---\n# only this\n---\nkind: A\n", "A "},
      {"{\"kind\": \"A\"}{\"kind\": \"B\"}", "A B "},
      {"{\"kind\": \"A\"}\n---\nkind: B\n", "A B "},
      {"kind: A\n---x\n", "!invalid Yaml document separator: x"},
      {"text",
       "!error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into "
       "Go value of type rules.k8sYamlStruct"},
      {"{{ x }}",
       "!json: offset 2: invalid character '{' looking for beginning of object key "
       "string"},
  };
  for (const Case& one : kCases) {
    std::string seen;
    read_lint_documents(
        one.text, 4, [&](const LintObject& object) { seen += object.kind + " "; },
        [&](std::string problem, size_t) { seen = "!" + problem; });
    EXPECT_EQ(seen, one.seen) << one.text;
  }
}

/// A chart in memory.
class ChartVerbs : public testing::Test {
 protected:
  const Chart& load(std::vector<std::pair<std::string, std::string>> files) {
    std::vector<LooseFile> loose;
    for (auto& [path, text] : files) {
      const SourceFile& source = sources_.add(path, std::move(text));
      loose.push_back({path, LateSource(source)});
    }
    return store_.load_files(std::move(loose), "app", 4);
  }

  std::string findings(const Chart& chart) {
    ChartCheckRequest request;
    request.chart = &chart;
    request.kube_version = parse_kube_version("v1.37.0");
    std::string out;
    for (const Diagnostic& one : check_chart(request, sources_)) {
      out +=
          fmt::format("{}:{}: {} [{}]\n", one.where.path(), one.where.line, one.message, one.rule);
    }
    return out;
  }

  Sources sources_;
  ChartStore store_{sources_};
};

TEST_F(ChartVerbs, PackageWritesChartFilesAnew) {
  const Chart& chart = load({{"Chart.yaml",
                              "version: 1.0.0\nname: app\napiVersion: v2\ndescription: \"x\"\n"
                              "keywords: [b, a]\ndependencies: []\n"},
                             {"values.yaml", "a: 1\n"},
                             {"README.md", "hi"},
                             {"templates/x.yaml", "a: b"}});
  std::vector<ArchiveFile> files = package_files(chart, "2.0.0", "");
  ASSERT_EQ(files.size(), 4u);
  EXPECT_EQ(files[0].bytes,
            "apiVersion: v2\ndescription: x\nkeywords:\n- b\n- a\nname: app\nversion: 2.0.0\n");
  EXPECT_EQ(files[1].path, "values.yaml");
  EXPECT_EQ(files[2].path, "templates/x.yaml");
  EXPECT_EQ(files[3].path, "README.md");
  EXPECT_EQ(package_name(chart, "2.0.0"), "app-2.0.0.tgz");
}

TEST_F(ChartVerbs, FindsWhatHelmDoesNotLookFor) {
  const Chart& chart = load(
      {{"Chart.yaml",
        "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n"
        "- {name: one, version: 1.x, repository: 'https://example.com'}\n"},
       {"values.yaml",
        "used: 1\nunused: 2\nmap:\n  used: 1\n  unused: 2\nwhole: {a: 1}\n"
        "text: '{{ .Values.byTpl }}'\nbyTpl: 1\n"},
       {"templates/a.yaml",
        "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata:\n  a: {{ .Values.used }}\n"
        "  b: {{ .Values.map.used }}\n  c: {{ toJson .Values.whole }}\n"
        "  d: {{ tpl .Values.text . }}\n  e: {{ .Values.typo }}\n"
        "  f: {{ .Values.fine | default 1 }}\n{{ if .Values.opt }}\n  g: {{ .Values.opt.x }}\n"
        "{{ end }}\n  h: {{ randAlphaNum 8 }}\n"},
       {"templates/b.yaml", "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n"}});
  EXPECT_EQ(findings(chart),
            "values.yaml:5: no template reads the value `map.unused` [values-unused]\n"
            "values.yaml:2: no template reads the value `unused` [values-unused]\n"
            "templates/a.yaml:9: the value `typo` is read here, and nobody sets it "
            "[values-unset]\n"
            "Chart.yaml:5: the dependency one has the range `1.x` and no Chart.lock pins it "
            "[dependency-unpinned]\n"
            "templates/b.yaml:1: the chart renders ConfigMap a twice [defined-twice]\n"
            "templates/a.yaml:14: what is written here differs from run to run "
            "[output-unstable]\n");
}

TEST_F(ChartVerbs, TellsOnlyOfWhatTheChartItselfReads) {
  const Chart& chart =
      load({{"Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n"},
            {"values.yaml", "cert: {}\n"},
            {"charts/lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n"},
            {"charts/lib/templates/_x.tpl", "{{ define \"x\" }}{{ .Values.ofOthers }}{{ end }}"},
            {"templates/a.yaml", "{{ if .Values.cert }}a: {{ .Values.cert.key }}{{ end }}\n"}});
  EXPECT_EQ(findings(chart), "");
}

TEST_F(ChartVerbs, LocksHaveHelmsDigest) {
  ChartDependency wanted;
  wanted.name = "lib";
  wanted.version = "1.x";
  wanted.repository = "file://../lib";
  ChartDependency locked = wanted;
  locked.version = "1.2.0";
  std::string digest = lock_digest(std::span(&wanted, 1), std::span(&locked, 1));
  // sha256 of [[{"name":"lib","version":"1.x",…}],[{"name":"lib","version":"1.2.0",…}]]
  EXPECT_EQ(digest, "sha256:8dcbb4b7e1b1c7a116d08b87dd429952b2b898dc7d9f519bce685ec96490b833");
  ChartLock lock;
  lock.digest = "sha256:0";
  lock.generated = "2026-01-01T00:00:00Z";
  lock.dependencies = {locked};
  EXPECT_EQ(chart_lock_yaml(lock),
            "dependencies:\n- name: lib\n  repository: file://../lib\n  version: 1.2.0\n"
            "digest: sha256:0\ngenerated: \"2026-01-01T00:00:00Z\"\n");
}

}  // namespace
}  // namespace drydock::render
