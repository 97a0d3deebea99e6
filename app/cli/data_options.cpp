#include "app/cli/data_options.h"

#include <algorithm>
#include <filesystem>

#include "app/cli/command.h"
#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/image_format.h"

namespace bitprism {

void DataOptions::add(CLI::App& command, bool required) {
  auto* data = command.add_option("--data", data_,
                                  text("images: ", imageFormatsText(),
                                       "; or a folder of them (of pictures: one per class, or only pictures); or "
                                       "'example'; or 'synthetic' (synthetic:256), images made from the network's "
                                       "batch norms or of noise, where there are none. "
                                       "classes.txt in or next to a folder or list names the classes, one per line"));
  if (required) data->required();
  command.add_option("--scale", scale_, "x = (pixel * scale - mean) / std (default: 1/255)");
  command.add_option("--mean", mean_, "one number, or one per channel")->delimiter(',')->expected(1, 4);
  command.add_option("--std", deviation_, "one number, or one per channel")->delimiter(',')->expected(1, 4);
  command.add_option("--resize", resize_, "the shorter side in pixels, or HEIGHTxWIDTH (bilinear with antialias)");
  command.add_option("--crop", crop_, "size of the centre crop after resizing: a side in pixels, or HEIGHTxWIDTH");
  command.add_option("--letterbox", letterbox_,
                     "the whole image as large as fits into a side in pixels, or HEIGHTxWIDTH, on grey (the default "
                     "where boxes are annotated)");
  command
      .add_option(
          "--head", head_,
          text("how a detector's outputs give boxes: ", alternatives(boxHeadNames()), " (default: by their shapes)"))
      ->check(CLI::IsMember(boxHeadNames()));
  auto* judge =
      command.add_option("--metric-command", judge_.program,
                         "a program that measures plans: it is given a folder with output0.npy ..., images.npy "
                         "and labels.npy, and prints a number from 0 to 1, larger is better");
  command
      .add_option("--metric-argument", judge_.arguments, "an argument for that program, before the folder; repeatable")
      ->needs(judge)
      ->expected(1)
      ->take_all();
  command.add_option("--metric-name", judge_.name, "what that program measures")->needs(judge)->capture_default_str();
  command.add_option("--metric-seconds", judge_.seconds, "the longest that it may take for one plan")
      ->needs(judge)
      ->capture_default_str()
      ->check(CLI::Range(0.1, 1e6));
  channelsOption_ = command.add_option("--channels", channels_, "channels that the network expects: rgb, bgr, grey")
                        ->check(CLI::IsMember({"rgb", "bgr", "grey"}));
  command.add_option("--preprocess", file_, "a JSON file with scale, mean, std, resize, crop, channels");
  command
      .add_option("--image-cache", cacheMebibytes_,
                  "MiB of decoded images to keep in memory; others are decoded each time they are needed")
      ->capture_default_str()
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 20));
  command.add_option("--device", device_, "where networks run: cpu, cuda, or auto (cuda if available)")
      ->capture_default_str()
      ->check(CLI::IsMember(deviceNames()));
}

StudySettings DataOptions::study(const std::string& network) const {
  StudySettings settings;
  settings.networkPath = network;
  settings.dataPath = data_;
  settings.preprocessing = preprocessing();
  settings.imageCacheBytes = cacheBytes();
  settings.device = device();
  settings.head = head();
  settings.command = judge();
  return settings;
}

Device DataOptions::device() const {
  return deviceFromName(device_);
}

std::optional<BoxHead> DataOptions::head() const {
  return head_.empty() ? std::nullopt : std::optional(boxHeadFromName(head_));
}

std::optional<MetricCommand> DataOptions::judge() const {
  return judge_.program.empty() ? std::nullopt : std::optional(judge_);
}

std::optional<Preprocessing> DataOptions::preprocessing() const {
  const bool single = scale_ != 0 || !mean_.empty() || !deviation_.empty() || !resize_.empty() || !crop_.empty() ||
                      !letterbox_.empty() || (channelsOption_ && channelsOption_->count() > 0);
  if (file_.empty() && !single) return {};
  Preprocessing result = file_.empty() ? Preprocessing() : readPreprocessing(file_);
  if (scale_ != 0) result.scale = scale_;
  if (!mean_.empty()) result.mean = mean_;
  if (!deviation_.empty()) result.deviation = deviation_;
  if (channelsOption_->count() > 0) result.channels = channelsFromName(channels_).value();
  if (!resize_.empty()) result.resize = parseResize(resize_);
  if (!crop_.empty()) result.crop = parseCrop(crop_);
  if (!letterbox_.empty()) {
    if (result.resize.height > 0 || result.crop.height > 0)
      throw UsageError("--letterbox stands in the place of --resize and --crop; give either");
    result.crop = parseCrop(letterbox_);
    result.letterbox = true;
  }
  for (const double value : result.deviation)
    if (!(value > 0)) throw UsageError(text("--std has ", value, ", expected numbers above zero"));
  return result;
}

void adoptPreprocessing(const PlanFile& plan, StudySettings& settings) {
  if (settings.preprocessing || settings.dataPath.empty() || !plan.facts().preprocessing) return;
  settings.preprocessing = plan.facts().preprocessing;
  printNotices({plan.preprocessingNotice()});
}

}  // namespace bitprism
