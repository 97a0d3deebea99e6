#pragma once

#include <string>
#include <vector>

#include "core/data/image_set.h"

namespace bitprism {

// The column of labels of a list, as written.
struct WrittenLabels {
  std::vector<std::string> words;   // one per image
  std::vector<std::string> places;  // "line 7 of 'list.csv'"
  std::vector<std::string> names;   // of the classes, from another column, where words are numbers; may be empty
};

// Sets the labels of the images. All words are whole numbers from 0 up ("7" or "7.0"), or all are names: their classes
// come from the file of classes if there is one, else from their order (class_order.h), with a notice. Throws
// InputError: mixed words, words without a number, numbers and names that contradict one another or the file of
// classes.
void takeLabels(ImageSet& images, const WrittenLabels& labels, const std::string& classesPath);

// Folders as classes: by the file of classes in the folder or next to it, else by the order of the folders. `folders`
// by image set label; gives each folder's class.
std::vector<std::int32_t> takeFolders(ImageSet& images, const std::vector<std::string>& folders,
                                      const std::string& folder);

}  // namespace bitprism
