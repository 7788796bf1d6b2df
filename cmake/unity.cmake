# Compiles several sources as one: half of the build's time is reading the same headers and making
# the same templates again. Sources that define the same name (each in its own unnamed namespace)
# never come together, so a name is free to be used again in another file.
option(DRYDOCK_UNITY "Compile sources in groups: a whole build takes half as long" OFF)
set(DRYDOCK_UNITY_SIZE 10 CACHE STRING "The most sources in one group")

if(DRYDOCK_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # gcc takes every file but the first of a group for a header.
  target_compile_options(drydock_flags INTERFACE
                         $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
endif()

# Sets OUT to the names that SOURCE defines at the beginning of a line: more than can collide, which
# only makes groups smaller.
function(drydock_defined_names source out)
  file(READ ${source} text)
  string(REPLACE ";" "," text "\n${text}")
  string(REPLACE "[" "(" text "${text}")
  string(REPLACE "]" ")" text "${text}")
  string(REGEX REPLACE "\n(namespace|template|static_assert|extern \"C\") ?[^\n]*" "" text "${text}")
  string(REGEX MATCHALL "\n(struct|class|union|enum|enum class) [A-Za-z0-9_]+" types "${text}")
  string(REGEX MATCHALL "\n[A-Za-z][^\n=({/]*[ *&\n][A-Za-z0-9_]+ ?[=({]" rest "${text}")
  string(REGEX REPLACE "[ =({]+(;|$)" ";" names "${types};${rest}")
  string(REGEX REPLACE "[^;]*[ *&\n]([A-Za-z0-9_]+)" "\\1" names "${names}")
  list(REMOVE_ITEM names "")
  list(REMOVE_DUPLICATES names)
  set(${out} "${names}" PARENT_SCOPE)
endfunction()

# Sets OUT to whether SOURCE takes in the values of an enumeration: what comes after it in a group
# would see them, too.
function(drydock_uses_enum source out)
  file(STRINGS ${source} uses REGEX "^using (enum|namespace) " LIMIT_COUNT 1)
  if(uses)
    set(${out} _enum PARENT_SCOPE)
  else()
    set(${out} "" PARENT_SCOPE)
  endif()
endfunction()

# Puts the sources of TARGET into groups, in which no two define one name.
function(drydock_unity target)
  if(NOT DRYDOCK_UNITY)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    drydock_defined_names(${source} names)
    drydock_uses_enum(${source} sort)
    set(number 0)
    while(TRUE)
      set(group ${target}${sort}_${number})
      list(LENGTH members_${group} count)
      set(together ${names} ${names_${group}})
      list(LENGTH together all)
      list(REMOVE_DUPLICATES together)
      list(LENGTH together distinct)
      if(count LESS DRYDOCK_UNITY_SIZE AND all EQUAL distinct)
        break()
      endif()
      math(EXPR number "${number} + 1")
    endwhile()
    list(APPEND names_${group} ${names})
    list(APPEND members_${group} ${source})
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
