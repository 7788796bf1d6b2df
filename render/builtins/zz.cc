#include "render/builtins/families.h"
namespace drydock::render {
std::span<const Builtin> date_builtins() { return {}; }
std::span<const Builtin> hash_builtins() { return {}; }
std::span<const Builtin> certificate_builtins() { return {}; }
}
