#pragma once

#include <string>
#include <vector>

namespace bitprism {

// A table of words; rows may be shorter than the longest one.
using WordTable = std::vector<std::vector<std::string>>;

// The normalised name of a column, without case, spaces and signs: "Image_Path" is "imagepath".
bool isPathHeading(const std::string& heading);
bool isLabelHeading(const std::string& heading);

// Usual names of columns of paths and labels, the likeliest first.
std::vector<int> pathColumns(const std::vector<std::string>& header);
std::vector<int> labelColumns(const std::vector<std::string>& header);

// The columns that give the class of every row.
struct LabelColumns {
  int label = -1;           // a number or a name; -1: none
  int name = -1;            // of the class, where the label is a number; -1: none
  std::vector<int> oneHot;  // else: the class is the column that holds the 1
  std::string notice;       // the assumption made; empty if the header is explicit
};

// header: empty if there is none. rows: without the header. pathColumn is not considered.
LabelColumns identifyLabels(const std::vector<std::string>& header, const WordTable& rows, int pathColumn,
                            const std::string& list);

}  // namespace bitprism
