#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/workflow/search_request.h"
#include "core/work/endpoint.h"

namespace bitprism {

// The word as a POSIX shell reads it: unchanged where it can be, else in single quotes.
std::string shellQuoted(std::string_view word);

// The words of a line as a POSIX shell divides it, by spaces outside quotes; it expands nothing. Throws UsageError for
// a quote that is not closed.
std::vector<std::string> shellWords(std::string_view line);

// A number so that reading it gives the same value, with a point in every locale: "0.00392156862745098".
std::string exactText(double value);

// One command of bitprism-cli, word by word, and what of the request its options cannot say.
class CommandWords {
 public:
  explicit CommandWords(const std::string& command);

  void add(const std::string& word) { words_.push_back(word); }
  void add(const std::string& option, const std::string& value);
  void addFile(const std::string& path);  // in place of an option: "-a.onnx" becomes "./-a.onnx"
  void lack(const std::string& sentence) { lacks_.push_back(sentence); }

  const std::vector<std::string>& words() const { return words_; }
  const std::vector<std::string>& lacks() const { return lacks_; }
  std::string line() const;  // without what it lacks
  // The line, below a comment for each thing that it lacks: what is copied can always be pasted.
  std::string text() const;

 private:
  std::vector<std::string> words_, lacks_;
};

// --data, --scale, --mean, --std, --channels, --resize, --crop.
void addData(CommandWords& words, const std::string& data, const std::optional<Preprocessing>& preprocessing);

// --per, --range, --correction and the options of the methods, for quantizations that have them in common.
void addQuantizations(CommandWords& words, const std::vector<Quantization>& quantizations);

// --activation-bits and the options that go with it; nothing if inputs stay float.
void addInputs(CommandWords& words, const ActivationRequest& request);

// --isolate, or --workers-at, --secret-file, --cluster and --sbatch, with --workers.
void addWorkPlace(CommandWords& words, const WorkPlace& place);

// The line that starts a worker for a search that listens there, on any machine that has the secret's file.
std::string workerLine(const Endpoint& endpoint, const std::string& secretFile);

// --lock, --min, --max, --tie.
void addRules(CommandWords& words, const SpaceRules& rules);

}  // namespace bitprism
