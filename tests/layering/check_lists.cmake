# Fails when something that belongs in a list was left out of it, which compiles and is then simply missing:
# cmake -DSOURCE=DIR -P check_lists.cmake
# A description, "extern const TYPE name, other;" in a header of core, belongs in the list of its TYPE; a class of
# panels in that of the window, a command in that of the command line, a class of window tests in its program's header.
cmake_minimum_required(VERSION 3.25)
set(lists
    MethodInfo:core/quant/catalogue/catalogue.cpp
    ActivationMethodInfo:core/quant/catalogue/activation_catalogue.cpp
    SearchMethodInfo:core/search/search.cpp
    ImageFormat:core/data/image_reader.cpp
    PictureDecoder:core/data/picture.cpp
    NetworkReader:core/torch/read/readable_formats.cpp
    NetworkWriter:core/torch/write/writable_formats.cpp)
set(problems "")
set(count 0)

# Adds a problem unless the list holds what matches.
function(expect name where list pattern)
  math(EXPR next "${count} + 1")
  set(count ${next} PARENT_SCOPE)
  set(content "")
  if(EXISTS ${SOURCE}/${list})
    file(READ ${SOURCE}/${list} content)
  endif()
  if(NOT content MATCHES "${pattern}")
    set(problems "${problems}\n  ${where}: '${name}' is missing from the list in ${list}" PARENT_SCOPE)
  endif()
endfunction()

file(GLOB_RECURSE headers RELATIVE ${SOURCE} ${SOURCE}/core/*.h)
foreach(header IN LISTS headers)
  file(STRINGS ${SOURCE}/${header} lines REGEX "^extern const [A-Za-z]+ [A-Za-z0-9, ]+;")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^extern const ([A-Za-z]+) ([A-Za-z0-9, ]+)" match "${line}")
    set(type ${CMAKE_MATCH_1})
    string(REPLACE ", " ";" names "${CMAKE_MATCH_2}")
    foreach(entry IN LISTS lists)
      if(entry MATCHES "^${type}:(.*)$")
        set(list ${CMAKE_MATCH_1})
        foreach(name IN LISTS names)
          expect(${name} ${header} ${list} "&${name}[^A-Za-z0-9_]")
        endforeach()
      endif()
    endforeach()
  endforeach()
endforeach()

file(GLOB headers RELATIVE ${SOURCE} ${SOURCE}/app/desktop/*.h)
foreach(header IN LISTS headers)
  file(STRINGS ${SOURCE}/${header} lines REGEX "^class [A-Za-z]+ (final )?: public Panel ")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^class ([A-Za-z]+) .*" "\\1" name "${line}")
    expect(${name} ${header} app/desktop/panels.cpp "PanelList<([A-Za-z]+,[ \n]*)*${name}[,>]")
  endforeach()
endforeach()

file(GLOB sources RELATIVE ${SOURCE} ${SOURCE}/app/cli/*.cpp)
foreach(source IN LISTS sources)
  file(STRINGS ${SOURCE}/${source} lines REGEX "^Run add[A-Za-z]+\\(CLI::App& app\\) {")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^Run (add[A-Za-z]+).*" "\\1" name "${line}")
    expect(${name} ${source} app/cli/main.cpp "[^A-Za-z]${name}[^A-Za-z]")
  endforeach()
endforeach()

# Declared, and in the list.
file(GLOB sources RELATIVE ${SOURCE} ${SOURCE}/tests/gui/*.cpp)
foreach(source IN LISTS sources)
  set(program widgets)
  if(source MATCHES "/desktop_[a-z_]*\\.cpp$")
    set(program desktop)
  endif()
  file(STRINGS ${SOURCE}/${source} lines REGEX "^std::unique_ptr<QObject> make[A-Za-z]+\\(\\) {")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE ".* (make[A-Za-z]+)\\(\\).*" "\\1" name "${line}")
    expect(${name} ${source} tests/gui/${program}_tests.h "${name}\\(\\);.*[^A-Za-z]${name}[,}]")
  endforeach()
endforeach()

if(problems)
  message(FATAL_ERROR "lists:${problems}")
endif()
if(count LESS 3)
  message(FATAL_ERROR "lists: only ${count} entries found below ${SOURCE}")
endif()
message(STATUS "lists: ${count} entries are listed")
