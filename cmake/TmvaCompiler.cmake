# Compiler settings: warnings, sanitizers, ccache, a default build type.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(TMVA_CCACHE ccache)
if(TMVA_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${TMVA_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${TMVA_CCACHE})
endif()

# Results must be the same with every compiler: no contraction, no fast-math.
add_library(tmva_compiler INTERFACE)
target_compile_options(tmva_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow=local -Wno-psabi -Wno-restrict -ffp-contract=off)
if(TMVA_SANITIZE)
  list(JOIN TMVA_SANITIZE "," _sanitize)
  add_compile_options(-fsanitize=${_sanitize} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${_sanitize})
  add_compile_definitions(TMVA_SANITIZED)
endif()
if(TMVA_ALLOW_UNDEFINED)
  add_link_options(-Wl,--unresolved-symbols=ignore-all)
endif()

# tmva_room(NAME DIRECTORIES... [DEPENDS targets]): one room as an object library.
function(tmva_room name)
  cmake_parse_arguments(ROOM "" "" "DIRECTORIES;DEPENDS" ${ARGN})
  set(sources)
  foreach(directory IN LISTS ROOM_DIRECTORIES)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${directory}/*.cpp)
    list(APPEND sources ${found})
  endforeach()
  add_library(${name} OBJECT ${sources})
  target_compile_features(${name} PUBLIC cxx_std_20)
  # Private headers are named from the top: "dataloader/rootio/key.h".
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE tmva_compiler ${ROOM_DEPENDS})
endfunction()
