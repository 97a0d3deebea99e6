#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/text.h"
#include "core/torch/read/onnx_operators/window.h"

namespace bitprism::onnx {
namespace {

constexpr std::int64_t mostSamples = std::int64_t{1} << 22;  // of all regions together

Recorded list(std::vector<Recorded> parts) {
  return Recorder::list(std::move(parts), ListKind::Tensors);
}

// Where the pixels of a picture lie between -1 and 1.
at::Tensor pixelCentres(std::int64_t extent, bool corners) {
  if (corners) return at::linspace(-1, 1, extent);
  return (at::arange(extent, at::kFloat) * 2 + 1) / static_cast<double>(extent) - 1;
}

// A grid of positions [N, height, width, 2], or with a depth one more, from affine maps [N, 2, 3] or [N, 3, 4].
Results affineGrid(const OnnxStep& at) {
  const Integers64 size = at.constantIntegers(1), maps = sizesOf(at.input(0));
  const std::size_t axes = size.size() < 2 ? 0 : size.size() - 2;
  const auto rows = static_cast<std::int64_t>(axes);
  if ((axes != 2 && axes != 3) || maps.size() != 3 || maps[1] != rows || maps[2] != rows + 1 || maps[0] != size[0])
    at.refuse(text("has maps of ", shapeText(maps), " for a size of ", size.size(),
                   " numbers, expected N x 2 x 3 for 4 or N x 3 x 4 for 5"));
  const bool corners = at.node.integer("align_corners", 0) != 0;
  Integers64 extents(size.begin() + 2, size.end());
  std::int64_t points = 1;
  for (const std::int64_t extent : extents) {
    if (extent < 1 || extent > mostSamples || (points *= extent) > mostSamples)
      at.refuse(text("has a size of ", shapeText(size)));
    if (corners && extent == 1) at.refuse("with align_corners has an axis of one position, which runtimes place apart");
  }
  std::vector<at::Tensor> columns;  // x, y (and z), then one
  for (std::size_t axis = axes; axis-- > 0;) {
    Integers64 form(axes, 1);
    form[axis] = extents[axis];
    columns.push_back(pixelCentres(extents[axis], corners).reshape(form).expand(extents).reshape({points}));
  }
  columns.push_back(at::ones({points}));
  // Sums of products, since a product of matrices would pass for a layer with the positions as its weights.
  const Recorded base = Recorder::constant(at::stack(columns, 1).reshape({1, points, 1, rows + 1}));
  const Recorded map = at.one("aten::unsqueeze", {at.input(0), integer(1)});
  const Recorded parts = at.one("aten::mul.Tensor", {map, base});
  const Recorded grid = at.one("aten::sum.dim_IntList", {parts, integerList({3}), truth(false), none()});
  return at.call("aten::reshape", {grid, integerList(joined(joined({size[0]}, extents), {rows}))});
}

// The samples of one region: for every result, pixels of the flattened image and their shares.
struct RegionSamples {
  std::vector<std::vector<std::pair<std::int64_t, float>>> results;
};

struct RegionForm {
  std::int64_t height = 1, width = 1, sampling = 0;  // of the results; sampling 0: by the region's size
  float scale = 1;
  bool halfPixel = true;
};

// As ONNX's RoiAlign, mode avg: bilinear samples at regular points of every bin; beyond the border by a pixel there is
// nothing.
RegionSamples samplesOf(const OnnxStep& at, const float* box, const RegionForm& form, std::int64_t height,
                        std::int64_t width) {
  const float offset = form.halfPixel ? 0.5F : 0.0F;
  const float left = box[0] * form.scale - offset, top = box[1] * form.scale - offset;
  float across = box[2] * form.scale - offset - left, down = box[3] * form.scale - offset - top;
  if (!form.halfPixel) {
    across = std::max(across, 1.0F);
    down = std::max(down, 1.0F);
  }
  if (!std::isfinite(left + top + across + down)) at.refuse("has a region that is not finite");
  const float binAcross = across / static_cast<float>(form.width), binDown = down / static_cast<float>(form.height);
  const auto countOf = [&](float bin) {
    if (form.sampling > 0) return form.sampling;
    const float count = std::ceil(bin);
    if (!(count < 1e6F)) at.refuse("has a region of impossible size");
    return static_cast<std::int64_t>(std::max(count, 0.0F));
  };
  const std::int64_t columns = countOf(binAcross), rows = countOf(binDown);
  if (columns * rows * form.width * form.height * 4 > mostSamples) at.refuse("takes too many samples");
  const float share = 1.0F / static_cast<float>(std::max<std::int64_t>(columns * rows, 1));
  RegionSamples samples;
  for (std::int64_t py = 0; py < form.height; ++py)
    for (std::int64_t px = 0; px < form.width; ++px) {
      auto& result = samples.results.emplace_back();
      for (std::int64_t iy = 0; iy < rows; ++iy)
        for (std::int64_t ix = 0; ix < columns; ++ix) {
          float y = top + static_cast<float>(py) * binDown +
                    (static_cast<float>(iy) + 0.5F) * binDown / static_cast<float>(rows);
          float x = left + static_cast<float>(px) * binAcross +
                    (static_cast<float>(ix) + 0.5F) * binAcross / static_cast<float>(columns);
          if (y < -1 || y > static_cast<float>(height) || x < -1 || x > static_cast<float>(width)) continue;
          y = std::clamp(y, 0.0F, static_cast<float>(height - 1));
          x = std::clamp(x, 0.0F, static_cast<float>(width - 1));
          const auto y0 = static_cast<std::int64_t>(y), x0 = static_cast<std::int64_t>(x);
          const std::int64_t y1 = std::min(y0 + 1, height - 1), x1 = std::min(x0 + 1, width - 1);
          const float below = y - static_cast<float>(y0), right = x - static_cast<float>(x0);
          result.emplace_back(y0 * width + x0, share * (1 - below) * (1 - right));
          result.emplace_back(y0 * width + x1, share * (1 - below) * right);
          result.emplace_back(y1 * width + x0, share * below * (1 - right));
          result.emplace_back(y1 * width + x1, share * below * right);
        }
    }
  return samples;
}

// With constant regions, every result is a weighted sum of fixed pixels.
Results roiAlign(const OnnxStep& at) {
  if (at.input(1).dynamic() || at.input(2).dynamic()) at.refuseData("takes its regions from the data of a tensor");
  if (at.node.string("mode", "avg") != "avg") at.refuse("has another mode than avg, which is not supported");
  const Integers64 sizes = sizesOf(at.input(0));
  const at::Tensor boxes = exampleOf(at.input(1)).to(at::kFloat).contiguous();
  const Integers64 images = at.constantIntegers(2);
  const auto count = static_cast<std::int64_t>(images.size());
  if (sizes.size() != 4 || elementCount(sizes) == 0 || boxes.dim() != 2 || boxes.size(1) != 4 ||
      boxes.size(0) != count || count == 0)
    at.refuse(text("has an input of ", shapeText(sizes), ", regions of ", shapeText(boxes.sizes().vec()), " and ",
                   count, " numbers of images, expected N x C x H x W, R x 4 and R"));
  RegionForm form;
  form.height = at.node.integer("output_height", 1);
  form.width = at.node.integer("output_width", 1);
  form.sampling = at.node.integer("sampling_ratio", 0);
  form.scale = static_cast<float>(at.node.number("spatial_scale", 1));
  form.halfPixel = at.node.string("coordinate_transformation_mode",
                                  at.node.opset < 16 ? "output_half_pixel" : "half_pixel") == "half_pixel";
  if (form.height < 1 || form.width < 1 || form.height > mostSamples || form.width > mostSamples ||
      form.height * form.width > mostSamples || form.sampling < 0 || form.sampling > 1024)
    at.refuse(text("gives ", form.height, " x ", form.width, " results with a sampling ratio of ", form.sampling));
  const std::int64_t bins = form.height * form.width;
  std::map<std::int64_t, Integers64> regionsOf;  // by image
  for (std::int64_t r = 0; r < count; ++r) {
    if (images[static_cast<std::size_t>(r)] < 0 || images[static_cast<std::size_t>(r)] >= sizes[0])
      at.refuse(text("has a region in image ", images[static_cast<std::size_t>(r)], " of ", sizes[0]));
    regionsOf[images[static_cast<std::size_t>(r)]].push_back(r);
  }
  std::vector<Recorded> parts;
  Integers64 order(static_cast<std::size_t>(count));
  std::int64_t placed = 0, samplesInAll = 0;
  for (const auto& [image, regions] : regionsOf) {
    std::vector<std::vector<std::pair<std::int64_t, float>>> results;
    std::size_t most = 1;
    for (const std::int64_t region : regions) {
      order[static_cast<std::size_t>(region)] = placed++;
      for (auto& result : samplesOf(at, boxes.data_ptr<float>() + 4 * region, form, sizes[2], sizes[3]).results) {
        most = std::max(most, result.size());
        results.push_back(std::move(result));
      }
      samplesInAll += bins * static_cast<std::int64_t>(most);
      if (samplesInAll > mostSamples) at.refuse("takes too many samples");
    }
    const auto rows = static_cast<std::int64_t>(results.size()), columns = static_cast<std::int64_t>(most);
    if (rows > mostSamples / columns) at.refuse("takes too many samples");
    at::Tensor pixels = at::zeros({rows, columns}, at::kLong), shares = at::zeros({rows, columns});
    for (std::int64_t i = 0; i < rows; ++i) {
      std::int64_t k = i * columns;
      for (const auto& [pixel, share] : results[static_cast<std::size_t>(i)]) {
        pixels.data_ptr<std::int64_t>()[k] = pixel;
        shares.data_ptr<float>()[k++] = share;
      }
    }
    const Recorded one = at.one("aten::select.int", {at.input(0), integer(0), integer(image)});
    const Recorded flat = at.one("aten::reshape", {one, integerList({sizes[1], sizes[2] * sizes[3]})});
    const Recorded picked = at.one("aten::index_select", {flat, integer(1), Recorder::constant(pixels.flatten())});
    const Recorded apart = at.one("aten::reshape", {picked, integerList({sizes[1], rows, columns})});
    const Recorded weighted = at.one("aten::mul.Tensor", {apart, Recorder::constant(shares.unsqueeze(0))});
    const Recorded sum = at.one("aten::sum.dim_IntList", {weighted, integerList({2}), truth(false), none()});
    const Recorded maps =
        at.one("aten::reshape",
               {sum, integerList({sizes[1], static_cast<std::int64_t>(regions.size()), form.height, form.width})});
    parts.push_back(at.one("aten::permute", {maps, integerList({1, 0, 2, 3})}));
  }
  const Recorded all = parts.size() == 1 ? parts[0] : at.one("aten::cat", {list(parts), integer(0)});
  if (std::is_sorted(order.begin(), order.end())) return {all};
  return at.call("aten::index_select", {all, integer(0), Recorder::constant(at::tensor(order, at::kLong))});
}

// Caffe's pooling of regions rounds their corners, and the results have no meaning at other sizes.
Results maxRoiPool(const OnnxStep& at) {
  if (at.input(1).dynamic()) at.refuseData("takes its regions from the data of a tensor");
  at.refuse("with constant regions is not supported, expected RoiAlign");
}

// A convolution whose kernel reads the input at offsets that the data give: for every place of the kernel, all images
// are sampled at its positions, bilinearly and with zeros outside; what results is multiplied as channels.
Results deformableConvolution(const OnnxStep& at) {
  const Integers64 kernelForm = sizesOf(at.input(1)), sizes = sizesOf(at.input(0)), offsets = sizesOf(at.input(2));
  if (kernelForm.size() != 4 || sizes.size() != 4 || offsets.size() != 4)
    at.refuse("expects pictures, weights and offsets of four axes");
  const Integers64 extents{sizes[2], sizes[3]};
  const Window window = windowOf(at, {kernelForm[2], kernelForm[3]}, extents);
  const std::int64_t groups = at.node.integer("group", 1), parts = at.node.integer("offset_group", 1);
  const std::int64_t places = kernelForm[2] * kernelForm[3];
  Integers64 results(2);
  for (std::size_t i = 0; i < 2; ++i) {
    const std::int64_t room = extents[i] + window.before[i] + window.after[i] - window.extent(i);
    if (room < 0) at.refuse(text("has a window larger than its input of ", shapeText(extents)));
    results[i] = room / window.stride[i] + 1;
  }
  if (groups < 1 || parts < 1 || sizes[1] % parts != 0 || sizes[1] % groups != 0 ||
      kernelForm[1] * groups != sizes[1] || places > 1024 || parts > 1024 || offsets[1] != 2 * parts * places ||
      offsets[2] != results[0] || offsets[3] != results[1])
    at.refuse(text("has offsets of ", shapeText(offsets), " and weights of ", shapeText(kernelForm),
                   ", which do not fit an input of ", shapeText(sizes)));
  if (at.has(4) && sizesOf(at.input(4)) != Integers64{offsets[0], parts * places, results[0], results[1]})
    at.refuse(text("has a mask of ", shapeText(sizesOf(at.input(4)))));
  // Pixel p of n is at (2 p + 1) / n - 1.
  const at::Tensor factor =
      at::tensor({2.0 / static_cast<double>(sizes[3]), 2.0 / static_cast<double>(sizes[2])}, at::kFloat);
  const auto slice = [&](const Recorded& of, std::int64_t from, std::int64_t to) {
    return at.one("aten::slice.Tensor", {of, integer(1), integer(from), integer(to), integer(1)});
  };
  const std::int64_t channels = sizes[1] / parts;
  std::vector<Recorded> sampled(static_cast<std::size_t>(places));
  for (std::int64_t k = 0; k < places; ++k) {
    const auto along = [&](std::size_t i, std::int64_t place) {
      const at::Tensor first = at::arange(results[i], at::kDouble) * static_cast<double>(window.stride[i]);
      const at::Tensor pixels = first + static_cast<double>(place * window.dilation[i] - window.before[i]);
      return ((pixels * 2 + 1) / static_cast<double>(extents[i]) - 1).to(at::kFloat);
    };
    const at::Tensor y = along(0, k / kernelForm[3]).reshape({results[0], 1}).expand(results);
    const at::Tensor x = along(1, k % kernelForm[3]).reshape({1, results[1]}).expand(results);
    const Recorded base = Recorder::constant(at::stack({x, y}).unsqueeze(0).contiguous());
    std::vector<Recorded> pictures;
    for (std::int64_t g = 0; g < parts; ++g) {
      const std::int64_t place = g * places + k;
      const Recorded moved =
          at.one("aten::index_select",  // rows stand before columns
                 {at.input(2), integer(1), Recorder::constant(at::tensor({2 * place + 1, 2 * place}, at::kLong))});
      const Recorded scaled = at.one("aten::mul.Tensor", {moved, Recorder::constant(factor.reshape({1, 2, 1, 1}))});
      const Recorded positions = at.one("aten::add.Tensor", {scaled, base, integer(1)});
      const Recorded grid = at.one("aten::permute", {positions, integerList({0, 2, 3, 1})});
      const Recorded part = parts == 1 ? at.input(0) : slice(at.input(0), g * channels, (g + 1) * channels);
      Recorded picture = at.one("aten::grid_sampler", {part, grid, integer(0), integer(0), truth(false)});
      if (at.has(4)) picture = at.one("aten::mul.Tensor", {picture, slice(at.input(4), place, place + 1)});
      pictures.push_back(std::move(picture));
    }
    sampled[static_cast<std::size_t>(k)] =
        pictures.size() == 1 ? pictures[0] : at.one("aten::cat", {list(pictures), integer(1)});
  }
  // Channel c of place k becomes channel c places + k, as in the weights.
  const Recorded stacked = at.one("aten::stack", {list(sampled), integer(2)});
  const Recorded columns =
      at.one("aten::reshape", {stacked, integerList({sizes[0], sizes[1] * places, results[0], results[1]})});
  const Recorded weights =
      at.one("aten::reshape", {at.input(1), integerList({kernelForm[0], kernelForm[1] * places, 1, 1})});
  return at.call("aten::convolution",
                 {columns, weights, at.has(3) ? at.input(3) : none(), integerList({1, 1}), integerList({0, 0}),
                  integerList({1, 1}), truth(false), integerList({0, 0}), integer(groups)});
}

}  // namespace

OnnxRules samplingRules() {
  return {
      {"AffineGrid", affineGrid},
      {"RoiAlign", roiAlign},
      {"MaxRoiPool", maxRoiPool},
      {"DeformConv", deformableConvolution},
  };
}

}  // namespace bitprism::onnx
