#include "validate/policy/image_name.h"

#include <lua5.4/lua.hpp>

namespace drydock::validate::policy {

ImageName split_image(std::string_view text) {
  ImageName image;
  size_t at = text.find('@');
  if (at != std::string_view::npos) {
    image.digest = text.substr(at + 1);
    text = text.substr(0, at);
  }
  size_t slash = text.rfind('/');
  size_t colon = text.rfind(':');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
    image.tag = text.substr(colon + 1);
    text = text.substr(0, colon);
  }
  size_t first = text.find('/');
  if (first != std::string_view::npos) {
    std::string_view host = text.substr(0, first);
    if (host == "localhost" || host.find_first_of(".:") != std::string_view::npos) {
      image.registry = host;
      text.remove_prefix(first + 1);
    }
  }
  image.repository = text;
  return image;
}

void push_image(lua_State* lua, std::string_view text) {
  ImageName image = split_image(text);
  lua_createtable(lua, 0, 7);
  auto set = [&](const char* key, std::string_view value) {
    if (value.empty()) return;
    lua_pushlstring(lua, value.data(), value.size());
    lua_setfield(lua, -2, key);
  };
  set("registry", image.registry);
  set("repository", image.repository);
  set("tag", image.tag);
  set("digest", image.digest);
  set("name", image.repository.substr(image.repository.rfind('/') + 1));
  set("text", text);
}

}  // namespace drydock::validate::policy
