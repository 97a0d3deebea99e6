#pragma once

#include <string>
#include <vector>

#include "core/base/file.h"
#include "tests/support/data_files.h"

// Handmade TorchScript archives: code that no compiler wrote, and pickles that no pickler wrote.
namespace bitprism::test {

// A module __torch__.Net of one convolution, as LibTorch writes it, but for its code.
inline std::string netCode(const std::string& forward, const std::string& more = {}, const std::string& before = {}) {
  return before +
         "class Net(Module):\n"
         "  __parameters__ = [\"w\", ]\n"
         "  __buffers__ = []\n"
         "  w : Tensor\n"
         "  training : bool\n"
         "  def forward(self: __torch__.Net,\n"
         "    x: Tensor) -> Tensor:\n" +
         forward + "    return torch.conv2d(x, self.w, None, [1, 1], [1, 1], [1, 1], 1)\n" + more;
}

// What a pickle is made of; little-endian numbers.
inline std::string pickledText(const std::string& value) {
  std::string length;
  for (int shift = 0; shift < 32; shift += 8) length += static_cast<char>(value.size() >> shift);
  return "X" + length + value;
}

// A tensor of floats in data/0.
inline std::string pickledTensor(const std::vector<int>& shape) {
  std::string sizes, strides;
  int stride = 1, count = 1;
  for (const int extent : shape) {
    sizes += std::string("K") + static_cast<char>(extent);
    count *= extent;
  }
  for (std::size_t i = shape.size(); i-- > 0; stride *= shape[i])
    strides = std::string("K") + static_cast<char>(stride) + strides;
  const auto number = [](int value) {
    return std::string("M") + static_cast<char>(value & 255) + static_cast<char>(value >> 8);
  };
  return "ctorch._utils\n_rebuild_tensor_v2\n((" + pickledText("storage") + "ctorch\nFloatStorage\n" +
         pickledText("0") + pickledText("cpu") + number(count) + "tQ" + number(0) + "(" + sizes + "t(" + strides +
         "t\x89" + "ccollections\nOrderedDict\n)RtR";
}

// The state of a __torch__.Net; `more` are further names and values.
inline std::string netPickle(const std::string& more = {}) {
  return "\x80\x02" + std::string("c__torch__\nNet\n)\x81}(") + pickledText("w") + pickledTensor({4, 3, 3, 3}) +
         pickledText("training") + "\x89" + more + "ub.";
}

inline Bytes bytesOfText(const std::string& text) {
  return {text.begin(), text.end()};
}

struct NetArchive {
  std::string code = netCode("");
  std::string data = netPickle();
  std::string constants = "\x80\x02).";
  std::vector<ZipMember> more;
};

// A Net that makes itself anew when it is loaded, with these statements (of four spaces) on the way.
inline NetArchive settingItself(const std::string& statements) {
  const std::string state = "Tuple[Tensor, bool]";
  return {.code = netCode("", "  def __getstate__(self: __torch__.Net) -> " + state +
                                  ":\n    return (self.w, self.training)\n"
                                  "  def __setstate__(self: __torch__.Net,\n    state: " +
                                  state +
                                  ") -> NoneType:\n    x = (state)[0]\n    self.w = x\n"
                                  "    self.training = False\n" +
                                  statements + "    return None\n"),
          .data = "\x80\x02" + std::string("c__torch__\nNet\n)\x81") + pickledTensor({4, 3, 3, 3}) + "\x89\x86" + "b."};
}

inline Bytes netArchive(const NetArchive& parts) {
  std::vector<ZipMember> members = {{"net/data.pkl", bytesOfText(parts.data)},
                                    {"net/data/0", Bytes(4 * 108, 0)},
                                    {"net/code/__torch__.py", bytesOfText(parts.code)},
                                    {"net/constants.pkl", bytesOfText(parts.constants)}};
  members.insert(members.end(), parts.more.begin(), parts.more.end());
  members.push_back({"net/version", bytesOfText("3\n")});
  return zipFile(members);
}

}  // namespace bitprism::test
