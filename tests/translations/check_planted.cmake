# Puts one faulty translation of each kind into a scratch tree and expects check_translations.cmake to refuse it, and good
# ones to pass: cmake -DSCRATCH=DIR -DCHECK=FILE [-DLUPDATE=PROGRAM] -P check_planted.cmake
cmake_minimum_required(VERSION 3.25)
function(check expected source translation)
  file(REMOVE_RECURSE ${SCRATCH})
  file(WRITE ${SCRATCH}/tree/resources/translations/bitprism_de.ts
       "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE TS>\n<TS version=\"2.1\" language=\"de\">\n<context>\n"
       "<name>A</name>\n<message><source>[a] \\ b\;</source><translation>[A] \\ B\;</translation></message>\n"
       "<message><source>${source}</source>${translation}</message>\n</context></TS>\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -DSOURCE=${SCRATCH}/tree -P ${CHECK} RESULT_VARIABLE code OUTPUT_QUIET ERROR_VARIABLE said)
  if(expected STREQUAL accepted)
    if(NOT code EQUAL 0)
      message(FATAL_ERROR "'${source}' as '${translation}' was refused: ${said}")
    endif()
  elseif(NOT said MATCHES "${expected}")
    message(FATAL_ERROR "'${source}' as '${translation}' was not refused with '${expected}': ${said}")
  endif()
endfunction()
check(accepted "%1 of %2" "<translation>%2, davon %1</translation>")
check(accepted "&amp;Open..." "<translation>Ö&amp;ffnen...</translation>")
check(accepted "A &amp; B" "<translation>A und B</translation>")
check(accepted "Ctrl+O" "<translation>Ctrl+O</translation>")
check("is not translated" "Open" "<translation type=\"unfinished\"></translation>")
check("is not translated" "Open" "<translation type=\"unfinished\">Öffnen</translation>")
check("no longer in the sources" "Open" "<translation type=\"vanished\">Öffnen</translation>")
check("empty translation" "Open" "<translation></translation>")
check("%2 in one language only" "%1 of %2" "<translation>%1</translation>")
check("%3 in one language only" "%1 of %2" "<translation>%1 %2 %3</translation>")
check("key .&. in one language" "&amp;Open" "<translation>Öffnen</translation>")
check("key .&. in one language" "Open" "<translation>Ö&amp;ffnen</translation>")
check("is a shortcut" "Ctrl+O" "<translation>Strg+O</translation>")
check("is a shortcut" "F5" "<translation>5</translation>")
# A count needs forms in English as well.
file(WRITE ${SCRATCH}/tree/resources/translations/bitprism_de.ts
     "<TS><context><name>A</name><message numerus=\"yes\"><source>%n layers</source><translation><numerusform>%n Schicht</numerusform>"
     "<numerusform>%n Schichten</numerusform></translation></message></context></TS>\n")
execute_process(COMMAND ${CMAKE_COMMAND} -DSOURCE=${SCRATCH}/tree -P ${CHECK} OUTPUT_QUIET ERROR_VARIABLE said)
if(NOT said MATCHES "counts with %n")
  message(FATAL_ERROR "a plural was not refused: ${said}")
endif()
# Texts of the sources that no file has, and the other way round.
if(LUPDATE)
  check(accepted "Open" "<translation>Öffnen</translation>")
  foreach(text Open Close)
    file(WRITE ${SCRATCH}/tree/widgets/a.cpp "const char* text = QT_TRANSLATE_NOOP(\"A\", \"${text}\");\n")
    file(MAKE_DIRECTORY ${SCRATCH}/tree/app/desktop)
    execute_process(COMMAND ${CMAKE_COMMAND} -DSOURCE=${SCRATCH}/tree -DLUPDATE=${LUPDATE} -DSCRATCH=${SCRATCH}/copy -P ${CHECK}
                    OUTPUT_QUIET ERROR_VARIABLE said)
    if(NOT said MATCHES "a. . b.* is no longer in the sources" OR (text STREQUAL Close AND NOT said MATCHES "'Close' is not translated") OR
       (text STREQUAL Open AND said MATCHES "'Open'"))
      message(FATAL_ERROR "'${text}' in the sources: ${said}")
    endif()
  endforeach()
endif()
