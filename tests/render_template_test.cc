#include <fstream>
#include <map>

#include "tests/source_dir.h"
#include "tests/template_corpus.h"

namespace drydock::render {
namespace {

/// Cases that are known to differ: name, tab, reason. The list may only shrink.
std::map<std::string, std::string> known_gaps() {
  std::ifstream in(source_path("testdata/template-known-gaps.txt"));
  std::map<std::string, std::string> gaps;
  for (std::string line; std::getline(in, line);) {
    size_t tab = line.find('\t');
    if (tab != std::string::npos) gaps[line.substr(0, tab)] = line.substr(tab + 1);
  }
  return gaps;
}

class TemplateCorpus : public testing::TestWithParam<const char*> {};

TEST_P(TemplateCorpus, RendersAsHelm) {
  DRYDOCK_NEEDS_CORPUS();
  std::map<std::string, std::string> gaps = known_gaps();
  size_t exact = 0;
  std::vector<TemplateCase> cases = read_template_group(GetParam());
  ASSERT_FALSE(cases.empty());
  for (const TemplateCase& test : cases) {
    TemplateResult result = run_template_case(test);
    bool is_exact = test.want ? result.text == test.want : result.error == test.error;
    exact += is_exact;
    bool known = gaps.contains(test.name);
    if (is_as_wanted(test, result) != known) continue;
    ADD_FAILURE() << test.name << (known ? ": works now, so it is no gap any more" : "")
                  << "\ntemplate: " << test.files.at("templates/t.yaml")
                  << "\nwanted:   " << (test.want ? *test.want : *test.error)
                  << "\ngot:      " << (result.text ? *result.text : "error: " + result.error);
  }
  RecordProperty("exact", static_cast<int>(exact));
  RecordProperty("cases", static_cast<int>(cases.size()));
}

INSTANTIATE_TEST_SUITE_P(Groups, TemplateCorpus,
                         testing::Values("compare", "dates", "fmt-printf", "func-args",
                                         "func-typical", "harvest-go", "harvest-helm",
                                         "harvest-sprig", "kinds", "lang", "multi-file", "numbers",
                                         "regex", "semver", "strings", "yaml-funcs"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace drydock::render
