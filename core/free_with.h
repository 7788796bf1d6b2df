#pragma once

namespace drydock {

/// Lets a unique_ptr free what a C library made with that library's function.
template <auto kFree>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};

}  // namespace drydock
