#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/network/program_tail.h"
#include "core/torch/read/recorder.h"

namespace onnx {
class GraphProto;
class ModelProto;
class NodeProto;
}  // namespace onnx

namespace bitprism {

// The end of a model, from its first operator on that cannot be recorded because it depends on data: collects the nodes
// as they are, with the values that they read from before. The model must outlive it; one thread at a time.
class OnnxTail {
 public:
  explicit OnnxTail(const ::onnx::ModelProto& model);

  bool empty() const { return nodes_.empty(); }
  bool writes(const std::string& name) const { return written_.contains(name); }

  using Find = std::function<const Recorded&(const std::string& name)>;

  // Adds a node, which reads these names; find gives the values of those that no node of the tail writes. why: the
  // sentence about the first one.
  void add(const ::onnx::NodeProto& node, const std::string& name, const std::set<std::string>& inputs,
           const Find& find, const std::string& why);

  // Gives the tail, and adds what it reads to the outputs of the program before it, whose inputs have these names.
  // Throws InputError, with the sentence about the first node, if nothing stands before the tail or it has most of the
  // weights.
  std::shared_ptr<const ProgramTail> finish(const std::vector<std::string>& inputNames, std::vector<Recorded>& outputs,
                                            std::vector<std::string>& names);

  // What is to be said of it, after it was finished.
  std::string notice(const ProgramTail& tail, const std::vector<std::string>& outputNames) const;

 private:
  bool hasMostWeights() const;
  int elementType(std::string name) const;
  void obstruct(const std::string& why);
  std::string constantBytes(const std::string& name, const Recorded& value, int type);
  std::optional<Suppression> suppression(const std::map<std::string, std::string>& known,
                                         const std::vector<Recorded>& outputs,
                                         const std::vector<std::string>& names) const;

  const ::onnx::ModelProto& model_;
  std::map<std::string, const ::onnx::NodeProto*> writers_;              // of the model's values
  std::vector<std::pair<const ::onnx::NodeProto*, std::string>> nodes_;  // with their names
  std::set<std::string> written_;
  std::vector<std::pair<std::string, Recorded>> reads_, constants_;  // in the order in which they are met
  std::set<std::string> met_;
  std::string why_, obstacle_;
};

}  // namespace bitprism
