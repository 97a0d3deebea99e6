#pragma once

#include <string>
#include <vector>

namespace bitprism {

// A table of words, every row as wide as the others or narrower.
using WordTable = std::vector<std::vector<std::string>>;

// What a column of a list is called: without case, spaces and signs, "Image_Path" is "imagepath".
bool callsPath(const std::string& heading);
bool callsLabel(const std::string& heading);

// Columns that are called a path or a label, the likeliest first.
std::vector<int> pathColumns(const std::vector<std::string>& header);
std::vector<int> labelColumns(const std::vector<std::string>& header);

// Which columns tell the class of every row.
struct LabelColumns {
  int label = -1;           // a number or a name; -1: none
  int name = -1;            // what the number is called; -1: nothing
  std::vector<int> oneHot;  // else: the class is the column that holds the 1
  std::string notice;       // what was assumed; empty where the header says it
};

// header: empty when there is none. rows: without it. pathColumn is none of them.
LabelColumns tellLabels(const std::vector<std::string>& header, const WordTable& rows, int pathColumn,
                        const std::string& list);

}  // namespace bitprism
