# Debian's LibTorch asks for libraries that it takes nothing from (OpenCV and FFmpeg, which bring some 200 others). Loading
# them costs every program as long as LibTorch itself. Empty libraries with their names stand for them: what a program has
# loaded by a name is not loaded again. They lie in lib/bitprism beside the programs; where they are missing, the system's
# own are loaded, and all works as well. tests/packaging/check_install.sh shows both.
set(stand_in_names "^lib(opencv_[a-z0-9]+|avcodec|avformat|avutil|swscale|swresample)\\.so\\.[0-9.]+$")
# Names of symbols that those libraries define, C++'s as they are mangled.
set(stand_in_symbols " (_Z[A-Z]*N[KVRO]*2cv|_Z[A-Z]*[KVRO]*2cv|cv[A-Z]|av_|avcodec_|avformat_|avio_|swr_|sws_)")

# Programs that link `target`, which links `torch`, load the stand-ins. Does nothing where LibTorch needs the libraries, or
# does not ask for them, or cannot be looked at.
function(add_stand_ins target torch)
  if(BITPRISM_FUZZ OR NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR NOT CMAKE_OBJDUMP OR NOT CMAKE_NM OR NOT TARGET ${torch})
    return()
  endif()
  get_target_property(configurations ${torch} IMPORTED_CONFIGURATIONS)
  list(GET configurations 0 configuration)
  get_target_property(library ${torch} IMPORTED_LOCATION_${configuration})
  execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${library} OUTPUT_VARIABLE headers RESULT_VARIABLE failed ERROR_QUIET)
  execute_process(COMMAND ${CMAKE_NM} -D --undefined-only ${library} OUTPUT_VARIABLE symbols RESULT_VARIABLE unread ERROR_QUIET)
  if(failed OR unread OR "${symbols}" MATCHES "${stand_in_symbols}")
    return()
  endif()
  string(REGEX MATCHALL "NEEDED +[^\n]+" needed "${headers}")
  set(folder ${CMAKE_BINARY_DIR}/lib/bitprism)
  set(empty ${CMAKE_CURRENT_BINARY_DIR}/stand_in.cpp)
  file(CONFIGURE OUTPUT ${empty} CONTENT "")  # written only where it is missing
  set(names "")
  foreach(line IN LISTS needed)
    string(REGEX REPLACE "NEEDED +" "" name "${line}")
    if(NOT name MATCHES "${stand_in_names}")
      continue()
    endif()
    add_library(stand_in_${name} MODULE ${empty})
    set_target_properties(stand_in_${name} PROPERTIES PREFIX "" OUTPUT_NAME ${name} SUFFIX "" LIBRARY_OUTPUT_DIRECTORY ${folder}
                          UNITY_BUILD OFF)
    target_link_options(stand_in_${name} PRIVATE LINKER:-soname,${name} -nostdlib)
    add_dependencies(${target} stand_in_${name})
    list(APPEND names ${name})
  endforeach()
  if(names)
    list(TRANSFORM names PREPEND "${folder}/" OUTPUT_VARIABLE files)
    list(JOIN files "," joined)
    target_link_options(${target} INTERFACE "LINKER:--push-state,--no-as-needed,${joined},--pop-state")
    install(PROGRAMS ${files} DESTINATION lib/bitprism)
  endif()
endfunction()
