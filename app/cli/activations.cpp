#include <atomic>
#include <filesystem>
#include <iostream>
#include <mutex>

#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/files/npy.h"
#include "core/torch/measure/activation_maps.h"
#ifdef BITPRISM_ZSTD
#include <zstd.h>
#endif

namespace bitprism {
namespace {

constexpr std::int64_t writtenImages = 32;

struct ActivationsOptions {
  std::string network, plan, write, read, output;
  int bits = 0, codeBits = 16;
  std::int64_t images = 0;
  bool force = false;
  DataOptions data;
  SchemeOptions scheme;
};

// Bytes of zstd at level 1 on the codes as stored in memory, one or two bytes each; 0 without zstd.
std::uint64_t zstdBytes(const ActivationMap& map) {
#ifdef BITPRISM_ZSTD
  std::vector<std::uint8_t> narrow;
  const void* bytes = map.codes.data();
  std::size_t size = map.codes.size() * sizeof(std::uint16_t);
  if (map.grid.bits <= 8) {
    narrow.assign(map.codes.begin(), map.codes.end());
    bytes = narrow.data();
    size = narrow.size();
  }
  std::vector<std::uint8_t> packed(ZSTD_compressBound(size));
  const std::size_t got = ZSTD_compress(packed.data(), packed.size(), bytes, size, 1);
  return ZSTD_isError(got) ? 0 : got;
#else
  static_cast<void>(map);
  return 0;
#endif
}

double gain(std::uint64_t of, std::uint64_t to) {
  return to > 0 ? static_cast<double>(of) / static_cast<double>(to) : 0;
}

// "2.13", bits per value.
std::string bitsPerValue(std::uint64_t bits, const CodedSizes& sizes) {
  return fixed(static_cast<double>(bits) * sizes.bits / static_cast<double>(std::max<std::uint64_t>(1, sizes.raw())),
               2);
}

std::string fileName(std::size_t site, std::int64_t image) {
  return text("map", site < 9 ? "0" : "", site + 1, "-image", image, ".bpam");
}

Json toJson(const std::string& name, const CodedSizes& sizes, std::uint64_t zstd) {
  Json json = {{"name", name},
               {"zeros", 1 - sizes.nonZeroShare()},
               {"values", sizes.raw() / static_cast<std::uint64_t>(sizes.bits)},
               {"bits",
                {{"raw", sizes.raw()},
                 {"zvc", sizes.zeroValue()},
                 {"csr", sizes.compressedRows()},
                 {"eg", sizes.exponentialGolomb()},
                 {"seg", sizes.sparse()},
                 {"rice", sizes.rice()},
                 {"sparse_rice", sizes.sparseRice()},
                 {"stream", sizes.stream}}},
               {"k", {{"eg", sizes.bestExponentialGolomb()}, {"seg", sizes.bestSparse()}}},
               {"gain_float", sizes.gainOverFloat()},
               {"gain_codes", sizes.gainOverRaw()}};
  if (zstd > 0) json["bits"]["zstd"] = 8 * zstd;
  return json;
}

void readMap(const ActivationsOptions& options, const CommandContext& context) {
  if (!options.output.empty()) checkOutput(options.output, options.force);
  const ActivationMap map = decodeMap(readFile(options.read), options.read);
  const CodedSizes sizes = codedSizes(map);
  if (!options.output.empty()) {
    const std::vector<float> values = mapValues(map.codes, map.grid);
    writeFile(options.output, npyBytes({map.shape[0], map.shape[1], map.shape[2], map.shape[3]}, values));
  }
  const std::string shape = text(map.shape[0], " x ", map.shape[1], " x ", map.shape[2], " x ", map.shape[3]);
  if (context.json) {
    Json json = toJson(options.read, sizes, 0);
    json["shape"] = map.shape;
    json["code_bits"] = map.grid.bits;
    json["limit"] = map.grid.limit;
    json["codes_hash"] = contentHash(
        {reinterpret_cast<const std::uint8_t*>(map.codes.data()), map.codes.size() * sizeof(std::uint16_t)});
    std::cout << json.dump(1) << '\n';
    return;
  }
  std::cout << options.read << ": " << shape << " codes of " << map.grid.bits << " bits up to " << map.grid.limit
            << ", " << percentText(1 - sizes.nonZeroShare()) << " zeros, " << fixed(sizes.gainOverFloat(), 2)
            << " times smaller than floats\n";
}

// The folder of --write.
void makeFolder(const ActivationsOptions& options) {
  if (options.write.empty()) return;
  std::filesystem::create_directories(options.write);
  if (!options.force && !std::filesystem::is_empty(options.write))
    throw UsageError(text("'", options.write, "' is not empty; pass --force to write into it"));
}

void measure(const ActivationsOptions& options, const CommandContext& context) {
  if (options.network.empty() || options.data.path().empty())
    throw UsageError("expected a network and images, or a coded map with --read");
  StudySettings settings = options.data.study(options.network);
  std::optional<PlanFile> file;
  if (!options.plan.empty()) file.emplace(options.plan);
  if (file) adoptPreprocessing(*file, settings);
  const auto study = openStudy(settings, context);
  printNotices(study->dataNotices());
  QuantPlan plan = floatPlan(study->network()->layers.size());
  if (file)
    plan = file->plan(*study->network());
  else if (options.bits != 0)
    plan = uniformPlan(plan.layers.size(), options.scheme.quantization().at(options.bits));
  study->calibrateInputsFor(plan.layers, context.stop, context.progress);
  makeFolder(options);

  MapSettings wanted;
  wanted.bits = options.codeBits;
  wanted.images = options.images;
  checkMapGrid({.bits = wanted.bits, .limit = 1});
  std::vector<std::atomic<std::uint64_t>> zstd(mapSites(*study->network()).size());
  std::mutex mutex;
  Json files = Json::array();
  wanted.visit = [&](const MapBatch& batch) {
    zstd[batch.site] += zstdBytes(batch.map);
    if (options.write.empty() || batch.firstImage >= writtenImages) return;
    const std::string path = options.write + "/" + fileName(batch.site, batch.firstImage);
    const Bytes bytes = encodeMap(batch.map, {.threads = 1});
    writeFile(path, bytes);
    const auto hash = contentHash({reinterpret_cast<const std::uint8_t*>(batch.map.codes.data()),
                                   batch.map.codes.size() * sizeof(std::uint16_t)});
    const std::lock_guard lock(mutex);
    files.push_back({{"file", path}, {"bytes", bytes.size()}, {"codes_hash", hash}});
  };
  const std::vector<MapReport> reports = measureMaps({study->network(), plan, study->calibration()}, study->images(),
                                                     study->preprocessing(), wanted, context.stop, context.progress);

  CodedSizes total;
  std::uint64_t totalZstd = 0;
  Json maps = Json::array();
  TextTable table({"map", "values", "zeros", "EG", "SEG", "Rice", "ZVC", "stream", "zstd -1", "x fp32", "x codes"});
  const auto row = [&](const std::string& name, const std::string& values, const CodedSizes& sizes,
                       std::uint64_t packed) {
    table.add({name, values, percentText(1 - sizes.nonZeroShare()), bitsPerValue(sizes.exponentialGolomb(), sizes),
               bitsPerValue(sizes.sparse(), sizes), bitsPerValue(sizes.rice(), sizes),
               bitsPerValue(sizes.zeroValue(), sizes), bitsPerValue(sizes.stream, sizes),
               packed > 0 ? bitsPerValue(8 * packed, sizes) : "-", fixed(sizes.gainOverFloat(), 2),
               fixed(sizes.gainOverRaw(), 2)});
  };
  for (std::size_t m = 0; m < reports.size(); ++m) {
    const MapReport& report = reports[m];
    row(report.site.name, shapeText(report.site.shape), report.sizes, zstd[m]);
    maps.push_back(toJson(report.site.name, report.sizes, zstd[m]));
    maps.back()["shape"] = report.site.shape;
    maps.back()["largest"] = report.largest;
    total += report.sizes;
    totalZstd += zstd[m];
  }
  if (context.json) {
    Json document = {{"code_bits", wanted.bits},
                     {"images", reports.empty() ? 0 : reports.front().images},
                     {"maps", maps},
                     {"total", toJson("all maps", total, totalZstd)}};
    if (!options.write.empty()) document["files"] = files;
    std::cout << document.dump(1) << '\n';
    return;
  }
  row("all", "", total, totalZstd);
  std::cout << "bits per value of " << wanted.bits << "-bit codes on " << (reports.empty() ? 0 : reports.front().images)
            << " images; EG, SEG and Rice with the best k of the map\n\n"
            << table.str();
  if (!options.write.empty())
    std::cout << '\n'
              << files.size() << " files of the first "
              << std::min<std::int64_t>(writtenImages, reports.empty() ? 0 : reports.front().images) << " images in '"
              << options.write << "'\n";
  std::cout << "\nmaps are " << fixed(total.gainOverFloat(), 2) << " times smaller than floats, "
            << fixed(total.gainOverRaw(), 2) << " times smaller than " << wanted.bits << "-bit codes";
  if (totalZstd > 0) std::cout << " (zstd -1: " << fixed(gain(total.raw(), 8 * totalZstd), 2) << ")";
  std::cout << '\n';
}

}  // namespace

Run addActivations(CLI::App& app) {
  auto* command = app.add_subcommand("activations", "sizes of a network's activation maps under each entropy code");
  const auto options = std::make_shared<ActivationsOptions>();
  addNetwork(*command, options->network);
  options->data.add(*command, false);
  command->add_option("--images", options->images, "use only the first images, up to this number")
      ->check(CLI::PositiveNumber);
  command->add_option("--code-bits", options->codeBits, "bits of a value before coding, 1 to 16")
      ->capture_default_str();
  auto* bits = command->add_option("--bits", options->bits, "run with weights of this bit-width");
  command->add_option("--plan", options->plan, "run under this plan")->excludes(bits);
  auto* write = command->add_option("--write", options->write, "write the maps of the first images into this folder");
  command->add_option("--read", options->read, "decode a map written by --write")->excludes(write);
  command->add_option("--out", options->output, "with --read: write its values as .npy");
  command->add_flag("--force", options->force, "overwrite files");
  options->scheme.add(*command, SchemeOptions::Choice::Uniform);
  return [options](const CommandContext& context) {
    if (options->read.empty())
      measure(*options, context);
    else
      readMap(*options, context);
  };
}

}  // namespace bitprism
