#include "core/data/class_labels.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/class_order.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t mostClassNumbers = 1'000'000;
constexpr const char* classesName = "classes.txt";

bool exists(const std::string& path) {
  std::error_code ignored;
  return !path.empty() && fs::is_regular_file(path, ignored);
}

// By name. A repeated name is ambiguous.
std::map<std::string, std::int32_t> classesByName(const std::vector<std::string>& names) {
  std::map<std::string, std::int32_t> classes;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto [at, fresh] = classes.emplace(names[k], static_cast<std::int32_t>(k));
    if (!fresh) at->second = -1;
  }
  return classes;
}

std::int32_t classOf(const std::map<std::string, std::int32_t>& classes, const std::string& name,
                     const std::string& place, const std::string& classesPath) {
  const auto found = classes.find(name);
  if (found == classes.end())
    throw InputError(text(place, " has the label '", echoed(name), "', which '", classesPath, "' does not name"));
  if (found->second < 0)
    throw InputError(text(place, " has the label '", echoed(name), "', which '", classesPath, "' names twice"));
  return found->second;
}

// Numbers of classes, each checked.
void takeNumbers(ImageSet& images, const WrittenLabels& labels, const std::string& classesPath) {
  const bool closed = !images.classNames.empty();
  for (std::size_t i = 0; i < labels.words.size(); ++i) {
    const std::string& word = labels.words[i];
    const std::optional<double> number = writtenNumber(word);
    if (!number)
      throw InputError(text(labels.places[i],
                            word.empty() ? text(" has no label") : text(" has the label '", echoed(word), "'"),
                            ", expected a number from 0 up as in the other lines"));
    if (*number != std::floor(*number) || *number < 0 || *number >= static_cast<double>(mostClassNumbers))
      throw InputError(text(labels.places[i], " has the label '", echoed(word),
                            "', expected a number from 0 up, whole and below ", mostClassNumbers));
    const auto label = static_cast<std::int64_t>(*number);
    if (closed && label >= static_cast<std::int64_t>(images.classNames.size()))
      throw InputError(text(labels.places[i], " has the label ", label, ", but '", classesPath, "' names ",
                            images.classNames.size(), " classes"));
    images.classes = std::max(images.classes, label + 1);
    images.labels.push_back(static_cast<std::int32_t>(label));
  }
  if (closed) images.classes = static_cast<std::int64_t>(images.classNames.size());
  images.classesOpen = !closed;
}

// The names of classes in another column: every number has one name and every name one number.
void nameNumbers(ImageSet& images, const WrittenLabels& labels) {
  std::map<std::string, std::int32_t> numbers;
  std::vector<std::string> names(static_cast<std::size_t>(images.classes));
  for (std::size_t i = 0; i < labels.names.size(); ++i) {
    const std::int32_t label = images.labels[i];
    const std::string& name = labels.names[i];
    if (name.empty()) continue;
    std::string& known = names[static_cast<std::size_t>(label)];
    if (known.empty()) known = name;
    if (known != name)
      throw InputError(text(labels.places[i], " calls class ", label, " '", echoed(name), "', earlier lines call it '",
                            echoed(known), "'"));
    const auto [at, fresh] = numbers.emplace(name, label);
    if (!fresh && at->second != label)
      throw InputError(text(labels.places[i], " says that '", echoed(name), "' is class ", label,
                            ", earlier lines say class ", at->second));
  }
  if (images.classNames.empty()) images.classNames = std::move(names);
  for (std::size_t i = 0; i < labels.names.size(); ++i) {  // against the file of classes
    const std::string& expected = images.classNames[static_cast<std::size_t>(images.labels[i])];
    if (!labels.names[i].empty() && expected != labels.names[i])
      throw InputError(text(labels.places[i], " calls class ", images.labels[i], " '", echoed(labels.names[i]),
                            "', but '", classesName, "' calls it '", echoed(expected), "'"));
  }
}

void takeNames(ImageSet& images, const WrittenLabels& labels, const std::string& classesPath) {
  images.classesOpen = false;
  if (images.classNames.empty()) {
    ClassOrder order = classOrder(labels.words, "names of classes");
    images.notices.push_back(
        !order.notice.empty() ? order.notice
                              : text("the ", order.names.size(), " classes are numbered in the order of their names"));
    images.classNames = std::move(order.names);
  }
  images.classes = static_cast<std::int64_t>(images.classNames.size());
  const std::map<std::string, std::int32_t> classes = classesByName(images.classNames);
  for (std::size_t i = 0; i < labels.words.size(); ++i)
    images.labels.push_back(classOf(classes, labels.words[i], labels.places[i], classesPath));
}

}  // namespace

