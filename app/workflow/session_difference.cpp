#include "app/workflow/session_difference.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/text.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/scheme/bit_widths.h"
#include "core/search/cost.h"

namespace bitprism {
namespace {

constexpr std::size_t longestValue = 60;  // of what has no form of its own

struct Setting {
  const char* key;
  const char* name;
  bool ofStudy = false;
};

constexpr std::array knownSettings = {Setting{"method", "search method"},
                                      Setting{"seed", "seed"},
                                      Setting{"tasks", "images of the tasks"},
                                      Setting{"widths", "bit-widths"},
                                      Setting{"scheme", "method of the weights"},
                                      Setting{"others", "competing methods"},
                                      Setting{"choices", "methods chosen for the layers"},
                                      Setting{"rules", "locks, bounds and ties"},
                                      Setting{"activation", "quantization of the inputs"},
                                      Setting{"inputs", "quantization of the layers' inputs"},
                                      Setting{"cheap", "what cheap tasks observe"},
                                      Setting{"look_ahead", "trials proposed ahead"},
                                      Setting{"target", "target"},
                                      Setting{"count_activations", "counting of activations"},
                                      Setting{"cost", "cost"},
                                      Setting{"limits", "limits"},
                                      Setting{"latency_table", "latency table"},
                                      Setting{"training", "training"},
                                      Setting{"train", "training images"},
                                      Setting{"metric", "metric"},
                                      Setting{"measure", "measure of a program (--metric-command)"},
                                      Setting{"images", "number of images", true},
                                      Setting{"split_seed", "seed of the image split", true},
                                      Setting{"calibration", "calibration images", true},
                                      Setting{"equalize", "equalization of the network", true}};

const Setting* settingOf(const std::string& key) {
  const auto found =
      std::find_if(knownSettings.begin(), knownSettings.end(), [&](const Setting& one) { return key == one.key; });
  return found == knownSettings.end() ? nullptr : &*found;
}

std::string shortened(std::string value) {
  if (value.size() > longestValue) value = value.substr(0, longestValue - 3) + "...";
  return value;
}

std::string tasksText(const Json& tasks) {
  std::string result;
  for (const Json& task : tasks) {
    const auto images = task.at("images").get<std::int64_t>();
    const int epochs = task.at("epochs").get<int>();
    result += text(result.empty() ? "" : ", ", images == 0 ? std::string("all") : text(images),
                   epochs == 0 ? std::string() : text(':', epochs));
  }
  return result;
}

std::string schemesText(const Json& schemes) {
  std::vector<Quantization> list;
  for (const Json& scheme : schemes) list.push_back(schemeFromJson(scheme).quantization());
  std::string result;
  for (const std::string& name : schemeNames(list)) result += text(result.empty() ? "" : ", ", name);
  return result;
}

// Identities are our own, or were read from a session, where anything may stand.
std::string valueText(const std::string& key, const Json& value) {
  try {
    if (key == "widths") return widthsToText(value.get<std::vector<int>>());
    if (key == "tasks") return tasksText(value);
    if (key == "scheme") return schemesText(Json::array({value}));
    if (key == "others") return schemesText(value);
    if (key == "limits") return limitsText(costLimitsFromJson(value, key));
    if (key == "latency_table") return value.get<std::string>().substr(0, 8);
  } catch (const std::exception&) {  // as it is written then
  }
  if (value.is_boolean()) return value.get<bool>() ? "on" : "off";
  if (value.is_string()) return value.get<std::string>().empty() ? "none" : value.get<std::string>();
  return shortened(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

bool isSwitch(const std::string& key) {
  return key == "equalize" || key == "count_activations";
}

std::string valueIn(const Json& identity, const std::string& key) {
  if (identity.contains(key)) return valueText(key, identity[key]);
  if (key == "cost") return costName(Cost::Memory);
  return isSwitch(key) ? "off" : "none";
}

void compareMembers(const Json& session, const Json& asked, std::vector<SettingDifference>& found) {
  static const Json none = Json::object();
  const auto objectOf = [](const Json& identity) -> const Json& {
    return identity.contains("training") && identity["training"].is_object() ? identity["training"] : none;
  };
  const Json &before = objectOf(session), &now = objectOf(asked);
  Json keys = before;
  keys.update(now);
  for (const auto& [key, ignored] : keys.items())
    if (!before.contains(key) || !now.contains(key) || before[key] != now[key])
      found.push_back({"training", text("training, ", key), valueIn(before, key), valueIn(now, key)});
}

}  // namespace

std::vector<SettingDifference> settingDifferences(const Json& session, const Json& asked) {
  std::vector<SettingDifference> found;
  Json keys = session;
  keys.update(asked);
  for (const auto& [key, ignored] : keys.items()) {
    if (session.contains(key) && asked.contains(key) && session[key] == asked[key]) continue;
    if (key == "training" && session.contains(key) && asked.contains(key)) {
      compareMembers(session, asked, found);
      continue;
    }
    const Setting* setting = settingOf(key);
    SettingDifference difference{key, setting ? setting->name : key, valueIn(session, key), valueIn(asked, key)};
    // Long values may differ only where they were cut.
    if (difference.session == difference.asked) difference.asked = "others";
    found.push_back(std::move(difference));
  }
  return found;
}

std::string differencesText(const std::vector<SettingDifference>& differences) {
  std::string result;
  for (const SettingDifference& one : differences)
    result += text(result.empty() ? "" : "; ", one.name, ' ', one.session, ", now ", one.asked);
  return result;
}

SettingsDiffer::SettingsDiffer(const std::string& sessionPath, std::vector<SettingDifference> found)
    : UsageError(text("session '", sessionPath, "' was made with other settings: ", differencesText(found),
                      "; fork it to continue with other settings")),
      differences(std::move(found)) {}

bool belongsToStudy(const SettingDifference& difference) {
  const Setting* setting = settingOf(difference.key);
  return setting && setting->ofStudy;
}

}  // namespace bitprism
