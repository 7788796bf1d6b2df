#include "preview/page.h"

// The assembler copies the files as they are; CMake tells it where to look, and to look again when
// one of them changes.
#define DRYDOCK_PAGE(symbol, file)                                                \
  asm(".section .rodata\n.global drydock_page_" #symbol "\ndrydock_page_" #symbol \
      ":\n.incbin \"preview/" file "\"\n.global drydock_page_" #symbol            \
      "_end\ndrydock_page_" #symbol "_end:\n.byte 0\n.previous\n");               \
  extern "C" const char drydock_page_##symbol[];                                  \
  extern "C" const char drydock_page_##symbol##_end[]

DRYDOCK_PAGE(html, "page.html");
DRYDOCK_PAGE(icon, "icon.svg");
DRYDOCK_PAGE(style, "style.css");
DRYDOCK_PAGE(main, "main.js");
DRYDOCK_PAGE(dom, "dom.js");
DRYDOCK_PAGE(data, "data.js");
DRYDOCK_PAGE(yaml, "yaml.js");
DRYDOCK_PAGE(projects, "projects.js");
DRYDOCK_PAGE(project, "project.js");
DRYDOCK_PAGE(findings, "findings.js");
DRYDOCK_PAGE(views, "views.js");
DRYDOCK_PAGE(keys, "keys.js");

namespace drydock::preview {
namespace {

constexpr std::string_view kScript = "text/javascript; charset=utf-8";

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

#define DRYDOCK_PAGE_TEXT(symbol) between(drydock_page_##symbol, drydock_page_##symbol##_end)

std::span<const PageFile> all() {
  static const PageFile kFiles[] = {
      {"", "text/html; charset=utf-8", DRYDOCK_PAGE_TEXT(html)},
      {"icon.svg", "image/svg+xml", DRYDOCK_PAGE_TEXT(icon)},
      {"style.css", "text/css; charset=utf-8", DRYDOCK_PAGE_TEXT(style)},
      {"main.js", kScript, DRYDOCK_PAGE_TEXT(main)},
      {"dom.js", kScript, DRYDOCK_PAGE_TEXT(dom)},
      {"data.js", kScript, DRYDOCK_PAGE_TEXT(data)},
      {"yaml.js", kScript, DRYDOCK_PAGE_TEXT(yaml)},
      {"projects.js", kScript, DRYDOCK_PAGE_TEXT(projects)},
      {"project.js", kScript, DRYDOCK_PAGE_TEXT(project)},
      {"findings.js", kScript, DRYDOCK_PAGE_TEXT(findings)},
      {"views.js", kScript, DRYDOCK_PAGE_TEXT(views)},
      {"keys.js", kScript, DRYDOCK_PAGE_TEXT(keys)},
  };
  return kFiles;
}

}  // namespace

std::span<const PageFile> page_files() { return all(); }

const PageFile* find_page_file(std::string_view path) {
  for (const PageFile& file : all()) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

}  // namespace drydock::preview