void takeLabels(ImageSet& images, const WrittenLabels& labels, const std::string& classesPath) {
  if (exists(classesPath)) images.classNames = readClassNames(classesPath);
  std::size_t numbers = 0, names = labels.words.size(), firstName = 0;
  for (std::size_t i = labels.words.size(); i-- > 0;) {
    if (writtenNumber(labels.words[i])) {
      ++numbers;
      --names;
    } else if (labels.words[i].empty()) {
      --names;
    } else {
      firstName = i;
    }
  }
  if (numbers == 0 || (names > 0 && !images.classNames.empty())) {
    for (std::size_t i = 0; i < labels.words.size(); ++i)
      if (labels.words[i].empty()) throw InputError(text(labels.places[i], " has no label"));
    return takeNames(images, labels, classesPath);
  }
  if (names > 0)
    throw InputError(text(labels.places[firstName], " has the label '", echoed(labels.words[firstName]), "', ", numbers,
                          numbers == 1 ? " other line has a number" : " other lines have numbers",
                          ": expected all numbers or all names, or a ", classesName, " next to the list"));
  takeNumbers(images, labels, classesPath);
  if (!labels.names.empty()) nameNumbers(images, labels);
}

std::vector<std::int32_t> takeFolders(ImageSet& images, const std::vector<std::string>& folders,
                                      const std::string& folder) {
  ClassOrder order = classOrder(folders, "folders");
  const std::string inside = (fs::path(folder) / classesName).string();
  const fs::path whole(folder);
  const fs::path above = whole.has_filename() ? whole.parent_path() : whole.parent_path().parent_path();
  const std::string sibling = ((above.empty() ? fs::path(".") : above) / classesName).string();
  std::vector<std::int32_t> classes(folders.size(), -1);
  for (const std::string& path : {inside, sibling}) {
    if (!exists(path)) continue;
    const std::vector<std::string> names = readClassNames(path);
    const std::map<std::string, std::int32_t> byName = classesByName(names);
    const bool named = std::all_of(folders.begin(), folders.end(), [&](const std::string& name) {
      const auto found = byName.find(name);
      return found != byName.end() && found->second >= 0;
    });
    const bool numbered = !order.numbers.empty() && order.numbers.back() < static_cast<std::int64_t>(names.size());
    if (!named && !numbered) {
      if (path == inside) {
        for (const std::string& name : folders) classOf(byName, name, text("the folder '", folder, "'"), path);
      }
      images.notices.push_back(text("'", path, "' does not name the folders of '", images.name, "' and is not used"));
      continue;
    }
    images.classNames = names;
    images.classes = static_cast<std::int64_t>(names.size());
    images.notices.push_back(text("the folders are the classes that '", path, "' names"));
    for (std::size_t k = 0; k < order.names.size(); ++k)
      classes[static_cast<std::size_t>(std::find(folders.begin(), folders.end(), order.names[k]) - folders.begin())] =
          named ? byName.at(order.names[k]) : static_cast<std::int32_t>(order.numbers[k]);
    return classes;
  }
  if (!order.notice.empty()) images.notices.push_back(order.notice);
  const std::map<std::string, std::int32_t> places = classesByName(order.names);
  const bool numbers = !order.numbers.empty();
  images.classes = numbers ? order.numbers.back() + 1 : static_cast<std::int64_t>(order.names.size());
  if (images.classes > mostClassNumbers)
    throw InputError(text("'", folder, "' has a folder for class ", images.classes - 1, ", expected numbers below ",
                          mostClassNumbers));
  images.classesOpen = numbers && images.classes != static_cast<std::int64_t>(order.names.size());
  images.classNames.resize(static_cast<std::size_t>(images.classes));
  for (std::size_t f = 0; f < folders.size(); ++f) {
    const std::int32_t place = places.at(folders[f]);
    classes[f] = numbers ? static_cast<std::int32_t>(order.numbers[static_cast<std::size_t>(place)]) : place;
    images.classNames[static_cast<std::size_t>(classes[f])] = folders[f];
  }
  return classes;
}

}  // namespace bitprism
