# Fails when a document names a file or folder that does not exist, or when ARCHITECTURE.md leaves out a folder of
# sources: cmake -DSOURCE=DIR -P check_docs.cmake
# A path begins with one of the top folders below and may stand anywhere in the text, also in links and code blocks.
# "core/gp/kernel" stands for kernel.h or kernel.cpp; a * is a pattern that must match something. Files that a recipe
# asks for are written with a word of capitals, "core/quant/methods/NAME.cpp": then only the folder must exist.
# Targets of links are checked as well.
cmake_minimum_required(VERSION 3.25)
# Named before they exist; whoever makes one takes it off.
set(planned
    app/desktop/job_board
    app/desktop/job_board.h
    app/desktop/panel.h
    app/desktop/panels
    app/desktop/panels.cpp)
set(top_folders "app|core|docs|packaging|resources|tests|widgets")
set(documents ARCHITECTURE.md HACKING.md README.md)
set(problems "")
set(count 0)

function(exists path found)
  set(${found} TRUE PARENT_SCOPE)
  if(path MATCHES "\\*")
    file(GLOB matches ${SOURCE}/${path})
    if(matches)
      return()
    endif()
  else()
    foreach(suffix "" .h .cpp)
      if(EXISTS ${SOURCE}/${path}${suffix})
        return()
      endif()
    endforeach()
  endif()
  set(${found} FALSE PARENT_SCOPE)
endfunction()

foreach(document IN LISTS documents)
  if(NOT EXISTS ${SOURCE}/${document})
    string(APPEND problems "\n  ${document}: there is no such document")
    continue()
  endif()
  file(READ ${SOURCE}/${document} content)
  string(REPLACE ";" "," content "${content}")
  string(REPLACE "[" "(" content "${content}")  # brackets keep CMake from splitting lists
  string(REPLACE "]" ")" content "${content}")
  string(REGEX MATCHALL "(^|[^A-Za-z0-9_./-])(\\./)?(${top_folders})/[A-Za-z0-9_./*-]*" paths "${content}")
  string(REGEX MATCHALL "\\)\\([^)# ]+" links "${content}")
  foreach(path IN LISTS paths links)
    if(path MATCHES "^\\)\\(")
      string(SUBSTRING "${path}" 2 -1 path)
      if(path MATCHES "^[a-z]+:")
        continue()
      endif()
    else()
      string(REGEX REPLACE "^[^A-Za-z]+" "" path "${path}")
    endif()
    string(REGEX REPLACE "[./]+$" "" path "${path}")
    string(REGEX REPLACE "/[^/]*[A-Z][A-Z]+[^/]*\\.(h|cpp)$" "" path "${path}")
    math(EXPR count "${count} + 1")
    if(path IN_LIST planned)
      continue()
    endif()
    exists("${path}" found)
    if(NOT found)
      string(APPEND problems "\n  ${document}: there is no '${path}'")
    endif()
  endforeach()
endforeach()

foreach(path IN LISTS planned)
  exists(${path} found)
  if(found)
    string(APPEND problems "\n  check_docs.cmake: '${path}' exists, take it off the list of planned paths")
  endif()
endforeach()

if(EXISTS ${SOURCE}/ARCHITECTURE.md)
  file(READ ${SOURCE}/ARCHITECTURE.md architecture)
  file(GLOB folders LIST_DIRECTORIES TRUE RELATIVE ${SOURCE} ${SOURCE}/app/* ${SOURCE}/core/* ${SOURCE}/core/quant/*
       ${SOURCE}/core/torch/*)
  foreach(folder IN LISTS folders)
    file(GLOB sources ${SOURCE}/${folder}/*.h ${SOURCE}/${folder}/*.cpp)
    if(sources AND NOT architecture MATCHES "${folder}[^a-z_]")
      string(APPEND problems "\n  ARCHITECTURE.md: does not mention the folder '${folder}'")
    endif()
  endforeach()
endif()

if(problems)
  message(FATAL_ERROR "docs:${problems}")
endif()
message(STATUS "docs: ${count} paths exist")
