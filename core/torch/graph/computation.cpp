#include "core/torch/graph/computation.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace bitprism {
namespace {

// Others than LibTorch's and our own are third-party extensions.
constexpr std::string_view computingNamespaces[] = {
    "bitprism", "aten", "prim", "quantized", "_quantized", "prepacked", "mkldnn_prepacked", "sparse"};

constexpr std::string_view otherOperators[] = {
    // files
    "aten::save", "aten::from_file",
    // the state of the process, and of tensors outside the graph
    "aten::manual_seed", "aten::seed", "aten::initial_seed", "aten::set_data", "aten::record_stream",
    "prim::AddStatValue", "prim::TimePoint",
    // gradients
    "aten::backward", "aten::grad", "aten::get_gradients", "prim::grad",
    // other threads and machines
    "prim::fork", "prim::awaitable", "prim::awaitable_wait", "prim::awaitable_nowait", "aten::wait", "prim::rpc_async",
    "prim::rpc_sync", "prim::rpc_remote",
    // programs of another language
    "prim::PythonOp", "prim::IgnoredPythonOp", "prim::CudaFusionGroup"};

}  // namespace

bool isComputation(const std::string& op) {
  const std::size_t colons = op.find("::");
  if (colons == std::string::npos) return false;
  const std::string_view space = std::string_view(op).substr(0, colons);
  return std::find(std::begin(computingNamespaces), std::end(computingNamespaces), space) !=
             std::end(computingNamespaces) &&
         std::find(std::begin(otherOperators), std::end(otherOperators), op) == std::end(otherOperators);
}

}  // namespace bitprism
