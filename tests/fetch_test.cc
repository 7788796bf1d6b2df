#include <gtest/gtest.h>

#include "core/error.h"
#include "fetch/digest.h"
#include "fetch/download_cache.h"
#include "fetch/http.h"
#include "fetch/logins.h"
#include "fetch/name_lookup.h"
#include "fetch/registry.h"
#include "fetch/repository_index.h"
#include "fetch/url.h"
#include "tests/temp_folder.h"

namespace drydock::fetch {
namespace {

TEST(FetchUrl, ResolvesLinks) {
  struct Case {
    std::string_view base;
    std::string_view link;
    bool as_folder;
    std::string_view text;
  };
  constexpr Case kCases[] = {
      {"https://a.example/charts", "x.tgz", true, "https://a.example/charts/x.tgz"},
      {"https://a.example/charts/", "x.tgz", true, "https://a.example/charts/x.tgz"},
      {"https://a.example/charts", "../x.tgz", true, "https://a.example/x.tgz"},
      {"https://a.example/charts?t=1", "x.tgz", true, "https://a.example/charts/x.tgz?t=1"},
      {"https://a.example/a/b", "c?d", false, "https://a.example/a/c?d"},
      {"https://a.example/a/b", "/c", false, "https://a.example/c"},
      {"https://a.example/a", "//b.example/c", false, "https://b.example/c"},
      {"https://a.example:8443/a", "http://b.example:80/", false, "http://b.example/"},
      {"http://[2001:db8::1]:8080/a", "b", false, "http://[2001:db8::1]:8080/b"},
  };
  for (const Case& one : kCases) {
    EXPECT_EQ(resolve(Url::parse(one.base), one.link, one.as_folder).text(), one.text);
  }
  for (std::string_view wrong :
       {"ftp://a/b", "https://", "https://a b/", "x", "https://a:99999/", "http://a/\r\nHost: b"}) {
    EXPECT_THROW(Url::parse(wrong), Error) << wrong;
  }
  EXPECT_EQ(Url::parse("https://ann:secret@a.example/x").text(), "https://a.example/x");
}

TEST(FetchProxy, MakesExceptions) {
  HttpSettings settings;
  settings.http_proxy = "http://proxy.example:3128";
  settings.no_proxy = "intern.example, .dom.example,10.0.0.0/8,host.example:8080";
  struct Case {
    std::string_view url;
    bool direct;
  };
  constexpr Case kCases[] = {
      {"http://a.example/", false},         {"https://a.example/", true},
      {"http://intern.example/", true},     {"http://x.intern.example/", true},
      {"http://notintern.example/", false}, {"http://dom.example/", false},
      {"http://x.dom.example/", true},      {"http://10.1.2.3/", true},
      {"http://11.1.2.3/", false},          {"http://host.example:8080/", true},
      {"http://host.example/", false},      {"http://127.0.0.1/", true},
      {"http://localhost:5000/", true},
  };
  for (const Case& one : kCases) {
    EXPECT_EQ(proxy_for(Url::parse(one.url), settings).empty(), one.direct) << one.url;
  }
}

/// Puts a number of two bytes behind a text.
std::string number(int value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

TEST(FetchNames, ReadsAnswers) {
  std::string question = make_question(0x1234, "a.example", 1);
  EXPECT_EQ(question.substr(12), std::string("\1a\7example\0\0\1\0\1", 15));
  std::string record = std::string("\xc0\x0c", 2) + number(1) + number(1) + number(0) + number(60) +
                       number(4) + std::string("\xc0\x00\x02\x01", 4);
  std::string answer = question.substr(0, 2) + number(0x8180) + number(1) + number(1) +
                       std::string(4, '\0') + question.substr(12) + record;
  Answer read = read_answer(answer, question);
  ASSERT_TRUE(read.fits);
  ASSERT_EQ(read.addresses.size(), 1u);
  Address expected;
  parse_address("192.0.2.1", expected);
  EXPECT_EQ(read.addresses[0], expected);
  for (size_t size = 0; size < answer.size(); ++size) {
    EXPECT_TRUE(read_answer(std::string_view(answer).substr(0, size), question).addresses.empty());
  }
  EXPECT_FALSE(read_answer(answer, make_question(0x1235, "a.example", 1)).fits);
  EXPECT_FALSE(read_answer(answer, make_question(0x1234, "b.example", 1)).fits);
}

TEST(FetchNames, LooksIntoTheHostsFile) {
  TempFolder folder;
  folder.write("hosts", "# comment\n192.0.2.7 one.example One\n::1 one.example # x\n");
  LookupSettings settings;
  settings.hosts_file = folder.path() + "/hosts";
  std::vector<Address> found = look_up("ONE.example", settings);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_FALSE(found[0].is_v6);
  EXPECT_TRUE(found[1].is_loopback());
  EXPECT_TRUE(look_up("localhost", settings)[0].is_loopback());
  EXPECT_THROW(look_up("not a name", settings), Error);
}

TEST(FetchRegistry, ReadsChallenges) {
  auto parts =
      parse_challenge(R"(Bearer realm="https://auth.example/token",service="r",scope="a:b,c")");
  EXPECT_EQ(parts[""], "bearer");
  EXPECT_EQ(parts["realm"], "https://auth.example/token");
  EXPECT_EQ(parts["scope"], "a:b,c");
  EXPECT_EQ(parse_challenge("Basic realm=x")[""], "basic");
  EXPECT_EQ(parse_challenge("")[""], "");
}

TEST(FetchRepository, SortsVersions) {
  SourceFile file{"index.yaml",
                  "apiVersion: v1\nentries:\n  one:\n  - {version: 1.2.0, urls: [a]}\n"
                  "  - {version: 1.10.0, urls: [b]}\n  - {version: junk}\n  - null\n"};
  RepositoryIndex index = RepositoryIndex::parse(file);
  const std::vector<ChartVersion>* one = index.find("one");
  ASSERT_TRUE(one);
  ASSERT_EQ(one->size(), 2u);
  EXPECT_EQ((*one)[0].version, "1.10.0");
  EXPECT_FALSE(index.find("two"));
  EXPECT_THROW(RepositoryIndex::parse({"x", "entries: {}"}), Error);
  EXPECT_THROW(RepositoryIndex::parse({"x", "a: ["}), Error);
  EXPECT_TRUE(same_version("1.2", "1.2.0"));
}

TEST(FetchLogins, ReadsDockersFile) {
  SourceFile file{"config.json",
                  R"({"auths": {"https://index.docker.io/v1/": {"auth": "YW5uOnNlY3JldA=="},
                      "r.example:5000": {"identitytoken": "t"}, "e.example": {}},
                      "credHelpers": {"h.example": "x"}})"};
  Logins logins;
  logins.add_file(file);
  EXPECT_EQ(logins.find("registry-1.docker.io").user, "ann");
  EXPECT_EQ(logins.find("registry-1.docker.io").password, "secret");
  EXPECT_EQ(logins.find("r.example:5000").identity_token, "t");
  EXPECT_TRUE(logins.find("e.example").empty());
  EXPECT_TRUE(logins.needs_helper("h.example"));
  EXPECT_FALSE(logins.needs_helper("e.example"));
  EXPECT_THROW(logins.add_file({"x", "[]"}), Error);
}

TEST(FetchCache, GivesOnlyWhatFitsItsName) {
  TempFolder folder;
  DownloadCache cache(folder.path() + "/cache");
  std::string name = sha256_hex("bytes");
  EXPECT_FALSE(cache.find(name));
  cache.keep(name, "bytes");
  EXPECT_EQ(cache.find(name), "bytes");
  folder.write("cache/sha256-" + name, "other");
  EXPECT_FALSE(cache.find(name));
  EXPECT_EQ(sha256_digits("sha256:" + name), name);
  EXPECT_EQ(sha256_digits("md5:x"), "");
}

}  // namespace
}  // namespace drydock::fetch
